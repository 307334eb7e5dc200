-- depends: 0007_pre_vault
-- Who sees which rows: a lender its own cases, an agency those placed with it. What a role may do to a table at all
-- stands in walls.sql.

alter table cases add constraint cases_with_lender unique (case_id, lender);

-- Which cases an agency has in hand. A lender that places none shares all of its cases with its agencies.
create table placements (
    case_id  text not null references cases on delete cascade,
    agency   text not null references collectors,
    lender   text not null,
    from_day date not null,
    to_day   date check (to_day >= from_day),
    primary key (case_id, agency, from_day),
    foreign key (case_id, lender) references cases (case_id, lender) on delete cascade
);
create index placements_by_lender on placements (lender, agency);

-- Whether a lender or agency may know of a case of that lender.
create function seen_by(owner text, of_case text, who text) returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
    select owner = who
        or exists (select from collectors w where w.collector = who and w.acts_for = owner)
           and (exists (select from placements p where p.case_id = of_case and p.agency = who
                           and current_date between p.from_day and coalesce(p.to_day, 'infinity'))
                or not exists (select from placements p where p.lender = owner))
$$;

-- For whom the process works at this moment; null: for the house itself, which sees all.
create function working_for() returns text language sql stable
return nullif(current_setting('forbear.collector', true), '');

create function lender_of(agency text) returns text language sql stable security definer
set search_path = public, pg_temp as $$ select acts_for from collectors where collector = agency $$;

-- Rows that belong to a case or a person, by what of them names it.
do $$
declare
    wall record;
begin
    for wall in values
        ('cases', $q$lender = (select working_for()) or seen_by(lender, case_id, (select working_for()))$q$),
        ('parties', $q$exists (select from cases c where c.case_id = parties.case_id)$q$),
        ('people', $q$exists (select from parties p where p.person = people.person)$q$),
        ('addresses', $q$exists (select from parties p where p.person = addresses.person)$q$),
        ('contacts', $q$collector = (select working_for()) or exists (select from cases c
                        where c.case_id = contacts.case_id and c.lender = (select working_for()))$q$),
        ('statements', $q$exists (select from parties p where p.person = statements.person)
                          and (debts is null or exists (select from cases c where c.case_id = any (debts)))$q$),
        ('promises', $q$exists (select from cases c where c.case_id = promises.case_id)$q$),
        ('terms', $q$exists (select from cases c where c.case_id = terms.case_id)$q$),
        ('ledger_events', $q$exists (select from cases c where c.case_id = ledger_events.case_id)$q$),
        ('unread_rows', $q$exists (select from cases c where c.case_id = unread_rows.case_id)$q$),
        ('ageings', $q$exists (select from cases c where c.case_id = ageings.case_id)$q$),
        ('decisions', $q$exists (select from cases c where c.case_id = decisions.case_id)$q$),
        ('ageing_contracts', $q$exists (select from cases c where c.case_id = ageing_contracts.case_id)$q$),
        ('ageing_instalments', $q$exists (select from cases c where c.case_id = ageing_instalments.case_id)$q$),
        ('journal_entries', $q$exists (select from cases c where c.case_id = journal_entries.case_id)$q$),
        ('journal_postings', $q$exists (select from journal_entries e where e.entry = journal_postings.entry)$q$),
        ('placements', $q$agency = (select working_for()) or lender = (select working_for())$q$),
        ('collectors', $q$(select working_for()) in (collector, acts_for)
                          or collector = (select lender_of(working_for()))$q$),
        ('evidence_contents', $q$case when contact is not null
            then exists (select from contacts k where k.contact = evidence_contents.contact)
            else exists (select from statements s where s.statement = content::jsonb ->> 'statement')
                 or exists (select from promises m where m.promise = content::jsonb ->> 'promise') end$q$)
    loop
        execute format('alter table %I enable row level security', wall.column1);
        execute format('create policy theirs on %I for select to forbear_web, forbear_auditor'
                       ' using ((select working_for()) is null or (%s))', wall.column1, wall.column2);
    end loop;
end $$;
