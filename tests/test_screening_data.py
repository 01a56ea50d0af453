"""The screen's files: broken ones name their line, every language has its patterns, no means."""

from __future__ import annotations

import functools
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kwell_qa import safety, screening_data, screening_hits, screening_reading
from kwell_qa.errors import ContentError, Finding
from kwell_qa.screening_literals import alternatives, further, required
from kwell_qa.screening_patterns import JOINED, SPACED, Unit
from kwell_qa.screening_reading import FILES, FOLDER, parse, read

ROOT = Path(__file__).resolve().parent.parent

TEXTS = read()


def finding_of(lang: str, text: str, told: str = "") -> Finding:
    """What is told where the file of ``lang`` is ``text``: of it, or of that of ``told``."""
    with pytest.raises(ContentError) as caught:
        parse({**TEXTS, lang: text}, Path("patterns"))
    finding = caught.value.findings[0]
    assert finding.file == Path(f"patterns/{told or lang}.yaml")
    assert finding.line is not None
    return finding


@pytest.mark.parametrize(
    ("broken", "line", "rule"),
    [
        ("defs: [", 1, "screen-yaml"), ("defs: 3\n", 1, "screen-shape"),
        ("defs: {g: '.'}\nguards: {}\n", 2, "screen-guard"), ("masks: {}\n", 1, "screen-value"),
        ("defs:\n  a: '.'\n  a: ','\n", 3, "screen-twice"), ("order: {}\n", 1, "screen-value"),
    ],
)  # fmt: skip
def test_a_broken_file_names_its_line(broken: str, line: int, rule: str) -> None:
    finding = finding_of("fr", broken)
    assert finding.rule == rule
    assert line <= (finding.line or 0) <= line + 1


def test_a_broken_pattern_names_its_line() -> None:
    for lang in ("en", "ko", "ko-latn"):
        lines = TEXTS[lang].splitlines()
        start = lines.index("screen:")
        below = range(start, len(lines))
        place = next(n for n in below if lines[n].startswith("        - '"))
        lines[place] = "        - '(unclosed'"
        assert finding_of(lang, "\n".join(lines)).line == place + 1


def test_a_section_stands_once_in_the_order_and_in_its_file() -> None:
    """Else its patterns would never be tried, or twice."""
    lines = TEXTS["any"].splitlines()
    place = lines.index("  talk: [en]")
    for wrong in ("  talk: [en, ko]", "  talk: [en, en]", "  talk: [en, xx]"):
        changed = [*lines[:place], wrong, *lines[place + 1 :]]
        assert finding_of("any", "\n".join(changed)).line == place + 1
    left_out = finding_of("any", "\n".join([*lines[:place], *lines[place + 1 :]]), "en")
    section = TEXTS["en"].splitlines()[(left_out.line or 0) - 2]
    assert (section, left_out.rule) == ("  talk:", "screen-order")


def test_every_pattern_compiles() -> None:
    for unit in screening_data.load().units:
        re.compile(unit.source)
    # Read once more, each guard and mask tried by itself: ``load`` takes that for granted.
    assert parse(TEXTS) == screening_data.load()


def test_every_file_is_read() -> None:
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted(FILES)


@pytest.mark.parametrize("lang", SPACED + JOINED)
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
    found = [
        (lang, number, match[0])
        for lang, text in TEXTS.items()
        for number, line in enumerate(text.splitlines(), 1)
        for match in MEANS.finditer(line)
        if line.strip() != "- 'overdose'"  # a song title, masked
    ]
    assert not found


def test_what_was_worked_out_beforehand_is_right() -> None:
    sources = {unit.source for unit in screening_data.load().units}
    known = screening_data.worked_out()
    # A changed pattern is worked out on the spot; most must not need it.
    assert len(sources & known.keys()) > len(sources) / 2
    for source in sorted(sources & known.keys())[::7]:
        assert known[source] == required(source), source


def test_patterns_are_tried_in_one_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sets of numbers come in an order that differs from process to process."""
    tried: list[int] = []
    units = screening_data.load().units
    number = {unit.source: place for place, unit in enumerate(units)}
    match = screening_hits._match

    def noted(unit: Unit, *rest: Any) -> Any:
        tried.append(number[unit.source])
        return match(unit, *rest)

    monkeypatch.setattr(screening_hits, "_match", noted)
    safety.hits("my roommate hardly eats since the summer and says she wants to be thin")
    assert len(set(tried)) > 5
    assert tried == sorted(tried)


def test_what_is_ready_made_is_what_the_file_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And where it is missing, damaged or of an older file, the file is read instead."""
    monkeypatch.setattr(screening_reading, "required", functools.cache(required))
    made = parse(TEXTS, known=True)
    held = screening_data.COMPILED.read_text("utf-8")
    remedy = "run: python scripts/speed_up_screen.py"
    assert held == screening_data.to_json(made, screening_data.made_of(FOLDER)), remedy
    assert screening_data.load() == made
    copy, before = tmp_path / "screen_units.json", tmp_path / "before"
    monkeypatch.setattr(screening_data, "COMPILED", copy)
    shutil.copytree(FOLDER, before)
    (before / "vi.yaml").write_text(f"{TEXTS['vi']}# older", "utf-8")
    older = screening_data.to_json(made, screening_data.made_of(before))
    for damaged in (None, "{", held[: len(held) // 2], older.replace("crisis", "support")):
        if damaged is not None:
            copy.write_text(damaged, "utf-8")
        screening_data.load.cache_clear()
        assert screening_data.load() == made
    screening_data.load.cache_clear()


def test_what_else_a_pattern_needs_is_in_each_match(monkeypatch: pytest.MonkeyPatch) -> None:
    assert further(r"\bi (?:want|need) to (?:die|go) (?!home)now", (" now",)) == [
        (" to ",), ("need", "want"),
    ]  # fmt: skip
    assert further("(?:a|b)?", ()) == []
    match = screening_hits._match
    tried = skipped = hits = 0

    def both(unit: Unit, text: str, *rest: Any) -> Any:
        nonlocal tried, skipped, hits
        found = match(unit, text, *rest)
        skipped += not all(any(one in text for one in either) for either in unit.also)
        wanted = match(replace(unit, also=()), text, *rest)
        assert found == wanted, unit.source
        tried, hits = tried + 1, hits + (found is not None)
        return found

    monkeypatch.setattr(screening_hits, "_match", both)
    lines = (ROOT / "tests" / "messages" / "safety.jsonl").read_text("utf-8").splitlines()
    for line in lines[::2]:
        safety.hits(json.loads(line)["text"])
    assert hits > 50
    assert skipped > tried / 2
