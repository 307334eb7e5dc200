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

with changed as (
    update addresses a
       set kind = s.kind, box = s.box, key_id = s.key_id, fingerprint = s.fingerprint, masked = s.masked,
           verified_on = s.verified_on, source = s.source
      from staged_addresses s
     where a.address = s.address
       and (a.kind, a.fingerprint, a.verified_on, a.source)
        is distinct from (s.kind, s.fingerprint, s.verified_on, s.source)
    returning 1
), fresh as (
    insert into addresses (address, person, kind, box, key_id, fingerprint, masked, verified_on, source)
    select address, person, kind, box, key_id, fingerprint, masked, verified_on, source
      from staged_addresses s
     where not exists (select from addresses a where a.address = s.address) order by line
    returning 1
)
insert into counted
select 'addresses.csv', (select count(*) from fresh), (select count(*) from changed);
