"""The screen's files: broken ones name their line, every language has its patterns, no means."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from kwell_qa import safety, screening_data
from kwell_qa.errors import ContentError
from kwell_qa.screening_literals import alternatives, required

ROOT = Path(__file__).resolve().parent.parent

SMALL = """defs:
  any: {g: '.'}
mask: {}
guards: {}
screen: []
"""


@pytest.mark.parametrize(
    ("broken", "line"),
    [("defs: [", 1), ("defs: 3\n", 1), (SMALL, 4)],
)
def test_a_broken_file_names_its_line(broken: str, line: int) -> None:
    with pytest.raises(ContentError) as caught:
        screening_data.parse(broken, Path("screen.yaml"))
    finding = caught.value.findings[0]
    assert finding.file == Path("screen.yaml")
    assert finding.line is not None
    assert finding.line >= line - 1


def test_a_broken_pattern_names_its_line() -> None:
    path = ROOT / "kwell_qa" / "data" / "screen.yaml"
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    start = lines.index("screen:")
    place = next(n for n, line in enumerate(lines) if n > start and line.startswith("      - '"))
    lines[place] = "      - '(unclosed'"
    with pytest.raises(ContentError) as caught:
        screening_data.parse("\n".join(lines), path)
    assert caught.value.findings[0].line == place + 1


def test_every_pattern_compiles() -> None:
    for unit in screening_data.load().units:
        re.compile(unit.source)
    # Read once more, each guard and mask tried by itself: ``load`` takes that for granted.
    path = ROOT / "kwell_qa" / "data" / "screen.yaml"
    assert screening_data.parse(path.read_text("utf-8"), path) == screening_data.load()


@pytest.mark.parametrize("lang", screening_data.SPACED + screening_data.JOINED)
def test_every_language_has_crisis_and_support(lang: str) -> None:
    units = [unit for unit in screening_data.load().units if unit.lang == lang]
    wanted = {"crisis"} if lang == "more" else {"crisis", "support"}
    assert wanted <= {unit.level for unit in units}


def test_literals_are_really_required() -> None:
    assert alternatives("(?:a|b)|c(?:d|e)") == ["a", "b", "c(?:d|e)"]
    assert required(r"(?<!\w)(?:want to )?(?:die|vanish) now") == (" now",) or required(
        r"(?<!\w)(?:want to )?(?:die|vanish) now"
    ) == ("die", "vanish")
    assert required("(?:a|b)?") == ()


# Stems of ways and means, checked as whole words; kept short, and never written in the data.
MEANS = re.compile(
    r"\b(?:pills?|rope|noose|knife|knives|razor\w*|blades?|gun|bleach|overdose[sd]?|hang(?:ed)?"
    r" (?:my|her|him)self|jump(?:ed)? off|bridges?|rooftop|poison\w*|wrist ?cut\w*)\b"
)


def test_no_means_in_training_lines() -> None:
    data = ROOT / "kwell_qa" / "data"
    lines = [
        line
        for path in (data / "screen_training.tsv", *(data / "screen").glob("*.tsv"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    assert len(lines) >= 12_000
    found = [line for line in lines if MEANS.search(line.casefold()) and "\tnone\t" not in line]
    assert not found


def test_no_means_in_patterns() -> None:
    path = ROOT / "kwell_qa" / "data" / "screen.yaml"
    found = [
        (number, match[0])
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for match in MEANS.finditer(line)
        if line.strip() != "- 'overdose'"  # a song title, masked
    ]
    assert not found


def test_what_was_worked_out_beforehand_is_right() -> None:
    from kwell_qa import screening_literals

    sources = {unit.source for unit in screening_data.load().units}
    known = screening_literals._worked_out()
    seen = [source for source in sorted(sources) if screening_literals.key_of(source) in known]
    # A changed pattern is worked out on the spot; most must not need it.
    assert len(seen) > len(sources) / 2
    for source in seen[::7]:
        assert screening_literals.required(source) == screening_literals.work_out(source), source


def test_patterns_are_tried_in_one_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sets of numbers come in an order that differs from process to process."""
    tried: list[int] = []
    units = screening_data.load().units
    number = {unit.source: place for place, unit in enumerate(units)}
    match = safety._match

    def noted(unit: screening_data.Unit, *rest: Any) -> Any:
        tried.append(number[unit.source])
        return match(unit, *rest)

    monkeypatch.setattr(safety, "_match", noted)
    safety.hits("my roommate hardly eats since the summer and says she wants to be thin")
    assert len(set(tried)) > 5
    assert tried == sorted(tried)


def test_what_is_ready_made_is_what_the_file_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And where it is missing, damaged or of an older file, the file is read instead."""
    path = ROOT / "kwell_qa" / "data" / "screen.yaml"
    text = path.read_text("utf-8")
    read = screening_data.parse(text, path, known=True)
    held = screening_data.COMPILED.read_text("utf-8")
    remedy = "run: python scripts/speed_up_screen.py"
    assert held == screening_data.to_json(read, screening_data.made_of(path)), remedy
    assert screening_data.load() == read
    copy = tmp_path / "screen_units.json"
    monkeypatch.setattr(screening_data, "COMPILED", copy)
    before = tmp_path / "screen.yaml"
    before.write_text(f"{text}# older", "utf-8")
    older = screening_data.to_json(read, screening_data.made_of(before))
    for damaged in (None, "{", held[: len(held) // 2], older.replace("crisis", "support")):
        if damaged is not None:
            copy.write_text(damaged, "utf-8")
        screening_data.load.cache_clear()
        assert screening_data.load() == read
    screening_data.load.cache_clear()
