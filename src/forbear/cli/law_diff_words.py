"""The differences of two laws in words, zh or en, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from forbear.cli.law_diff_times import tell_times
from forbear.law.rulebook import Law
from forbear.law.rulebook.articles import Clause, read_articles
from forbear.law.study.circumstances import Circumstance
from forbear.law.study.clauses import ClauseChange, Side
from forbear.law.study.columns import COLUMNS, PRODUCTS
from forbear.law.study.difference import Finding, Unseen
from forbear.web.law.entries import EntryText, tell_entry
from forbear.web.law.examples import tell_request, write_moment
from forbear.web.law.parameters import lower, tell_entries
from forbear.web.words import word, write_day

WORDS: Mapping[str, tuple[str, str]] = {
    "head": ("{one} → {other}, as law on {before} → {after}", "{one} → {other}，依{before} → {after}的法律"),
    "clauses": ("By clause: {added} added, {ended} ended, {changed} changed",
                "条款变化：新增{added}，失效{ended}，修改{changed}"),
    "none": ("Nothing differs.", "没有差异。"),
    "behaviour": ("By behaviour: {count} groups of ordinary contacts are judged otherwise",
                  "结论变化：{count}组通常联系的结论不同"),
    "sampled": (
        "Exact for the sorts of contact and the times named; what happened before, what was told and what is "
        "written is sampled from what the rules ask. Each example was judged under both.",
        "对所列联系类型与时间是精确的；此前联系、声明和文字按规则所问抽样。每个例子均按前后两法判断。",
    ),
    "which": ("which", "联系"), "when": ("when", "时间"), "if": ("if", "条件"), "or": ("or if", "或"),
    "eg": ("e.g.", "例如"), "more": ("and {count} more (--json)", "另有{count}项（--json）"),
    "any": ("any {what}", "任何{what}"), "but": ("any {what} but {words}", "除{words}外的任何{what}"),
    "channel": ("channel", "渠道"), "role": ("person", "人"), "purpose": ("purpose", "目的"),
    "sender": ("collector", "催收方"), "product": ("product", "产品"), "for": ("{who} for {whom}", "{who}（代{whom}）"),
    "unseen": ("Rules that differ, without such a contact", "有差异但未见结论变化的规则"),
    "tried": ("the rest of the law gives the same verdict there", "该处其他规定的结论相同"),
    "untried": ("nothing that was tried meets it", "所试情形均未触及"),
    "not": ("not: {what}", "未：{what}"), "times": ("{count} × {what}", "{count}次{what}"),
}  # fmt: skip
MARKS = {"added": ("+", "green"), "ended": ("-", "red"), "changed": ("~", "yellow")}
SHOWN = 3
"""How many groups of sorts a finding spells out."""


class Teller:
    """Shows the differences between two sides in one language."""

    def __init__(self, before: Side, after: Side, language: str, console: Console | None = None) -> None:
        self.before, self.after, self.language = before, after, language
        self.console = console or Console(highlight=False)

    def say(self, name: str, **values: object) -> str:
        """A text of this page."""
        return WORDS[name][self.language == "zh"].format(**values)

    def tell(self, clauses: Sequence[ClauseChange], found: Sequence[Finding | Unseen]) -> None:
        """All of it: by clause, then by behaviour."""
        before, after = (write_day(s.day, self.language) for s in (self.before, self.after))
        head = self.say("head", one=self.before.name, other=self.after.name, before=before, after=after)
        self.console.print(Text(head, style="bold"))
        counts = {how: sum(c.how == how for c in clauses) for how in MARKS}
        self.console.print(Rule(self.say("clauses", **counts), align="left", style="dim"))
        for change in clauses:
            self._clause(change)
        findings = [f for f in found if isinstance(f, Finding)]
        unseen = [u for u in found if isinstance(u, Unseen)]
        self.console.print()
        self.console.print(Rule(self.say("behaviour", count=len(findings)), align="left", style="dim"))
        if findings:
            self.console.print(Text(self.say("sampled"), style="dim"))
        for number, finding in enumerate(findings, 1):
            self._finding(number, finding)
        if unseen:
            self.console.print()
            self.console.print(Rule(self.say("unseen"), align="left", style="dim"))
        for u in unseen:
            self._line("·", f"{u.rule}: {self.say('tried' if u.tried else 'untried')}")

    def _line(self, mark: str, text: str, style: str = "", indent: int = 0) -> None:
        self.console.print(
            Padding(Text(f"{mark} {text}".strip(), style=style), (0, 0, 0, indent), expand=False)
        )

    def _clause(self, change: ClauseChange) -> None:
        sign, style = MARKS[change.how]
        side = self.before if change.after is None else self.after
        told = self._entry(side.law, change.clause, side)
        self.console.print()
        self._line(sign, f"{told.cite}  {told.id}", f"bold {style}")
        marks = (told.kind, told.force, told.effect, told.dates)
        self._line("", " · ".join(m for m in marks if m), "dim", 2)
        if change.before and change.after:
            for name, was, now in self._changed(
                self._entry(self.before.law, change.before, self.before), told
            ):
                self._line("", f"{name}: {was or '–'} → {now or '–'}", "", 2)
        else:
            self._line("", told.words.first, "", 2)

    def _entry(self, law: Law, clause: Clause, side: Side) -> EntryText:
        binds = read_articles(law.books[clause.entry.book]).binds
        return tell_entry(law, clause, self.language, side.day, binds)

    def _changed(self, was: EntryText, now: EntryText) -> Iterable[tuple[str, str | None, str | None]]:
        def rows(told: EntryText) -> dict[str, str]:
            return {
                word(self.language, "key", "binds"): told.binds, **dict(told.parameters),
                "“”": told.words.first, "§": told.cite, "": told.dates,
            }  # fmt: skip

        old, new = rows(was), rows(now)
        for name in dict.fromkeys((*new, *old)):
            if old.get(name) != new.get(name):
                yield name or "·", old.get(name), new.get(name)

    def _finding(self, number: int, found: Finding) -> None:
        was, now = (word(self.language, "verdict", v.verdict) for v in (found.before, found.after))
        style = (
            "green"
            if found.after.verdict == "allow"
            else "red"
            if found.before.verdict == "allow"
            else "yellow"
        )
        self.console.print()
        self._line(f"{number}", f"{was} → {now}: {', '.join(found.rules)}", f"bold {style}")
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(style="dim", no_wrap=True)
        grid.add_column(overflow="fold")
        for label, text in self._rows(found):
            grid.add_row(Text(label), Text(text))
        self.console.print(Padding(grid, (0, 0, 0, 2), expand=False))

    def _rows(self, found: Finding) -> Iterator[tuple[str, str]]:
        for i, sort in enumerate(found.sorts[:SHOWN]):
            yield self.say("which") if not i else "", self._sort(sort)
        if len(found.sorts) > SHOWN:
            yield "", self.say("more", count=len(found.sorts) - SHOWN)
        yield self.say("when"), tell_times(found, self.language)
        if found.so:
            yield self.say("if"), self._so(found.so, found)
        if found.likewise:
            yield self.say("or"), " / ".join(self._so(so, found) for so in found.likewise)
        moment = write_moment(self.language, datetime.fromisoformat(found.request["contact"]["at"]))
        yield self.say("eg"), f"{moment} {tell_request(self.language, found.request)}"

    def _sort(self, sort: Mapping[str, tuple[str, ...]]) -> str:
        return " · ".join(self._words(column, words) for column, words in sort.items())

    def _words(self, column: str, words: tuple[str, ...]) -> str:
        """The words of a column: all, all but a few, or one by one."""
        every = _EVERY[column]
        others = [w for w in every if w not in words]
        what = self.say(column)
        if not others:
            return self.say("any", what=what)
        if len(others) < len(words) and len(others) < 6:
            return self.say("but", what=what, words=self._list(column, others))
        return self._list(column, words)

    def _list(self, column: str, words: Iterable[str]) -> str:
        return ("、" if self.language == "zh" else ", ").join(self._word(column, w) for w in words)

    def _word(self, column: str, name: str) -> str:
        if column != "sender":
            return lower(self.language, column, name)
        who, _, whom = name.partition(" for ")
        told = word(self.language, "collector", who)
        return self.say("for", who=told, whom=word(self.language, "collector", whom)) if whom else told

    def _so(self, so: Iterable[Circumstance], found: Finding) -> str:
        return ("，且" if self.language == "zh" else " and ").join(self._circumstance(c, found) for c in so)

    def _circumstance(self, c: Circumstance, found: Finding) -> str:
        zh, detail = self.language, c.detail
        match c.sort:
            case "said" | "addressed":
                return word(zh, "statement", detail[0])
            case "consent":
                return f"{word(zh, 'key', 'consent')} {word(zh, 'consent', detail[0])}"
            case "opted_out" | "inconvenient" | "agreed":
                names = {"opted_out": "opt_out", "agreed": "agreed_hours"}
                told = word(zh, "statement", names.get(c.sort, c.sort))
                return f"{told} ({word(zh, 'address_kind', detail[0])})" if detail and detail[0] else told
            case "text":
                return f"“{detail[0][:60]}{'…' if len(detail[0]) > 60 else ''}”"
            case "contacts":
                return self._contacts(detail[0], found)
            case "untold":
                return self.say("not", what=word(zh, "flag", detail[0]))
            case "told":
                return f"{word(zh, 'key', 'told')}: {detail[0]}"
            case "column":
                return ": ".join(tell_entries(zh, {detail[0]: detail[1]})[0])
            case _:
                names = {"lost": "lost_contact", "barred": "time_barred"}
                return word(zh, "key", names.get(c.sort, c.sort))

    def _contacts(self, number: int, found: Finding) -> str:
        past = [h for h in found.request["history"] if h["id"].startswith("contacts")]
        kinds = {f"{lower(self.language, 'channel', h['channel'])} ({word(self.language, 'outcome', h['result'])})"
                 for h in past}  # fmt: skip
        return self.say("times", count=number, what=", ".join(sorted(kinds)))


_EVERY: Mapping[str, tuple[str, ...]] = {
    **{n[0]: tuple(w[0] for w in words) for n, words in COLUMNS.items() if len(n) == 1},
    "sender": tuple(dict.fromkeys(
        c if c == l else f"{c} for {l}" for c, l, _ in COLUMNS["collector", "lender", "product"]
    )),
    "product": PRODUCTS,
}  # fmt: skip
"""All words of each column that a finding tells."""
