"""Sections that say nearly the same in two documents, and questions asked of two sections."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from math import ceil

from kwell_qa.errors import Finding
from kwell_qa.lint_rules.page import Page
from kwell_qa.lint_rules.wording import Wording
from kwell_qa.tokens import words

__all__ = ["ALIKE", "check"]

SHINGLE = 3
"""Words in a row that are compared. With one word in ten changed, 0.57 of them still agree."""
ALIKE = 0.5
"""Jaccard index of two sections' shingles from which they count as the same text."""
FEWEST = 20
"""Words of the shortest section that is compared; one plain sentence has its like by chance."""

_ROUNDING = 1e-9


def check(pages: Sequence[Page], wording: Wording) -> Iterator[Finding]:
    yield from _sections(pages, wording)
    yield from _asks(pages)


def _shingles(text: str) -> frozenset[int]:
    """The runs of SHINGLE words in ``text``, each as a number; none of a short text."""
    row = words(text)
    if len(row) < FEWEST:
        return frozenset()
    runs = (" ".join(row[i : i + SHINGLE]) for i in range(len(row) - SHINGLE + 1))
    return frozenset(
        int.from_bytes(blake2b(run.encode(), digest_size=8).digest(), "big") for run in runs
    )


def _sections(pages: Sequence[Page], wording: Wording) -> Iterator[Finding]:
    """Every pair of sections of two documents that share ALIKE of their shingles.

    Two such sections share one of their rarest shingles, and enough of what stands behind it, so
    that phrases which stand everywhere bring no pair together (prefix and positional filtering:
    Xiao et al., Efficient similarity joins for near duplicate detection, 2008).
    """
    places: list[tuple[Page, int, str]] = []
    sets: list[frozenset[int]] = []
    for page in pages:
        for section in page.document.sections:
            if section.heading in wording.help_headings:
                continue
            text = page.document.text[section.start : section.end]
            found = _shingles(text.removeprefix(section.heading or ""))
            if found:
                places.append((page, section.start, _name(section.heading)))
                sets.append(found)
    counts = Counter(shingle for one in sets for shingle in one)
    holders: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row, one in enumerate(sets):
        page, start, name = places[row]
        size = len(one)
        rarest = sorted(one, key=lambda shingle: (counts[shingle], shingle))
        near: set[int] = set()
        for at, shingle in enumerate(rarest[: size - ceil(ALIKE * size - _ROUNDING) + 1]):
            if counts[shingle] == 1:
                continue
            for other, place in holders[shingle]:
                # No more than what is left of either can be in both.
                length = len(sets[other])
                left = min(size - at, length - place)
                if left * (1 + ALIKE) >= ALIKE * (size + length) - _ROUNDING:
                    near.add(other)
            holders[shingle].append((row, at))
        for other in sorted(near):
            first, _, where = places[other]
            common = len(one & sets[other])
            share = common / (len(one) + len(sets[other]) - common)
            if share >= ALIKE and first is not page:
                yield page.find(
                    "near-duplicate", page.line_at(start),
                    f"{name} says nearly the same as {where} of "
                    f"{first.document.id} ({share:.0%} alike)",
                    "keep it in one document, and relate the other to that", "warning",
                )  # fmt: skip


def _asks(pages: Sequence[Page]) -> Iterator[Finding]:
    seen: dict[tuple[str, ...], tuple[Page, str]] = {}
    for page in pages:
        for section in page.document.sections:
            for ask in section.asks:
                key = tuple(words(ask))
                place = (page, _name(section.heading))
                first, name = seen.setdefault(key, place)
                if (first, name) != place:
                    where = "this document" if first is page else first.document.id
                    yield page.find(
                        "same-ask", page.line_of("asks", ask),
                        f"{ask!r} is also asked of {name} of {where}",
                        "leave it with the section that answers it best", "warning",
                    )  # fmt: skip


def _name(heading: str | None) -> str:
    return f"'{heading}'" if heading else "the lead"
