with gone as (
    delete from staged_contacts s where not exists (select from cases c where c.case_id = s."case")
    returning line, id
)
insert into refused select 'contacts.csv', line, id, 'debts', 'names no case that is stored' from gone;

with gone as (
    delete from staged_contacts s where not exists (select from people p where p.person = s.person)
    returning line, id, "case"
)
insert into refused
select 'contacts.csv', line, id, 'person', 'is party to no case; nothing of such a person is stored' from gone;

update staged_contacts s set collector = c.lender from cases c where c.case_id = s."case" and s.collector is null;

with gone as (
    delete from staged_contacts s where not exists (select from collectors c where c.collector = s.collector)
    returning line, id, "case"
)
insert into refused
select 'contacts.csv', line, id, 'collector', 'names no collector; add it to agencies.csv', "case" from gone;

-- A contact counts towards the law's limits even where the number it went to is none that we may keep.
with bare as (
    update staged_contacts s set address = null
     where s.address is not null and not exists (select from addresses a where a.address = s.address)
    returning line, id
)
insert into refused
select 'contacts.csv', line, id, 'address', 'names no address that is stored; the contact is kept without it' from bare;

with gone as (
    delete from staged_contacts s using contacts k where k.contact = s.id
    returning s.line, s.id, s."case",
              (k.case_id, k.person, k.collector, k.channel, k.direction, k.purpose, k.at, k.result, k.body)
              is not distinct from
              (s."case", s.person, s.collector, s.channel, s.direction, s.purpose, s.at, s.result, s.body) as same
)
insert into refused
select 'contacts.csv', line, id, 'row', 'is already known with other content; a contact made is not rewritten', "case"
  from gone where not same;

with done as (
    insert into contacts (contact, case_id, person, collector, channel, direction, purpose, address, at, state,
                          result, body)
    select id, "case", person, collector, channel, direction, purpose, address, at, 'done', result, body
      from staged_contacts
    returning 1
)
insert into counted select 'contacts.csv', count(*), 0 from done;
