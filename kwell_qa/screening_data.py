"""The shipped patterns of the safety screen: ready-made where they can be, else read anew."""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path

from kwell_qa import manifest, normalise, screening_literals, screening_patterns, screening_reading
from kwell_qa.screening_patterns import GUARDS, MORE_GUARDS, Guard, Patterns, Unit
from kwell_qa.screening_reading import FILES, FOLDER, Needs, parse, read

__all__ = ["COMPILED", "compiled", "load", "made_of", "to_json", "worked_out"]

COMPILED = FOLDER.with_name("screen_units.json")
"""The patterns as they are used, made by ``scripts/speed_up_screen.py``."""


def to_json(patterns: Patterns, made_of: str) -> str:
    """``patterns`` as ``scripts/speed_up_screen.py`` writes them, a unit a line."""
    units = ",\n".join(
        json.dumps([unit.lang, unit.level, unit.category, unit.person, sorted(unit.flags),
                    unit.source, unit.needs, screening_literals.further(unit.source, unit.needs)],
                   ensure_ascii=False)
        for unit in patterns.units
    )  # fmt: skip
    rest = {
        "guards": {lang: [getattr(one, name) for name in (*GUARDS, *MORE_GUARDS)]
                   for lang, one in patterns.guards.items()},
        "shared": {name: one.pattern for name, one in patterns.shared.items()},
        "masks": {lang: one.pattern for lang, one in patterns.masks.items()},
    }  # fmt: skip
    told = json.dumps(rest, ensure_ascii=False)
    return f'{{"made_of": "{made_of}", "rest": {told}, "units": [\n{units}\n]}}\n'


def made_of(folder: Path) -> str:
    """A digest of the patterns' files and of the code that reads them."""
    files = (folder / f"{lang}.yaml" for lang in FILES)
    modules = (normalise, screening_literals, screening_patterns, screening_reading)
    return manifest.rules_of((*files, __file__, *(module.__file__ for module in modules)))


def _ready_made() -> Patterns | None:
    """What ``to_json`` wrote of these very files; ``None`` where it is of others, or not there.

    Reading the YAML and expanding it takes a quarter of a second, a fifth of a whole answer on the
    command line.
    """
    try:
        with COMPILED.open(encoding="utf-8") as file:
            # A unit a line: no more than one of them is held twice.
            held = json.loads(f"{file.readline()}]}}")
            if held["made_of"] != made_of(FOLDER):
                return None
            rest = held["rest"]
            units = tuple(_unit(line) for line in file if line != "]}\n")
        return Patterns(
            units,
            {lang: Guard(*parts) for lang, parts in rest["guards"].items()},
            {name: re.compile(source) for name, source in rest["shared"].items()},
            {lang: re.compile(source) for lang, source in rest["masks"].items()},
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _unit(line: str) -> Unit:
    lang, level, category, person, flags, source, needs, also = json.loads(line.rstrip(",\n"))
    return Unit(lang, level, category, person, frozenset(flags), source, tuple(needs),
                tuple(map(tuple, also)))  # fmt: skip


def worked_out() -> Needs:
    """What the units that ``to_json`` wrote need, whatever files they are of; empty without any.

    They are found by a pattern's own text, so what an older pattern needs is never used.
    """
    try:
        held = json.loads(COMPILED.read_text("utf-8"))
        return {source: tuple(needs) for *_, source, needs, _ in held["units"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


@functools.cache
def compiled(source: str) -> re.Pattern[str]:
    """Compiled when first tried: few of the thousands are ever needed in one process."""
    return re.compile(source)


@functools.cache
def load() -> Patterns:
    """The shipped patterns, read once. ``ContentError`` where a file is broken."""
    # The tests have compiled each; a process that answers one question is not to do it again.
    return _ready_made() or parse(read(), known=True, needs=worked_out())
