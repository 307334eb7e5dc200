-- depends: 0002_pre_contacts
-- What a night did: one row a night, the age of every case, and the decision on every case.

create table nights (
    on_day          date primary key,
    strategy        text not null,       -- name and version
    strategy_sha256 text not null,
    rulebooks       jsonb not null,      -- id -> version
    started_at      timestamptz not null default now(),
    finished_at     timestamptz,
    cursor          text,                -- the last debtor whose cases are done
    cases_total     int not null default 0,
    cases_done      int not null default 0
);

-- Promises say on which night they were found kept or broken.
create index promises_by_closing on promises (closed_on) where closed_on is not null;

create table ageings (
    case_id         text not null references cases on delete cascade,
    on_day          date not null,
    days_past_due   int not null,
    bucket          text not null,
    overdue         numeric(18, 4) not null,
    balance         numeric(18, 4) not null,
    next_due        date,
    previous_bucket text,
    primary key (on_day, case_id)
);
create index ageings_by_case on ageings (case_id, on_day desc);

create table decisions (
    on_day    date not null references nights on delete cascade,
    case_id   text not null references cases on delete cascade,
    stage     text,
    treatment text,
    outcome   text not null check (outcome in ('planned', 'refused', 'silent', 'none', 'attention')),
    why       text,                      -- a word: promise_open, hardship, dispute, no_address, forbid, ...
    detail    text,                      -- where and what cannot be read, of an `attention`
    contact   text references contacts,
    rules     text[] not null default '{}',
    primary key (on_day, case_id)
);
create index decisions_by_outcome on decisions (on_day, outcome);
