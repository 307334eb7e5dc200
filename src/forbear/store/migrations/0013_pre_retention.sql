-- depends: 0013_pre_operate
-- Whose data were deleted, and when: the row stays, since the books name it, and nothing personal is left in it.
alter table people add column erased_on date;
