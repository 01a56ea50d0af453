"""What a question asserts, beside what the sentences tell: the one that puts it right."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from kwell_qa.attributes import YEAR
from kwell_qa.bundle import Bundle
from kwell_qa.candidates import Candidate
from kwell_qa.questions import Query

__all__ = ["correction"]

_ONCE = tuple(
    re.compile(rf"\b(?:{words})", re.IGNORECASE) for words in (
        r"start|beg[aiu]n|launch|open(?:ed|ing)?\b|found(?:ed|ing)\b|debut|establish|set up",
        r"end(?:ed|s|ing)?\b|stop|clos(?:e|ed|ing)\b|shut",
        r"releas|c[ao]me out|publish|premier",
    )
)  # fmt: skip
"""What happens once to a thing: it begins, ends, or comes out."""


def correction(query: Query, chosen: Sequence[Candidate], bundle: Bundle) -> Candidate | None:
    """The sentence that puts right a year asserted of what happens once: it is on all that is
    named, and tells another. "Why did Chan's Room end in 2021?"."""
    asked = next((one for one in _ONCE if one.search(query.english)), None)
    said = set(YEAR.findall(query.english))
    if asked is None or not query.names or not said or query.kind == "when":
        return None
    rows = np.array([candidate.row for candidate in chosen])
    names = bundle.bags.sentence_names.of(rows)
    told = names.hold(bundle.names(query.names)).all(axis=1)
    for place in np.flatnonzero(told).tolist():
        candidate = chosen[place]
        text = bundle.sentence(candidate.row)
        years = set(YEAR.findall(text))
        if years and not years & said and asked.search(text):
            return candidate
    return None
