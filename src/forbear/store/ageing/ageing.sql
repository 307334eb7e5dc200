-- The age of every case whose account follows from sums alone: one statement for PostgreSQL and for DuckDB.
-- Amounts are whole smallest units. Before it stand `asked`, `contract`, `instalment` and `told` (sources.py).
-- A case that it can't age comes back with `why`, and the pure code ages it.
struck as (             -- what a reversal takes out; `odd` where that needs the whole story
    select r.case_id, r.undoes as event,
           max(case when o.event is null or o.kind in ('reversal', 'pause', 'resume') then 1 else 0 end) as odd
      from told r left join told o on o.case_id = r.case_id and o.event = r.undoes and o.place < r.place
     where r.kind = 'reversal' group by r.case_id, r.undoes
), standing as (
    select t.* from told t left join struck s on s.case_id = t.case_id and s.event = t.event
     where t.kind <> 'reversal' and s.event is null
), money as (           -- what came in, event by event
    select case_id, place, on_day, amount from standing where kind in ('payment', 'recovery')
), paid as (
    select case_id, sum(amount) as amount, max(on_day) as last_day from money group by case_id
), charge as (          -- a fee belongs to the first instalment due on or after its own due date
    select s.case_id, s.place, s.amount, coalesce(s.due, s.on_day) as due, min(i.n) as n
      from standing s join contract c on c.case_id = s.case_id and c.kind = 'loan'
      left join instalment i on i.case_id = s.case_id and i.due >= coalesce(s.due, s.on_day)
     where s.kind = 'fee' group by s.case_id, s.place, s.amount, coalesce(s.due, s.on_day)
), charged as (
    select h.case_id, h.n, sum(h.amount) as amount,
           sum(case when h.due <= a.today then h.amount else 0 end) as run
      from charge h cross join asked a where h.n is not null group by h.case_id, h.n
), jumped as (          -- a fee on an instalment that payments had gone past stays unpaid behind them
    select h.case_id
      from charge h join instalment i on i.case_id = h.case_id and i.n = h.n
      left join (select b.case_id, b.place, sum(m.amount) as amount
                   from charge b join money m on m.case_id = b.case_id and m.place < b.place
                  group by b.case_id, b.place) m on m.case_id = h.case_id and m.place = h.place
      left join (select b.case_id, b.place, sum(e.amount) as amount
                   from charge b join charge e on e.case_id = b.case_id and e.place < b.place and e.n <= b.n
                  group by b.case_id, b.place) e on e.case_id = h.case_id and e.place = h.place
     where coalesce(m.amount, 0) > i.reached + coalesce(e.amount, 0)
), owing as (           -- the instalments as charged, and what was owed by each and all before it
    select i.case_id, i.n, i.starts, i.ends, i.due, i.principal, i.interest, i.fee, i.owed, i.reached, 0 as run, 0 as extra
      from instalment i where i.case_id not in (select case_id from charged)
    union all
    select i.case_id, i.n, i.starts, i.ends, i.due, i.principal, i.interest, i.fee, i.owed + coalesce(h.amount, 0),
           i.reached + sum(coalesce(h.amount, 0)) over (partition by i.case_id order by i.n),
           coalesce(h.run, 0), coalesce(h.amount, 0)
      from instalment i left join charged h on h.case_id = i.case_id and h.n = i.n
     where i.case_id in (select case_id from charged)
), line as (
    select o.*, c.grace, c.late_rate, c.late_unit, c.even, c.order_known, c.fee_first, c.interest_first,
           c.fee_before_interest, coalesce(p.amount, 0) as paid, p.last_day,
           greatest(0, least(o.owed, o.reached - coalesce(p.amount, 0))) as unpaid,
           case when c.grace is null or o.due + c.grace >= a.today then 0
                else a.today - o.due - c.grace end as late_days,
           a.today
      from owing o join contract c on c.case_id = o.case_id cross join asked a
      left join paid p on p.case_id = o.case_id
), part as (            -- which part of an instalment was met, where that matters: by the contract's order
    select l.*, l.owed - l.unpaid as met,
           (case when l.fee_first then l.fee else 0 end)
               + (case when l.interest_first then l.interest else 0 end) as before_principal,
           (case when l.fee_before_interest then l.fee else 0 end)
               + (case when l.interest_first then 0 else l.principal end) as before_interest,
           cast(l.interest as {wide}) * greatest(0, least(l.today, l.ends) - l.starts) as accrued,
           greatest(1, l.ends - l.starts) as span
      from line l where l.unpaid > 0
), priced as (
    select p.*, greatest(0, least(p.principal, p.met - p.before_principal)) as principal_met,
           greatest(0, least(p.interest, p.met - p.before_interest)) as interest_met,
           case when p.ends <= p.starts then case when p.starts < p.today then p.interest else 0 end
                else {accrued} end as interest_run
      from part p
), late as (
    select q.*, case when q.late_days > 0 and q.late_rate is not null then {penalty} else 0 end as penalty
      from (select r.*, cast(r.principal - r.principal_met as {wide}) * r.late_rate * r.late_days as late_sum
              from priced r) q
), loan as (
    select case_id,
           min(case when due < today then due end) as oldest,
           sum(case when due < today then unpaid + penalty else 0 end) as overdue,
           sum(case when due <= today then unpaid + penalty
                    else principal - principal_met + greatest(0, interest_run - interest_met) + run end) as balance,
           min(case when due >= today then due end) as next_due,
           max(case when late_days > 0 and late_rate is null then 1 else 0 end) as priced_otherwise,
           max(case when met > 0 and (due > today or late_days > 0) and (not order_known or extra > 0)
                    then 1 else 0 end) as split_unknown
      from late group by case_id
), paid_late as (       -- a late charge that a later payment met, or went past: its sum has to be told in turn
    select l.case_id from line l
      left join (select r.case_id, r.n, sum(m.amount) as amount
                   from line r join money m on m.case_id = r.case_id and m.on_day > r.due + r.grace
                  where r.grace is not null and r.last_day > r.due + r.grace group by r.case_id, r.n) m
        on m.case_id = l.case_id and m.n = l.n
     where l.grace is not null and l.last_day > l.due + l.grace and l.owed > 0
       and l.paid - coalesce(m.amount, 0) < l.reached
), told_card as (
    select s.*, sum(case when s.kind in ('payment', 'recovery') then s.amount else 0 end)
                    over (partition by s.case_id order by s.place) as met
      from standing s join contract c on c.case_id = s.case_id and c.kind = 'card'
), bill as (
    select case_id, max(place) as place from told_card where kind = 'statement' group by case_id
), minimum as (
    select t.case_id, t.due, t.minimum - (coalesce(p.amount, 0) - t.met) as lacking
      from told_card t left join paid p on p.case_id = t.case_id where t.kind = 'statement'
), card as (
    select m.case_id, min(case when m.due < a.today then m.due end) as oldest,
           max(case when m.due < a.today then m.lacking end) as overdue,
           min(case when m.due >= a.today then m.due end) as next_due
      from minimum m cross join asked a where m.lacking > 0 group by m.case_id
), card_owed as (
    select t.case_id,
           sum(case when t.kind = 'fee' or t.kind = 'statement' then t.amount
                    when t.kind in ('payment', 'recovery') then -t.amount else 0 end)
               + max(case when b.place is null then c.principal else 0 end) as balance
      from told_card t join contract c on c.case_id = t.case_id
      left join bill b on b.case_id = t.case_id
     where b.place is null or t.place >= b.place group by t.case_id
), pause as (           -- the oldest open pause is ended by the next resume
    select f.case_id, f.nth, f.on_day as starts, coalesce(t.on_day, a.today) as ends
      from (select case_id, on_day, row_number() over (partition by case_id order by place) as nth
              from standing where kind = 'pause') f
      cross join asked a
      left join (select case_id, on_day, row_number() over (partition by case_id order by place) as nth
                   from standing where kind = 'resume') t on t.case_id = f.case_id and t.nth = f.nth
), shut as (
    select case_id, starts, ends, lag(ends) over (partition by case_id order by nth) as reached from pause
), aged as (
    select c.case_id, c.why, c.bounds, coalesce(l.oldest, k.oldest) as oldest,
           coalesce(l.overdue, k.overdue, 0) as overdue, coalesce(l.next_due, k.next_due) as next_due,
           case when c.kind = 'card' then greatest(0, coalesce(o.balance, c.principal))
                when a.today < c.opened then 0 else coalesce(l.balance, 0) end as balance
      from contract c cross join asked a
      left join loan l on l.case_id = c.case_id
      left join card k on k.case_id = c.case_id
      left join card_owed o on o.case_id = c.case_id
), still as (           -- days on which ageing was paused; days of several pauses count once
    select g.case_id,
           sum(greatest(0, s.ends - greatest(s.starts, g.oldest, coalesce(s.reached, g.oldest)))) as days
      from aged g join shut s on s.case_id = g.case_id where g.oldest is not null group by g.case_id
), reason as (
    select t.case_id, 'event ' || t.kind as why from told t join contract c on c.case_id = t.case_id
     where t.kind not in ('payment', 'fee', 'pause', 'resume', 'reversal')
       and not (c.kind = 'card' and t.kind in ('statement', 'recovery'))
    union all
    select case_id, 'amount finer than the currency' from told where not usable
    union all
    select case_id, 'reversal of a pause or a reversal' from struck where odd = 1
    union all
    select case_id, 'resume without a pause' from (
        select case_id, sum(case when kind = 'pause' then 1 else -1 end)
                            over (partition by case_id order by place) as opened
          from told where kind in ('pause', 'resume')) n where opened < 0
    union all
    select case_id, 'fee after the last instalment' from charge where n is null
    union all
    select case_id, 'fee on a paid instalment' from jumped
    union all
    select h.case_id, 'fee beside late charges' from charge h join contract c on c.case_id = h.case_id
     where c.grace is not null
    union all
    select case_id, 'late charges paid' from paid_late
    union all
    select case_id, 'late charge not by the day' from loan where priced_otherwise = 1
    union all
    select case_id, 'instalment met in part' from loan where split_unknown = 1
)
select g.case_id, coalesce(g.why, w.why) as why,
       case when g.oldest is null then 0
            else a.today - g.oldest - coalesce(s.days, 0) end as days_past_due,
       b.name as bucket, g.overdue, g.balance, g.next_due
  from aged g cross join asked a
  left join (select case_id, min(why) as why from reason group by case_id) w on w.case_id = g.case_id
  left join still s on s.case_id = g.case_id
  left join bucket b on b.bounds = g.bounds and case when g.oldest is null then 0
            else a.today - g.oldest - coalesce(s.days, 0) end between b.least and b.most
