-- depends: 0010_pre_staff
-- People who work with the portfolio: their roles, how they sign in, and their sessions.

create table staff (
    staff       text primary key check (staff ~ '^[a-z0-9][a-z0-9._-]{0,39}$'),
    name        text not null check (name <> ''),
    roles       text[] not null,
    collector   text references collectors,      -- the lender or agency for which this one works; null: the house
    issuer      text,                            -- by whom and as whom this one signs in elsewhere (OpenID Connect)
    subject     text,
    password    text,                            -- Argon2; null where this one signs in elsewhere
    start_until timestamptz,                     -- until when a start password is good, which is to be changed
    totp        text,                            -- sealed
    totp_step   bigint,                          -- the last code that was used: none is good twice
    recovery    bytea[] not null default '{}',   -- SHA-256 of the recovery codes that are left
    made_at     timestamptz not null default now(),
    disabled_at timestamptz,
    unique (issuer, subject)
);
create trigger seal_staff after insert or update or delete on staff
    for each row execute function seal_row_without('staff', 'name', 'issuer', 'subject', 'password', 'totp', 'totp_step',
                                                   'recovery');

-- A session begins small: after the password a code is asked for. At each step it gets a new token.
create table staff_sessions (
    session_sha256 bytea primary key check (octet_length(session_sha256) = 32),
    staff          text not null references staff on delete cascade,
    stage          text not null check (stage in ('password', 'enrol', 'code', 'in')),
    totp           text,                         -- of stage `enrol`: sealed, not yet proved
    made_at        timestamptz not null,
    seen_at        timestamptz not null
);
create index staff_sessions_of on staff_sessions (staff);

-- Failed attempts by the hash of the name that was tried, whether there is such an account or not.
create table sign_in_delays (
    name_sha256 bytea primary key,
    failed      int not null,
    wait_until  timestamptz not null
);

-- What is remembered of somebody who went to sign in elsewhere and has not come back yet.
create table sign_in_starts (
    start_sha256 bytea primary key check (octet_length(start_sha256) = 32),
    body         jsonb not null,
    made_at      timestamptz not null
);
