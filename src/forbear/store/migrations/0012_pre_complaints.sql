-- depends: 0012_pre_cases 0007_pre_walls
-- Complaints and signed plans, and which rulebooks, strategy and messages are in use. Sealed like everything else.

create table complaints (
    complaint     text primary key,     -- the id of the statement `complaint` that came with it
    person        text not null references people,
    case_id       text references cases,
    about_contact text references contacts,
    medium        text,
    received_at   timestamptz not null,
    text_sha256   text not null check (text_sha256 ~ '^[0-9a-f]{64}$'),
    stage         text not null default 'received'
                  check (stage in ('received', 'acknowledged', 'investigated', 'answered', 'closed')),
    outcome       text check (outcome in ('upheld', 'partly_upheld', 'not_upheld', 'withdrawn')),
    moved_at      timestamptz not null default now(),
    check (stage <> 'closed' or outcome is not null)
);
create index complaints_by_person on complaints (person);
create trigger seal_complaint after insert or update or delete on complaints
    for each row execute function seal_row('complaint');

create table plans (
    plan      text primary key,
    case_id   text not null references cases,
    person    text not null references people,
    offer     jsonb not null,           -- as it was signed: instalments, days of grace, what the ledger is told
    signed_at timestamptz not null,
    signed_on date not null,            -- the day where the person lives
    state     text not null default 'in_force'
              check (state in ('in_force', 'late', 'broken', 'completed', 'replaced')),
    closed_on date
);
create unique index plan_in_force on plans (case_id) where state in ('in_force', 'late');
create trigger seal_plan after insert or update or delete on plans
    for each row execute function seal_row('plan');

alter table complaints enable row level security;
create policy theirs on complaints for select to forbear_web, forbear_auditor
    using ((select working_for()) is null
           or exists (select from parties p where p.person = complaints.person)
              and (case_id is null or exists (select from cases c where c.case_id = complaints.case_id)));
alter table plans enable row level security;
create policy theirs on plans for select to forbear_web, forbear_auditor
    using ((select working_for()) is null or exists (select from cases c where c.case_id = plans.case_id));

create table rules_held (
    kind    text not null check (kind in ('rulebook', 'strategy', 'template')),
    id      text not null,
    version text not null,              -- with the hash of its text
    since   timestamptz not null default clock_timestamp(),
    until   timestamptz,
    primary key (kind, id, since)
);
create trigger seal_rules after insert or update or delete on rules_held
    for each row execute function seal_row('rules');

-- What a lender and its agencies are known by, for everybody to compare; nothing of any borrower.
create table public_marks (
    kind       text not null check (kind in ('number', 'staff', 'account', 'mailbox')),
    plain      text not null,           -- as it is compared
    value      text not null,           -- as it is written
    collector  text not null references collectors,
    valid_from date,
    valid_to   date,
    primary key (kind, plain, collector)
);
create trigger seal_mark after insert or update or delete on public_marks
    for each row execute function seal_row('mark');

-- A message is found by its code.
create index contacts_by_code on contacts ((body ->> 'code')) where body ? 'code';
