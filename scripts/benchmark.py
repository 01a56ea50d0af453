"""Speed and memory, side by side: ratios measured in one run, each contestant in its own process.

    python scripts/benchmark.py STEP… [--documents N] [--questions N] [--rounds N]
                                [--work DIR] [--peers] [--json FILE] [--sizes N…]

Steps: answer (question to reply, beside the bare forward pass), cold (process start to reply),
build (words a second of the whole script), all; and scale (what 1,000, 100,000 and 1,000,000
passages cost to build and to search; about an hour, 12 GB of disk), incremental (a rebuild after
one paragraph was edited, beside the full build). ``--peers`` measures
LangChain, LlamaIndex, Haystack and txtai too, in environments that it makes under ``--work``,
which takes gigabytes and minutes. Every figure is a wall time and, since other programs take
wall time away, the processor time of the same work.

Exit codes: 0 done, 1 something grew faster than it may or was embedded needlessly, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "scripts"))

from benchmarks import documents, incremental, peers, scale

WORKER = ROOT / "scripts" / "benchmarks" / "worker.py"
STEPS = ("answer", "cold", "build")


class Contestant:
    """One tool in its own environment, and where its index is."""

    def __init__(self, name: str, python: str, index: Path) -> None:
        self.name, self.python, self.index = name, python, index

    def command(self, step: str, *args: str) -> list[str]:
        return [self.python, str(WORKER), self.name, step, *args]

    def environ(self) -> dict[str, str]:
        own = {"PYTHONPATH": str(ROOT)} if self.name == "kwell" else {"PYTHONPATH": ""}
        return {**os.environ, **own, "KWELL_INDEX_DIR": "", "KWELL_CORPUS_DIR": ""}

    def timed(self, step: str, *args: str) -> dict[str, Any]:
        """Run to the end; wall and processor seconds of the whole process."""
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run(self.command(step, *args), env=self.environ(), text=True,
                              capture_output=True, check=False)  # fmt: skip
        wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            raise SystemExit(f"{self.name} {step}: {done.stderr.strip().splitlines()[-1:]}")
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        told = done.stdout.strip().splitlines()[-1:] if step == "once" else []
        return {"wall_s": wall, "cpu_s": cpu, **(json.loads(told[0]) if told else {})}


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
         if line.startswith("model name")), platform.processor())  # fmt: skip
    return {"processor": model, "cores": os.cpu_count(), "python": platform.python_version(),
            "load_average": [round(part, 1) for part in os.getloadavg()]}  # fmt: skip


def build(contestants: Sequence[Contestant], folder: Path, words: int) -> dict[str, Any]:
    """Each builds its index anew from the documents in ``folder``; words a second."""
    found = {}
    for one in contestants:
        models = one.index / "models"
        for path in one.index.glob("*"):
            # The export is made once for a model, not once for a build.
            if path != models:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        once = one.name == "kwell" and not models.is_dir()
        if once:
            first = one.timed("build", str(folder), str(one.index))
            found["kwell, export included"] = _rate(first, words)
        found[one.name] = _rate(one.timed("build", str(folder), str(one.index)), words)
        print(one.name, found[one.name], flush=True)
    return found


def _rate(timed: dict[str, Any], words: int) -> dict[str, Any]:
    return {**timed, "words_per_wall_s": words / timed["wall_s"],
            "words_per_cpu_s": words / timed["cpu_s"]}  # fmt: skip


def cold(contestants: Sequence[Contestant], question: str, rounds: int) -> dict[str, Any]:
    """Process start to the first answer, one after the other in each round."""
    runs: dict[str, list[dict[str, Any]]] = {one.name: [] for one in contestants}
    for _ in range(rounds):
        for one in contestants:
            runs[one.name].append(one.timed("once", str(one.index), question))
    return {name: _middle(rows) for name, rows in runs.items()}


def answer(contestants: Sequence[Contestant], asked: Sequence[str]) -> dict[str, Any]:
    """Each question to all of them in turn; the first tenth warms up and does not count."""
    running = {
        one.name: subprocess.Popen(one.command("serve", str(one.index)), env=one.environ(),
                                   text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL)
        for one in contestants
    }  # fmt: skip
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in running}
    try:
        for process in running.values():
            _next(process)
        for question in asked:
            for name, process in running.items():
                assert process.stdin is not None
                process.stdin.write(question + "\n")
                process.stdin.flush()
                rows[name].append(_next(process))
    finally:
        for process in running.values():
            process.kill()
            process.wait()
    return {name: _middle(found[len(found) // 10 :]) for name, found in rows.items()}


def _next(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("{"):
            told: dict[str, Any] = json.loads(line)
            return told
    raise SystemExit(f"{process.args}: ended before it answered")


def _middle(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Median of every figure, and its quarters."""
    found: dict[str, Any] = {}
    for key in rows[0]:
        values = sorted(float(row[key]) for row in rows)
        found[key] = round(median(values), 3)
        found[key + "_quarters"] = [
            round(values[len(values) // 4], 3), round(values[(3 * len(values)) // 4], 3),
        ]  # fmt: skip
    return found


def table(step: str, figures: dict[str, Any]) -> str:
    """Markdown: one line a contestant, with ratios to kwell."""
    wall, cpu = {"answer": ("ms", "cpu_ms"), "cold": ("wall_s", "cpu_s"),
                 "build": ("words_per_wall_s", "words_per_cpu_s")}[step]  # fmt: skip
    own = figures["kwell"]
    lines = [f"| {step} | {wall} | {cpu} | ratio to kwell (wall) | (processor) | MB |",
             "|---|---|---|---|---|---|"]  # fmt: skip
    for name, found in figures.items():
        lines.append(
            f"| {name} | {found[wall]:.1f} | {found[cpu]:.1f} | {found[wall] / own[wall]:.2f} "
            f"| {found[cpu] / own[cpu]:.2f} | {found.get('rss', '')} |"
        )
    return "\n".join(lines)


def _scale(args: argparse.Namespace) -> int:
    found = [scale.run(size, args.work, args.questions) for size in args.sizes]
    about = machine()
    print(json.dumps(about), scale.table(found), sep="\n\n", flush=True)
    if args.json:
        kept = {"machine": about, "scale": found}
        args.json.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    told = scale.faults(found)
    for fault in told:
        print(fault, file=sys.stderr)
    return 1 if told else 0


def _incremental(args: argparse.Namespace) -> int:
    found = incremental.measure(args.work / "incremental", args.documents, args.sentences)
    print(json.dumps(machine()), incremental.table(found), sep="\n\n", flush=True)
    if args.json:
        args.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    return 0 if found["rebuild"]["embedded"] == found["changed"] else 1


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("steps", nargs="+", choices=(*STEPS, "all", "scale", "incremental"))
    parser.add_argument("--sizes", type=int, nargs="+", default=scale.SIZES, help="for scale")
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--sentences", type=int, default=14, help="of each document")
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "benchmark")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--json", type=Path, help="all figures, for plots")
    args = parser.parse_args(argv)
    if "scale" in args.steps:
        return _scale(args)
    if "incremental" in args.steps:
        return _incremental(args)
    steps = STEPS if "all" in args.steps else args.steps
    names = peers.set_up(args.work / "peers") if args.peers else []
    data = args.work / f"{args.documents}x{args.sentences}"
    words = documents.write(data / "documents", args.documents, args.sentences)
    entrants = [Contestant("kwell", sys.executable, data / "kwell")]
    entrants += [
        Contestant(name, str(peers.python_of(args.work / "peers", name)), data / name)
        for name in names
    ]
    for one in entrants:
        one.index.mkdir(parents=True, exist_ok=True)
    missing = [one for one in entrants if not any(p.name != "models" for p in one.index.iterdir())]
    found: dict[str, Any] = {"machine": machine(), "words": words}
    print(json.dumps(found["machine"]), flush=True)
    if "build" in steps or missing:
        found["build"] = build(entrants if "build" in steps else missing, data / "documents", words)
    asked = documents.questions(args.questions, args.documents)
    if "answer" in steps:
        bare = [Contestant(f"bare-{p}", sys.executable, data / "kwell") for p in ("fp32", "int8")]
        found["answer"] = answer([*entrants, *bare], asked)
    if "cold" in steps:
        found["cold"] = cold(entrants, asked[0], args.rounds)
    for step in steps:
        print("\n" + table(step, found[step]), flush=True)
    if args.json:
        args.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
