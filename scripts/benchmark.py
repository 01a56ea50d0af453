"""Speed and memory, side by side: ratios measured in one run, each contestant in its own process.

    python scripts/benchmark.py STEP… [--documents N] [--questions N] [--rounds N]
                                [--work DIR] [--peers] [--json FILE] [--plots DIR] [--sizes N…]

Steps: answer (question to reply in process, remembered, over HTTP and with Gradio, the screen, and
the bare forward pass; memory of each), encode (one question to its vector), bulk (passages to
vectors), cold (process start to reply), build (words a second of the whole script), all; and scale
(what 1,000, 100,000 and 1,000,000 passages cost to build and to search; about an hour a round,
12 GB of disk), incremental (a rebuild after one paragraph was edited, beside the full build), pages
(when each page is painted in Chromium, its bytes and requests, ours and Gradio's; needs playwright
and a Chromium), load (the highest rate of requests with a p95 of a question under 200 ms, by
locust).
``--peers`` measures LangChain, LlamaIndex, Haystack and txtai too, in environments that it makes
under ``--work``, which takes gigabytes and minutes. Contestants take turns, so that what else a
machine does meets all of them; every figure is a wall time and, since other programs take wall time
away, the processor time of the same work. Ratios are of processor time, pair by pair.

Exit codes: 0 done, 1 something grew faster than it may, was embedded needlessly, was rebuilt too
slowly or held no rate, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "scripts"))

from benchmarks import documents, incremental, load, machine, pages, peers, scale, showing, steps
from benchmarks.contestant import Contestant

STEPS = ("build", "answer", "encode", "bulk", "cold")


def _scale(args: argparse.Namespace) -> int:
    found = [scale.run(size, args.work, args.questions or 200, args.rounds) for size in args.sizes]
    about = machine.described()
    print(json.dumps(about), scale.table(found), sep="\n\n", flush=True)
    if args.json:
        kept = {"machine": about, "scale": found}
        args.json.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    told = scale.faults(found)
    for fault in told:
        print(fault, file=sys.stderr)
    return 1 if told else 0


def _incremental(args: argparse.Namespace) -> int:
    found = incremental.measure(
        args.work / "incremental", args.documents, args.sentences, args.rounds
    )
    about = machine.described()
    print(json.dumps(about), incremental.table(found), sep="\n\n", flush=True)
    if args.json:
        args.json.write_text(json.dumps({"machine": about, **found}, indent=1) + "\n", "utf-8")
    told = incremental.faults(found)
    for fault in told:
        print(fault, file=sys.stderr)
    return 1 if told else 0


def _told(name: str, found: dict[str, Any], table: str, path: Path | None) -> int:
    about = machine.described()
    print(json.dumps(about), table, sep="\n\n", flush=True)
    if path:
        path.write_text(json.dumps({"machine": about, name: found}, indent=1) + "\n", "utf-8")
    return 0


def _pages(args: argparse.Namespace) -> int:
    found = pages.measure(args.rounds)
    return _told("pages", found, pages.table(found), args.json)


def _load(args: argparse.Namespace) -> int:
    found = load.measure(args.rates, args.seconds)
    _told("load", found, load.table(found), args.json)
    return 0 if found["highest"] else 1


OUTSIDE = {"scale": _scale, "incremental": _incremental, "pages": _pages, "load": _load}
"""Steps that run alone: with work, or a whole site, of their own."""


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("steps", nargs="+", choices=(*STEPS, "all", *OUTSIDE))
    parser.add_argument("--sizes", type=int, nargs="+", default=scale.SIZES, help="for scale")
    parser.add_argument("--documents", type=int, default=2000, help="how many are made")
    parser.add_argument("--sentences", type=int, default=14, help="of each document")
    parser.add_argument("--questions", type=int, help="100, or 200 for scale")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each contestant")
    parser.add_argument("--rates", type=int, nargs="+", help="for load: requests a second",
                        default=[5, 10, 15, 20, 25, 30, 40, 50, 60])  # fmt: skip
    parser.add_argument("--seconds", type=int, default=60, help="of each step of load")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "benchmark",
                        help="where indexes and environments of peers are made")  # fmt: skip
    parser.add_argument("--peers", action="store_true",
                        help="measure other libraries too; gigabytes the first time")  # fmt: skip
    parser.add_argument("--json", type=Path, help="all figures")
    parser.add_argument("--plots", type=Path, help="draw them in this folder")
    args = parser.parse_args(argv)
    for name, step in OUTSIDE.items():
        if name in args.steps:
            return step(args)
    args.questions = args.questions or 100
    wanted = STEPS if "all" in args.steps else args.steps
    names = peers.set_up(args.work / "peers") if args.peers else []
    data = args.work / f"{args.documents}x{args.sentences}"
    folder = data / "documents"
    words = documents.write(folder, args.documents, args.sentences)
    ours = Contestant("kwell", sys.executable, data / "kwell")
    others = [
        Contestant(name, str(peers.python_of(args.work / "peers", name)), data / name, own=False)
        for name in names
    ]
    entrants = [ours, *others]
    for one in entrants:
        one.index.mkdir(parents=True, exist_ok=True)
    missing = [one for one in entrants if not any(p.name != "models" for p in one.index.iterdir())]
    found: dict[str, Any] = {"machine": machine.described(), "documents": args.documents,
                             "words": words, "questions": args.questions}  # fmt: skip
    print(json.dumps(found["machine"]), flush=True)
    if "build" in wanted or missing:
        made = steps.build(*((entrants, folder, words, args.rounds) if "build" in wanted
                              else (missing, folder, words, 1)))  # fmt: skip
        if "build" in wanted:
            found["build"] = made
    asked = documents.questions(args.questions, args.documents)
    measures = {
        "answer": lambda: steps.answer(others, ours.index, asked),
        "encode": lambda: steps.encode(ours.index, asked),
        "bulk": lambda: steps.bulk(ours.index, folder, args.rounds),
        "cold": lambda: steps.cold(others, ours.index, asked[0], args.rounds),
    }
    for step in wanted:
        if step in measures:
            found[step] = measures[step]()
        print("\n" + showing.table(step, found[step]), flush=True)
        if args.json:
            # After each step, so that a run that is cut short has told what it measured.
            args.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    if args.plots:
        for path in showing.plot(found, args.plots):
            print(path)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
