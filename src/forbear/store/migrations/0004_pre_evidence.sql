-- depends: 0003_pre_nights
-- What was done: a tamper-evident log. The database itself seals every change of a contact, a statement, a promise
-- or a night, in the transaction of the change, whoever makes it; what can't be sealed is not done.

create table evidence_entries (
    entry    bigint generated always as identity primary key,
    leaf     text   not null,           -- kind, instant and commitment: all that stays when a person is erased
    position bigint unique              -- place in the tree; null until it is integrated
);
create index evidence_waiting on evidence_entries (entry) where position is null;

create table evidence_contents (
    entry   bigint primary key references evidence_entries,
    person  text,
    contact text,
    salt    bytea not null check (octet_length(salt) = 32),
    content text  not null
);
create index evidence_by_person on evidence_contents (person) where person is not null;
create index evidence_by_contact on evidence_contents (contact) where contact is not null;

create table evidence_nodes (
    level int    not null,
    place bigint not null,
    hash  bytea  not null check (octet_length(hash) = 32),
    primary key (level, place)
);

create table evidence_checkpoints (
    size bigint      primary key,
    note text        not null,          -- C2SP signed note
    at   timestamptz not null default now()
);

create function seal_evidence(kind text, person text, contact text, told jsonb) returns void language sql as $$
    with fresh as (
        select sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) salt, told::text content
    ), sealed as (
        insert into evidence_entries (leaf)
        select format('{"at":"%s","commitment":"%s","kind":"%s","v":1}',
                      to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                      encode(sha256(salt || convert_to(content, 'UTF8')), 'hex'), kind)
          from fresh
        returning entry
    )
    insert into evidence_contents select entry, person, contact, salt, content from sealed, fresh
$$;

-- A contact: everything but what is said in it, of which the hash is kept.
create function seal_contact() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and to_jsonb(new) - 'changed_at' = to_jsonb(old) - 'changed_at' then
        return null;
    end if;
    perform seal_evidence('contact', new.person, new.contact, jsonb_strip_nulls(jsonb_build_object(
        'contact', new.contact, 'case', new.case_id, 'person', new.person, 'collector', new.collector,
        'channel', new.channel, 'direction', new.direction, 'purpose', new.purpose, 'address', new.address,
        'at', new.at, 'state', new.state, 'result', new.result, 'template', new.template,
        'content_sha256', new.content_sha256, 'verdict', new.verdict, 'rules', to_jsonb(new.rules), 'why', new.why,
        'permit_expires', new.permit_expires, 'permit_used_at', new.permit_used_at, 'attempts', new.attempts,
        'body', new.body - 'text',
        'text_sha256', encode(sha256(convert_to(new.body ->> 'text', 'UTF8')), 'hex'),
        'params_sha256', encode(sha256(convert_to(new.params::text, 'UTF8')), 'hex'))));
    return null;
end $$;
create trigger seal_contact after insert or update on contacts for each row execute function seal_contact();

create function seal_row() returns trigger language plpgsql as $$
declare
    told jsonb := to_jsonb(case tg_op when 'DELETE' then old else new end);
begin
    perform seal_evidence(tg_argv[0], told ->> 'person', null,
                          jsonb_strip_nulls(told || jsonb_build_object('done', lower(tg_op))));
    return null;
end $$;
create trigger seal_statement after insert or update or delete on statements
    for each row execute function seal_row('statement');
create trigger seal_promise after insert or update or delete on promises
    for each row execute function seal_row('promise');
create trigger seal_night after insert on nights for each row execute function seal_row('night');

-- Only the log's own steps: a place is given once, nothing is changed, and contents go only by erasing a person.
create function keep_evidence() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'evidence_entries' then
        if tg_op = 'UPDATE' then
            if old.position is null and (new.entry, new.leaf) = (old.entry, old.leaf) then
                return new;
            end if;
        end if;
    elsif tg_table_name = 'evidence_contents' and tg_op = 'DELETE' then
        if current_setting('forbear.erasing', true) = 'yes' then
            return old;
        end if;
    end if;
    raise exception 'evidence is neither changed nor deleted' using errcode = '23001';
end $$;
create trigger keep_entries before update or delete on evidence_entries
    for each row execute function keep_evidence();
create trigger keep_contents before update or delete on evidence_contents
    for each row execute function keep_evidence();
create trigger keep_nodes before update or delete on evidence_nodes for each row execute function keep_evidence();
create trigger keep_checkpoints before update or delete on evidence_checkpoints
    for each row execute function keep_evidence();
