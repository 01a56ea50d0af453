"""What an index costs as the corpus grows: built and searched at several sizes.

The texts and vectors are generated (see ``generated``); every stage of the builder is the real
one, and each step at each size runs in its own process, whose peak memory the system tells.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import pairwise
from math import log
from pathlib import Path
from typing import Any

from benchmarks import generated
from benchmarks.contestant import middle

__all__ = ["SIZES", "faults", "run", "table"]

SIZES = (1_000, 100_000, 1_000_000)
WORKER = Path(__file__).with_name("scale_worker.py")
LEAST_RECALL = 0.95


def _child(*args: str) -> dict[str, Any]:
    """Run one step; what it says, its wall and processor seconds and its peak of memory."""
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, str(WORKER), *args], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(args)}: ended with {process.returncode}")
    told: dict[str, Any] = json.loads(said.strip().splitlines()[-1])
    return {
        **told, "wall_s": round(time.perf_counter() - started, 2),
        "cpu_s": round(used.ru_utime + used.ru_stime, 2), "peak_mb": round(used.ru_maxrss / 1024),
    }  # fmt: skip


def run(size: int, work: Path, asked: int, rounds: int) -> dict[str, Any]:
    """Lint, build and serve ``size`` passages under ``work``, which is left empty; each round
    anew."""
    folder = work / f"scale-{size}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        documents = generated.write(folder / "corpus", size)
        print(f"{size:,} passages: {documents:,} documents written", file=sys.stderr, flush=True)
        found = [_round(folder, size, asked) for _ in range(rounds)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {"passages": size, "rounds": found}


def _round(folder: Path, size: int, asked: int) -> dict[str, Any]:
    shutil.rmtree(folder / "index", ignore_errors=True)
    (folder / "notes.sqlite").unlink(missing_ok=True)
    linted = _child("lint", str(folder / "corpus"))
    built = _child("build", str(folder / "corpus"), str(folder / "index"))
    served = _child("serve", str(folder / "index"), str(size), str(asked))
    return {"lint": linted, "build": built, "serve": served}


def _figures(found: dict[str, Any]) -> dict[str, float]:
    """Medians of all rounds, each with its quarters."""
    return middle([_of_round(one) for one in found["rounds"]])


def _of_round(found: dict[str, Any]) -> dict[str, float]:
    linted, built, served = found["lint"], found["build"], found["serve"]
    return {
        "lint cpu s": linted["cpu_s"], "lint peak MB": linted["peak_mb"],
        "build s": built["wall_s"], "build cpu s": built["cpu_s"],
        "build peak MB": built["peak_mb"], "size MB": round(sum(built["bytes"].values()) / 1e6, 1),
        "serve MB": served["memory"]["rss"], "of it private MB": served["memory"]["private"],
        "vectors p50 ms": served["vectors"]["ms"]["p50"],
        "vectors p95 ms": served["vectors"]["ms"]["p95"],
        "BM25 p50 ms": served["words"]["ms"]["p50"],
        "search p50 ms": served["search"]["ms"]["p50"],
        "search p95 ms": served["search"]["ms"]["p95"],
        "search cpu p50 ms": served["search"]["cpu_ms"]["p50"],
        "search + choosing cpu p50 ms": served["select"]["cpu_ms"]["p50"],
        "recall@10 passages": served["recall_passages"],
        "recall@10 sentences": served["recall_sentences"],
    }  # fmt: skip


def table(found: Sequence[dict[str, Any]]) -> str:
    """Markdown: a line a figure, a column a size, and how each grew from the size before."""
    columns = [_figures(one) for one in found]
    names = [name for name in columns[0] if not name.endswith("_quarters")]
    heads = [f"{one['passages']:,}" for one in found]
    lines = ["| | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
    counts = [f"{one['rounds'][0]['build']['sentences']:,}" for one in found]
    lines.append("| sentences | " + " | ".join(counts) + " |")
    kinds = [one["rounds"][0]["build"]["search"]["passages"]["kind"] for one in found]
    lines.append("| vectors searched by | " + " | ".join(kinds) + " |")
    lines.extend(
        f"| {name} | " + " | ".join(_within(column, name) for column in columns) + " |"
        for name in names
    )
    return "\n".join(lines)


def _within(column: dict[str, Any], name: str) -> str:
    """The median, with quarters where rounds differ."""
    low, high = column[name + "_quarters"]
    return f"{column[name]:,}" + (f" ({low:,} to {high:,})" if low != high else "")


def _power(small: dict[str, Any], large: dict[str, Any], name: str) -> float:
    """The power of the corpus' size that a figure grew with between two sizes."""
    grown = _figures(large)[name] / _figures(small)[name]
    return log(grown) / log(large["passages"] / small["passages"])


def faults(found: Sequence[dict[str, Any]]) -> list[str]:
    """What grew faster than it may: cost as the corpus at most, search far slower."""
    told = []
    for small, large in pairwise(found):
        for name, most in (("build cpu s", 1.1), ("size MB", 1.1), ("build peak MB", 1.0),
                           ("search cpu p50 ms", 0.7)):  # fmt: skip
            power = _power(small, large, name)
            if power > most:
                told.append(f"{name}: grew by the power {power:.2f} of the corpus from "
                            f"{small['passages']:,} to {large['passages']:,}, wanted {most}")
    for one in found:
        for name in ("recall_passages", "recall_sentences"):
            least = min(served["serve"][name] for served in one["rounds"])
            if least < LEAST_RECALL:
                told.append(f"{name}: got {least} at {one['passages']:,}, wanted {LEAST_RECALL}")
    return told
