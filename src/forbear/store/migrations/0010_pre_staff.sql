-- depends: 0006_pre_journal
-- Who may do what: keys for programs. A key is shown once and kept as a hash; what was given to whom is evidence.

create table api_keys (
    key           text primary key,
    name          text not null check (name <> ''),
    kind          text not null check (kind in ('dialler', 'agent')),
    collector     text not null references collectors,   -- the lender or agency for which it acts
    scopes        text[] not null check (cardinality(scopes) > 0),
    secret_sha256 bytea not null unique check (octet_length(secret_sha256) = 32),
    made_at       timestamptz not null default now(),
    expires_at    timestamptz not null,
    revoked_at    timestamptz,
    last_used     date
);

-- Seals a row as `seal_row` does, without the columns named after the kind; a change in those alone is not sealed.
create function seal_row_without() returns trigger language plpgsql as $$
declare
    told   jsonb := to_jsonb(case tg_op when 'DELETE' then old else new end) - tg_argv[1:];
    before jsonb := case tg_op when 'UPDATE' then to_jsonb(old) - tg_argv[1:] end;
begin
    if told is distinct from before then
        perform seal_evidence(tg_argv[0], null, null,
                              jsonb_strip_nulls(told || jsonb_build_object('done', lower(tg_op))));
    end if;
    return null;
end $$;
create trigger seal_api_key after insert or update or delete on api_keys
    for each row execute function seal_row_without('api_key', 'secret_sha256', 'last_used');
