with gone as (
    delete from staged_promises s where not exists (select from cases c where c.case_id = s."case")
    returning line, promise
)
insert into refused select 'promises.csv', line, promise, 'case', 'names no case that is stored' from gone;

with gone as (
    delete from staged_promises s
     where not exists (select from parties p where p.case_id = s."case" and p.person = s.person)
    returning line, promise, "case"
)
insert into refused
select 'promises.csv', line, promise, 'person', 'is no party to the case', "case" from gone;

with gone as (
    delete from staged_promises s using promises k where k.promise = s.promise
    returning s.line, s.promise, s."case",
              (k.case_id, k.person, k.amount, k.due, k.made_at) = (s."case", s.person, s.amount, s.due, s.made_at)
              as same
)
insert into refused
select 'promises.csv', line, promise, 'row', 'is already known with other content; give a new promise a new id', "case"
  from gone where not same;

with done as (
    insert into promises (promise, case_id, person, amount, due, made_at, status)
    select promise, "case", person, amount, due, made_at, coalesce(status, 'open') from staged_promises
    returning 1
)
insert into counted select 'promises.csv', count(*), 0 from done;
