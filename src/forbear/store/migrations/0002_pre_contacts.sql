-- depends: 0001_pre_portfolio
-- Contacts: reserved, permitted, sent, refused. A reservation counts at once (design.md 2.5).

create table contacts (
    contact        text primary key,
    key            text unique,          -- idempotency key of the asker; null for imported history
    case_id        text not null references cases on delete cascade,
    person         text not null references people,
    collector      text not null references collectors,
    channel        text not null,
    direction      text not null default 'outbound' check (direction in ('outbound', 'inbound')),
    purpose        text not null default 'collect',
    address        text references addresses,
    at             timestamptz not null, -- when it is (to be) made
    state          text not null check (state in ('reserved', 'sending', 'done', 'void', 'lapsed', 'refused',
                                                  'in_doubt')),
    result         text,
    body           jsonb not null default '{}',  -- further fields of formats.md 1 (style, language, reply_to ...)
    template       text,
    params         jsonb not null default '{}',  -- what the asker fills into the template
    content_sha256 text,
    night          date,                 -- the night that planned it
    verdict        jsonb,                -- formats.md 3
    rules          text[] not null default '{}', -- rules broken, of a refusal
    permit_sha256  text unique,
    permit_expires timestamptz,
    permit_used_at timestamptz,
    message_id     text,
    attempts       int not null default 0, -- how often sending was tried
    retry_at       timestamptz,          -- not before this instant, after a failed try
    why            text,                 -- a word: why it is void, in doubt, or waits
    changed_at     timestamptz not null default now()
);
create index contacts_by_person on contacts (person, at);
create index contacts_by_case on contacts (case_id, at);
create index contacts_to_send on contacts (channel, at) where state = 'reserved';
create index contacts_unsettled on contacts (state) where state in ('sending', 'in_doubt');
create index contacts_by_night on contacts (night) where night is not null;
