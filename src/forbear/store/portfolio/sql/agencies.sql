with gone as (
    delete from staged_agencies s
     where s.acts_for is not null
       and not exists (select from staged_agencies o where o.collector = s.acts_for)
       and not exists (select from collectors o where o.collector = s.acts_for)
    returning line, collector
)
insert into refused
select 'agencies.csv', line, collector, 'acts_for', 'names no collector of this file; add the lender as a row' from gone;

with done as (
    insert into collectors as c (collector, kind, acts_for, registered_name, public_number, valid_from, valid_to)
    select collector, kind, acts_for, registered_name, public_number, "from", "to" from staged_agencies
    on conflict (collector) do update
       set kind = excluded.kind, acts_for = excluded.acts_for, registered_name = excluded.registered_name,
           public_number = excluded.public_number, valid_from = excluded.valid_from, valid_to = excluded.valid_to
     where (c.kind, c.acts_for, c.registered_name, c.public_number, c.valid_from, c.valid_to)
        is distinct from (excluded.kind, excluded.acts_for, excluded.registered_name, excluded.public_number,
                          excluded.valid_from, excluded.valid_to)
    returning (xmax = 0) as fresh
)
insert into counted select 'agencies.csv', count(*) filter (where fresh), count(*) filter (where not fresh) from done;
