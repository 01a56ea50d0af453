"""What numbers in sentences count, and how near that is to what "how many" asks after.

"How many children were treated in the first year?" is no nearer an answer for the day on which the
centre was opened: the number must stand by what is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from kwell_qa.bags import Few
from kwell_qa.bundle import Bundle
from kwell_qa.meanings import Meanings
from kwell_qa.pieces import AMOUNT
from kwell_qa.tokens import terms

__all__ = ["counted"]

AFTER = 3
"""Words after a number, in its clause, among which what it counts is looked for."""
_CLAUSE = re.compile(r"[.,;:()\"“”](?!\d)")


def counted(
    texts: Iterable[str], asked: frozenset[str], names: Sequence[str], meanings: Meanings,
    bundle: Bundle,
) -> float:  # fmt: skip
    """How near, 0 to 1, the words after the numbers in ``texts`` come to ``asked``, stems.

    Numbers in dates count nothing, nor do those that are part of ``names``.
    """
    after = [terms(words) for text in texts for words in _after(text, names)]
    if not after:
        return 0.0
    owners = np.repeat(np.arange(len(after)), [len(words) for words in after])
    numbers = bundle.passage_terms.numbers([word for words in after for word in words])
    known = numbers >= 0
    bags = Few(numbers[known], owners[known], len(after))
    return float(meanings.of(asked, bags, meanings.nearest(bags)).max())


def _after(text: str, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        text = text.replace(name, " ")
    for one in AMOUNT.finditer(text):
        yield " ".join(_CLAUSE.split(text[one.end() :])[0].split()[:AFTER])
