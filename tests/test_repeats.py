"""Near duplicates: exactly those that comparing every section with every other one finds."""

from __future__ import annotations

import random
from itertools import combinations
from pathlib import Path

import pytest

from kwell_qa import linting, spilling
from kwell_qa.errors import UsageError
from kwell_qa.lint_rules import alike, repeats, wording
from kwell_qa.lint_rules.alike import ALIKE
from kwell_qa.lint_rules.page import Page
from kwell_qa.lint_rules.repeats import Repeats, Traits
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


Told = set[tuple[str, str]]


def noted(documents: list[Document], known: bytes | None) -> tuple[Told, bytes]:
    """Pairs of the finding's file and of its message, and the note for the next run."""
    all_of_them = Repeats()
    for one in documents:
        traits = Traits.from_bytes(Traits.of(one, wording.load()).to_bytes())
        all_of_them.add(f"{one.id}.md", traits)
    pages = [Page(Path(one.id), one, True) for one in documents]
    findings, note = all_of_them.findings(lambda number: pages[number], known)
    all_of_them.close()
    return {(finding.file.name, finding.message) for finding in findings}, note


def found(documents: list[Document]) -> Told:
    return noted(documents, None)[0]


def expected(documents: list[Document]) -> Told:
    """The same by comparing everything, with sets; of equal ones only the first with the rest."""
    sets = []
    for one in documents:
        for section in one.sections:
            text = one.text[section.start : section.end].removeprefix(section.heading or "").split()
            if len(text) >= repeats.FEWEST:
                name = f"'{section.heading}'" if section.heading else "the lead"
                sets.append((one.id, name, {tuple(text[i : i + 3]) for i in range(len(text) - 2)}))
    told = set()
    firsts: dict[frozenset[object], str] = {}
    stands = [firsts.setdefault(frozenset(ours), f"{here} {name}") == f"{here} {name}"
              for here, name, ours in sets]  # fmt: skip
    for (one, (there, like, theirs)), (other, (here, name, ours)) in combinations(
        enumerate(sets), 2
    ):
        share = len(ours & theirs) / len(ours | theirs)
        beside = stands[one] and (stands[other] or share == 1)
        if here != there and share >= ALIKE and beside:
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
    monkeypatch.setattr(alike, "_BLOCK", 300)
    monkeypatch.setattr(alike, "_PAIRS", 100)
    monkeypatch.setattr(repeats, "PART", 40)
    monkeypatch.setattr(spilling, "PART", 900)
    assert spilling.parts_for(8000) > 5
    assert found(documents) == expected(documents)


@pytest.mark.parametrize("few", [alike.FEW, 3])
def test_a_note_changes_nothing_whatever_is_edited_added_moved_or_removed(
    documents: list[Document], monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(alike, "FEW", few)
    monkeypatch.setattr(alike, "_TOGETHER", 4)
    monkeypatch.setattr(alike, "_BLOCK", 2000)
    rng = random.Random(6)
    kept, away = documents[:45], documents[45:]
    known, compared = None, []
    real = alike.Sections._all
    monkeypatch.setattr(
        alike.Sections, "_all", lambda *a: compared.append(1) or real(*a)  # type: ignore[func-returns-value]
    )
    for _ in range(12):
        told, known = noted(kept, known)
        assert told == expected(kept)
        kept.pop(rng.randrange(len(kept)))
        if away:
            kept.insert(rng.randrange(len(kept)), away.pop())
        one, other = rng.sample(range(len(kept)), 2)
        texts = [kept[other].text[part.start : part.end] for part in kept[one].sections]
        number = int(kept[one].id[1:])
        kept[one] = document(number, [f"{text} and some more" for text in texts if text] or ["so"])
    assert len(compared) == 1 if few > 3 else len(compared) > 6


def test_a_section_that_moves_to_another_page_is_compared_anew() -> None:
    words = [f"word{number}" for number in range(30)]
    one, other = " ".join(words), " ".join([*words[:28], "and", "more"])
    together = [document(1, [one, other]), document(2, ["short"])]
    apart = [document(1, ["short", other]), document(2, [one])]
    told, note = noted(together, None)
    assert told == set()
    assert noted(apart, note)[0] == expected(apart) != set()


def test_a_notice_on_every_page_is_told_once_a_page() -> None:
    notice = " ".join(f"notice{number}" for number in range(30))
    pages = [document(number, [f"Page {number} has words", notice]) for number in range(200)]
    assert found(pages) == {
        (f"d{number}", "'Part 1' says nearly the same as 'Part 1' of d0 (100% alike)")
        for number in range(1, 200)
    }


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
    with pytest.raises(UsageError, match=r"cannot be written .No space left on device.*TMPDIR"):
        linting.check(tiny_corpus)
