"""Whoever writes rules sees all that is wrong at once, each at its own line, and nothing that only follows."""

from house_book import HOUSE, line_of

from forbear.law.rulebook.read import find_faults


def found(text):
    return [(f.line, f.article, f.why) for f in find_faults(text, "demo.md")[1]]


def test_every_fault_of_every_fence_is_told():
    text = (
        HOUSE.replace('regions = ["CN"]', 'regions = "CN"')
        .replace('kind   = "hours"', 'kind   = "hours"\nforce  = "polite"')
        .replace("{ reply = true }", "{ replly = true }")
        .replace('expect = "forbid"', 'expect = "deny"')
        .replace("max    = 2", "max    = 0")
        .replace("最多{max}次", "最多{most}次")
    )
    lines = ["regions =", 'force  = "polite"', "unless =", "expect =", "max    =", 'zh     = "今日']
    faults = found(text)
    assert [f[0] for f in faults] == [line_of(line, text) for line in lines]
    assert [f[1] for f in faults] == [
        "front matter",
        "Policy 7.1",
        "Policy 7.1",
        "Policy 7.1",
        "Policy 7.2",
        "Policy 7.2",
    ]


def test_in_a_list_over_several_lines_it_is_the_very_line():
    text = HOUSE.replace("{ reply = true }", '[\n  { reply = true },\n  { said = "ceasse" },\n]')
    assert [f[0] for f in found(text)] == [line_of("ceasse", text)]
    text = (
        HOUSE.replace("people = [", "people = [\n  ")
        .replace('{ id = "p1"', '{ id = "p1"')
        .replace("[case]", "[case]\nposure = 1")
    )
    assert [f[0] for f in found(text)] == [line_of("posure", text)]


def test_what_only_follows_from_a_fault_is_not_told():
    broken = HOUSE.replace('id     = "house.demo.mornings"', 'id     = "house.demo.mornings"\nbroken')
    assert [f[0] for f in found(broken)] == [line_of("broken", broken)]  # not that the case names no rule
    misspelt = HOUSE.replace("allow  =", "alow   =")
    assert [f[2] for f in found(misspelt)] == ["unknown key 'alow'; did you mean 'allow'?"]
    nameless = HOUSE.replace('id = "house.demo"', "id = 7")
    assert [f[0] for f in found(nameless)] == [2]  # not that no rule's id begins with it
    assert len(found(HOUSE.replace("in_force = 2026-01-01", 'in_force = "2026-01-01"'))) == 1
    assert len(found(HOUSE.replace('force = "house"', "force = house"))) == 1


def test_a_sound_book_has_none():
    book, faults = find_faults(HOUSE, "demo.md")
    assert book is not None and book.id == "house.demo"
    assert faults == []
