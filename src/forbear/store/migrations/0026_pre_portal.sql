-- depends: 0021_pre_boxes 0021_pre_proposals
-- The portal: codes to sign in by, sessions, and what a person writes there. Neither a code nor an address that
-- was typed in is kept: keyed hashes are.

create table portal_codes (
    ask_sha256   bytea primary key check (octet_length(ask_sha256) = 32),   -- of what the asker's browser holds
    channel      text not null check (channel in ('email', 'sms')),
    fingerprints bytea[] not null,     -- of the address that was typed in, as it may be meant
    language     text not null,
    asked_at     timestamptz not null,
    state        text not null default 'asked'
                 check (state in ('asked', 'sending', 'sent', 'nobody', 'failed', 'used')),
    person       text references people on delete cascade,                  -- whose it is; known to the sender alone
    address      text references addresses on delete set null,
    code_mac     bytea,
    tries        int not null default 0
);
create index portal_codes_waiting on portal_codes (channel, asked_at) where state = 'asked';
create index portal_codes_by_fingerprint on portal_codes using gin (fingerprints);

create table portal_sessions (
    session_sha256 bytea primary key check (octet_length(session_sha256) = 32),
    person         text not null references people on delete cascade,
    made_at        timestamptz not null,
    seen_at        timestamptz not null
);
create index portal_sessions_of on portal_sessions (person);

-- That a code went out, and that somebody signed in by it, stands in the evidence of that person.
create function seal_code() returns trigger language plpgsql as $$
begin
    if new.state in ('sent', 'used') and new.state <> old.state then
        perform seal_evidence('sign_in', new.person, null, jsonb_build_object(
            'person', new.person, 'address', new.address, 'channel', new.channel, 'asked_at', new.asked_at,
            'state', new.state));
    end if;
    return null;
end $$;
create trigger seal_code after update on portal_codes for each row execute function seal_code();
