select previous_bucket as previous, bucket, count(*)::int as cases
  from ageings where on_day = %(on)s
 group by previous_bucket, bucket
 order by min(days_past_due), previous_bucket nulls first
