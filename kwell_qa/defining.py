"""Sentences that define: "X is a …", where the question asks what X is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kwell_qa.tokens import fold, terms

__all__ = ["defines"]

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


def _within(what: str, name: str) -> bool:
    """Whether ``what`` is ``name`` without the word for its kind, as in "LOVE MYSELF campaign"."""
    first = fold(name).rsplit(" ", 1)[0]
    return len(first) > 3 and first == what
