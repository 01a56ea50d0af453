"""What is embedded of a question: its English search words, or the message as it stands."""

from __future__ import annotations

from collections.abc import Collection

from kwell_qa.questions import OTHER_SCRIPTS, Query, taken
from kwell_qa.tokens import fold
from kwell_qa.turns import asks_again

__all__ = ["searched"]

_LAST_LATIN = "\u02af"


def searched(query: Query, reads: Collection[str]) -> str:
    """What is embedded for ``query`` by a model that ``reads`` some languages beside English.

    A message in one of these says most itself: a gloss is word by word, and of the words that the
    lexicon knows only. In any other it is the search words, or the message where it says just
    these: the screen has had the vector of the one or the other made, so that costs no second pass.
    """
    if query.lang in reads and _says_all(query):
        return " ".join([query.text, *taken(query)])
    same = _letters(query.english) == _letters(query.text)
    return query.text if same or not query.english else query.english


def _says_all(query: Query) -> bool:
    """Whether the message itself can be searched for.

    Not where it names what it does not mean, nor where it only asks whether the answer before is
    so, nor where it is spelled in Latin letters ("wae mot gasseo"), which models are not taught.
    """
    if query.excluded or (query.resolved and asks_again(query.text)):
        return False
    return query.lang not in OTHER_SCRIPTS or any(
        letter > _LAST_LATIN and letter.isalpha() for letter in query.text
    )


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))
