-- depends: 0005_pre_ageing
-- The journal in double entry: every entry balances in each currency, none is ever changed. What turns out wrong is
-- undone by an entry of its own, booked on the day on which that was known, with the day from which it counts.

create table journal_entries (
    entry     bigint generated always as identity primary key,
    case_id   text not null references cases,
    booked_on date not null,
    value_on  date not null check (value_on <= booked_on),
    kind      text not null check (kind <> ''),
    event     text,                                              -- of `ledger_events`
    reverses  bigint unique references journal_entries
);
create index journal_entries_by_case on journal_entries (case_id, entry);

create table journal_postings (
    entry    bigint not null references journal_entries,
    account  text not null check (account in ('principal', 'interest', 'fee', 'penalty', 'cash', 'credit', 'paid_ahead',
                                              'interest_income', 'fee_income', 'penalty_income', 'billed', 'waived',
                                              'written_off', 'reserve', 'recovered')),
    currency char(3) not null,
    amount   numeric(18, 4) not null check (amount <> 0),        -- debit positive, credit negative
    primary key (entry, account, currency)
);

create function journal_balances() returns trigger language plpgsql as $$
declare lacking text;
begin
    if not exists (select from journal_postings p where p.entry = new.entry) then
        raise exception 'journal entry % has no postings', new.entry using errcode = '23514';
    end if;
    select string_agg(currency || ' ' || off, ', ') into lacking
      from (select currency, sum(amount) as off from journal_postings p where p.entry = new.entry
             group by currency having sum(amount) <> 0) s;
    if lacking is not null then
        raise exception 'journal entry % does not balance: off by %', new.entry, lacking using errcode = '23514';
    end if;
    return null;
end $$;
create constraint trigger journal_balances after insert on journal_entries
    deferrable initially deferred for each row execute function journal_balances();
create constraint trigger journal_balances after insert on journal_postings
    deferrable initially deferred for each row execute function journal_balances();

create function journal_is_kept() returns trigger language plpgsql as $$
begin
    raise exception 'the journal is only added to; undo an entry by one that reverses it' using errcode = '23514';
end $$;
create trigger journal_is_kept before update or delete or truncate on journal_entries
    for each statement execute function journal_is_kept();
create trigger journal_is_kept before update or delete or truncate on journal_postings
    for each statement execute function journal_is_kept();
