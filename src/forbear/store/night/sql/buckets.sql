select a.bucket, c.currency, count(*)::int as cases, sum(a.overdue) as overdue, min(a.days_past_due) as least_days
  from ageings a join cases c using (case_id)
 where a.on_day = %(on)s
 group by a.bucket, c.currency
 order by least_days, c.currency
