-- What a machine can't or mustn't settle, the gravest first: terms nobody can read, a stolen identity, a death,
-- a contact whose sending is in doubt, a broken promise, what the borrower waits for, what could not be judged;
-- and where that is not ten, those longest overdue, for whom a person's own offer is worth most.
with told as (
    select d.case_id, d.why, d.rules, d.detail,
           case d.why when 'unreadable_terms' then 1 when 'unreadable_rows' then 1 when 'not_askable' then 1
                      when 'identity_theft' then 2 when 'deceased' then 3
                      when 'dispute' then 6 when 'complaint' then 7 when 'hardship' then 8 when 'represented' then 9
                      when 'unknown' then 10 when 'no_zone' then 11 when 'no_address' then 12
                      when 'for_a_person' then 13
           end as rank
      from decisions d where d.on_day = %(on)s
    union all
    select k.case_id, 'in_doubt', '{}', null, 4 from contacts k where k.state = 'in_doubt'
    union all
    select m.case_id, 'promise_broken', '{}', null, 5
      from promises m where m.closed_on = %(on)s and m.status = 'broken'
    union all
    select d.case_id, 'forbid', d.rules, null, 14
      from decisions d where d.on_day = %(on)s and d.outcome = 'refused' and d.why = 'forbid'
    union all
    (select a.case_id, 'long_overdue', '{}', null, 15
       from ageings a where a.on_day = %(on)s and a.days_past_due > 90
      order by a.days_past_due desc, a.overdue desc, a.case_id limit 10)
), gravest as (
    select distinct on (t.case_id) t.*, a.days_past_due, a.bucket, a.overdue, c.currency
      from told t join cases c using (case_id)
      left join ageings a on a.case_id = t.case_id and a.on_day = %(on)s
     where t.rank is not null
     order by t.case_id, t.rank
), spread as (
    -- at most three of a kind, so that one kind doesn't hide the others
    select *, row_number() over (partition by why order by overdue desc nulls last, case_id) as place from gravest
)
select case_id as "case", why, days_past_due, bucket, overdue, currency, rules, detail
  from spread
 order by (place > 3), rank, overdue desc nulls last, case_id
 limit 10
