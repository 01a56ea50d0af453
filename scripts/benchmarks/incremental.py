"""One paragraph of many documents edited: what is embedded again, and how long the build takes."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks import documents
from benchmarks.contestant import middle, ratios, spread

__all__ = ["faults", "measure", "table"]

ROOT = Path(__file__).resolve().parent.parent.parent
LEAST_RATIO = 20
"""So many times quicker than the full build a rebuild must be, by the clock, at MANY documents."""
MANY = 2000
"""With fewer, what any start of the program takes outweighs the rest."""
_PARAGRAPH = "The club kept a quiet room open on each of the {count} evenings.\n"


def _build(folder: Path, index: Path) -> dict[str, Any]:
    """The report of scripts/build_index.py, with wall and processor time of the whole process."""
    command = [sys.executable, "scripts/build_index.py", "--corpus", str(folder),
               "--index", str(index), "--json"]  # fmt: skip
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False,
                          env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"build_index.py: {done.stderr.strip().splitlines()[-1:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {**json.loads(done.stdout), "wall_s": wall, "cpu_s": cpu}


def _edit(path: Path, count: int) -> int:
    """Put another last paragraph in ``path``; how many texts it changes.

    They are its one sentence and the passage that holds it; words that the corpus has already
    have their vectors.
    """
    paragraphs = path.read_text("utf-8").split("\n\n")
    path.write_text("\n\n".join([*paragraphs[:-1], _PARAGRAPH.format(count=count)]), "utf-8")
    return 2


def measure(work: Path, count: int, sentences: int, rounds: int) -> dict[str, Any]:
    """A full build of ``count`` documents, then a rebuild after one paragraph was edited; in turns.

    The export of the model is made before the clock starts, since it is made once for a model.
    """
    folder, index = work / "documents", work / "index"
    shutil.rmtree(work, ignore_errors=True)
    words = documents.write(folder, count, sentences)
    one = work / "one"
    one.mkdir()
    shutil.copy(folder / "00000.txt", one)
    _build(one, index)
    edited = folder / f"{count // 2:05}.txt"
    full, again, changed = [], [], 0
    for number in range(rounds):
        for path in index.iterdir():
            if path.name != "models":
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        _edit(edited, 3 + 2 * number)
        full.append(_build(folder, index))
        changed = _edit(edited, 4 + 2 * number)
        again.append(_build(folder, index))
    return {
        "documents": count, "words": words, "changed": changed, "rounds": rounds,
        "full": _told(full), "rebuild": _told(again),
        **_ratio("ratio", full, again, "wall_s"), **_ratio("cpu_ratio", full, again, "cpu_s"),
    }  # fmt: skip


def _told(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    """Medians and quarters; what was embedded, at the most; steps, each its median."""
    return {
        "embedded": max(one["embedded"] for one in rounds),
        **middle([{key: one[key] for key in ("wall_s", "cpu_s")} for one in rounds]),
        "seconds_by_step": {
            step: spread(sorted(one["seconds_by_step"][step] for one in rounds))[0]
            for step in rounds[0]["seconds_by_step"]
        },
    }  # fmt: skip


def _ratio(
    name: str, full: list[dict[str, Any]], again: list[dict[str, Any]], key: str
) -> dict[str, Any]:
    found = ratios(full, again, key)
    return {name: found["ratio"], name + "_quarters": found["ratio_quarters"]}


def faults(found: dict[str, Any]) -> list[str]:
    """What is wrong with what ``measure`` found."""
    told = []
    embedded, changed = found["rebuild"]["embedded"], found["changed"]
    if embedded != changed:
        told.append(f"embedded: got {embedded} texts, wanted {changed}")
    if found["documents"] >= MANY and found["ratio"] < LEAST_RATIO:
        told.append(f"rebuild: took 1/{found['ratio']:.1f} of the full build, wanted under "
                    f"1/{LEAST_RATIO}")  # fmt: skip
    return told


def table(found: dict[str, Any]) -> str:
    """Markdown of ``measure``."""
    lines = [
        f"{found['documents']:,} documents, one paragraph edited: {found['changed']} texts "
        f"changed; {found['rounds']} rounds, medians with quarters",
        "", "| build | texts embedded | wall s | processor s | steps |", "|---|---|---|---|---|",
    ]  # fmt: skip
    for name in ("full", "rebuild"):
        one = found[name]
        steps = ", ".join(f"{step} {value:.1f}" for step, value in one["seconds_by_step"].items())
        lines.append(f"| {name} | {one['embedded']:,} | {_within(one, 'wall_s')} "
                     f"| {_within(one, 'cpu_s')} | {steps} |")  # fmt: skip
    told = (f"the rebuild took 1/{_within(found, 'ratio')} of the full build, and "
            f"1/{_within(found, 'cpu_ratio')} of its processor time")  # fmt: skip
    return "\n".join([*lines, "", told])


def _within(found: dict[str, Any], key: str) -> str:
    low, high = found[key + "_quarters"]
    return f"{found[key]:.1f} ({low:.1f} to {high:.1f})"
