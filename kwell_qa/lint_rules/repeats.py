"""Sections that say nearly the same in two documents, and questions asked of two sections."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

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


def check(pages: Sequence[Page], wording: Wording) -> Iterator[Finding]:
    yield from _sections(pages, wording)
    yield from _asks(pages)


def _sections(pages: Sequence[Page], wording: Wording) -> Iterator[Finding]:
    places: list[tuple[Page, int, str]] = []
    sizes: list[int] = []
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for page in pages:
        for section in page.document.sections:
            if section.heading in wording.help_headings:
                continue
            text = page.document.text[section.start : section.end]
            row = words(text.removeprefix(section.heading or ""))
            if len(row) < FEWEST:
                continue
            shingles = {tuple(row[i : i + SHINGLE]) for i in range(len(row) - SHINGLE + 1)}
            alike = Counter(other for shingle in shingles for other in holders.get(shingle, ()))
            for other, common in sorted(alike.items()):
                first, _, name = places[other]
                share = common / (sizes[other] + len(shingles) - common)
                if share >= ALIKE and first is not page:
                    yield page.find(
                        "near-duplicate", page.line_at(section.start),
                        f"{_name(section.heading)} says nearly the same as {name} of "
                        f"{first.document.id} ({share:.0%} alike)",
                        "keep it in one document, and relate the other to that", "warning",
                    )  # fmt: skip
            for shingle in shingles:
                holders[shingle].append(len(places))
            places.append((page, section.start, _name(section.heading)))
            sizes.append(len(shingles))


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
