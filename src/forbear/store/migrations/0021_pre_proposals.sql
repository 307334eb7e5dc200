-- depends: 0020_pre_accounts
-- What one person proposes and another decides; and the versions of strategy, messages and rulebooks that were approved.

create table proposals (
    proposal   text primary key,
    kind       text not null check (kind in ('waiver', 'settlement', 'plan', 'strategy', 'template', 'rulebook', 'override')),
    case_id    text references cases on delete cascade,
    person     text references people,
    payload    jsonb not null,
    reason     text not null check (reason <> ''),
    maker      text not null,
    made_at    timestamptz not null,
    expires_at timestamptz not null,
    state      text not null default 'open' check (state in ('open', 'approved', 'rejected')),
    checker    text check (checker <> maker),
    decided_at timestamptz,
    answer     text,
    check ((state = 'open') = (checker is null)),
    check ((checker is null) = (decided_at is null))
);
create index proposals_open on proposals (made_at) where state = 'open';
create index proposals_by_case on proposals (case_id);

-- What was proposed stays as it was; it is decided once, before it expires.
create function keep_proposal() returns trigger language plpgsql as $$
begin
    if old.state <> 'open' or new.state = 'open' or new.decided_at >= old.expires_at
       or to_jsonb(new) - '{state,checker,decided_at,answer}'::text[]
          <> to_jsonb(old) - '{state,checker,decided_at,answer}'::text[] then
        raise exception 'a proposal is decided once, and otherwise not changed' using errcode = '23514';
    end if;
    return new;
end $$;
create trigger keep_proposal before update on proposals for each row execute function keep_proposal();
create trigger seal_proposal after insert or update or delete on proposals
    for each row execute function seal_row('proposal');

create table live_versions (
    version   bigint generated always as identity primary key,
    kind      text not null check (kind in ('strategy', 'template', 'rulebook')),
    name      text not null,
    text      text not null,
    sha256    text not null,
    proposal  text not null references proposals,
    live_from timestamptz not null
);
create index live_versions_by_name on live_versions (kind, name, live_from);
create trigger seal_live_version after insert or update or delete on live_versions
    for each row execute function seal_row_without('live_version', 'text');
