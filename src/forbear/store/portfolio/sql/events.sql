with gone as (
    delete from staged_events s where not exists (select from cases c where c.case_id = s."case")
    returning line, "case"
)
insert into refused select 'events.csv', line, "case", 'case', 'names no case that is stored' from gone;

-- An event without an id is known by its content, and by its place among equals: two payments of one amount
-- on one day are two, and stay two when the file comes again.
create temp table told_events on commit drop as
select line, "case" as case_id, on_day, body,
       coalesce(event, 'row:' || md5(body::text) || ':' ||
                       row_number() over (partition by "case", event, body order by line)) as event
  from staged_events;
analyze told_events;

with gone as (
    delete from told_events t using ledger_events e
     where e.case_id = t.case_id and e.event = t.event
    returning t.line, t.event, t.case_id, e.body = t.body as same
)
insert into refused
select 'events.csv', line, event, 'row', 'is already known with other content; write a reversal instead', case_id
  from gone where not same;

with reached as (
    select case_id, max(seq) as seq from ledger_events
     where case_id in (select case_id from told_events) group by case_id
), done as (
    insert into ledger_events (case_id, event, seq, on_day, body)
    select t.case_id, t.event,
           coalesce(r.seq, 0) + row_number() over (partition by t.case_id order by t.line), t.on_day, t.body
      from told_events t left join reached r using (case_id)
    returning 1
)
insert into counted select 'events.csv', count(*), 0 from done;
