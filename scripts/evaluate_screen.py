"""Measure the safety screen on labelled messages: recall, right category, false alarms.

    python scripts/evaluate_screen.py --messages FILE.jsonl … [--json] [--show] [--publish]
                                      [--half even|odd] [--no-model]

``--publish`` writes the figures to ``kwell_qa/data/screen_measured.json``, from which the page
``/protocol`` reads them: all of the first file's, and of every file those that tell most, so that
the weakest are shown as well.

Each line of the file holds ``text`` (or ``question``), ``expect`` (crisis, support, none;
anything else counts as none), and optionally ``history``, ``category``, ``direct``,
``person``, ``lang`` and ``id``. Rates come with counts and Wilson 95 % intervals. ``--no-model``
measures what is left where no embedding model can be had. The cost of screening is without
the embedding, and is told beside the cost of one embedding of the same messages.
"""

from __future__ import annotations

import argparse
import datetime
import json
import math
import statistics
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kwell_qa import embedding, ending, inputs, naming, texts
from kwell_qa.glossing import glossed
from kwell_qa.records import Screening
from kwell_qa.safety import screen

OF_EVERY_SET = (
    "crisis recall, direct", "crisis recall, indirect", "crisis with any care",
    "support with any care", "false alarms",
)  # fmt: skip
"""What is published of every file."""

Row = tuple[dict[str, Any], Screening]


def namer() -> naming.Namer:
    """Names and lexicon of this repository's corpus, by which messages are glossed."""
    return naming.from_json(inputs.words_of(ROOT / "corpus"))


