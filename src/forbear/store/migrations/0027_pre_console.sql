-- depends: 0021_pre_proposals 0012_pre_complaints 0008_pre_heard
-- What the desk works from: who has a case in hand, and who looked for whom.

-- A recall holds from its instant on, not from the next day.
alter table placements add column placed_by text, add column recalled_at timestamptz, add column recalled_by text;
create trigger seal_placement after insert or update or delete on placements
    for each row execute function seal_row('placement');

create or replace function seen_by(owner text, of_case text, who text) returns boolean language sql stable
security definer set search_path = public, pg_temp as $$
    select owner = who
        or exists (select from collectors w where w.collector = who and w.acts_for = owner)
           and (exists (select from placements p where p.case_id = of_case and p.agency = who and p.recalled_at is null
                           and current_date between p.from_day and coalesce(p.to_day, 'infinity'))
                or not exists (select from placements p where p.lender = owner))
$$;

-- Who looked for somebody, when, by what means and whether one was found: never what was typed.
create table lookups (
    lookup  bigint generated always as identity primary key,
    staff   text not null,
    at      timestamptz not null,
    means   text not null check (means in ('case', 'address', 'name')),
    found   text[] not null           -- the cases that were shown
);
create index lookups_of on lookups (staff, at);
create trigger seal_lookup after insert or update or delete on lookups
    for each row execute function seal_row('lookup');
