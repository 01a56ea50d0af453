"""One tool of the benchmark in its own processes: run to the end, or asked line by line."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

__all__ = ["Contestant", "Figures", "interleaved", "middle", "ratios", "spread"]

Figures = dict[str, Any]
ROOT = Path(__file__).resolve().parents[2]
WORKER = Path(__file__).with_name("worker.py")


class Contestant:
    """A tool that ``worker.py`` knows, its interpreter, and where its index is."""

    def __init__(self, name: str, python: str, index: Path, own: bool = True) -> None:
        """``own``: whether it runs in this project's environment."""
        self.name, self.python, self.index, self.own = name, python, index, own

    def command(self, step: str, *args: str) -> list[str]:
        return [self.python, str(WORKER), self.name, step, *args]

    def environ(self) -> dict[str, str]:
        path = str(ROOT) if self.own else ""
        # Installed packages have their bytecode; whose own that is not written would lose by it.
        kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        return {**kept, "PYTHONPATH": path, "KWELL_INDEX_DIR": "", "KWELL_CORPUS_DIR": ""}

    def timed(self, step: str, *args: str) -> Figures:
        """Run to the end; wall and processor seconds of the whole process, and what it told."""
        return run(self.name, self.command(step, *args), self.environ())

    def start(self) -> subprocess.Popen[str]:
        """A process that answers a line on its stdin by a line of figures."""
        return subprocess.Popen(
            self.command("serve", str(self.index)), env=self.environ(), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip


def run(name: str, command: Sequence[str], environ: dict[str, str]) -> Figures:
    """Run ``command``; wall and processor seconds, and the last line where it is JSON."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, env=environ, text=True, capture_output=True, check=False)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"{name}: {done.stderr.strip().splitlines()[-1:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    told = [line for line in done.stdout.splitlines()[-1:] if line.startswith("{")]
    return {**(json.loads(told[0]) if told else {}), "wall_s": wall, "cpu_s": cpu}


def interleaved(
    contestants: Sequence[Contestant], lines: Sequence[str]
) -> dict[str, list[Figures]]:
    """Each line to all of them in turn; the first tenth warms up and does not count."""
    running: dict[str, subprocess.Popen[str]] = {}
    rows: dict[str, list[Figures]] = {one.name: [] for one in contestants}
    try:
        for one in contestants:
            # One after the other, or loading would be measured under the load of the rest.
            running[one.name] = one.start()
            _next(running[one.name])
        for line in lines:
            for name, process in running.items():
                assert process.stdin is not None
                process.stdin.write(line + "\n")
                process.stdin.flush()
                rows[name].append(_next(process))
    finally:
        for process in running.values():
            process.kill()
            process.wait()
    return {name: found[len(found) // 10 :] for name, found in rows.items()}


def _next(process: subprocess.Popen[str]) -> Figures:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("{"):
            told: Figures = json.loads(line)
            return told
    raise SystemExit(f"{process.args}: ended before it answered")


def middle(rows: Sequence[Figures]) -> Figures:
    """Median of every figure, and its quarters."""
    found: Figures = {}
    for key in rows[0]:
        values = sorted(float(row[key]) for row in rows)
        found[key], found[key + "_quarters"] = spread(values)
    return found


def ratios(rows: Sequence[Figures], base: Sequence[Figures], key: str) -> Figures:
    """How many times ``base`` each of ``rows`` took, pair by pair: median and quarters."""
    values = sorted(row[key] / other[key] for row, other in zip(rows, base, strict=True))
    mid, quarters = spread(values)
    return {"ratio": mid, "ratio_quarters": quarters}


def spread(values: Sequence[float]) -> tuple[float, list[float]]:
    """Median and quarters of ``values`` in order."""
    count = len(values)
    return round(median(values), 4), [
        round(values[count // 4], 4), round(values[min(count - 1, (3 * count) // 4)], 4),
    ]  # fmt: skip
