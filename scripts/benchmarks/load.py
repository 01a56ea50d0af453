"""The highest rate that is answered in time: steps of requests a second, until it is not."""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.site import ROOT, resident_mb, served

__all__ = ["LIMIT_MS", "measure", "table"]

LIMIT_MS = 200
"""p95 of a question, milliseconds."""
_FILE = ROOT / "deploy" / "load" / "locustfile.py"


def _step(url: str, rate: int, seconds: int, folder: Path) -> dict[str, Any]:
    """``rate`` requests a second for ``seconds``, by locust: each of its people sends one."""
    prefix = folder / f"at-{rate}"
    done = subprocess.run(
        [sys.executable, "-m", "locust", "-f", str(_FILE), "--headless", "--only-summary",
         "--host", url, "--users", str(rate), "--spawn-rate", str(rate), "--reset-stats",
         "--run-time", f"{seconds}s", "--csv", str(prefix)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    rows = _rows(Path(f"{prefix}_stats.csv"))
    if "ask" not in rows:
        raise SystemExit(f"locust: {(done.stderr.strip().splitlines() or ['told nothing'])[-1]}")
    asked, everything = rows["ask"], rows["Aggregated"]
    busy = sum(int(row["Request Count"]) for name, row in rows.items() if "come back" in name)
    return {
        "rate": rate, "sent": float(everything["Requests/s"]),
        "p50_ms": float(asked["50%"]), "p95_ms": float(asked["95%"]),
        "p99_ms": float(asked["99%"]), "requests": int(everything["Request Count"]),
        "failed": int(everything["Failure Count"]), "busy": busy,
    }  # fmt: skip


def _rows(path: Path) -> dict[str, dict[str, str]]:
    if not path.is_file():
        return {}
    with path.open(newline="", encoding="utf-8") as file:
        return {row["Name"]: row for row in csv.DictReader(file)}


def _held(step: dict[str, Any]) -> bool:
    return (step["p95_ms"] < LIMIT_MS and not step["failed"] and not step["busy"]
            and step["sent"] >= 0.9 * step["rate"])  # fmt: skip


def measure(rates: Sequence[int], seconds: int) -> dict[str, Any]:
    """Each of ``rates`` in turn until one is too high, then one between it and the last that held.

    Too high is a p95 of a question of ``LIMIT_MS`` or more, any failure, anybody told to come
    back, or fewer requests sent than wanted. One locust runs on the same machine as the server.
    """
    steps: list[dict[str, Any]] = []
    with served(RATE_LIMIT="100000") as (url, pid), tempfile.TemporaryDirectory() as folder:
        _step(url, 2, min(seconds, 20), Path(folder))  # warms up, and is left out
        before = resident_mb(pid)
        for rate in rates:
            steps.append({**_step(url, rate, seconds, Path(folder)), "mb": resident_mb(pid)})
            if not _held(steps[-1]):
                break
        lower = max((one["rate"] for one in steps if _held(one)), default=0)
        if steps and not _held(steps[-1]) and lower and steps[-1]["rate"] - lower > 1:
            middle = (lower + steps[-1]["rate"]) // 2
            steps.append({**_step(url, middle, seconds, Path(folder)), "mb": resident_mb(pid)})
        after = resident_mb(pid)
    return {
        "seconds": seconds, "limit_ms": LIMIT_MS, "before_mb": before, "after_mb": after,
        "steps": steps, "highest": max((one["rate"] for one in steps if _held(one)), default=0),
    }  # fmt: skip


def table(found: dict[str, Any]) -> str:
    """Markdown of ``measure``."""
    lines = [
        "| requests/s wanted | sent | question p50 ms | p95 | p99 | failed | come back | MB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in found["steps"]:
        failed = 100 * one["failed"] / one["requests"] if one["requests"] else 0.0
        lines.append(
            f"| {one['rate']} | {one['sent']:.1f} | {one['p50_ms']:.0f} | {one['p95_ms']:.0f} "
            f"| {one['p99_ms']:.0f} | {failed:.2f} % | {one['busy']} | {one['mb']:.0f} |"
        )
    lines += ["", f"highest rate with p95 under {found['limit_ms']} ms and no failure: "
              f"{found['highest']} requests/s, {found['seconds']} s a step; "
              f"memory {found['before_mb']:.0f} MB before, {found['after_mb']:.0f} MB after"]
    return "\n".join(lines)
