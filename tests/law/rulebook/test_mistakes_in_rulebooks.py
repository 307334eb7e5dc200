"""A rulebook that is wrong is refused whole, with file, line, article, what is wrong and what to write instead."""

import pytest
from house_book import HOUSE, line_of, spoil

from forbear.law.rulebook import load_law, read_rulebook, read_rulebook_file
from forbear.terms import RulebookError

HOURS, CASE, LIMIT = 'id     = "house.demo.mornings"', 'name   = "a minute', 'id     = "house.demo.twice"'
HOURS_FENCE, CASE_FENCE, LIMIT_FENCE = "```toml rule", "```toml case", "a day\n\n```toml rule"
FRONT, FIRST, SECOND = "front matter", "Policy 7.1", "Policy 7.2"


def refusal(text):
    with pytest.raises(RulebookError) as told:
        read_rulebook(text, "house/demo.md")
    error = told.value
    assert str(error).startswith(
        f"house/demo.md:{error.line}" + (f", {error.article}" if error.article else "")
    )
    return error


ALLOW = 'allow  = { from = "09:00", before = "21:00" }'
COUNT = 'count  = { channel = "call", direction = "outbound" }'
UNLESS = "unless = { reply = true }"
ON = 'on     = { channel = "call" }'
FOUND_IN_RULES = [
    # what is written, what stands there instead, and what the message says
    ('kind   = "hours"', 'kind   = "hour"', HOURS, ["unknown kind 'hour'", "did you mean 'hours'"]),
    ('kind   = "hours"', 'kind   = "zzz"', HOURS, ["unknown kind 'zzz'", "write one of", "cooldown", "duty"]),
    ('kind   = "hours"', "", HOURS, ["kind", "write one of", "hours, limit"]),
    ('kind   = "hours"', 'kind   = ["hours"]', HOURS, ["kind", "did you mean 'hours'"]),
    (HOURS, 'id     = "house.other.mornings"', HOURS, ["'house.other.mornings'", "begin with 'house.demo'"]),
    (HOURS, "", HOURS, ["the id ''", "begin with 'house.demo'"]),
    (HOURS, HOURS + '\nonn    = { channel = "sms" }', HOURS, ["unknown key 'onn'", "did you mean 'on'"]),
    (HOURS, HOURS + "\nmax    = 3", HOURS, ["unknown key 'max'"]),
    (HOURS, HOURS + '\nforce  = "polite"', HOURS, ["force", "law, regulation, standard"]),
    (HOURS, HOURS + '\neffect = "presumed"', HOURS, ["effect", "advise, forbid, presume"]),
    (HOURS, HOURS + '\nstatus = "drfat"', HOURS, ["status", "draft"]),
    (HOURS, HOURS + '\nin_force = "2026-01-30"', HOURS, ["in_force is not a date", "in_force = 2026-01-30 without"]),
    (HOURS, HOURS + "\nuntil  = 2026-03-01T00:00:00Z", HOURS, ["until is not a date", "without quotes"]),
    (HOURS, HOURS + "\nuntil  = 2025-12-31", HOURS, ["until", "before", "in_force"]),
    (HOURS, HOURS + '\nclock  = ["Asia/Nowhere"]', HOURS, ["no time zone 'Asia/Nowhere'", "such as Asia/Shanghai"]),
    (HOURS, HOURS + "\nclock  = []", HOURS, ["clock", "person"]),
    (HOURS, HOURS + "\nclock  = 8", HOURS, ["clock", "person"]),
    ('zh     = "本机构九点后方可拨打;当地时间为{local}。"', "", HOURS, ["lacks its words", 'zh = "…"']),
    ('en     = "Calls begin at nine here; there it is {local}."', "en     = 9", HOURS, ["its words", 'en = "…"']),
    (ALLOW, "", HOURS, ['hours need allow = { from = "08:00"']),
    (ALLOW, "allow  = []", HOURS, ["allow"]),
    (ALLOW, "allow  = 9", HOURS, ["allow", 'from = "08:00"']),
    (ALLOW, 'allow  = { from = "09:00" }', HOURS, ["from/after", "before/to"]),
    (ALLOW, 'allow  = { from = "09:00", after = "08:00", to = "21:00" }', HOURS, ["from/after", "before/to"]),
    (ALLOW, 'allow  = { from = "9:00", before = "21:00" }', HOURS, ["not a time of day", "21:30"]),
    (ALLOW, 'allow  = { from = "", before = "21:00" }', HOURS, ["not a time of day", "21:30"]),
    (ALLOW, "allow  = { from = 09:00:00, before = 21:00:00 }", HOURS, ["not a time of day", "21:30"]),
    (ALLOW, 'allow  = { from = "09:00", before = "21:00", days = ["monday"] }', HOURS, ["days", "mon, tue"]),
    (ALLOW, ALLOW + '\nagreed = "no"', HOURS, ["agreed", "true or false"]),
    (ALLOW, ALLOW + '\nclosed = "inconvenient"', HOURS, ["closed", "allow"]),
    (ALLOW, 'closed = "inconvenientt"', HOURS, ["closed", "inconvenient"]),
    (ON, 'on     = { chanel = "call" }', HOURS, ["on: unknown key 'chanel'", "did you mean 'channel'"]),
    (ON, 'on     = { said = "cease" }', HOURS, ["on: 'said' stands under when or unless", "when = { said = … }"]),
    (ON, 'on     = { channel = "phone" }', HOURS, ["on.channel: unknown word 'phone'"]),
    (ON, 'on     = { role = ["borower"] }', HOURS, ["on.role: unknown word 'borower'", "did you mean 'borrower'"]),
    (ON, 'on     = { role = { nott = ["borrower"] } }', HOURS, ["on.role: unknown key 'nott'", "did you mean 'not'"]),
    (ON, 'on     = "call"', HOURS, ["on: not a table", '{ channel = "call" }']),
    (ON, "on     = { channel = [] }", HOURS, ["on.channel"]),
    (ON, "on     = { channel = {} }", HOURS, ["on.channel"]),
    (ON, "on     = { channel = { not = [] } }", HOURS, ["on.channel"]),
    (ON, "on     = { channel = { over = 3 } }", HOURS, ["on.channel", "not"]),
    (UNLESS, 'unless = { replly = true }', HOURS, ["unless: unknown key 'replly'", "did you mean 'reply'"]),
    (UNLESS, "unless = {}", HOURS, ["unless"]),
    (UNLESS, "unless = [{}]", HOURS, ["unless"]),
    (UNLESS, 'unless = { used = "yes" }', HOURS, ["unless.used", "true or false"]),
    (UNLESS, "unless = { opted_out = 1 }", HOURS, ["unless.opted_out", "true or false"]),
    (UNLESS, 'unless = { first = "no" }', HOURS, ["unless.first", "true or false"]),
    (UNLESS, 'unless = { reply = "after_opt_outt" }', HOURS, ["unless.reply", "after_opt_out"]),
    (UNLESS, "unless = { reply = false }", HOURS, ["unless.reply"]),
    (UNLESS, 'unless = { said = "ceasse" }', HOURS, ["unknown statement 'ceasse'", "did you mean 'cease'"]),
    (UNLESS, 'unless = { said = ["cease"] }', HOURS, ["unless.said", "cease"]),
    (UNLESS, 'unless = { said = { kind = "cease", bye = "anyone" } }', HOURS, ["unknown key 'bye'"]),
    (UNLESS, 'unless = { said = { kind = "cease", by = "anybody" } }', HOURS, ["person, consumer or anyone"]),
    (UNLESS, 'unless = { said = { kind = "cease", media = "letter" } }', HOURS, ["media"]),
    (UNLESS, 'unless = { said = { kind = "cease", media = ["fax"] } }', HOURS, ["unknown word 'fax'", "letter"]),
    (UNLESS, 'unless = { said = { kind = "cease", per_debt = "yes" } }', HOURS, ["per_debt", "true or false"]),
    (UNLESS, 'unless = { consent = "call" }', HOURS, ["unknown consent 'call'", "did you mean 'calls'"]),
    (UNLESS, 'unless = { consent = { to = "calls", days = "7" } }', HOURS, ["days", "whole number"]),
    (UNLESS, 'unless = { consent = { to = "calls", by = "anybody" } }', HOURS, ["consent.by"]),
    (UNLESS, 'unless = { consent = { to = "calls", until_talk = 1 } }', HOURS, ["until_talk", "true or false"]),
    (UNLESS, "unless = { consent = 7 }", HOURS, ["unless.consent"]),
    (UNLESS, 'unless = { acts = "insult" }', HOURS, ["unknown act 'insult'", "did you mean 'insults'"]),
    (UNLESS, "unless = { acts = [] }", HOURS, ["unless.acts"]),
    (UNLESS, "unless = { acts = 5 }", HOURS, ["unless.acts"]),
    (UNLESS, 'unless = { told = { notice = "x", noted = "asigned" } }', HOURS, ["noted", "assigned"]),
    (UNLESS, 'unless = { told = { noted = "assigned" } }', HOURS, ["told", "notice"]),
    (UNLESS, "unless = { lost_contact = { failed_dials = 3 } }", HOURS, ["lost_contact", "failed_days"]),
    (UNLESS, "unless = { lost_contact = { failed_dials = 0, failed_days = 3 } }", HOURS, ["failed_dials"]),
    (UNLESS, 'unless = { addressed = "address_leeked" }', HOURS, ["did you mean 'address_leaked'"]),
    (UNLESS, 'unless = { days_past_due = { over = "15" } }', HOURS, ["days_past_due.over", "whole number"]),
    (UNLESS, 'unless = { days_past_due = "15" }', HOURS, ["days_past_due", "whole number"]),
    (UNLESS, 'unless = "reply"', HOURS, ["unless: not a table"]),
    ("max    = 2", "max    = 0", LIMIT, ["max: write a whole number of at least 1"]),
    ("max    = 2", "max    = true", LIMIT, ["max: write a whole number of at least 1"]),
    ("max    = 2", 'max    = "2"', LIMIT, ["max: write a whole number of at least 1"]),
    ('within = "1 day"', 'within = "a day"', LIMIT, ["within: write", "24 hours", "ever"]),
    ('within = "1 day"', 'within = "0 days"', LIMIT, ["within: write", "7 days"]),
    ('within = "1 day"', "", LIMIT, ["a limit needs", "within"]),
    ('per    = ["lender", "person"]', 'per    = ["lander"]', LIMIT, ["per: write a list of", "lender"]),
    ('per    = ["lender", "person"]', 'per    = "person"', LIMIT, ["per: write a list of", "lender"]),
    (COUNT, 'count  = { role = "borrower" }', LIMIT, ["count: unknown key 'role'", "write one of"]),
    (COUNT, 'count  = { result = "answered" }', LIMIT, ["count.result: unknown word 'answered'"]),
    (COUNT, 'count  = { result = { nott = ["dropped"] } }', LIMIT, ["count.result", "nott", "not"]),
    (COUNT, 'count  = { result = { not = ["dropped"], over = 1 } }', LIMIT, ["count.result", "over"]),
    (COUNT, "count  = { channel = [] }", LIMIT, ["count.channel"]),
    (COUNT, 'count  = "call"', LIMIT, ["count: not a table"]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "place", "parts"), FOUND_IN_RULES, ids=lambda v: str(v)[:70])
