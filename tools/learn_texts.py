"""Learn `src/forbear/review/texts/learned.json` from the texts under `tests/review/texts`, the held-out ones not read.

    uv run --group learn python tools/learn_texts.py

Two logistic regressions (scikit-learn): harm or not, and which act a harming text does. Each text is also learned in
other dress: between a greeting and a farewell, quoted and apologised for (then it is lawful), with the polite and
the plain *you* exchanged, so that manners decide nothing. The limits are set by what eight-fold cross-validation
finds; the lawful texts are near misses all, so that fewer are blamed in the field. The same texts give the same file.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import Any

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from forbear.gate.templates import fill_template, load_templates
from forbear.review.texts import learned, spelling
from forbear.review.texts.marks import marks, passages

ROOT = Path(__file__).parents[1]
TEXTS = ROOT / "tests" / "review" / "texts"
OUT = ROOT / "src" / "forbear" / "review" / "texts" / "learned.json"
OLD = ("zh_offending", "zh_lawful", "en_offending", "en_lawful")
FOLDS = 8
HARM_STRENGTH, ACT_STRENGTH = 20.0, 20.0
LEAST = 0.3
"""Smaller weights are left out."""
PRECISION, FALSELY_UNSURE = {"han": 0.95, "latin": 0.94}, 0.07
"""Of what is named, at least so much is right; of the lawful texts so many may be held back."""
NOT_LEARNED = frozenset({"tells_debt", "tells_details", "asks_payment", "announces_suit"})
HARMFUL = frozenset(learned.ACTS)
SAMPLE = {
    "name": "Lee", "speaker": "Elm Finance", "lender": "Elm Finance", "public_number": "400-000-0000",
    "stop_address": "stop@lender.example", "amount": "CNY 880.00", "as_of": "12 May 2026", "reference": "c1",
}  # fmt: skip

WRAPPED = {
    "han": (
        ("您好。", ""),
        ("", "谢谢配合。"),
        ("【华南消费金融】您好,", ""),
        ("尊敬的客户您好,", "感谢您的支持。"),
    ),
    "latin": (
        ("Hello. ", ""),
        ("", " Thank you."),
        ("Dear customer, ", " Kind regards."),
        ("Hi, this is Elm Bank. ", ""),
    ),
}
QUOTED = {
    "han": (
        "您反映有人对您说“{}”,我们已核查,并向您道歉。",
        "如果有人对您说“{}”,请保留证据并向我们举报,我们绝不允许这样做。",
        "催收人员不得说“{}”之类的话,违者停岗。",
    ),
    "latin": (
        'You told us that a caller said "{}" That breaks our rules and we apologise.',
        'If anyone tells you "{}" please keep the message and report it to us. We never do that.',
        'Our staff may never say things like "{}".',
    ),
}


@dataclass(frozen=True, slots=True)
class Example:
    """One text, what it does, and of which text it is another dress."""

    acts: tuple[str, ...]
    seen: tuple[str, ...]
    script: str
    family: int
    weight: float


def written() -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text with its acts; none for a lawful one."""
    for name in OLD:
        for line in (TEXTS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                notes, bar, text = line.partition(" | ")
                acts = [note for note in notes.split() if note[0] != "?"] if bar else []
                if name.endswith("lawful"):
                    yield (), text if bar else line
                elif acts:
                    yield tuple(act for act in acts if act not in NOT_LEARNED), text
    for path in sorted(TEXTS.glob("tuned*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield tuple(row["acts"]), row["text"]
    yield from once_sealed()
    yield from harmless()


def once_sealed() -> Iterator[tuple[tuple[str, ...], str]]:
    """The sealed texts of the first round, which were opened once there were fresh ones."""
    for path in sorted((TEXTS / "sealed").glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["text"]:
            acts = tuple(act for act in entry["does"] if act not in NOT_LEARNED)
            if not entry.get("evasion") and bool(acts) == bool(entry["does"]):
                yield acts, entry["text"]


def harmless() -> Iterator[tuple[tuple[str, ...], str]]:
    """Texts that say something about a debt and do no harm, and the packaged messages."""
    for name in ("says", "third_person"):
        for line in (TEXTS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
            notes, bar, text = line.partition(" | ")
            told = {note.lstrip("+") for note in notes.split()}
            if bar and not line.startswith("#") and not told & (HARMFUL | {"unsure"}):
                yield (), text
    for template in load_templates().values():
        for lender in ("Elm Finance", "榆树消费金融有限公司"):
            places = dict.fromkeys(template.places, "4711") | SAMPLE | {"lender": lender, "speaker": lender}
            message = fill_template(template, places)
            whole = f"{message.text}\n{message.subject or ''}"
            yield (), whole
            yield from (((), passage) for _, passage in passages(whole))


def joined(
    found: list[tuple[tuple[str, ...], str]], number: int
) -> Iterator[tuple[tuple[str, ...], str, float]]:
    """A text after another of the same fold and tongue: harm stays harm, lawful and lawful stay lawful."""
    acts, text = found[number]
    for step in (FOLDS, 3 * FOLDS):
        other_acts, other = found[(number + step) % len(found)]
        if other.isascii() == text.isascii() and not other_acts:
            yield acts, f"{other} {text}", 0.4


def dressed(
    acts: tuple[str, ...], text: str, script: str, number: int
) -> Iterator[tuple[tuple[str, ...], str, float]]:
    """The text itself and in other dress, each with the weight it is learned by."""
    yield acts, text, 1.0
    before, after = WRAPPED[script][number % len(WRAPPED[script])]
    yield acts, f"{before}{text}{after}", 0.5
    if acts:
        yield (), QUOTED[script][number % len(QUOTED[script])].format(text), 0.3
    if "您" in text or "你" in text:
        other = text.replace("您", "你") if "您" in text else text.replace("你", "您")
        yield acts, other, 0.5


def examples() -> list[Example]:
    """All examples with their marks."""
    found: list[Example] = []
    texts = list(written())
    for family, (acts, text) in enumerate(texts):
        script = learned.script(spelling.plain(text))
        for shown, words, weight in (*dressed(acts, text, script, family), *joined(texts, family)):
            seen = tuple(sorted(marks(spelling.plain(words))))
            found.append(Example(shown, seen, script, family, weight))
    return found


def table(rows: list[tuple[str, ...]], known: frozenset[str]) -> tuple[DictVectorizer, Any]:
    """The marks of each row as numbers that grow less the more marks there are."""
    columns = DictVectorizer()
    counted = columns.fit_transform(
        [dict.fromkeys((mark for mark in row if mark in known), learned.share(len(row))) for row in rows]
    )
    return columns, counted


def fitted(marks_of: Any, answers: list[Any], weights: list[float], strength: float) -> LogisticRegression:
    """A logistic regression; the answers weigh alike, however many there are of each."""
    model = LogisticRegression(C=strength, max_iter=500, class_weight="balanced")
    return model.fit(marks_of, answers, sample_weight=weights)


def learn_harm(chosen: list[Example], known: frozenset[str]) -> tuple[dict[str, float], float]:
    """The weight of each mark, and the bias, for harm or not."""
    columns, counted = table([one.seen for one in chosen], known)
    model = fitted(counted, [bool(one.acts) for one in chosen], [one.weight for one in chosen], HARM_STRENGTH)
    return dict(zip(columns.feature_names_, model.coef_[0], strict=True)), float(model.intercept_[0])


def learn_acts(
    chosen: list[Example], known: frozenset[str], names: list[str]
) -> tuple[dict[str, list[float]], list[float]]:
    """The weights of each mark for each act and the biases, learned from the texts that do one."""
    rows = [(one, act) for one in chosen for act in one.acts]
    columns, counted = table([one.seen for one, _ in rows], known)
    model = fitted(counted, [act for _, act in rows], [one.weight for one, _ in rows], ACT_STRENGTH)
    order = [list(model.classes_).index(name) for name in names]
    weights = {mark: list(model.coef_[order, at]) for at, mark in enumerate(columns.feature_names_)}
    return weights, list(model.intercept_[order])


def often(chosen: list[Example]) -> frozenset[str]:
    """The marks of at least two families of texts."""
    families: dict[str, set[int]] = {}
    for one in chosen:
        for mark in one.seen:
            families.setdefault(mark, set()).add(one.family)
    return frozenset(mark for mark, seen in families.items() if len(seen) > 1)


def _likelihood(odds: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, odds))))


def chances(found: list[Example]) -> Iterator[tuple[Example, float]]:
    """Each text as it was written, with the chance that a model gives it which has not seen it."""
    for fold in range(FOLDS):
        taught = [one for one in found if one.family % FOLDS != fold]
        weights, bias = learn_harm(taught, often(taught))
        first: dict[int, Example] = {}
        for one in found:
            if one.family % FOLDS == fold and one.family not in first:
                first[one.family] = one
                total = sum(weights.get(mark, 0.0) for mark in one.seen)
                yield one, _likelihood(bias + total * learned.share(len(one.seen)))


def limits(found: list[Example]) -> dict[str, list[float]]:
    """By script: above the first, `PRECISION` of the texts harm; above the second lie few lawful texts."""
    set_at = {}
    judged = list(chances(found))
    for script in ("han", "latin"):
        ranked = sorted(
            ((odds, bool(one.acts)) for one, odds in judged if one.script == script), reverse=True
        )
        named, right = 1.0, 0
        for rank, (odds, harms) in enumerate(ranked, 1):
            right += harms
            if right / rank >= PRECISION[script]:
                named = odds
        lawful = [odds for odds, harms in ranked if not harms]
        unsure = min(lawful[int(FALSELY_UNSURE * len(lawful))], named)
        for limit in (named, unsure):
            caught = sum(odds >= limit for odds, harms in ranked if harms) / (len(ranked) - len(lawful))
            wrong = sum(odds >= limit for odds in lawful) / len(lawful)
            print(
                f"{script}: above {limit:.3f} lie {caught:.1%} of the harming and {wrong:.1%} of the lawful texts"
            )
        set_at[script] = [round(named, 3), round(unsure, 3)]
    return set_at


def main() -> None:
    """Learn, and write the file."""
    found = examples()
    names = sorted({act for one in found for act in one.acts})
    known = often(found)
    harm, bias = learn_harm(found, known)
    acts, biases = learn_acts(found, known, names)
    rows = {}
    for mark in sorted(known):
        pairs = [[at, round(add, 1)] for at, add in enumerate(acts.get(mark, ())) if abs(add) >= LEAST]
        if abs(harm[mark]) >= LEAST or pairs:
            rows[mark] = [round(harm[mark], 2), pairs]
    head = {
        "acts": names,
        "bias": round(bias, 3),
        "act_biases": [round(add, 2) for add in biases],
        "limits": limits(found),
    }
    body = ",\n".join(
        json.dumps(mark, ensure_ascii=False) + ":" + json.dumps(row, separators=(",", ":"))
        for mark, row in rows.items()
    )
    OUT.write_text(json.dumps(head)[:-1] + ',\n"marks":{\n' + body + "\n}}\n", encoding="utf-8")
    size = OUT.stat().st_size // 1000
    print(f"{len(found)} examples of {found[-1].family + 1} texts, {len(rows)} marks, {size} kB")


if __name__ == "__main__":
    main()
