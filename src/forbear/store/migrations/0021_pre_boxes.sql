-- depends: 0009_pre_inbox
-- A key of the vault is not forgotten while a box of the inbox is under it.
alter table inbox add constraint inbox_key foreign key (key_id) references vault_keys not valid;
alter table inbox validate constraint inbox_key;
