-- The portfolio (formats.md 7): who lends, who owes, what is owed, and how a party may be reached.
-- There is no table, and no column, for anyone who is not a party to a case.

create table collectors (
    collector       text primary key,
    kind            text not null check (kind in ('bank', 'consumer_finance', 'microloan', 'instalment_merchant',
                                                  'agency', 'debt_buyer', 'private_lender')),
    acts_for        text references collectors,
    registered_name text not null,
    public_number   text,
    valid_from      date,
    valid_to        date
);

create table people (
    person        text primary key,
    name          text not null,
    role_default  text,
    language      text not null default 'zh-CN',
    zone          text,
    region        text,
    birth_year    int check (birth_year between 1900 and 2100),
    deceased      boolean,
    incapacitated boolean,
    reachable     boolean
);

create table cases (
    case_id  text primary key,
    lender   text not null references collectors,
    debtor   text not null references people,
    product  text not null check (product in ('credit_card', 'online_consumer_loan', 'instalment_purchase',
                                              'personal_loan', 'microloan', 'student_loan', 'mortgage', 'lease',
                                              'other')),
    currency char(3) not null,
    opened   date not null,
    status   text not null default 'current'
             check (status in ('current', 'overdue', 'plan', 'charged_off', 'settled'))
);
create index cases_by_debtor on cases (debtor, case_id);

-- Only roles that the law or the borrower himself makes a party; never family, friend, colleague, phone book.
create table parties (
    case_id   text not null references cases on delete cascade,
    person    text not null references people,
    role      text not null check (role in ('borrower', 'co_borrower', 'guarantor', 'spouse', 'parent_of_minor',
                                            'guardian', 'estate_representative', 'attorney', 'authorised_agent',
                                            'credit_counsellor', 'named_contact', 'successor_in_interest')),
    authority text not null check (authority <> ''),
    primary key (case_id, person)
);
create index parties_by_person on parties (person);

create table addresses (
    address     text primary key,
    person      text not null references people,
    kind        text not null check (kind in ('mobile', 'landline', 'email', 'post')),
    value       text not null,
    verified_on date,
    source      text not null check (source in ('contract', 'borrower', 'authorised', 'public', 'bureau'))
);
create index addresses_by_person on addresses (person);

create function address_belongs_to_a_party() returns trigger language plpgsql as $$
begin
    if not exists (select from parties where parties.person = new.person) then
        raise exception 'an address of someone who is party to no case is not stored' using errcode = '23514';
    end if;
    if new.kind in ('mobile', 'landline') and
       (select count(*) from addresses a
         where a.person = new.person and a.kind in ('mobile', 'landline') and a.address <> new.address) >= 8 then
        raise exception 'more than 8 phone numbers for one person are not stored' using errcode = '23514';
    end if;
    return new;
end $$;
create trigger address_belongs_to_a_party before insert or update on addresses
    for each row execute function address_belongs_to_a_party();

-- The ledger request of formats.md 5, by case.
create table terms (
    case_id text primary key references cases on delete cascade,
    body    jsonb not null
);

create table ledger_events (
    case_id text not null references cases on delete cascade,
    event   text not null,               -- the id given, or one made from the row
    seq     int  not null,               -- order within the case
    on_day  date not null,
    body    jsonb not null,
    primary key (case_id, event)
);
create index ledger_events_in_order on ledger_events (case_id, on_day, seq);

create table statements (
    statement text primary key,
    person    text not null references people,
    kind      text not null,
    at        timestamptz not null,
    until     timestamptz,
    debts     text[],                    -- case ids; null = all
    body      jsonb not null             -- the statement of formats.md 2, whole
);
create index statements_by_person on statements (person);

create table promises (
    promise  text primary key,
    case_id  text not null references cases on delete cascade,
    person   text not null references people,
    amount   numeric(18, 4) not null check (amount > 0),
    made_at  timestamptz not null,
    due      date not null,
    status   text not null default 'open' check (status in ('open', 'kept', 'broken')),
    closed_on date
);
create index promises_by_case on promises (case_id);

-- Rows of an import that concern a case and could not be read: a payment that we could not read is not a
-- payment that was not made. Until a later file reads them the case is left to a person.
create table unread_rows (
    case_id text not null references cases on delete cascade,
    file    text not null,
    line    int  not null,
    why     text not null,
    primary key (case_id, file, line)
);