def test_a_wrong_rule_is_named_with_its_line_and_article_and_what_to_write(old, new, place, parts):
    text = spoil(old, new)
    error = refusal(text)
    fence = line_of(LIMIT_FENCE, text) + 3 if place == LIMIT else line_of(HOURS_FENCE, text) + 1
    assert error.line == (line_of(new.splitlines()[-1], text) if new else fence)
    assert error.article == (SECOND if place == LIMIT else FIRST)
    for part in parts:
        assert part in error.why


FOUND_IN_FRONT = [
    ('id = "house.demo"', "", ["lacks 'id'"]),
    ('id = "house.demo"', "id = 7", ["id"]),
    ('title = { en = "House rules of a lender", zh = "某机构内部规定" }\n', "", ["lacks 'title'"]),
    ('{ en = "House rules of a lender", zh = "某机构内部规定" }', '{ en = "House" }', ["title", "zh"]),
    ('title = { en = "House rules of a lender", zh = "某机构内部规定" }', 'title = "House"', ["title", "en"]),
    ('regions = ["CN"]', 'regoins = ["CN"]', ["unknown key 'regoins'", "did you mean 'regions'"]),
    ('regions = ["CN"]', 'regions = "CN"', ["regions", '["CN"]']),
    ('regions = ["CN"]', "regions = []", ["regions", '["CN"]']),
    ('force = "house"', 'force = "house"\nuncovered = "US-MA"', ["uncovered", '["US-MA"]']),
    ('force = "house"', 'force = "hause"', ["force", "house"]),
    ('force = "house"', 'force = "house"\nstatus = "drfat"', ["status", "draft"]),
    ('force = "house"', 'force = "house"\nbinds = { colector = "agency" }', ["binds", "did you mean 'collector'"]),
    ("in_force = 2026-01-01", 'in_force = "2026-01-01"', ["in_force is not a date", "without quotes"]),
    ("in_force = 2026-01-01", "in_force = 2026-01-01\nuntil = 2025-12-31", ["until", "in_force"]),
    ("in_force = 2026-01-01", "in_force = 2026-01-01\nuntil = 2026-12-31T00:00:00Z", ["until is not a date"]),
    ("read_on = 2026-02-01", "", ["lacks 'read_on'"]),
    ("read_on = 2026-02-01", "read_on = 2026-02-01T08:00:00Z", ["read_on is not a date"]),
    ("[case]", "[case]\nposure = 'binding'", ["case", "unknown key 'posure'", "did you mean 'posture'"]),
    ("[case]", "[cases]", ["unknown key 'cases'", "did you mean 'case'"]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "parts"), FOUND_IN_FRONT, ids=lambda v: str(v)[:70])
