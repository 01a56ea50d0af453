"""Sentences that define: "X is a …", where the question asks what X is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kwell_qa.questions import Query, defines_by_itself
from kwell_qa.tokens import fold, terms

__all__ = ["DEFINED", "answers", "defines", "is_only_to_define"]

DEFINED = 0.5
"""How sure it is at the least that a definition answers who asks nothing but that, however near
the question is to others that are not answered."""

_DEFINITION = re.compile(
    r"^\W*(?:the |an? )?(?P<what>[^.;:]{1,60}?)(?: \([^)]*\))?,? "
    r"(?:is|are|was|were|means?|stands for|refers to) (?:an?|the|one|two|when|what|how|any)\b",
    re.IGNORECASE,
)


def defines(sentence: str, names: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether ``sentence`` says what the question's subject is.

    The subject is a name in the question where it has one, else its ``wanted`` search terms,
    all of which must stand before the verb.
    """
    found = _DEFINITION.match(sentence)
    if not found:
        return False
    what = fold(found["what"])
    if names:
        said = set(terms(what))
        return any(fold(name) == what or set(terms(name)) <= said or _within(what, name)
                   for name in names)  # fmt: skip
    return bool(wanted) and set(wanted) <= set(terms(what))


def answers(query: Query, sentence: str) -> bool:
    """Whether ``sentence`` says what ``query`` asks after, as it is read or in its own words: a
    Korean word stands beside what it means."""
    own = terms(query.text) if query.lang == "en" and not query.names else ()
    return defines(sentence, query.names, query.terms) or defines(sentence, (), own)


def is_only_to_define(query: Query) -> bool:
    """Whether nothing is asked but what a thing is."""
    return defines_by_itself(query.text) and not (query.names and query.subject)


def _within(what: str, name: str) -> bool:
    """Whether ``what`` is ``name`` without the word for its kind, as in "LOVE MYSELF campaign"."""
    first = fold(name).rsplit(" ", 1)[0]
    return len(first) > 3 and first == what
