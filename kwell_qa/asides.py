"""Names that a question only mentions beside what it asks: "whenever I watch …, I feel …"."""

from __future__ import annotations

import re

from kwell_qa.naming import Gloss, Namer

__all__ = ["without"]

_ASIDE = re.compile(
    r"\b(?:every time|each time|whenever|when|while|after|because|bc) (?:i|im) (?:am )?"
    r"(?:watch\w*|see\w*|listen\w* to|look\w* at|stan|stream\w*|read\w*|think about|on|use|open)\W+(?:\w+\W+){0,2}?"
)
"""What somebody was at when it came over them: a name in it is not what they ask about."""
_SCROLLS = re.compile(r"\b(?:scroll\w*|delet\w*|quit\w*|leav\w*|stop us\w*|addict\w*|doomscroll\w*|unplug\w*|log\w* off)\b")
"""What is asked of any platform alike."""


def without(gloss: Gloss, namer: Namer) -> Gloss:
    """``gloss`` without names that are only beside what is asked."""
    english = gloss.english.casefold()
    out = set()
    for name in gloss.names:
        place = re.escape(name.casefold())
        aside = re.search(f"{_ASIDE.pattern}{place}", english)
        if aside or (namer.kinds.get(name) == "platform" and _SCROLLS.search(english)):
            out.add(name)
    if not out:
        return gloss
    words_left = gloss.english
    for name in out:
        words_left = words_left.replace(name, "social media" if namer.kinds[name] == "platform" else " ")
    return Gloss(" ".join(words_left.split()), tuple(n for n in gloss.names if n not in out),
                 gloss.translated, gloss.read)  # fmt: skip
