with gone as (
    delete from staged_addresses s where not exists (select from parties p where p.person = s.person)
    returning line, address
)
insert into refused
select 'addresses.csv', line, address, 'person', 'is party to no case; an address of such a person is not stored' from gone;

with gone as (
    delete from staged_addresses s using addresses a where a.address = s.address and a.person <> s.person
    returning s.line, s.address
)
insert into refused
select 'addresses.csv', line, address, 'person', 'the address is already known as another person''s; give it an id of its own'
  from gone;

with known as (
    select a.person, count(*) as phones
      from addresses a left join staged_addresses o using (address)
     where a.kind in ('mobile', 'landline') and o.address is null
       and a.person in (select person from staged_addresses)
     group by a.person
), placed as (
    select s.line, coalesce(k.phones, 0) + row_number() over (partition by s.person order by s.line) as nth
      from staged_addresses s left join known k using (person) where s.kind in ('mobile', 'landline')
), gone as (
    delete from staged_addresses s using placed where s.line = placed.line and placed.nth > 8
    returning s.line, s.address
)
insert into refused
select 'addresses.csv', line, address, 'value', 'is more than 8 phone numbers for one person; the first 8 are stored' from gone;

with done as (
    insert into addresses as a (address, person, kind, value, verified_on, source)
    select address, person, kind, value, verified_on, source from staged_addresses order by line
    on conflict (address) do update
       set kind = excluded.kind, value = excluded.value, verified_on = excluded.verified_on, source = excluded.source
     where (a.kind, a.value, a.verified_on, a.source)
        is distinct from (excluded.kind, excluded.value, excluded.verified_on, excluded.source)
    returning (xmax = 0) as fresh
)
insert into counted
select 'addresses.csv', count(*) filter (where fresh), count(*) filter (where not fresh) from done;
