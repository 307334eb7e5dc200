-- depends: 0006_pre_journal
-- When money was heard of and when a case was aged: what comes in after the night is counted before the next contact.

alter table ledger_events add column known_at timestamptz not null default clock_timestamp();
alter table ageings add column aged_at timestamptz not null default clock_timestamp();
