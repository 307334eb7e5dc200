"""How well and how fast texts are read.

    python bench/texts.py

Quality: the held-out texts (`tests/review/texts/held_out.jsonl`), which nothing was tuned on; for each language
and act how many harms are named, named or held for a person, and how many lawful texts are blamed. Then the same
harms in disguise: spaced, full width, with invisible signs, look-alike letters, traditional characters, letter
by digit. Speed: messages a second on one core, harming and lawful ones mixed, each read anew.
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
        start = time.perf_counter()
        for text in texts:
            read_text(text)
        best = min(best, time.perf_counter() - start)
    print(
        f"\n{len(texts) / best:,.0f} messages a second, {sum(map(len, texts)) / len(texts):.0f} characters each"
    )


def main() -> None:
    """All of it."""
    rows = [json.loads(line) for line in (TEXTS / "held_out.jsonl").read_text("utf-8").splitlines()]
    quality(rows)
    disguised(rows)
    speed(rows)


if __name__ == "__main__":
    main()
