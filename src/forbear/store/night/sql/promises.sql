select status, count(*) from promises where closed_on = %s group by status
