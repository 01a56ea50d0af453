"""The patterns of the safety screen as they are used: what each is for, and what may be said."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

__all__ = [
    "CATEGORIES", "FLAGS", "GUARDS", "JOINED", "MORE_GUARDS", "NEVER", "PERSONS", "PLAIN", "SHARED",
    "SPACED", "Guard", "Patterns", "Unit",
]  # fmt: skip

CATEGORIES = {
    "crisis": ("suicidal", "self-harm", "danger-now", "goodbye", "third-party"),
    "support": (
        "abuse", "sexual-violence", "harassment", "eating-disorder", "grief", "bullying",
        "distress", "substance", "third-party",
    ),
}  # fmt: skip
PERSONS = ("first", "third", "auto")
FLAGS = ("neg", "joke", "means", "sure")
PLAIN = "plain"
"""The section of single words and phrases; those of others ask for several signs."""
SPACED = ("en", "es", "pt", "id", "vi", "fr", "de", "tl", "ar", "ko-latn")
JOINED = ("ko", "ja", "th", "zh", "more")
"""Languages that are matched without spaces; ``more`` are a few words of many others."""
GUARDS = ("self", "other", "before", "after")
MORE_GUARDS = (
    "helping", "harmed", "plain", "foreign", "upset", "looks", "eats", "telling", "quoted",
    "confided", "teacher", "parent", "fears", "took", "online",
)  # fmt: skip
"""Guards that a language may be without."""
SHARED = (
    "laugh", "earnest", "cause", "recovered", "past", "relapse", "topic", "person", "artist",
    "lyric",
    "denied", "farewell", "at_hand", "asking", "lethal", "fiction", "outright", "mishap", "sprain",
    "habit", "excess", "way", "thing", "explained", "leaving",
    "bidden",
)  # fmt: skip
NEVER = "(?!)"
"""A pattern that nothing matches."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One alternative of a pattern. ``needs`` may be empty: then it is always tried.

    Of each tuple in ``also``, too, a match holds at least one string; they are worked out for the
    file of ready-made units only, and nothing but time hangs on them. ``flags`` hold ``PLAIN``
    where it is of the section of that name.
    """

    lang: str
    level: str
    category: str
    person: str
    flags: frozenset[str]
    source: str
    needs: tuple[str, ...]
    also: tuple[tuple[str, ...], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Guard:
    """Who is spoken of, and negations that touch a hit, in one language: sources of patterns.

    ``helping``: somebody asks how to be there for another person of their own life. ``harmed``:
    whoever writes is harmed or unwell. ``plain``: all of a message that asks what help is like, or
    tells of everyday things that the classifier takes for trouble. ``foreign``: a hit and, on the
    next line, the message that holds it, which is in English after all. ``upset``: all of a message
    that tells of everyday sorrow, such as being left out. ``looks``: speaks of how one looks;
    ``eats``: of food, weight or what is done about them. ``telling``: "told me" and "I told my
    friend", where whoever hears of trouble is named and not who has it; ``quoted``: right behind a
    hit, that somebody else said so; ``confided``: another person told the writer. ``teacher`` and
    ``parent``: an adult writes of a pupil, or of a child of their own. ``fears``: all of a message
    that says that one does not want to die, or wants to live. ``took``: somebody has taken much of
    something. ``online``: a person whom the writer saw somewhere online says so.
    """

    self: str
    other: str
    before: str
    after: str
    helping: str = NEVER
    harmed: str = NEVER
    plain: str = NEVER
    foreign: str = NEVER
    upset: str = NEVER
    looks: str = NEVER
    eats: str = NEVER
    telling: str = NEVER
    quoted: str = NEVER
    confided: str = NEVER
    teacher: str = NEVER
    parent: str = NEVER
    fears: str = NEVER
    took: str = NEVER
    online: str = NEVER


@dataclass(frozen=True, slots=True)
class Patterns:
    """All of the file, ready to use: units by number, and shared guards by name."""

    units: tuple[Unit, ...]
    guards: dict[str, Guard]
    shared: dict[str, re.Pattern[str]]
    masks: dict[str, re.Pattern[str]]
