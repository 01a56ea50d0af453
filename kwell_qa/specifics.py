"""Years, places and peoples that a question names, and whether what is quoted speaks of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

__all__ = ["PLACES", "YEAR", "is_own", "specifics_missed", "years_missed"]

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# Countries, states and cities that fans ask from or about; what happened in one is no answer
# about another.
PLACES = re.compile(
    r"\b(?:Argentina|Australia|Austria|Bangkok|Belgium|Berlin|Brazil|Busan|California|Canada|Chile|China"
    r"|Colombia|Denmark|Egypt|England|Finland|France|Germany|Hong Kong|Hungary|India|Indonesia|Ireland"
    r"|Israel|Italy|Jakarta|Japan|Kenya|London|Los Angeles|Malaysia|Manila|Mexico|Mongolia|Morocco"
    r"|Netherlands|New York|New Zealand|Nigeria|Norway|Pakistan|Paris|Peru|Philippines|Poland|Portugal"
    r"|Russia|Saudi Arabia|Scotland|Seoul|Singapore|South Africa|Spain|Sweden|Switzerland|Taiwan"
    r"|Thailand|Tokyo|Turkey|Ukraine|United Kingdom|Vietnam|Washington)\b",
    re.IGNORECASE,
)


_PEOPLES = {
    "japanese": "japan", "chinese": "china", "american": "(?:america|u\\.?s\\b|united states)",
    "british": "(?:brit|uk\\b|england)", "french": "(?:french|france)", "german": "german",
    "indian": "india", "thai": "thai", "filipino": "(?:filipin|philippine)",
    "indonesian": "indonesia", "vietnamese": "vietnam", "brazilian": "brazil",
    "mexican": "mexic", "australian": "australia", "canadian": "canad", "taiwanese": "taiwan",
}  # fmt: skip
"""How a people is told, and what speaks of it or its country."""
_OF_A_PEOPLE = re.compile(
    rf"\b(?P<people>{'|'.join(_PEOPLES)}) (?:portals?|sites?|websites?|laws?|bills?|parliament|government|police"
    r"|courts?|media|newspapers?|tv|broadcasters?|stations?|ministry)\b",
    re.IGNORECASE,
)
"""Whose such things are is asked about; a language, an artist or the writer are no matter."""
_OF_ONESELF = re.compile(
    r"\b(?:(?:i|we)(?: a?m|'m| are|'re)?|im|my \w+|who) (?:a |an |all )?(?:live|lives|living|based|stay|staying"
    r"|studying|working)?(?: ?(?:here )?(?:in|from|near))?\s*(?:the )?$|\bmy\s*$"
    r"|\b(?:(?:fan|student|teacher|here|living|exchange) (?:in|from)|moved (?:here )?to)\s*(?:the )?$"
    r"|(?:,| and| but|\bi'?m \w+) liv(?:e|ing) in\s*$",
    re.IGNORECASE,
)
"""Before a place: where the writer is, or what is theirs, which is not what they ask about."""


_BEFORE = 60
"""Characters before a place or year in which it is looked for whose it is."""
_ALSO = {
    place: re.compile(rf"\b(?:{place}\b|{others})") for place, others in (
        ("philippines", r"philippine|filipin"), ("thailand", r"thai\b"), ("china", r"chinese"),
        ("france", r"french"), ("germany", r"german"), ("spain", r"spanish"), ("mexico", r"mexican"),
        ("canada", r"canadian"), ("netherlands", r"dutch"), ("belgium", r"belgian"),
        ("united kingdom", r"uk\b|british|britain|england"), ("england", r"british|britain"),
        ("london", r"buckingham|british|britain|uk\b"), ("sweden", r"swedish"),
        ("paris", r"french|france|unesco(?:'s)? headquarters"), ("denmark", r"danish"),
        ("finland", r"finnish"), ("ireland", r"irish"), ("italy", r"italian"),
        ("poland", r"polish\b"), ("turkey", r"turkish"), ("switzerland", r"swiss"),
        ("norway", r"norwegian"), ("scotland", r"scottish"), ("portugal", r"portuguese"),
        ("argentina", r"argentin"), ("new york", r"(?:un|united nations) headquarters"),
        ("washington", r"white house"),
    )
}  # fmt: skip
"""A place, its people and its well-known houses, as a text tells where something was."""


def specifics_missed(
    question: str, sections: Callable[[], str], dated: bool = False, placed: bool = False
) -> bool:
    """Whether the question names a year or place that the quoted ``sections`` never mention.

    They are read only where it names one; where the writer is from counts for nothing. Nor does a
    year where it is asked when something was, or the year only stands beside what is asked
    (``dated``), nor a place where it is asked where something is (``placed``): what is right
    corrects it.
    """
    asserted = ((YEAR, dated), (PLACES, placed))
    wanted = {
        match.group().casefold()
        for pattern in (pattern for pattern, corrected in asserted if not corrected)
        for match in pattern.finditer(question)
        if not is_own(question, match.start())
    }  # fmt: skip
    peoples = [] if placed else [
        _PEOPLES[match["people"].casefold()] for match in _OF_A_PEOPLE.finditer(question)
        if not is_own(question, match.start())
    ]  # fmt: skip
    held = sections().casefold() if wanted or peoples else ""
    return any(
        not (_ALSO.get(specific) or re.compile(rf"\b{specific}")).search(held)
        for specific in wanted
    ) or any(not re.search(rf"\b{people}", held) for people in peoples)


def years_missed(question: str, sentences: Sequence[str]) -> bool:
    """Whether the question names years, and the first of the quoted ``sentences`` tells of others
    only, and none of them of one that is asked about."""
    asked = {match.group() for match in YEAR.finditer(question)
             if not is_own(question, match.start())}  # fmt: skip
    if not asked:
        return False
    told = [set(YEAR.findall(sentence)) for sentence in sentences]
    return bool(told[0]) and not any(asked & years for years in told)


def is_own(question: str, place: int) -> bool:
    """Whether the place that ``question`` names at this position is only where the writer is."""
    return bool(_OF_ONESELF.search(question, max(0, place - _BEFORE), place))
