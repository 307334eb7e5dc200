select outcome, why, count(*)::int as cases
  from decisions where on_day = %(on)s
 group by outcome, why order by cases desc, outcome, why
