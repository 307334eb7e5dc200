-- depends: 0021_pre_proposals
-- The evidence tells of a proposal what it is and who decided it; what was written in it, of which it keeps the hash,
-- may hold anybody's name.

create function seal_proposal() returns trigger language plpgsql as $$
declare
    row_of proposals := case tg_op when 'DELETE' then old else new end;
begin
    perform seal_evidence('proposal', row_of.person, null, jsonb_strip_nulls(
        to_jsonb(row_of) - '{reason,answer,payload}'::text[] || jsonb_build_object(
            'payload', row_of.payload - 'text',
            'text_sha256', encode(sha256(convert_to(row_of.payload ->> 'text', 'UTF8')), 'hex'),
            'reason_sha256', encode(sha256(convert_to(row_of.reason, 'UTF8')), 'hex'),
            'answer_sha256', encode(sha256(convert_to(row_of.answer, 'UTF8')), 'hex'),
            'done', lower(tg_op))));
    return null;
end $$;
drop trigger seal_proposal on proposals;
create trigger seal_proposal after insert or update or delete on proposals
    for each row execute function seal_proposal();
