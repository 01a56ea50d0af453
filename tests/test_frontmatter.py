"""Front matter: what is wrong with it is told in words, at its own line."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import DOCUMENT
from kwell_qa import corpus
from kwell_qa.errors import Finding
from kwell_qa.records import KINDS

GOOD = DOCUMENT.format(id="good", name="Good walks")
LEAD = '  lead: ["what are Good walks"]'


def findings(folder: Path, text: str) -> list[Finding]:
    """What is wrong with a folder of this one file, which is then not a document."""
    (folder / "one.md").write_text(text, "utf-8")
    loaded = corpus.load(folder)
    assert bool(loaded.documents) != bool(loaded.findings)
    return list(loaded.findings)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (GOOD.removeprefix("---\n"), 1), ("\n" + GOOD, 3), ("-" + GOOD, 2), ("\n\n" + GOOD[4:], 3),
        ("title: A note\ntags:\n- one\n# why\ndate: 2024-05-01\n---\nText of it.\n", 1),
    ],
)  # fmt: skip
def test_fields_without_an_opening_line_are_never_text(
    tmp_path: Path, text: str, line: int
) -> None:
    (found,) = findings(tmp_path, text)
    assert (found.rule, found.line) == ("front-matter", line)
    assert "does not begin with ---" in found.message


@pytest.mark.parametrize(
    "text",
    [
        "# A page\n\nText of a plain page.\n", "\n---\n\nText under a rule.\n",
        "title: a heading\n---\n\nText under a heading.\n",
        "title: one\nkind: two\n\nA dialogue, and no closing line.\n",
        "title: one\nA sentence between.\nkind: two\n---\n\nText.\n",
        "Who: Jin\nWhere: Seoul\n---\n\nText under other people's notes.\n",
    ],
)  # fmt: skip
def test_plain_files_stay_plain(tmp_path: Path, text: str) -> None:
    assert findings(tmp_path, text) == []


def test_a_plain_file_with_footnote_marks_rests_on_itself(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text("# A page\n\nJin sang.[^nme] Suga played.\n", "utf-8")
    (document,) = corpus.load(tmp_path).documents
    keys = {source.key for source in document.sources}
    assert [set(sentence.sources) for sentence in document.sentences] == [keys, keys]


def test_front_matter_of_another_program_is_told_once_and_how_to_go_on(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, "---\ntitle: A note\nlayout: post\n---\nText of it.\n")
    assert (found.line, found.message) == (1, "got no id, kind, license, reviewed")
    assert f"kind: one of {', '.join(KINDS)}" in found.remedy
    assert "a file without any is read as it is" in found.remedy


def test_a_field_that_was_forgotten_is_told_with_what_to_write(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, GOOD.replace("reviewed: 2026-11-22\n", ""))
    assert found.message == "got no reviewed"
    assert "YYYY-MM-DD" in found.remedy
    assert "take the front matter out" not in found.remedy


ASKS = "  lead:\n    - what is it\n    - "
CASES = {
    "empty list of asks": (LEAD, ASKS + "1:", 13, "entry 2, '1': got nothing, wanted a list"),
    "an ask of none": (LEAD, ASKS + "1:\n      - who\n      -", 15, "entry 2: got nothing"),
    "sentence 0": (LEAD, ASKS + "0: [who]", 13, "counted from 1"),
    "sentence one": (LEAD, ASKS + "one: [who]", 13, "got 'one', wanted numbers of sentences"),
    "id": ("id: good", "id: Good_x", 2, "got 'Good_x', wanted small letters a to z"),
    "long id": ("id: good", f"id: {'x' * 81}", 2, "at most 80"),
    "no day": ("2026-11-22", "2026-13-45", 6, "reviewed: got '2026-13-45', wanted a day of the"),
    "no day of February": ("2026-11-22", '"2026-02-30"', 6, "a day of the calendar"),
    "a short day": ("2026-11-22", "2026-1-2", 6, "YYYY-MM-DD"),
    "no month": ("2024-05-01", "2024-15", 8, "sources.herald.published: got '2024-15', wanted a"),
    "address": ('"https://h.example/a"', "h.example", 8, "begins with http:// or https://"),
    "language": ("kind:", "lang: English\nkind:", 4, "a language code, for example en"),
    "kind": ("kind: article", "kind: poem", 4, "got 'poem', wanted 'article', 'campaign'"),
    "title": ("title: Good", f"title: {'x' * 300}", 3, "wanted at most 300 characters"),
    "list": ("kind:", "artists: BTS\nkind:", 4, "got 'BTS', wanted a list"),
    "field": ("kind:", "colour: red\nkind:", 4, "colour: got a field that there is not"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_fault_is_told_in_words_at_its_line(tmp_path: Path, name: str) -> None:
    old, new, line, words = CASES[name]
    assert old in GOOD
    (found,) = findings(tmp_path, GOOD.replace(old, new, 1))
    assert found.line == line
    assert words in found.message
    for code in ("Input should", "pattern", "^", "numbered", "tuple"):
        assert code not in found.message


@pytest.mark.parametrize("date", ["2024", "2024-02", "2024-02-29", "undated"])
def test_dates_of_sources_may_be_rough(tmp_path: Path, date: str) -> None:
    assert findings(tmp_path, GOOD.replace("2024-05-01", date)) == []
