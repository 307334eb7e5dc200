with gone as (
    delete from staged_terms s where not exists (select from cases c where c.case_id = s."case")
    returning line, "case"
)
insert into refused select 'terms.csv', line, "case", 'case', 'names no case that is stored' from gone;

with done as (
    insert into terms as t (case_id, body) select "case", body from staged_terms
    on conflict (case_id) do update set body = excluded.body where t.body <> excluded.body
    returning (xmax = 0) as fresh
)
insert into counted select 'terms.csv', count(*) filter (where fresh), count(*) filter (where not fresh) from done;
