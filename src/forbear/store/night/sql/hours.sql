-- Every contact that was planned, whatever has become of it since.
select k.channel, extract(hour from k.at at time zone coalesce(split_part(p.zone, ';', 1), 'UTC'))::int as hour,
       count(*)::int as contacts
  from contacts k join people p using (person)
 where k.night = %(on)s and k.state <> 'refused'
 group by k.channel, hour
 order by k.channel, hour
