-- depends: 0027_pre_desk_indexes
-- transactional: false
-- A person is found by the whole name and a second fact, never by part of one.

drop index concurrently if exists people_by_name;
create index concurrently people_by_name on people using hash (name);
drop index concurrently if exists complaints_of_day;
create index concurrently complaints_of_day on complaints (received_at);
