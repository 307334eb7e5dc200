"""How well and how fast texts are read.

    python bench/texts.py            # the texts that development has looked at
    python bench/texts.py --sealed   # the texts that nothing is learned from nor tuned on

Quality: the held-out texts (`tests/review/texts/held_out.jsonl`), which nothing was tuned on; for each language
and act how many harms are named, named or held for a person, and how many lawful texts are blamed. Then the same
harms in disguise: spaced, full width, with invisible signs, look-alike letters, traditional characters, letter
by digit. Speed: messages a second of one core's time, harming and lawful ones mixed, each read anew.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path

from forbear.review.texts import read_text

ROOT = Path(__file__).parents[1]
TEXTS = ROOT / "tests" / "review" / "texts"
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "review")]

from evasions import EVASIONS, evasions  # noqa: E402
from sealed import Sealed, measured, sealed_texts  # noqa: E402
from test_texts import LONG  # noqa: E402

from harms import HARMS  # noqa: E402


def quality(rows: list[dict]) -> None:
    """A table by language and one by act."""
    print("language  harms named  named or unsure  lawful blamed  lawful unsure  precision  recall")
    by_act: dict[str, Counter[str]] = {act: Counter() for act in sorted(HARMS)}
    for language in ("zh", "en", "es", None):
        found: Counter[str] = Counter()
        for row in rows:
            if language in (row["language"], None):
                findings = read_text(row["text"])
                got, may = findings.acts & HARMS, {*row["acts"], *row.get("also", ())}
                if row["acts"]:
                    found.update(n=1, named=bool(got & may), stopped=bool(got) or findings.unsure)
                else:
                    found.update(lawful=1, blamed=bool(got), unsure=findings.unsure and not got)
                if language is None:
                    for act in row["acts"]:
                        by_act[act].update(n=1, named=act in got)
                    for act in got:
                        by_act[act].update(found=1, right=act in may)
        precision, recall = found["named"] / (found["named"] + found["blamed"]), found["named"] / found["n"]
        print(
            f"{language or 'all':8}  {found['named']:4}/{found['n']:<6} {found['stopped']:8}/{found['n']:<7}"
            f" {found['blamed']:7}/{found['lawful']:<6} {found['unsure']:7}/{found['lawful']:<6}"
            f" {precision:8.3f} {recall:8.3f}"
        )
    print("\nact                     named of      right of named")
    for act, found in by_act.items():
        print(f"{act:22}  {found['named']:3}/{found['n']:<6}  {found['right']:3}/{found['found']}")


def disguised(rows: list[dict]) -> None:
    """Of the harms that are named as they stand: how many are named, or held, in disguise."""
    print("\ndisguise             named      named or unsure")
    plain = [row for row in rows if row["acts"] and read_text(row["text"]).acts & set(row["acts"])]
    for name in EVASIONS:
        found: Counter[str] = Counter()
        for row in plain:
            for text in evasions(row["text"], name):
                findings = read_text(text)
                found.update(n=1, named=bool(findings.acts & HARMS))
                found["stopped"] += bool(findings.acts & HARMS) or findings.unsure
        if found["n"]:
            print(f"{name:18}  {found['named']:4}/{found['n']:<5} {found['stopped']:6}/{found['n']}")


def speed(rows: list[dict]) -> None:
    """The best of five rounds over all texts."""
    texts = [row["text"] for row in rows]
    best = 1e9
    for _ in range(5):
        start = time.process_time()
        for text in texts:
            read_text(text)
        best = min(best, time.process_time() - start)
    print(
        f"\n{len(texts) / best:,.0f} messages a second, {sum(map(len, texts)) / len(texts):.0f} characters each"
    )


def long_texts() -> None:
    """Seconds for 100 kB of each kind of text, and for half of it: about twice where the time is linear."""
    print("\n100 kB of             seconds   times half of it")
    for kind, piece in LONG.items():
        whole = piece * (100_000 // len(piece.encode()) + 1)
        taken = []
        for text in (whole[: len(whole) // 2], whole):
            start = time.process_time()
            read_text(text)
            taken.append(time.process_time() - start)
        print(f"{kind:20}  {taken[1]:7.3f}   {taken[1] / taken[0]:.1f}")


def sealed_quality(texts: list[Sealed]) -> None:
    """Totals by language, by reader, by disguise and by act; no text is shown."""
    print(f"{'':28} named       stopped     blamed      held      precision  recall  acts right")
    groups = {language: [t for t in texts if t.language == language] for language in ("zh", "en", "es")}
    groups["all"] = texts
    groups["to the borrower"] = [text for text in texts if not text.third]
    groups["to a third person"] = [text for text in texts if text.third]
    groups["undisguised"] = [text for text in texts if not text.evasion]
    for evasion in sorted({text.evasion for text in texts if text.evasion}):
        groups[evasion] = [text for text in texts if text.evasion == evasion]
    for act in sorted({act for text in texts for act in text.does}):
        groups[act] = [text for text in texts if act in text.does]
    for title, group in groups.items():
        n = measured(group)
        shown = n["named"] + n["blamed"]
        print(
            f"{title:28} {n['named']:4}/{n['harming']:<5} {n['stopped']:4}/{n['harming']:<5}"
            f" {n['blamed']:4}/{n['lawful']:<5} {n['held']:4}/{n['lawful']:<5}"
            f" {n['named'] / shown if shown else 0:7.3f} {n['named'] / n['harming'] if n['harming'] else 0:8.3f}"
            f"   {n['acts right']}/{n['acts found']}"
        )


def main() -> None:
    """All of it."""
    if "--sealed" in sys.argv[1:]:
        sealed_quality(list(sealed_texts()))
        return
    rows = [json.loads(line) for line in (TEXTS / "held_out.jsonl").read_text("utf-8").splitlines()]
    quality(rows)
    disguised(rows)
    speed(rows)
    long_texts()


if __name__ == "__main__":
    main()
