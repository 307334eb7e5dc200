-- depends: 0006_pre_journal
-- The vault: an address is kept as a box (AES-GCM under a data key), as a keyed fingerprint to find it by, and
-- masked. Its key is not in the database.

create table vault_keys (
    key_id  text primary key,
    purpose text not null check (purpose in ('data', 'fingerprint')),
    master  text not null,               -- the id of the master key that wraps it
    wrapped bytea not null,
    current boolean not null,            -- of data keys: the one that seals
    made_at timestamptz not null default now()
);
create unique index vault_keys_current on vault_keys (purpose) where current;

alter table addresses add column box bytea, add column key_id text references vault_keys,
    add column fingerprint bytea, add column masked text, alter column value drop not null;
create index addresses_by_fingerprint on addresses (fingerprint);

-- Only whose address or what kind it is can break the rule; sealing it anew cannot.
drop trigger address_belongs_to_a_party on addresses;
create trigger address_belongs_to_a_party before insert or update of person, kind on addresses
    for each row execute function address_belongs_to_a_party();

-- Run when every address has its box (at once where there are none): there is no place for a plain one any more.
create function finish_vault() returns void language plpgsql as $$
begin
    alter table addresses drop column value, alter column box set not null, alter column key_id set not null,
        alter column fingerprint set not null, alter column masked set not null;
end $$;
do $$
begin
    if not exists (select from addresses) then
        perform finish_vault();
    end if;
end $$;

-- A stop from a number that belongs to nobody known is kept for that number for good: an address taken in later
-- with that fingerprint is silent on that channel from its first second.
create table silenced (
    fingerprint bytea not null,
    kind        text not null check (kind in ('mobile', 'landline', 'email', 'post')),
    channel     text not null,
    at          timestamptz not null,
    source      text not null,           -- how it came: an id of the inbound message, no number
    primary key (fingerprint, channel)
);
