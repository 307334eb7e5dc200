-- People, cases and parties together: a person is stored only as a debtor or a party of a case.

with gone as (
    delete from staged_cases s
     where not exists (select from collectors c where c.collector = s.lender)
    returning line, "case"
)
insert into refused
select 'cases.csv', line, "case", 'lender', 'names no collector; add the lender to agencies.csv', "case" from gone;

with gone as (
    delete from staged_cases s
     where not exists (select from staged_people p where p.person = s.debtor)
       and not exists (select from people p where p.person = s.debtor)
    returning line, "case"
)
insert into refused
select 'cases.csv', line, "case", 'debtor', 'names nobody in people.csv', "case" from gone;

with gone as (
    delete from staged_cases s using cases c
     where c.case_id = s."case" and (c.lender, c.debtor, c.currency) <> (s.lender, s.debtor, s.currency)
    returning s.line, s."case"
)
insert into refused
select 'cases.csv', line, "case", 'row', 'is already known with another lender, debtor or currency; give a new case a new id',
       "case"
  from gone;

with gone as (
    delete from staged_parties s
     where not exists (select from staged_cases c where c."case" = s."case")
       and not exists (select from cases c where c.case_id = s."case")
    returning line, person
)
insert into refused select 'parties.csv', line, person, 'case', 'names no case that is stored' from gone;

with gone as (
    delete from staged_parties s
     where not exists (select from staged_people p where p.person = s.person)
       and not exists (select from people p where p.person = s.person)
    returning line, person, "case"
)
insert into refused select 'parties.csv', line, person, 'person', 'names nobody in people.csv', "case" from gone;

with gone as (
    delete from staged_people s
     where not exists (select from staged_cases c where c.debtor = s.person)
       and not exists (select from staged_parties p where p.person = s.person)
       and not exists (select from parties p where p.person = s.person)
    returning line, person
)
insert into refused
select 'people.csv', line, person, 'person', 'is party to no case; nothing of such a person is stored' from gone;

with done as (
    insert into people as p (person, name, role_default, language, zone, region, birth_year,
                             deceased, incapacitated, reachable)
    select person, name, role_default, coalesce(language, 'zh-CN'), zone, region, birth_year,
           deceased, incapacitated, reachable
      from staged_people
    on conflict (person) do update
       set name = excluded.name,
           role_default = coalesce(excluded.role_default, p.role_default),
           language = excluded.language,
           zone = coalesce(excluded.zone, p.zone),
           region = coalesce(excluded.region, p.region),
           birth_year = coalesce(excluded.birth_year, p.birth_year),
           -- what is known to be so is not undone by a later file that doesn't know it
           deceased = case when p.deceased then true else coalesce(excluded.deceased, p.deceased) end,
           incapacitated = case when p.incapacitated then true
                                else coalesce(excluded.incapacitated, p.incapacitated) end,
           reachable = coalesce(excluded.reachable, p.reachable)
     where (p.name, p.language) is distinct from (excluded.name, excluded.language)
        or p.role_default <> excluded.role_default or excluded.role_default is not null and p.role_default is null
        or p.zone <> excluded.zone or excluded.zone is not null and p.zone is null
        or p.region <> excluded.region or excluded.region is not null and p.region is null
        or p.birth_year <> excluded.birth_year or excluded.birth_year is not null and p.birth_year is null
        or excluded.deceased is not null and p.deceased is distinct from excluded.deceased
           and p.deceased is distinct from true
        or excluded.incapacitated is not null and p.incapacitated is distinct from excluded.incapacitated
           and p.incapacitated is distinct from true
        or excluded.reachable is not null and p.reachable is distinct from excluded.reachable
    returning (xmax = 0) as fresh
)
insert into counted select 'people.csv', count(*) filter (where fresh), count(*) filter (where not fresh) from done;

with done as (
    insert into cases as c (case_id, lender, debtor, product, currency, opened, status)
    select "case", lender, debtor, product, currency, opened, coalesce(status, 'current') from staged_cases
    on conflict (case_id) do update
       set product = excluded.product, opened = excluded.opened, status = excluded.status
     where (c.product, c.opened, c.status) <> (excluded.product, excluded.opened, excluded.status)
    returning (xmax = 0) as fresh
)
insert into counted select 'cases.csv', count(*) filter (where fresh), count(*) filter (where not fresh) from done;

with done as (
    insert into parties as p (case_id, person, role, authority)
    select "case", person, role, authority from staged_parties
    on conflict (case_id, person) do update set role = excluded.role, authority = excluded.authority
     where (p.role, p.authority) <> (excluded.role, excluded.authority)
    returning (xmax = 0) as fresh
)
insert into counted select 'parties.csv', count(*) filter (where fresh), count(*) filter (where not fresh) from done;

-- The debtor is a party by the contract, whether or not the file says so.
insert into parties (case_id, person, role, authority)
select c.case_id, c.debtor, 'borrower', 'contract' from cases c join staged_cases s on s."case" = c.case_id
on conflict do nothing;