def test_a_wrong_front_matter_is_named_with_what_to_write(old, new, parts):
    error = refusal(spoil(old, new) if HOUSE.count(old) == 1 else HOUSE.replace(old, new, 1))
    for part in parts:
        assert part in str(error)


FOUND_IN_CASES = [
    (CASE, "nane   = 'x'\n" + CASE, ["unknown key 'nane'", "did you mean 'name'"]),
    ('name   = "a minute to nine"', "", ["a case needs a name"]),
    ('expect = "forbid"', 'expect = "deny"', ['expect = "allow", "forbid" or "unknown"']),
    ('expect = "forbid"', "", ['expect = "allow", "forbid" or "unknown"']),
    ("at     = 2026-03-03T08:59:00+08:00", "", ["at", "2026-03-03T08:00:00+08:00"]),
    ("at     = 2026-03-03T08:59:00+08:00", "at     = 2026-03-03T08:59:00", ["at", "offset"]),
    ('rules  = ["house.demo.mornings"]', 'rules  = "house.demo.mornings"', ["rules", "list"]),
    ('rules  = ["house.demo.mornings"]', 'rules  = ["house.demo.morning"]', ["house.demo.morning", "no rule"]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "parts"), FOUND_IN_CASES, ids=lambda v: str(v)[:70])
