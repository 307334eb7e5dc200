"""Letters ready to sign: stop-contact, complaints, dispute, data, a plan. They say no more than the evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any, Final

from forbear.money.afford import means
from forbear.money.offers.limits import term_limits
from forbear.review.check.answer import Answer
from forbear.review.check.judging import Finding
from forbear.review.check.turn import find_channels, grounds, last_days
from forbear.review.check.words import letters, reason, word

MOST_FINDINGS: Final = 8
MOST_EXHIBITS: Final = 12
_ARTICLE: Final = re.compile(r"\barts? (\d+(?:[-–,\d ]*\d)?)")
_CHAPTER: Final = re.compile(r"\bch\.? ?(\d+)")
KINDS: Final = ("stop", "lender", "authority", "dispute", "data", "plan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter: what it is, to whom, its paragraphs, and what stands below them."""

    kind: str
    title: str
    head: tuple[str, ...]
    paragraphs: tuple[str, ...]
    foot: tuple[str, ...]
    check: str

    @property
    def text(self) -> str:
        """The letter as plain text, for a form on a website or a mail."""
        return "\n\n".join(("\n".join(self.head), self.title, *self.paragraphs, "\n".join(self.foot))) + "\n"


def write_letters(answer: Answer) -> tuple[Letter, ...]:
    """Every letter that what is known allows: complaints need a finding, a plan a proposal and an amount owed."""
    return tuple(letter for kind in KINDS if (letter := _write(kind, answer)) is not None)


def _write(kind: str, answer: Answer) -> Letter | None:
    form, language, case = letters()["letter"][kind], answer.language, answer.case
    words = letters()["words"][language]
    to = case.lender.who or words["unknown"]
    if form["to"] == "all":
        to = ("、" if language == "zh" else ", ").join(c.who for c in case.collectors if c.who) or to
    if form["to"] == "authority":
        channels = find_channels(answer.law, case, language, answer.on)
        if not channels:
            return None
        to = channels[0].name
    if (form.get("findings") and not answer.findings) or (kind == "plan" and not _can_plan(answer)):
        return None
    names = _names(answer)
    paragraphs = [p for text in form[language]["body"] for p in _paragraph(text, form, answer, names)]
    cited = grounds(answer.law, case, tuple(form["grounds"]))
    if cited:
        paragraphs.append(words["grounds"].format(grounds=("；" if language == "zh" else "; ").join(cited)))
    head = [words["to"].format(to=to), words["date"].format(day=answer.on)]
    head += [words["account"].format(account=case.account)] if case.account else []
    foot = [words["enclosed"]] if form.get("findings") else []
    foot += [words["name"].format(name=case.me.who or words["unknown"]), words["phone"], words["sign"]]
    return Letter(
        kind=kind, title=form[language]["title"].format(**names), head=tuple(head), paragraphs=tuple(paragraphs),
        foot=tuple(foot), check=words["check"],
    )  # fmt: skip


def _can_plan(answer: Answer) -> bool:
    return answer.case.proposal is not None and bool(answer.case.owed)


def _names(answer: Answer) -> dict[str, Any]:
    case, language = answer.case, answer.language
    words = letters()["words"][language]
    product = word(language, "product", case.product or "other")
    debt = letters()["said"]["debt"][language].format(product=product, account=case.account)
    return {
        "lender": case.lender.who or words["unknown"],
        "account_or_debt": debt if case.account else product,
        "owed": money(case.owed, case.currency) if case.owed is not None else words["unknown"],
        **_plan(answer),
    }


def money(amount: Decimal, currency: str | None) -> str:
    """An amount with its currency."""
    return f"{currency} {amount:,f}" if currency else f"{amount:,f}"


def _plan(answer: Answer) -> dict[str, Any]:
    proposal, owed = answer.case.proposal, answer.case.owed
    if proposal is None or not owed:
        return {}
    return {
        "amount": money(proposal.amount, answer.case.currency), "start": proposal.start,
        "months": int((owed / proposal.amount).to_integral_value(ROUND_CEILING)),
    }  # fmt: skip


def _paragraph(text: str, form: Any, answer: Answer, names: dict[str, Any]) -> Iterator[str]:
    if text == "@findings":
        yield from _findings(answer)
    elif text == "@deadline":
        yield from _deadline(form["deadline"], answer)
    elif text == "@means":
        yield from _means(answer)
    elif text == "@limit":
        yield from _limit(answer, names["months"])
    else:
        yield text.format(**names)


def _findings(answer: Answer) -> Iterator[str]:
    words, language = letters()["words"][answer.language], answer.language
    firm = [f for f in answer.findings if not f.draft] or answer.findings
    for number, finding in enumerate(firm[:MOST_FINDINGS], 1):
        yield words["finding"].format(
            number=number, why=reason(language, finding.breach).rstrip("。."), cite=cite(answer, finding),
            count=len(finding.all), exhibits=exhibits(finding, language),
        )  # fmt: skip
    if len(answer.findings) > min(len(firm), MOST_FINDINGS):
        yield words["more"]


def cite(answer: Answer, finding: Finding) -> str:
    """The clause as a reader of that language knows it: in zh by the source's title and article."""
    if answer.language != "zh":
        return finding.cite
    title = next(b for b in answer.law.books.values() if finding.rule.startswith(b.id + ".")).title["zh"]
    title = title if "《" in title else f"《{title}》"
    article, chapter = _ARTICLE.search(finding.cite), _CHAPTER.search(finding.cite)
    place = f"第{article[1]}条" if article else f"第{chapter[1]}章" if chapter else ""
    told = f"{title}{'' if '条' in title else place}"
    return told if finding.cite in told else f"{told}（{finding.cite}）"


def exhibits(finding: Finding, language: str) -> str:
    """The numbers of a finding's exhibits, the first of them where there are many."""
    numbers = [str(s.number) for s in finding.all]
    more = "…" if len(numbers) > MOST_EXHIBITS else ""
    return ("、" if language == "zh" else ", ").join(numbers[:MOST_EXHIBITS]) + more


def _deadline(kind: str, answer: Answer) -> Iterator[str]:
    said = letters()["said"]["deadline"][answer.language]
    for day in last_days(answer.law, answer.case, answer.language, answer.on, kind):
        if not day.draft:
            yield said.format(words=day.words, cite=day.cite)


def _means(answer: Answer) -> Iterator[str]:
    case, said = answer.case, letters()["said"]
    if case.form is None:
        return
    month = means(case.form)
    if month.nothing_left:
        yield said["nothing"][answer.language]
        return
    yield said["means"][answer.language].format(
        income=money(month.income, case.currency), spent=money(month.outgoings + month.debts, case.currency),
        left=money(month.affordable, case.currency),
    )  # fmt: skip


def _limit(answer: Answer, months: int) -> Iterator[str]:
    """Where a plan so long is longer than the law lets one run."""
    case, said = answer.case, letters()["said"]["toolong"][answer.language]
    limits = term_limits(
        answer.law, on=answer.on, region=case.region or None, lender=case.lender_kind, product=case.product
    )
    for limit in limits:
        if months > limit.months:
            yield said.format(words=limit.words[answer.language], cite=limit.cite)
