-- depends: 0004_pre_evidence
-- Contracts laid out for ageing by sums: the plan of instalments as the pure code reckons it, in whole smallest
-- units of the currency. Derived from `terms` alone; what is not here is aged by the pure code.

create table ageing_contracts (
    case_id             text primary key references terms on delete cascade,
    kind                text not null check (kind in ('loan', 'card')),
    why                 text,            -- why only the pure code can age it
    digits              int  not null,
    bounds              text not null,   -- lower bounds of the buckets
    opened              date,
    principal           bigint not null,
    grace               int,             -- days of grace of late charges; null where there are none
    late_rate           bigint,          -- over late_unit: a day's rate on unpaid principal
    late_unit           bigint not null,
    even                boolean not null,
    order_known         boolean not null,
    fee_first           boolean not null,
    interest_first      boolean not null,
    fee_before_interest boolean not null
);

create table ageing_instalments (
    case_id   text not null references ageing_contracts on delete cascade,
    n         int  not null,
    starts    date not null,
    ends      date not null,
    due       date not null,
    principal bigint not null,
    interest  bigint not null,
    fee       bigint not null,
    owed      bigint not null,
    reached   bigint not null,           -- owed by this and all before it
    primary key (case_id, n)
);

create table ageing_buckets (
    bounds text not null,
    least  int  not null,
    most   int  not null,
    name   text not null,
    primary key (bounds, least)
);

-- Terms that change are laid out anew.
create function terms_changed() returns trigger language plpgsql as $$
begin
    delete from ageing_contracts where case_id = new.case_id;
    return new;
end $$;
create trigger terms_changed after update of body on terms for each row execute function terms_changed();
