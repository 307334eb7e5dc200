select on_day as "on", strategy, strategy_sha256, rulebooks, started_at, finished_at, cases_total, cases_done
  from nights where on_day = %s
