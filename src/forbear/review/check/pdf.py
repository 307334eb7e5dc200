"""The dossier and the letters as PDF, set by typst. Nothing is fetched: the templates use no packages."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Literal

from forbear.terms import InputError

_TEMPLATES: Final = Path(__file__).parent
_CHINESE: Final = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
    "PingFang SC", "Microsoft YaHei", "SimSun", "Noto Serif CJK SC",
)  # fmt: skip
_LATIN: Final = "Libertinus Serif"
"""A font that typst carries with it."""


@cache
def _families() -> frozenset[str]:
    import typst

    return frozenset(typst.Fonts().families())


def choose_fonts(language: str) -> list[str]:
    """The fonts to set with. InputError where the text is Chinese and no font of this machine has it."""
    found = [name for name in _CHINESE if name in _families()]
    if language == "zh" and not found:
        raise InputError(
            "fonts", "this machine has no Chinese font; install one (Debian: fonts-noto-cjk) or use --lang en"
        )
    return [*found[:1], _LATIN] if language == "zh" else [_LATIN, *found[:1]]


def set_page(
    template: str, content: dict[str, Any], pictures: dict[str, bytes] | None = None,
    kind: Literal["pdf", "png"] = "pdf",
) -> bytes | list[bytes]:  # fmt: skip
    """Lay `content` out by a template of this folder (`dossier`, `letter`); the page sees its own files only.

    With `kind` png every page is a picture of its own.
    """
    try:
        import typst
    except ModuleNotFoundError:
        raise InputError("pdf", "needs typst: pip install 'forbear[check]'") from None
    content = {**content, "fonts": choose_fonts(content["language"])}
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "page.typ").write_bytes((_TEMPLATES / f"{template}.typ").read_bytes())
        (root / "content.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        for name, data in (pictures or {}).items():
            (root / name).write_bytes(data)
        made = typst.compile(root / "page.typ", root=root, format=kind, ppi=110.0)
    assert made is not None
    return made
