-- depends: 0009_pre_inbox 0008_pre_heard
-- The keyed hash of the number of a call that came in, so that whoever called can have it silenced, known or not.
alter table call_legs add column fingerprint bytea;
