with gone as (
    delete from staged_placements s where not exists (select from cases c where c.case_id = s."case")
    returning line, "case"
)
insert into refused select 'placements.csv', line, "case", 'case', 'names no case that is stored' from gone;

with gone as (
    delete from staged_placements s
     where not exists (select from cases c join collectors a on a.acts_for = c.lender
                        where c.case_id = s."case" and a.collector = s.agency)
    returning line, "case"
)
insert into refused
select 'placements.csv', line, "case", 'agency', 'does not act for the lender of the case; see agencies.csv' from gone;

with gone as (
    delete from staged_placements where "to" < "from" returning line, "case"
)
insert into refused select 'placements.csv', line, "case", 'to', 'is before `from`' from gone;

with done as (
    insert into placements as p (case_id, agency, lender, from_day, to_day)
    select s."case", s.agency, c.lender, s."from", s."to" from staged_placements s join cases c on c.case_id = s."case"
    on conflict (case_id, agency, from_day) do update set to_day = excluded.to_day
     where p.to_day is distinct from excluded.to_day
    returning (xmax = 0) as fresh
)
insert into counted
select 'placements.csv', count(*) filter (where fresh), count(*) filter (where not fresh) from done;