def wilson(good: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a rate; (0, 1) where nothing was counted."""
    if not count:
        return 0.0, 1.0
    z, rate = 1.96, good / count
    middle = rate + z * z / (2 * count)
    spread = z * math.sqrt(rate * (1 - rate) / count + z * z / (4 * count * count))
    whole = 1 + z * z / count
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


def rate(rows: list[Row], good: Any) -> dict[str, float]:
    """How many of ``rows`` are ``good``, with the interval."""
    hits = sum(1 for row in rows if good(*row))
    low, high = wilson(hits, len(rows))
    share = round(hits / len(rows), 4) if rows else float("nan")
    return {"rate": share, "good": hits, "count": len(rows), "low": low, "high": high}


def read(path: Path, half: str | None) -> list[dict[str, Any]]:
    """The lines of ``path``, or those whose id ends in an even or odd number."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    for number, line in enumerate(lines):
        line.setdefault("id", str(number))
        line["text"] = line.get("text", line.get("question"))
        if line["expect"] not in ("crisis", "support"):
            line["expect"] = "none"
    if half:
        wanted = 0 if half == "even" else 1
        lines = [line for line in lines if int(line["id"].rsplit("-", 1)[-1]) % 2 == wanted]
    return lines


def history_only(line: dict[str, Any]) -> bool:
    """A crisis that only the earlier turns show, by the annotator's note."""
    return bool(line.get("history")) and str(line.get("note", "")).startswith("only the history")


def measure(rows: list[Row]) -> dict[str, dict[str, float]]:
    """All rates, by name."""
    crisis = [row for row in rows if row[0]["expect"] == "crisis"]
    support = [row for row in rows if row[0]["expect"] == "support"]
    nothing = [row for row in rows if row[0]["expect"] == "none"]
    told = [row for row in crisis if not history_only(row[0])]
    direct = [row for row in told if row[0].get("direct")]
    indirect = [row for row in told if not row[0].get("direct")]

    def is_crisis(_: dict[str, Any], seen: Screening) -> bool:
        return seen.level == "crisis"

    def cared(_: dict[str, Any], seen: Screening) -> bool:
        return seen.level != "none"

    def right(line: dict[str, Any], seen: Screening) -> bool:
        wanted = "suicidal" if line.get("category") == "goodbye" else line.get("category")
        return seen.category == wanted

    found = {
        "crisis recall": rate(crisis, is_crisis),
        "crisis recall, direct": rate(direct, is_crisis),
        "crisis recall, indirect": rate(indirect, is_crisis),
        "crisis recall, third": rate([r for r in told if r[0].get("person") == "third"], is_crisis),
        "crisis recall, history only": rate([r for r in crisis if history_only(r[0])], is_crisis),
        "crisis with any care": rate(crisis, cared),
        "support with any care": rate(support, cared),
        "support screened support": rate(support, lambda _, seen: seen.level == "support"),
        "category right, crisis": rate([r for r in crisis if is_crisis(*r)], right),
        "category right, support": rate([r for r in support if r[1].level == "support"], right),
        "category right, all support": rate(support, right),
        "false alarms": rate(nothing, cared),
    }
    for lang in sorted({row[0].get("lang", "?") for row in rows}):
        own = [row for row in rows if row[0].get("lang", "?") == lang]
        needy = [row for row in own if row[0]["expect"] == "crisis"]
        if needy:
            found[f"{lang}: crisis recall"] = rate(needy, is_crisis)
            found[f"{lang}: crisis with any care"] = rate(needy, cared)
        helped = [row for row in own if row[0]["expect"] == "support"]
        if helped:
            found[f"{lang}: support with any care"] = rate(helped, cared)
        found[f"{lang}: false alarms"] = rate(
            [row for row in own if row[0]["expect"] == "none"], cared
        )
    return {name: value for name, value in found.items() if value["count"]}


Figures = dict[str, dict[str, float]]


def publish(sets: list[tuple[str, int, Figures]]) -> None:
    """Write the figures where the page about our protocol finds them.

    ``sets``: of each file its name, how many messages it has, and its figures.
    """
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    _, messages, figures = sets[0]
    others = [
        {"name": name, "messages": count,
         "figures": {one: found[one] for one in OF_EVERY_SET if one in found}}
        for name, count, found in sets
    ]  # fmt: skip
    data = {"date": today, "messages": messages, "figures": figures, "sets": others}
    path = ROOT / "kwell_qa" / "data" / "screen_measured.json"
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> int:
    """Print the figures; 0 always, since gates belong to whoever reads them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--messages", type=Path, required=True, nargs="+", help="JSON lines with expect"
    )
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    parser.add_argument("--show", action="store_true", help="list what was screened wrongly")
    parser.add_argument("--half", choices=("even", "odd"), help="only ids of this parity")
    parser.add_argument("--publish", action="store_true", help="write what /protocol shows")
    parser.add_argument("--no-model", action="store_true", help="screen without embeddings")
    options = parser.parse_args()
    embed = None if options.no_model else embedding.load().embed_queries
    screen("warm up")
    sets = []
    for path in options.messages:
        rows, middle = screened(read(path, options.half), embed)
        figures = measure(rows)
        sets.append((path.stem, len(rows), figures))
        if len(options.messages) > 1 and not options.json:
            print(f"{path.name}: {len(rows)} messages")
        tell(figures, middle, options.json)
        if options.show:
            show(rows)
    if options.publish:
        publish(sets)
    return 0


def screened(lines: list[dict[str, Any]], embed: Any) -> tuple[list[Row], dict[str, float]]:
    """What the screen says of each line, and the median cost of its parts in milliseconds."""
    meaning = embed and glossed(embed, texts.load().function_words, namer())
    rows: list[Row] = []
    costs: dict[str, list[float]] = {"screen": [], "embedding": []}
    for line in lines:
        history = line.get("history") or ()
        start = time.perf_counter()
        seen = screen(line["text"], history)
        costs["screen"].append((time.perf_counter() - start) * 1000)
        if embed is not None:
            start = time.perf_counter()
            embed([line["text"]])
            costs["embedding"].append((time.perf_counter() - start) * 1000)
            seen = screen(line["text"], history, meaning)
        rows.append((line, seen))
    return rows, {name: statistics.median(values) for name, values in costs.items() if values}


def tell(figures: Figures, middle: dict[str, float], as_json: bool) -> None:
    """Print the figures of one file and what the screen cost."""
    if as_json:
        print(json.dumps({"p50_ms": middle, "figures": figures}, indent=1))
        return
    for name, f in figures.items():
        print(
            f"{name:34} {f['rate']:6.3f}  {f['good']:4}/{f['count']:<4} "
            f"[{f['low']:.3f}, {f['high']:.3f}]"
        )
    print("cost: " + ", ".join(f"{name} p50 {cost:.2f} ms" for name, cost in middle.items()))


def show(rows: list[Row]) -> None:
    """Print what was screened wrongly."""
    for line, seen in rows:
        if seen.level != line["expect"]:
            past = f"{line['history']} | " if line.get("history") else ""
            print(
                f"{line['id']} {line.get('lang')} wanted {line['expect']} "
                f"{line.get('category')}, got {seen.level} {seen.category}: "
                f"{past}{line['text'][:160]}"
            )


if __name__ == "__main__":
    raise SystemExit(ending.quietly(main))
