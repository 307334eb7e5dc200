"""Invented borrowers and their addresses.

Mobile numbers begin +86 100 00, a range that no Chinese operator gives out; mailboxes end in .example, which
never resolves (RFC 2606). Whoever is a stranger to every case has a number that begins +86 100 99.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

PARTIES_NUMBERS: Final = "+86 100 00"
STRANGERS_NUMBERS: Final = "+86 100 99"

_SURNAMES: Final = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余"
_GIVEN: Final = "安柏晨岱恩帆耕禾嘉景可岚沐宁朴青如书棠微文希贤言苑知舟卓子清月川禹澄松竹兰溪远野"
_FIRST: Final = (
    "Ada Bea Cai Dora Ewan Fia Gil Hana Ivo Jun Kit Lena Milo Nora Odin Pia Quin Rosa Sol Tess Uma Vera Yara"
)
_LAST: Final = (
    "Ashdown Birchwood Coldbrook Dunmere Eastlake Fenwater Greyholt Hillmarsh Ironwell Kestrel Larkfield"
    " Moorgate Northam Oakhurst Pinecroft Quarry Redfern Stonebank Thornley Underhill Westbrook Yewdale"
)
_REGIONS: Final = ("CN-44", "CN-37", "CN-41", "CN-32", "CN-51", "CN-13", "CN-43", "CN-33", "CN-34", "CN-42",
                   "CN-31", "CN-11", "CN-61", "CN-50")  # fmt: skip
_KINDS: Final = (("mobile", 0.98), ("email", 0.85), ("post", 0.6))
_ROADS: Final = ("示例路", "样本街", "演示大道", "试验巷")


@dataclass(frozen=True, slots=True, kw_only=True)
class Borrower:
    """An invented person. `serial` gives the ids, numbers and mailboxes, `kinds` says which there are."""

    serial: int
    name: str
    language: str
    zone: str | None
    region: str
    birth_year: int
    kinds: tuple[str, ...] = ("mobile",)

    @property
    def id(self) -> str:
        """The person's id."""
        return f"p{self.serial:07d}"

    def address(self, kind: str) -> str:
        """The id of the person's address of a kind."""
        return f"{kind[0]}{self.serial:07d}"

    def value(self, kind: str) -> str:
        """The address itself."""
        if kind == "email":
            return f"p{self.serial}@borrower.example"
        if kind == "post":
            road = _ROADS[self.serial % len(_ROADS)]
            return f"{road}{self.serial % 900 + 1}号 示例市 000000"
        digits = f"{self.serial:06d}"[-6:]
        return f"{PARTIES_NUMBERS}{digits[:2]} {digits[2:]}"


def invent(random: Random, serial: int, year: int) -> Borrower:
    """A borrower nobody is: one in eight uses English, a few live in Xinjiang, of a few no zone is known.

    >>> invent(Random(1), 7, 2026).value("mobile")
    '+86 100 0000 0007'
    """
    english = random.random() < 0.12
    if english:
        name = f"{random.choice(_FIRST.split())} {random.choice(_LAST.split())}"
    else:
        name = random.choice(_SURNAMES) + "".join(random.sample(_GIVEN, random.choice((1, 2, 2))))
    western = random.random() < 0.03
    zone = "Asia/Urumqi" if western else "Asia/Shanghai"
    return Borrower(
        serial=serial,
        name=name,
        language="en" if english else "zh-CN",
        zone=None if random.random() < 0.01 else zone,
        region="CN-65" if western else random.choice(_REGIONS),
        birth_year=year - int(min(max(random.gauss(36, 10), 19), 75)),
        kinds=tuple(kind for kind, share in _KINDS if random.random() < share),
    )
