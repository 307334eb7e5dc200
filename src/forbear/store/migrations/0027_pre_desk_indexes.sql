-- depends: 0027_pre_console
-- transactional: false
-- By what the desk looks: who has need of somebody, and what happened on a day. Built beside whoever writes.

drop index concurrently if exists promises_to_watch;
create index concurrently promises_to_watch on promises (due, case_id) where status = 'open';
drop index concurrently if exists complaints_open;
create index concurrently complaints_open on complaints (received_at, complaint) where stage <> 'closed';
drop index concurrently if exists complaints_by_case;
create index concurrently complaints_by_case on complaints (case_id);
drop index concurrently if exists hardship_told;
create index concurrently hardship_told on statements (at, statement) where kind = 'hardship';
drop index concurrently if exists plans_in_trouble;
create index concurrently plans_in_trouble on plans (signed_on, plan) where state in ('late', 'broken');
drop index concurrently if exists plans_by_case;
create index concurrently plans_by_case on plans (case_id);
drop index concurrently if exists ageings_by_days;
create index concurrently ageings_by_days on ageings (on_day, days_past_due, case_id);
drop index concurrently if exists placements_by_agency;
create index concurrently placements_by_agency on placements (agency, case_id) where recalled_at is null;
drop index concurrently if exists contacts_by_day;
create index concurrently contacts_by_day on contacts using brin (at) with (pages_per_range = 16);
