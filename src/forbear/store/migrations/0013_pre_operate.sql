-- depends: 0008_pre_sending
-- Running it: which processes are at work, and what is kept back from deletion.

-- One row a process; the latest beat of a kind says whether anybody sends.
create table heartbeats (
    process text primary key,             -- host, kind and number of the process
    kind    text not null,
    at      timestamptz not null default now()
);

-- A legal hold: nothing of this person or case is deleted, whatever period has run out.
create table legal_holds (
    hold      text primary key,
    person    text references people,
    case_id   text references cases,
    reason    text not null check (reason <> ''),
    placed_by text not null check (placed_by <> ''),
    placed_at timestamptz not null default now(),
    lifted_by text,
    lifted_at timestamptz,
    check ((person is null) <> (case_id is null)),
    check ((lifted_by is null) = (lifted_at is null))
);
create index legal_holds_by_person on legal_holds (person) where lifted_at is null;
create index legal_holds_by_case on legal_holds (case_id) where lifted_at is null;

-- Sealed under the borrower, so that the reason goes when the borrower is erased.
create function seal_hold() returns trigger language plpgsql as $$
declare
    told legal_holds := case tg_op when 'DELETE' then old else new end;
begin
    perform seal_evidence('legal_hold', coalesce(told.person, (select debtor from cases c where c.case_id = told.case_id)),
                          null, jsonb_strip_nulls(to_jsonb(told) || jsonb_build_object('done', lower(tg_op))));
    return null;
end $$;
create trigger seal_hold after insert or update or delete on legal_holds
    for each row execute function seal_hold();
