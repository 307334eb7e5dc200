-- depends: 0004_pre_evidence
-- Sending on any channel: what is known of each provider, and messages that were given up.

-- One row a channel: the breaker and the bucket that every process that sends shares.
create table providers (
    channel    text primary key,
    failures   int not null default 0,     -- in a row
    shut_until timestamptz,                -- left alone until then
    why        text,                       -- its last failure; holds no address
    tokens     double precision,           -- of the rate limit; null = full
    filled_at  timestamptz
);

-- `undelivered`: given up, nothing reached the person; somebody retries or drops it.
alter table contacts drop constraint contacts_state_check;
alter table contacts add constraint contacts_state_check
    check (state in ('reserved', 'sending', 'done', 'void', 'lapsed', 'refused', 'in_doubt', 'undelivered')) not valid;
alter table contacts validate constraint contacts_state_check;
create index contacts_undelivered on contacts (changed_at) where state = 'undelivered';

-- A receipt, a bounce or a reply names the message by its id, the provider's or ours.
create index contacts_by_message on contacts (message_id) where message_id is not null;
