"""Messages that ask nothing: thanks, greetings, farewells and remarks, however they are typed.

Such a message consists of known words from end to end (``data/smalltalk.yaml``), so that "thanks,
when did …" or a name beside it is no small talk. How a word is drawn out, doubled or dressed in
emoji and laughter does not count.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

import yaml

from kwell_qa.normalise import fold

__all__ = ["LONGEST", "Talk", "agrees", "said"]

Talk = Literal["thanks", "goodbye", "greeting", "reaction"]
Yes = Literal["yes", "bare_yes"]
Says = TypeVar("Says", Talk, Talk | Yes)

FILE = Path(__file__).parent / "data" / "smalltalk.yaml"
LONGEST = 80
"""Letters of a message beyond which it says more than that."""
_ORDER: tuple[Talk, ...] = ("thanks", "goodbye", "greeting", "reaction")
"""Which is meant where a message says several: "hi, thanks"."""

_NODS = re.compile("[👍👌🆗✅☑✔🙆🫡💯🤙]")
_ASKING = "?？؟❓❔⁉"
_GLUED = "\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af"
_JOINED = re.compile(f"[{_GLUED}]")
_END = re.compile(rf"(?<=[^ ])(?:(?= )|(?=[{_GLUED}])|(?<=[{_GLUED}])|\Z)")
_EMOTICON = re.compile(r"<3+|[:;=]['-]?[3dpoxs)(/*]+(?!\w)|(?<!\w)(?:t[_.]t|tt+|q[_.]?q|u[wvm]u|o[wvm]o|xo(?:xo)*)(?!\w)|\^[_.]?\^")
_LAUGHTER = re.compile(
    r"(?<![a-z0-9])(?:a?(?:h+[aeiou]+){2,}h*|(?:j+[aei]+){2,}j*|k{3,}|(?:w+k+)+w*|w{2,}|x+d+|5{3,}|(?:rs)+"
    r"|(?:aw?ok)+|h{2,}|l+o+l+|l+m+f?a+o+)(?![a-z0-9])|(?<!\w)ه{2,}(?!\w)"
)
_APOSTROPHE = re.compile("['’`´]")
_ABOVE = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
"""Thai vowels and tones that stand above or below a letter: none themselves to ``re``."""
_MARK = re.compile(rf"[^\w\s{_ABOVE}]|_")
_DRAWN_OUT = re.compile(rf"([^\W\d_]|[{_ABOVE}])\1+")
_SILENT = re.compile("[ー〜~っッぁぃぅぇぉゃァィゥェォ]")
"""Of Japanese, what is put in or left out at will to draw a word out or cut it short."""


def _plain(text: str) -> str:
    """``text`` in the letters by which words are compared."""
    text = _LAUGHTER.sub(" haha ", _EMOTICON.sub(" ", fold(text)))
    text = _SILENT.sub("", _APOSTROPHE.sub("", text))
    text = _MARK.sub(" ", text)
    return _DRAWN_OUT.sub(r"\1", " ".join(text.split()))


@dataclass(frozen=True, slots=True)
class _Words:
    """Of one language, what its words say, and those that only stand beside others.

    ``yes`` is what they say to an offer, which may be another thing: "ok" is a reaction, too.
    """

    known: Mapping[str, Talk]
    yes: Mapping[str, Talk | Yes]
    around: frozenset[str]
    longest: int


@cache
def _words() -> tuple[_Words, ...]:
    """The words of each language."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    told: Mapping[str, Mapping[str, list[str]]] = yaml.load(FILE.read_text("utf-8"), Loader=loader)

    def keys(word: str) -> set[str]:
        key = _plain(word)
        return {key, key.replace(" ", "")} if _JOINED.search(key) else {key}

    def of(lang: str) -> dict[str, Talk]:
        # Reversed, so that what is thanks in one list and a remark in another is thanks.
        return {
            key: talk for talk in reversed(_ORDER) for word in told[talk][lang] for key in keys(word)
        }

    found = []
    for lang, words in told["around"].items():
        # English thanks and greetings are used everywhere, its small words are not: "is it legal"
        # would be a remark in Portuguese.
        known = of("en") | of(lang)
        agreed: dict[str, Talk | Yes] = {
            key: agreement for agreement in ("yes", "bare_yes") for tongue in ("en", lang)
            for word in told[agreement][tongue] for key in keys(word)
        }  # fmt: skip
        around = frozenset(key for word in words for key in keys(word))
        longest = max(map(len, (*known, *agreed, *around)))
        found.append(_Words(known, known | agreed, around, longest))
    return tuple(found)


def _ends(text: str) -> list[int]:
    """Where a word may end, in order: between letters only where a joined script is on a side."""
    return [found.start() for found in _END.finditer(text)]


def _alone(text: str, start: int, end: int) -> bool:
    return (start == 0 or text[start - 1] == " ") and (end == len(text) or text[end] == " ")


def _read(
    text: str, ends: Sequence[int], known: Mapping[str, Says], around: frozenset[str], longest: int
) -> set[Says]:
    """What the words of ``text``, which may end at ``ends``, say; nothing where not all of it is
    ``known`` or ``around``.

    Every place is reached once, whatever the words are, so it takes time linear in the text.
    """
    reached: dict[int, set[Says]] = {0: set()}
    for start in range(len(text)):
        if start not in reached:
            continue
        if text[start] == " ":
            reached.setdefault(start + 1, set()).update(reached[start])
            continue
        for end in ends[bisect_right(ends, start) : bisect_right(ends, start + longest)]:
            piece = text[start:end]
            talk = known.get(piece)
            if end - start == 1 and _JOINED.match(piece) and not _alone(text, start, end):
                # A letter of a joined script is part of many words: 와 and 와이.
                talk = None
            if talk or piece in around:
                reached.setdefault(end, set()).update(reached[start], {talk} if talk else ())
    return reached.get(len(text), set())


def _has_emoji(message: str) -> bool:
    return any(unicodedata.category(character) == "So" for character in message)


def said(message: str) -> Talk | None:
    """What a message says that asks nothing, or ``None`` where it says anything else."""
    if len(message) > 3 * LONGEST:
        return None
    text = _plain(message)
    asks = any(mark in message for mark in _ASKING)
    if not text:
        return "reaction" if not asks and _has_emoji(message) else None
    if len(text) > LONGEST:
        return None
    ends = _ends(text)
    for words in _words():
        talks = _read(text, ends, words.known, words.around, words.longest)
        if talks:
            talk = next(one for one in _ORDER if one in talks)
            # "how are you?" greets; "ok, and for me?" asks.
            return talk if talk == "greeting" or not asks else None
    return None


def agrees(message: str) -> bool:
    """Whether all of a message says yes to what was offered: "yes please 🙏", "ok haha", "👍".

    Thanks, a greeting or a reaction may stand beside the yes, a farewell may not: "ok bye" ends it.
    """
    if len(message) > 3 * LONGEST or any(mark in message for mark in _ASKING):
        return False
    text = _plain(_NODS.sub(" ok ", message))
    if not text or len(text) > LONGEST:
        return False
    ends = _ends(text)
    for words in _words():
        talks = _read(text, ends, words.yes, words.around, words.longest)
        if ("yes" in talks and "goodbye" not in talks) or talks == {"bare_yes"}:
            return True
    return False
