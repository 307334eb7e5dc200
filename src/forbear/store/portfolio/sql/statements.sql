with gone as (
    delete from staged_statements s where not exists (select from people p where p.person = s.person)
    returning line, id
)
insert into refused
select 'statements.csv', line, id, 'person', 'is party to no case; nothing of such a person is stored' from gone;

with gone as (
    delete from staged_statements s using statements k where k.statement = s.id
    returning s.line, s.id, s.person, k.body = s.body as same
)
insert into refused
select 'statements.csv', line, id, 'row', 'is already known with other content; give a new statement a new id', null, person
  from gone where not same;

with done as (
    insert into statements (statement, person, kind, at, until, debts, body)
    select id, person, kind, at, until, debts, body from staged_statements
    returning 1
)
insert into counted select 'statements.csv', count(*), 0 from done;
