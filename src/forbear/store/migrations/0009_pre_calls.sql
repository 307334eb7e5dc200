-- depends: 0007_pre_vault
-- What a dialler told, the legs it has open, and the inbox of the portal.

-- A signed message of the dialler, once. Never a number.
create table call_events (
    event       text primary key check (length(event) <= 200),
    kind        text not null,
    contact     text references contacts on delete cascade,
    at          timestamptz not null,
    received_at timestamptz not null default now()
);
create index call_events_by_contact on call_events (contact);

-- One end of a call at the dialler: an agent's browser or desk phone, or a call that came in. Of the latter the
-- people whose number it is; `contact` once it is known who speaks.
create table call_legs (
    leg       text primary key check (length(leg) <= 100),
    kind      text not null check (kind in ('agent', 'inbound')),
    token     text unique,
    people    text[] not null default '{}',
    contact   text references contacts on delete set null,
    opened_at timestamptz not null,
    closed_at timestamptz
);

-- The inbox of the portal: what was said to a person there, and what the person answered, each sealed by the vault.
create table inbox (
    message   text primary key references contacts on delete cascade,
    person    text not null references people,
    direction text not null check (direction in ('outbound', 'inbound')),
    at        timestamptz not null,
    box       bytea not null,
    key_id    text not null,
    reply_to  text references inbox,
    read_at   timestamptz
);
create index inbox_by_person on inbox (person, at);
create index inbox_replies on inbox (reply_to) where reply_to is not null;
