"""Names that a question only mentions beside what it asks: "whenever I watch …, I feel …"."""

from __future__ import annotations

import re

from kwell_qa.naming import Gloss, Namer
from kwell_qa.specifics import is_own

__all__ = ["without", "without_hyperbole"]

_ASIDE = re.compile(
    r"\b(?:every time|each time|whenever|when|while|after|because|bc) (?:i|im) (?:am )?"
    r"(?:watch\w*|see\w*|listen\w* to|look\w* at|stan|stream\w*|read\w*|think about|on|use|open)\W+"
)
"""What somebody was at when it came over them: a name in it is not what they ask about."""
_HEARD = re.compile(
    r"\b(?:saw|seen|see|read|heard|hear|watched|found)(?: \w+){0,2} ~"
    r"|\b(?:on|from) ~ (?:say|says|said|claim\w*|keeps?|think\w*|told|(?:is|are) saying)\b"
    r"|~(?: \w+)? (?:says?|said|saying|claims?|claimed|claiming|told me|keeps? saying|is full of)\b"
    r"|\baccording to (?:\w+ )?~"
)
"""Where somebody heard something; ``~`` stands for the name of the platform."""
_BETWEEN = 2
"""Words that may stand between that and the name."""
_SCROLLS = re.compile(
    r"\b(?:scroll\w*|delet\w*|quit\w*|leav\w*|stop us\w*|addict\w*|doomscroll\w*|unplug\w*|log\w* off|(?:tak\w+|took|need\w*) (?:a |some )?(?:break|time off)|detox\w*"
    r"|sp[ea]n[dt]\w* (?:\w+ ){0,4}(?:hours?|hrs?|time|nights?|days?)|all (?:day|night)|hours (?:a|every) (?:day|night)|(?:\d+|a few|two|three|four|five) (?:hours?|hrs?) (?:of|on)|glued)\b"
)
"""What is asked of any platform alike."""


_FRIENDS = re.compile(
    r"~ (?:friend|mutual|moot|bestie|buddy|mate|gc\b|group ?chat|irl|discord|twitter|fan account)"
)
"""After the name of a fandom: people whom one knows, not what is asked about."""


_HYPERBOLE = re.compile(
    r"\b(?:left me for dead|(?:has |have |had |is |are )?(?:murder|kill|slay|end|ruin|destroy|wreck|finish|break|broke)(?:s|ed|ing|n)?"
    r" (?:me|my life|my soul|us)(?: (?:dead|over|inside|again|every (?:single )?time|fr|at \d+ ?(?:am|pm)))*"
    r"|(?:i ?a?m|im|i'm) (?:a corpse|so dead|deceased|in pieces|on the floor|bleeding out|screaming|ascending)"
    r"|(?:will |gonna |going to )?put me in (?:an early|my) grave|not me (?:flatlining|sobbing|crying|screaming)(?: over| at)?"
    r"|have me (?:bleeding out|in tears|on the floor)|rip (?:me|to my \w+ self)|send help)\b(?: lol| lmao| omg)?"
    r"|\((?:affectionate|derogatory|positive)\)",
    re.IGNORECASE,
)
"""How fans say that they like something; it says nothing of what they ask."""


_HOMES = ("South Korea", "Seoul", "Goyang", "Yongsan")
"""Places in Korea where a writer may live."""
_X = "Twitter"
_BESIDE = (
    r"\bx\b(?= (?:and |or |y |, |vs |& )?{0}(?!\w))|(?<=(?<!\w){0} and )x\b|(?<=(?<!\w){0} or )x\b"
)
"""A lone X before the name of a platform, or joined to it."""
_INSTEAD = {"platform": "social media", "place": "korea"}
"""What stands for a name that is left out, by its kind."""


def without_hyperbole(question: str) -> str:
    """An English question without such words, where enough is left to ask something."""
    rest = " ".join(_HYPERBOLE.sub(" ", question).split())
    return rest if rest != question and len(rest.split()) > 3 else question


def without(gloss: Gloss, namer: Namer) -> Gloss:
    """``gloss`` without names that are only beside what is asked."""
    gloss = _with_x(gloss, namer)
    english = gloss.english.casefold()
    scrolls = bool(_SCROLLS.search(english))
    out = {
        name for name in gloss.names
        if (namer.kinds.get(name) == "platform" and (scrolls or _is_hearsay(name, english)))
        or _is_aside(name, english)
        or (namer.kinds.get(name) == "fandom" and _FRIENDS.search(
            english.replace(name.casefold(), "~")))
        or (name in _HOMES and _is_home(name, english))
    }  # fmt: skip
    if not out:
        return gloss
    words_left = gloss.english
    # The longest first: "EXO" stands in "EXO-L", and a set has no order of its own.
    for name in sorted(out, key=lambda one: (-len(one), one)):
        instead = _INSTEAD.get(namer.kinds[name], " ")
        words_left = re.sub(rf"(?<!\w){re.escape(name)}(?![\w-])", instead, words_left)
    return Gloss(" ".join(words_left.split()), tuple(n for n in gloss.names if n not in out),
                 gloss.translated, gloss.read)  # fmt: skip


def _with_x(gloss: Gloss, namer: Namer) -> Gloss:
    """``gloss`` with the platform that a lone X is beside another: "X and Instagram"."""
    for name in gloss.names:
        if namer.kinds.get(name) == "platform" and name != _X:
            match = re.search(_BESIDE.format(re.escape(name)), gloss.english, re.IGNORECASE)
            before = gloss.english[: match.start()].rstrip() if match else ""
            # "TikTok x Weverse" only joins two names.
            if match and not any(before.endswith(other) for other in gloss.names):
                english = f"{before} {_X}{gloss.english[match.end() :]}".strip()
                return Gloss(english, (_X, *gloss.names), gloss.translated, gloss.read)
    return gloss


def _is_home(name: str, english: str) -> bool:
    """Whether the place ``name`` is only where the writer is, wherever it is named."""
    found = [match.start() for match in re.finditer(re.escape(name.casefold()), english)]
    return bool(found) and all(is_own(english, place) for place in found)


def _is_hearsay(name: str, english: str) -> bool:
    """Whether the platform ``name`` is only where the writer heard what is asked about."""
    return bool(_HEARD.search(english.replace(name.casefold(), "~")))


def _is_aside(name: str, english: str) -> bool:
    """Whether ``name`` is what the writer was at, in a folded question."""
    for match in _ASIDE.finditer(english):
        place = english.find(name.casefold(), match.end())
        if place >= 0 and len(english[match.end() : place].split()) <= _BETWEEN:
            return True
    return False
