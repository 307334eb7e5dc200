"""Rulebooks that somebody wrote to do harm, by name: each has to be refused, and at once."""

from collections.abc import Callable, Mapping

from house_book import HOUSE

FENCE = """
```toml rule
id     = "house.demo.r{n}"
kind   = "bar"
on     = {{ channel = "postcard" }}
en     = "No."
zh     = "不得。"
```
"""
CASE = """
```toml case
name   = "c{n}"
at     = 2026-03-03T10:00:00+08:00
expect = "allow"
```
"""
EVENT = '{{ id = "h{n}", at = "2026-03-03T08:59:00+08:00", channel = "call", person = "p1", debts = ["d1"] }}'


def rule(line: str) -> str:
    """The house book with one line more in its first rule."""
    return HOUSE.replace('kind   = "hours"', f'kind   = "hours"\n{line}', 1)


def case(line: str) -> str:
    """The house book with one line more in its case."""
    return HOUSE.replace('expect = "forbid"', f'expect = "forbid"\n{line}', 1)


HOSTILE: Mapping[str, Callable[[], str]] = {
    "too many rules for one file": lambda: HOUSE + "".join(FENCE.format(n=n) for n in range(2_000)),
    "too many cases for one file": lambda: HOUSE + "".join(CASE.format(n=n) for n in range(4_500)),
    "a case for each of very many words": lambda: HOUSE + "".join(
        CASE.format(n=n).replace('expect =', "each = { text = [" + '"x", ' * 450 + "] }\nexpect =") for n in range(100)
    ),
    "a thousand past contacts": lambda: case(
        "history = [" + ", ".join(EVENT.format(n=n) for n in range(1_000)) + "]"
    ),
    "lists in lists": lambda: rule("when = " + "[" * 20_000 + "]" * 20_000),
    "lists in lists, not quite too deep for Python": lambda: rule("when = " + "[" * 60 + "]" * 60),
    "tables in tables": lambda: rule("when = " + "{ a = " * 20_000 + "1" + " }" * 20_000),
    "tables in tables, not quite too deep for Python": lambda: rule("when = " + "{ a = " * 60 + "1" + " }" * 60),
    "a key of very many parts": lambda: rule("a." * 40_000 + "a = 1"),
    "very many keys of many parts": lambda: rule("\n".join("a." * 300 + f"b{n} = 1" for n in range(1_000))),
    "a header of very many parts": lambda: rule("[" + "a." * 40_000 + "a]"),
    "very many headers": lambda: rule("\n".join(f"[a{n}]" for n in range(40_000))),
    "very many keys": lambda: rule("\n".join(f"a{n} = 1" for n in range(40_000))),
    "very many words in a condition": lambda: rule("when = { acts = [" + '"insults", ' * 5_000 + "] }"),
    "very many conditions": lambda: rule("when = [" + '{ channel = "sms" }, ' * 5_000 + "]"),
    "a span of a billion days": lambda: HOUSE.replace('"1 day"', '"1000000000 days"'),
    "a span of very many digits": lambda: HOUSE.replace('"1 day"', f'"{"9" * 9_000} days"'),
    "a number of very many digits": lambda: HOUSE.replace("max    = 2", "max    = " + "9" * 100_000),
    "a number in hexadecimal of very many digits": lambda: HOUSE.replace("max    = 2", "max    = 0x" + "f" * 100_000),
    "a number of a billion": lambda: HOUSE.replace("max    = 2", "max    = 1_000_000_000"),
    "no number at all": lambda: HOUSE.replace("max    = 2", "max    = nan"),
    "a number without end": lambda: HOUSE.replace("max    = 2", "max    = inf"),
    "a day at the end of the calendar": lambda: rule("until = 9999-12-31"),
    "a day at its beginning": lambda: HOUSE.replace("in_force = 2026-01-01", "in_force = 0001-01-01"),
    "an instant at the end of the calendar": lambda: HOUSE.replace("2026-03-03T08:59:00+08:00", "9999-12-31T23:59:59Z"),
    "words of very many letters": lambda: HOUSE.replace("Calls begin", "Calls " + "very " * 20_000 + "begin"),
    "an id of very many letters": lambda: HOUSE.replace('"house.demo.mornings"', '"house.demo.' + "m" * 20_000 + '"'),
    "a key of very many letters": lambda: rule("k" * 900_000 + " = 1"),
    "a word of very many letters": lambda: HOUSE.replace('"hours"', '"' + "h" * 900_000 + '"'),
    "a name in braces that fills the memory": lambda: HOUSE.replace("{local}", "{local:>1000000000}"),
    "a name in braces that looks inside": lambda: HOUSE.replace("{local}", "{local.__class__.__mro__}"),
    "a control character": lambda: HOUSE.replace("Calls begin", "Calls\x07 begin"),
    "a NUL": lambda: HOUSE.replace("# House", "#\x00House"),
    "an escape that colours the terminal": lambda: HOUSE.replace("Policy 7.1", "Policy \x1b[31m7.1"),
    "marks that turn the direction of writing": lambda: HOUSE.replace("Nobody is", "Nobody \u202eis"),
    "such a mark, written as an escape": lambda: HOUSE.replace("Calls begin", "Calls \\u202e begin"),
    "a key that stands twice": lambda: rule('kind = "bar"'),
    "fences that are never closed": lambda: HOUSE + "\n```toml rule\n" * 60_000,
    "very many fences of something else, one in the other": lambda: HOUSE + "~~~~\n```\n" * 40_000 + "```toml rule\n",
    "very many wrong fences": lambda: HOUSE + "```toml ruel\n```\n" * 40_000,
    "very many articles": lambda: HOUSE + "## a: b\n" * 100_000 + "```toml ruel\n```\n",
    "spaces without end": lambda: HOUSE + "## " + " " * 900_000 + ": x\n```toml ruel\n```\n",
    "a front matter that never ends": lambda: HOUSE.replace("+++\n\n#", "#"),
    "nothing": lambda: "",
}  # fmt: skip
"""What is to be refused."""
GIANT: Mapping[str, Callable[[], str]] = {
    "a hundred megabytes of text": lambda: HOUSE + "x" * 100_000_000,
    "a hundred megabytes of line ends": lambda: HOUSE + "\n" * 100_000_000,
    "a million rules": lambda: HOUSE + "".join(FENCE.format(n=n) for n in range(1_000_000)),
    "a million past contacts": lambda: case(
        "history = [" + ", ".join(EVENT.format(n=n) for n in range(1_000_000)) + "]"
    ),
}  # fmt: skip
"""What is to be refused by its size alone."""
LARGE: Mapping[str, Callable[[], str]] = {
    "a thousand rules": lambda: HOUSE + "".join(FENCE.format(n=n) for n in range(990)),
    "rules with as many conditions as may be": lambda: HOUSE + "".join(
        FENCE.format(n=n).replace("en ", "when = [" + '{ channel = "sms", said = "cease" }, ' * 490 + "]\nen ", 1)
        for n in range(45)
    ),
    "cases with as many past contacts as may be": lambda: HOUSE + "".join(
        CASE.format(n=n).replace(
            "expect", "history = [" + ", ".join(EVENT.format(n=i) for i in range(499)) + "]\nexpect", 1
        ) for n in range(18)
    ),
    "three thousand cases": lambda: HOUSE + "".join(CASE.format(n=n) for n in range(2_990)),
}  # fmt: skip
"""What is as large as may be, and is read."""
