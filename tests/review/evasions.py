"""Ways in which a text is dressed so that a list of words does not find it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pypinyin import lazy_pinyin

from forbear.review.texts.sounds import SOUNDS

WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
CYRILLIC = str.maketrans("aceopxyi", "асеорхуі")
DIGITS = str.maketrans("oieas", "01345")
TRADITIONAL = str.maketrans(
    "钱还来让们业员亲说电话单发动给车门时钟丢国开个无书会见证为实机银负责头买卖东马几过报结账户",
    "錢還來讓們業員親說電話單發動給車門時鐘丟國開個無書會見證為實機銀負責頭買賣東馬幾過報結賬戶",
)


def _has_han(text: str) -> bool:
    return any("\u3400" <= sign <= "\u9fff" for sign in text)


def _spread(sign: str) -> Callable[[str], str | None]:
    return lambda text: sign.join(text) if _has_han(text) else None


def _letters_apart(text: str) -> str | None:
    """The longest words of a Latin text letter by letter."""
    if _has_han(text):
        return None
    words = text.split(" ")
    long = sorted((word for word in words if word.isalpha()), key=len)[-2:]
    return " ".join(" ".join(word) if word in long and len(word) > 4 else word for word in words)


def _pinyin(half: bool) -> Callable[[str], str | None]:
    """The first two telling words in pinyin, or the second character of each."""

    def disguise(text: str) -> str | None:
        words = [word for word in sorted(SOUNDS.values(), key=len, reverse=True) if word in text][:2]
        for word in words:
            start = len(word) - 1 if half else 0
            text = text.replace(word, word[:start] + "".join(lazy_pinyin(word[start:])))
        return text if words else None

    return disguise


def _sign_within(text: str) -> str | None:
    """The longest words of a Latin text with a sign in their middle."""
    if _has_han(text):
        return None
    long = sorted((word for word in text.split() if word.isalpha()), key=len)[-2:]
    for word in long:
        text = text.replace(word, f"{word[: len(word) // 2]}*{word[len(word) // 2 :]}")
    return text


EVASIONS: dict[str, Callable[[str], str | None]] = {
    "spaced": _spread(" "),
    "dotted": _spread("."),
    "starred": _spread("*"),
    "zero width": lambda text: "\u200b".join(text),
    "soft hyphens": lambda text: "\u00ad".join(text),
    "full width": lambda text: text.translate(WIDE),
    "capitals": lambda text: text.upper() if text.upper() != text else None,
    "traditional": lambda text: text.translate(TRADITIONAL) if _has_han(text) else None,
    "cyrillic letters": lambda text: None if _has_han(text) else text.translate(CYRILLIC),
    "letters apart": _letters_apart,
    "digits": lambda text: None if _has_han(text) else text.translate(DIGITS),
    "pinyin": _pinyin(half=False),
    "half pinyin": _pinyin(half=True),
    "sign within": _sign_within,
    "lines": lambda text: "\n".join(text) if _has_han(text) else None,
}


def evasions(text: str, name: str) -> Iterator[str]:
    """The text in that disguise, if the disguise changes it.

    >>> list(evasions("坐牢", "spaced"))
    ['坐 牢']
    """
    other = EVASIONS[name](text)
    if other and other != text:
        yield other