def test_a_wrong_case_is_named_with_its_line_and_article(old, new, parts):
    text = spoil(old, new)
    error = refusal(text)
    assert error.line == (line_of(new.splitlines()[0], text) if new else line_of(CASE_FENCE, text) + 1)
    assert error.article == FIRST
    for part in parts:
        assert part in error.why


def test_broken_toml_is_named_with_the_very_line():
    text = spoil(ALLOW, 'allow  = { from = "09:00" before = "21:00" }')
    error = refusal(text)
    assert error.line == line_of("allow  =", text)
    assert error.article == FIRST
    assert "not TOML" in error.why


def test_broken_toml_in_the_front_matter_is_named_with_the_very_line():
    text = spoil('force = "house"', "force = house")
    error = refusal(text)
    assert (error.line, error.article) == (line_of("force = house", text), FRONT)
    assert "not TOML" in error.why


def test_a_key_that_is_written_twice_is_not_taken_by_its_last_value():
    text = spoil("max    = 2", "max    = 2\nmax    = 20")
    error = refusal(text)
    assert (error.line, error.article) == (line_of("max    = 20", text), SECOND)


@pytest.mark.parametrize("text", ["", "# House rules\n", "+++\nid = 'x'\n", "---\nid: x\n---\n"])
def test_a_file_without_front_matter_is_told_how_to_begin(text):
    error = refusal(text)
    assert error.line == 1
    assert "a TOML table between two lines of +++" in error.why


