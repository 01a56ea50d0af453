"""Whose trouble a message tells of: the writer's, a friend's whom they want to help, nobody's."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from kwell_qa import screening_data
from kwell_qa.normalise import Normal
from kwell_qa.oneself import OWN_JOINED, OWN_WORDS
from kwell_qa.records import Screening
from kwell_qa.screening_patterns import JOINED, NEVER

__all__ = [
    "Role", "fears_death", "is_plain", "is_upset", "of_looks", "role",
    "speaks_of_looks", "tells_of_online", "told",
]  # fmt: skip

Role = Literal["teacher", "parent"]

_PLAIN = 120
"""Characters of the longest message that is looked at as a plain question."""
_OWN = ("eating-disorder",)
"""Trouble that is whose who is named beside it; in all other, others are named as well who cause
it or have died."""


_SAW = re.compile(
    r"\b(?:i|ive|we)(?: have| just| keep)? (?:saw|seen|read|found|see|seeing|noticed|follow|know)\b"
    r"|\bmy (?:moots?|oomf|mutuals?|online friends?|twitter friends?|friends?)\b"
    r"|\b(?:told|messaged|dmed|texted|tell) me\b"
    r"|\b(?:what|how|who) (?:do|can|should|could) i (?:do|help|say|tell)\b"
    r"|\bshould i\b|\bi dont know\b|\bidk\b"
)
"""That the writer saw it, or asks what to do."""


def _any(text: Normal, name: str) -> bool:
    """Whether the guard ``name`` of some language speaks of ``text``."""
    for lang, guard in screening_data.load().guards.items():
        reading = text.spaced[0]
        if lang in JOINED:
            reading = text.han if lang == "zh" else text.joined
        source = getattr(guard, name)
        if source != NEVER and screening_data.compiled(source).search(reading):
            return True
    return False


def is_plain(text: Normal) -> bool:
    """Whether all of a message asks what help is like, or tells of an everyday thing."""
    return len(text.spaced[0]) <= _PLAIN and _any(text, "plain")


def is_upset(text: Normal) -> bool:
    """Whether all of a message tells of everyday sorrow: left out, alone in class, awake at night.

    The classifier knows the same words from farewells and takes it for anything.
    """
    return len(text.spaced[0]) <= _PLAIN and _any(text, "upset")


def fears_death(text: Normal) -> bool:
    """Whether all of a message says that one wants to live, or not to die: fear or hope."""
    return len(text.spaced[0]) <= _PLAIN and _any(text, "fears")


def tells_of_online(text: Normal) -> bool:
    """Whether somebody online is said to tell of their own danger, and nothing of the writer's own.

    Patterns take who is named nowhere for the writer: "a fan on there says: tonight I end it".
    Any word of the writer's own but of having seen it may tell of their own danger as well.
    """
    if not _any(text, "online") or _any(text, "harmed"):
        return False
    return not OWN_WORDS.search(_SAW.sub(" ", text.spaced[0])) and not OWN_JOINED.search(
        text.joined
    )


def of_looks(text: Normal, seen: Screening) -> Screening:
    """``seen``, as distress where somebody only feels ugly.

    Fainting and chest pain are spoken of to those alone whom they may threaten.
    """
    body = seen.level == "support" and seen.category == "eating-disorder"
    return replace(seen, category="distress") if body and speaks_of_looks(text) else seen


def speaks_of_looks(text: Normal) -> bool:
    """Whether a message is on how one looks, and on no food, weight or what is done about them."""
    return _any(text, "looks") and not _any(text, "eats")


def role(text: Normal) -> Role | None:
    """What an adult who writes of a young person is to them; ``None`` where none certainly does."""
    names: tuple[Role, ...] = ("teacher", "parent")
    return next((name for name in names if _any(text, name)), None)


def told(text: Normal, seen: Screening) -> Screening:
    """``seen``, told of another person where somebody asks how to be there for them.

    The classifier does not know whose trouble it is, nor do patterns where whom it is about is
    named after it. Whoever tells of harm done to themselves as well is the one who is cared for.
    Not for a crisis that patterns see: they were written to know.
    """
    if seen.level == "none" or seen.category in ("third-party", "danger-now"):
        return seen
    theirs = not _any(text, "harmed") and (
        _any(text, "helping")
        or (seen.category in _OWN and seen.person == "third")
        or (seen.level == "crisis" and (_any(text, "confided") or tells_of_online(text)))
        or role(text) is not None
    )
    if seen.level == "crisis":
        return Screening("crisis", "third-party", "third") if theirs else seen
    return replace(seen, person="third" if theirs else "first")
