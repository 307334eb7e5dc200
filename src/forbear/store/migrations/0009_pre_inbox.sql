-- depends: 0009_pre_calls
-- A message may be kept longer than the one it answers.
alter table inbox drop constraint inbox_reply_to_fkey;
alter table inbox add constraint inbox_reply_to_fkey foreign key (reply_to) references inbox on delete set null;
create index inbox_unread on inbox (person) where read_at is null and direction = 'outbound';