def test_a_byte_order_mark_is_passed_over():
    assert read_rulebook("\ufeff" + HOUSE, "demo.md").id == "house.demo"


def test_a_fence_that_is_never_closed_is_named_by_its_own_line():
    text = HOUSE.rstrip().removesuffix("```")
    error = refusal(text)
    assert error.line == line_of(LIMIT, text) - 1
    assert error.article == SECOND
    assert "never closed" in error.why


def test_a_fence_that_swallows_the_next_article_is_not_passed_over():
    text = HOUSE.replace("```\n\n## Policy 7.2", "\n## Policy 7.2")
    assert refusal(text).article == FIRST


def test_a_fence_before_any_article_is_refused():
    text = spoil("## Policy 7.1: Later mornings\n", "")
    error = refusal(text)
    assert error.line == line_of("```toml rule", text)
    assert "before the first article" in error.why
    assert "## § 5.3: Title" in error.why


@pytest.mark.parametrize(
    "fence",
    ["```toml ruel", "```toml", "```toml rules", "``` toml rule", "  ```toml rule", "````toml rule", "~~~toml rule",
     "```TOML rule", "```tolm rule", "```rule", "```toml-rule", "\t```toml rule"],
)  # fmt: skip
def test_a_fence_that_is_almost_a_rule_is_refused_and_not_taken_for_text(fence):
    text = HOUSE.replace("```toml rule", fence, 1)
    error = refusal(text)
    assert error.line == line_of(fence, text)
    assert error.article == FIRST
    assert "toml rule" in error.why


def test_a_fence_of_something_else_is_text():
    text = spoil(
        "Nobody is called before nine.", "Said so:\n\n```text\n## not an article\n```\n\n```sh\nls\n```\n"
    )
    book = read_rulebook(text, "demo.md")
    assert [r.article for r in book.rules] == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("{lokal}", ["en: unknown name 'lokal'", "did you mean 'local'"]),
        ("{}", ["en: unknown name ''", "local"]),
        ("{local.__class__}", ["en: unknown name"]),
        ("{local!r}", ["en: a name stands alone in its braces; write {local}"]),
        ("{local", ["en: a brace that stands alone"]),
        ("local}", ["en: a brace that stands alone"]),
    ],
)
def test_words_that_name_what_no_rule_can_tell_are_refused(words, parts):
    text = spoil("there it is {local}", f"there it is {words}")
    error = refusal(text)
    assert (error.line, error.article) == (line_of("en     = ", text), FIRST)
    for part in parts:
        assert part in error.why


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path):
    with pytest.raises(RulebookError, match=r"nowhere\.md:1: cannot be opened: .*; name a file"):
        read_rulebook_file(tmp_path / "nowhere.md")
    (tmp_path / "latin.md").write_bytes(HOUSE.encode("gb18030"))
    with pytest.raises(RulebookError, match=r"latin\.md:3: not UTF-8; save the file in that encoding"):
        load_law((tmp_path / "latin.md",))
