"""Near duplicates: exactly those that comparing every section with every other one finds."""

from __future__ import annotations

import random
from itertools import combinations
from pathlib import Path

import pytest

from kwell_qa import linting, spilling
from kwell_qa.errors import UsageError
from kwell_qa.lint_rules import repeats, wording
from kwell_qa.lint_rules.page import Page
from kwell_qa.lint_rules.repeats import ALIKE, Repeats, Traits
from kwell_qa.records import Document, Section


def document(number: int, texts: list[str], asks: tuple[str, ...] = ()) -> Document:
    sections, start = [], 0
    for row, text in enumerate(texts):
        sections.append(
            Section(None if row == 0 else f"Part {row}", start, start + len(text), asks,
                    ((),) * len(asks))
        )  # fmt: skip
        start += len(text) + 2
        asks = ()
    return Document(f"d{number}", "A title", "article", "en", "\n\n".join(texts),
                    tuple(sections), (), ())  # fmt: skip


@pytest.fixture
def documents() -> list[Document]:
    """60 documents of 3 sections, many of which are others' with some words changed."""
    rng = random.Random(5)
    words = [f"word{number}" for number in range(400)]
    pool = [[rng.choice(words) for _ in range(rng.randrange(10, 90))] for _ in range(40)]
    made = []
    for number in range(60):
        texts = []
        for _ in range(3):
            text = list(rng.choice(pool))
            for _ in range(rng.randrange(len(text) // 3)):
                text[rng.randrange(len(text))] = rng.choice(words)
            # Phrases that stand everywhere bring no two sections together.
            texts.append(" ".join([*text, "one two three four five six"]))
        made.append(document(number, texts))
    return made


def found(documents: list[Document]) -> set[tuple[str, str]]:
    """Pairs of the finding's file and of its message without the share."""
    alike = Repeats()
    for one in documents:
        alike.add(Traits.from_bytes(Traits.of(one, wording.load()).to_bytes()))
    pages = [Page(Path(one.id), one, True) for one in documents]
    findings = list(alike.findings(lambda number: pages[number]))
    alike.close()
    return {(finding.file.name, finding.message) for finding in findings}


def expected(documents: list[Document]) -> set[tuple[str, str]]:
    """The same by comparing everything, with sets."""
    sets = []
    for one in documents:
        for section in one.sections:
            text = one.text[section.start : section.end].removeprefix(section.heading or "").split()
            if len(text) >= repeats.FEWEST:
                name = f"'{section.heading}'" if section.heading else "the lead"
                sets.append((one.id, name, {tuple(text[i : i + 3]) for i in range(len(text) - 2)}))
    told = set()
    for (there, like, theirs), (here, name, ours) in combinations(sets, 2):
        share = len(ours & theirs) / len(ours | theirs)
        if here != there and share >= ALIKE:
            told.add(
                (here, f"{name} says nearly the same as {like} of {there} ({share:.0%} alike)")
            )
    return told


def test_they_are_those_that_comparing_all_finds(documents: list[Document]) -> None:
    wanted = expected(documents)
    assert len(wanted) > 40
    assert found(documents) == wanted


def test_cutting_the_work_into_parts_changes_nothing(
    documents: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repeats, "_BLOCK", 300)
    monkeypatch.setattr(repeats, "_PAIRS", 100)
    monkeypatch.setattr(repeats, "PART", 40)
    monkeypatch.setattr(spilling, "PART", 900)
    assert spilling.parts_for(8000) > 5
    assert found(documents) == expected(documents)


def test_asks_of_the_same_words_are_found_whatever_lies_between(
    documents: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spilling, "PART", 2)
    monkeypatch.setattr(repeats, "PART", 2)
    some = [document(number, ["short"], (f"who is number {number % 7}",)) for number in range(12)]
    assert found(some) == {
        (f"d{number}", f"'who is number {number - 7}' is also asked of the lead of d{number - 7}")
        for number in range(7, 12)
    }


def test_a_full_disk_is_told_in_words(tiny_corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(spilling.Spill, "add", full)
    with pytest.raises(UsageError, match=r"corpus: .*No space left on device.*TMPDIR"):
        linting.check(tiny_corpus)
