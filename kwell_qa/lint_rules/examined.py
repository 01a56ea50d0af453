"""What the linter found on one page, as it is noted for as long as the page is the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kwell_qa.errors import Finding
from kwell_qa.lint_rules import sourcing, structure, wording
from kwell_qa.lint_rules.page import Page
from kwell_qa.lint_rules.repeats import Traits
from kwell_qa.lint_rules.structure import Around, Doubt
from kwell_qa.lint_rules.wording import Wording

__all__ = ["Examined"]


@dataclass(frozen=True, slots=True)
class Examined:
    """``counts`` are sentences with a footnote, of counsel, and bare; ``findings`` hold whatever is
    around the page, ``doubts`` do not; ``traits`` are what other pages may repeat."""

    counts: tuple[int, ...]
    findings: tuple[Finding, ...]
    doubts: tuple[Doubt, ...]
    traits: Traits

    @classmethod
    def of(cls, page: Page, words: Wording) -> Examined:
        counted = sourcing.tally(page, words)
        kinds = (counted.marked, counted.counsel, counted.bare) if page.prepared else ((), (), ())
        structural = list(structure.check(page, words))
        return cls(
            tuple(map(len, kinds)),
            (*sourcing.check(page, words, counted), *wording.check(page, words),
             *(one for one in structural if isinstance(one, Finding))),
            tuple(one for one in structural if isinstance(one, Doubt)),
            Traits.of(page.document, words),
        )  # fmt: skip

    def settled(self, around: Around) -> Iterator[Finding]:
        """All that is wrong with the page among what is ``around`` it now."""
        yield from self.findings
        for doubt in self.doubts:
            finding = doubt.settled(around)
            if finding is not None:
                yield finding

    def to_bytes(self) -> bytes:
        """A line of JSON, then the traits; without the page's file."""
        head = [self.counts, [one.row() for one in self.findings],
                [[one.about, one.value, one.finding.row()] for one in self.doubts]]  # fmt: skip
        return json.dumps(head).encode() + b"\n" + self.traits.to_bytes()

    @classmethod
    def from_bytes(cls, data: bytes, file: Path) -> Examined:
        """What ``to_bytes`` gave of the page in ``file``."""
        head, traits = data.split(b"\n", 1)
        counts, findings, doubts = json.loads(head)
        return cls(
            tuple(counts), tuple(Finding(file, *row) for row in findings),
            tuple(Doubt(about, value, Finding(file, *row)) for about, value, row in doubts),
            Traits.from_bytes(traits),
        )  # fmt: skip
