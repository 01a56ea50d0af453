"""What is measured: each step asks its contestants in turns and gives figures by name."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.contestant import Contestant, Figures, interleaved, middle, ratios, run

__all__ = ["answer", "build", "bulk", "cold", "encode"]

OWN = ("kwell", "kwell-again", "kwell-http", "kwell-gradio", "screen")
"""A question in process, the same once more, over HTTP, with Gradio beside, and its screen."""
BARE = ("bare-int8", "bare-fp32")


def own(names: Sequence[str], index: Path) -> list[Contestant]:
    return [Contestant(name, sys.executable, index) for name in names]


def beside(
    rows: Mapping[str, list[Figures]], bases: Sequence[str], key: str
) -> dict[str, Figures]:
    """The middle of each contestant's figures, with ratios of ``key`` to each of ``bases``."""
    return {
        name: {**middle(found),
               **{f"to_{base}": ratios(found, rows[base], key) for base in bases}}
        for name, found in rows.items()
    }  # fmt: skip


def answer(peers: Sequence[Contestant], index: Path, asked: Sequence[str]) -> dict[str, Figures]:
    """Question to reply, with ratios to the bare forward pass that the index serves with."""
    rows = interleaved([*own((*OWN, *BARE), index), *peers], asked)
    return beside(rows, (*BARE, "kwell"), "cpu_ms")


def encode(index: Path, asked: Sequence[str]) -> dict[str, Figures]:
    """One question to its vector: this project's embedder, the bare session, torch."""
    rows = interleaved(own(("embed", *BARE, "torch"), index), asked)
    return beside(rows, ["embed"], "cpu_ms")


def bulk(index: Path, documents: Path, rounds: int) -> dict[str, Figures]:
    """Passages of one length after another to vectors, words a second, without files."""
    entrants = own(("embed", "torch"), index)
    rows: dict[str, list[Figures]] = {one.name: [] for one in entrants}
    for _ in range(rounds):
        for one in entrants:
            rows[one.name].append(one.timed("bulk", str(index), str(documents)))
    return beside(rows, ["embed"], "s_cpu")


def cold(
    peers: Sequence[Contestant], index: Path, question: str, rounds: int
) -> dict[str, Figures]:
    """Process start to the first answer, one after the other in each round."""
    ours = Contestant("kwell", sys.executable, index)
    command = [sys.executable, "-m", "kwell_qa", "ask", "--index", str(index), question]
    rows: dict[str, list[Figures]] = {one.name: [] for one in (ours, *peers)}
    for _ in range(rounds):
        rows["kwell"].append(run("kwell-qa ask", command, ours.environ()))
        for one in peers:
            rows[one.name].append(one.timed("once", str(one.index), question))
    return beside(rows, ["kwell"], "cpu_s")


def build(
    entrants: Sequence[Contestant], folder: Path, words: int, rounds: int
) -> dict[str, Figures]:
    """Each builds its index anew from the documents in ``folder``, in turns; words a second."""
    rows: dict[str, list[Figures]] = {one.name: [] for one in entrants}
    found: dict[str, Figures] = {}
    for _ in range(rounds):
        for one in entrants:
            models = _cleared(one.index)
            if one.name == "kwell" and not models.is_dir():
                told = one.timed("build", str(folder), str(one.index))
                found["kwell, export included"] = _rate(told, words)
                _cleared(one.index)
            rows[one.name].append(_rate(one.timed("build", str(folder), str(one.index)), words))
            print(one.name, rows[one.name][-1], flush=True)
    for name, figures in rows.items():
        found[name] = middle(figures)
        if "kwell" in rows:
            found[name]["to_kwell"] = ratios(figures, rows["kwell"], "words_per_cpu_s")
    return found


def _cleared(index: Path) -> Path:
    """Remove all of an index but its export, made once for a model, not once for a build; where
    that is."""
    models = index / "models"
    for path in index.glob("*"):
        if path != models:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return models


def _rate(timed: Figures, words: int) -> Figures:
    return {**timed, "words_per_wall_s": words / timed["wall_s"],
            "words_per_cpu_s": words / timed["cpu_s"]}  # fmt: skip
