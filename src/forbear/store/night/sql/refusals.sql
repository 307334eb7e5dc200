with refused as (
    select contact, verdict from contacts where night = %(on)s and state = 'refused'
), reasons as (
    select contact, b ->> 'rule' as rule, b ->> 'cite' as cite, b ->> 'force' as force,
           coalesce((b ->> 'draft')::boolean, false) as draft, b -> 'why' as why
      from refused, jsonb_array_elements(verdict -> 'breaches') b
    union all
    -- what lacks, without the id of whom it lacks for
    select contact, m ->> 'rule', null, null, false,
           jsonb_build_object('en', 'not known: ' || regexp_replace(m ->> 'fact', '/[^/]+/', '/…/'),
                              'zh', '缺少信息：' || regexp_replace(m ->> 'fact', '/[^/]+/', '/…/'))
      from refused, jsonb_array_elements(verdict -> 'missing') m
     where verdict ->> 'verdict' = 'unknown'
)
select rule, min(cite) as cite, min(force) as force, bool_or(draft) as draft,
       (array_agg(why order by contact))[1] as why, count(distinct contact)::int as contacts
  from reasons group by rule order by contacts desc, rule
