"""A small rulebook for tests, whole and well-formed, to be spoilt in one place at a time."""

HOUSE = """\
+++
id = "house.demo"
title = { en = "House rules of a lender", zh = "某机构内部规定" }
source = "Collections policy 7, of 2026-01-05"
regions = ["CN"]
clock = ["person"]
force = "house"
in_force = 2026-01-01
read_on = 2026-02-01

[case]
collectors = [{ id = "k", kind = "consumer_finance" }]
debts = [{ id = "d1", product = "online_consumer_loan" }]
people = [{ id = "p1", role = "borrower", zones = ["Asia/Shanghai"], region = "CN-31" }]
contact = { channel = "call", person = "p1", debts = ["d1"], collector = "k" }
+++

# House rules

## Policy 7.1: Later mornings

Nobody is called before nine.

```toml rule
id     = "house.demo.mornings"
kind   = "hours"
on     = { channel = "call" }
allow  = { from = "09:00", before = "21:00" }
unless = { reply = true }
en     = "Calls begin at nine here; there it is {local}."
zh     = "本机构九点后方可拨打;当地时间为{local}。"
```

```toml case
name   = "a minute to nine"
at     = 2026-03-03T08:59:00+08:00
expect = "forbid"
rules  = ["house.demo.mornings"]
next   = 2026-03-03T09:00:00+08:00
```

## Policy 7.2: Two calls a day

```toml rule
id     = "house.demo.twice"
kind   = "limit"
max    = 2
within = "1 day"
count  = { channel = "call", direction = "outbound" }
per    = ["lender", "person"]
en     = "{count} calls today; at most {max}."
zh     = "今日已拨打{count}次;最多{max}次。"
```
"""


def spoil(old: str, new: str, text: str = HOUSE) -> str:
    """The text with one thing in it put otherwise."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


def line_of(part: str, text: str) -> int:
    """The number of the line on which a part of a text begins."""
    return text[: text.index(part)].count("\n") + 1
