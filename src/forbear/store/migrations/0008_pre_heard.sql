-- depends: 0007_pre_vault 0008_pre_sending
-- What comes back: receipts that nobody knows yet, and addresses that are silent from the first second.

create table receipts (
    channel      text not null,
    message_id   text not null,           -- the provider's id of it; of an e-mail ours
    result       text not null,
    why          text,
    dead         boolean not null,        -- the address itself is no good
    at           timestamptz not null,
    fingerprints bytea[] not null,        -- of the recipient, as it may be meant
    reference    int,                     -- the 16 bits that went out with the message
    primary key (channel, message_id, result)
);
create index receipts_by_recipient on receipts using gin (fingerprints);

-- An address with a fingerprint that said stop is silent on that channel as soon as it is here. The lock makes a stop
-- wait for an import that is under way, and an import for a stop: neither misses the other.
create function keep_silence() returns trigger language plpgsql security definer set search_path from current as $$
begin
    lock table silenced in share mode;
    insert into statements (statement, person, kind, at, body)
    select id, a.person, 'opt_out', s.at,
           jsonb_build_object('id', id, 'at', to_char(s.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
                              'person', a.person, 'kind', 'opt_out', 'channel', s.channel, 'address', a.address)
      from fresh a join silenced s using (fingerprint),
           lateral (select format('silenced:%s:%s', s.channel, a.address) id) named
    on conflict do nothing;
    return null;
end $$;
create trigger keep_silence_of_new after insert on addresses referencing new table as fresh
    for each statement execute function keep_silence();
create trigger keep_silence_of_changed after update on addresses referencing new table as fresh
    for each statement execute function keep_silence();
