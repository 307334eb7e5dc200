"""Whether an answer says "stop".

Read generously: a person who is misread as wanting no more loses a reminder, one who is misread as wanting more is
harmed. 47 CFR 64.1200(a)(10) names seven words and any other reasonable way; 12 CFR 1006.6(e) and its comment 1 give
"Reply STOP" as an example. In China T, TD and 退订 are what messages themselves offer.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_ALONE: Final = frozenset({"t", "td", "r", "n", "end", "quit", "cancel", "取消", "停"})
"""Words that say stop where they are the whole answer."""
_FIRST: Final = frozenset({"end", "quit", "cancel", "td"})
"""Words that say stop where the answer begins with them."""
_ANYWHERE: Final = re.compile(
    r"\bstop(all|ped)?\b|\bunsubscribe|\bopt(ing)?[ -]?out\b|\brevoke|\bremove me\b|\bleave me alone\b|\bno more\b"
    r"|\b(do not|don'?t) (text|contact|message|e-?mail|write)"
    r"|退订|退訂|拒收|停止|别再|別再|不要再|请勿|請勿|取消订阅|取消訂閱|勿扰|勿擾|不要发|不要發|别发|別發"
)
_EDGES: Final = re.compile(r"^[\W_]+|[\W_]+$")


def is_stop(text: str) -> bool:
    """Whether somebody who answers with this text wants no more messages.

    >>> [is_stop(text) for text in ("Stop!", "ＴＤ", "退订", "please stop texting me")]
    [True, True, True, True]
    >>> [is_stop(text) for text in ("我这周五还款", "at the end of May")]
    [False, False]
    """
    plain = _EDGES.sub("", unicodedata.normalize("NFKC", text).casefold().replace("’", "'"))
    words = plain.split()
    if plain in _ALONE or (words and _EDGES.sub("", words[0]) in _FIRST):
        return True
    return _ANYWHERE.search(plain) is not None
