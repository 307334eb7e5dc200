"""Write how characters and words are disguised: `src/forbear/review/texts/disguises.json`.

    python tools/learn_spelling.py

From kept packages, which forbear itself does not need: OpenCC (which simplified character stands for which
traditional one), `confusable-homoglyphs` (Unicode's table of characters that look alike) and `pypinyin` (how a word
sounds). The words are the key words of the tables of phrases, the words of the concepts, and those of `spelling.toml`.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from pathlib import Path

from confusable_homoglyphs.confusables import confusables_data
from opencc import OpenCC
from pypinyin import lazy_pinyin

TEXTS = Path(__file__).parents[1] / "src" / "forbear" / "review" / "texts"
HAN = re.compile("[\u3400-\u9fff]{2,4}")
KEYS = re.compile(r"⟨([^⟩]*)⟩")


def simplified() -> dict[str, str]:
    """Each traditional character with its simplified form."""
    convert = OpenCC("t2s").convert
    pairs = {}
    for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)):
        sign = chr(code)
        plain = convert(sign)
        if plain != sign and len(plain) == 1:
            pairs[sign] = plain
    return pairs


def lookalikes() -> dict[str, str]:
    """Each letter of another script with the small Latin letter that it looks like."""
    found = {}
    for sign, others in confusables_data.items():
        if len(sign) != 1 or unicodedata.category(sign)[0] != "L" or "\u3000" < sign < "\ua000":
            continue
        if unicodedata.normalize("NFKC", sign) != sign:  # whoever reads it does that first
            continue
        letters = [other["c"].lower() for other in others if re.fullmatch("[A-Za-z]", other["c"])]
        if letters and not unicodedata.normalize("NFKD", sign)[0].isascii():
            found[sign] = letters[0]
    return found


def words() -> list[str]:
    """The Chinese words whose sound is known, the most telling first."""
    own = tomllib.loads((TEXTS / "spelling.toml").read_text(encoding="utf-8"))
    found = own["sounded"].split()
    for path in sorted(TEXTS.glob("zh_*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        choices = [text for entry in data["phrases"] for text in entry["match"]]
        keys = [key for text in choices for key in KEYS.findall(text)]
        for key in (*keys, *data.get("words", {}).values()):
            found += [word for word in key.split("|") if HAN.fullmatch(word)]
    concepts = tomllib.loads((TEXTS / "concepts.toml").read_text(encoding="utf-8"))["zh"]
    found += [word for row in concepts.values() for word in row.split() if HAN.fullmatch(word)]
    return list(dict.fromkeys(found))


def sounds() -> dict[str, str]:
    """Each sound with its word: `jing cha` 警察."""
    found: dict[str, str] = {}
    for word in words():
        found.setdefault(" ".join(lazy_pinyin(word, v_to_u=False)), word)
    return found


def main() -> None:
    """Write the file."""
    tables = {"simplified": simplified(), "lookalikes": lookalikes(), "sounds": sounds()}
    written = {
        name: "".join(one + other for one, other in tables[name].items())
        for name in ("simplified", "lookalikes")
    } | {"sounds": tables["sounds"]}
    lines = [
        f'"{name}":{json.dumps(table, ensure_ascii=False, separators=(",", ":"))}'
        for name, table in written.items()
    ]
    (TEXTS / "disguises.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(", ".join(f"{name} {len(table)}" for name, table in tables.items()))


if __name__ == "__main__":
    main()
