"""Measure retrieval on passages that nobody prepared: dense, BM25 and both fused.

    python scripts/evaluate_retrieval.py --passages FILE.jsonl --questions FILE.jsonl
        [--limit N] [--documents N] [--answerable] [--picture FILE.svg] [--seed N]

A passage has ``pid`` or ``doc_id`` and ``text``; a question has ``question`` and the ``pid`` or
``doc_id`` that answers it, and may have ``answerable: false``. Passages are indexed as bare text
files, as ``build_index.py --corpus DIR`` takes them. ``--answerable`` also tells how well the
calibrated probability parts answerable from unanswerable questions, beside the dense score.

Exit codes: 0 done, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kwell_qa import building, bundle, exports, questions, ranking, risk, scorecard, texts
from kwell_qa.embedding import BASE_MODEL
from kwell_qa.errors import KwellError
from kwell_qa.retrieval import Found, Retriever
from kwell_qa.selecting import Selector
from kwell_qa.settings import REPOSITORY

DEPTH = 10
LISTS = ("dense", "bm25", "hybrid")


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def key_of(item: dict[str, Any]) -> str:
    return str(item.get("pid") or item["doc_id"])


def ranked(
    loaded: bundle.Bundle, rows: list[tuple[int, float]], ids: dict[str, str]
) -> dict[str, float]:
    """The best documents of a list of passage rows, each by its best passage."""
    found: dict[str, float] = {}
    for row, score in rows:
        document = loaded.by_id[loaded.passages[row].document]
        found.setdefault(ids[document.path], score)
        if len(found) == DEPTH:
            break
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--passages", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=0, help="so many questions, drawn by --seed")
    parser.add_argument("--documents", type=int, default=0, help="so many passages, drawn alike")
    parser.add_argument("--answerable", action="store_true",
                        help="also part answerable from unanswerable questions")  # fmt: skip
    parser.add_argument("--picture", type=Path, help="write risk against coverage here, as SVG")
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    try:
        passages, asked = read(args.passages), read(args.questions)
        draw = random.Random(args.seed)
        if args.documents:
            passages = draw.sample(passages, min(args.documents, len(passages)))
        kept = {key_of(passage) for passage in passages}
        asked = [item for item in asked if key_of(item) in kept]
        if args.limit:
            asked = draw.sample(asked, min(args.limit, len(asked)))
        with tempfile.TemporaryDirectory() as folder:
            return _measure(Path(folder), passages, asked, args)
    except (OSError, ValueError, KeyError) as error:
        print(f"evaluate_retrieval.py: {error!r}", file=sys.stderr)
        return 2
    except KwellError as error:
        print(f"evaluate_retrieval.py: {error}", file=sys.stderr)
        return 2


def _list(found: Found, kind: str) -> list[int]:
    """Passage rows of one of the fused lists, or of all fused, best first."""
    if kind == "hybrid":
        return [row for row, _, _ in found.passages]
    held = [(ranks[kind], row) for row, _, ranks in found.passages if kind in ranks]
    return [row for _, row in sorted(held)]


def _measure(folder: Path, passages: list[Any], asked: list[Any], args: argparse.Namespace) -> int:
    (folder / "corpus").mkdir()
    ids = {}
    for number, passage in enumerate(passages):
        name = f"text-{number:05}.txt"
        (folder / "corpus" / name).write_text(passage["text"], "utf-8")
        ids[name] = key_of(passage)
    embedder = exports.builder(BASE_MODEL, REPOSITORY / "index")
    report = building.build(folder / "corpus", folder / "index", lambda: embedder)
    for finding in report.findings:
        print(finding, file=sys.stderr)
    loaded = bundle.load(folder / "index")
    retriever = Retriever(loaded, embedder)
    selector = Selector(retriever, loaded.manifest["calibration"])
    catalogue = texts.load()
    runs: dict[str, dict[str, dict[str, float]]] = {name: {} for name in LISTS}
    qrels: dict[str, dict[str, int]] = {}
    answerable, sure, dense_best = [], [], []
    for number, item in enumerate(asked):
        lang = questions.detect_language(item["question"], catalogue.function_words, loaded.namer)
        query = questions.read(item["question"], (), lang, loaded.namer)
        found = retriever.search(query)
        name = str(number)
        for kind in LISTS:
            rows = [(row, 1 / rank) for rank, row in enumerate(_list(found, kind), start=1)]
            runs[kind][name] = ranked(loaded, rows, ids)
        if item.get("answerable", True):
            qrels[name] = {key_of(item): 1}
        answerable.append(bool(item.get("answerable", True)))
        dense_best.append(found.passage_cosine.values.max(initial=0.0))
        if args.answerable:
            sure.append(selector.select(query, found).probability)
    print(f"{len(passages)} documents, {len(loaded.passages)} passages, {len(qrels)} questions")
    print("| | " + " | ".join(ranking.MEASURES) + " |")
    print("|---|" + "---|" * len(ranking.MEASURES))
    for kind in LISTS:
        values = ranking.measure(qrels, runs[kind])
        cells = (str(scorecard.Measure.of(values[measure])) for measure in ranking.MEASURES)
        print(f"| {kind} | {' | '.join(cells)} |")
    if args.answerable:
        print(f"answerable or not, AUROC over {len(asked)}: probability "
              f"{_area(answerable, sure)}, dense score "
              f"{_area(answerable, dense_best)}")  # fmt: skip
        curves = {"probability": risk.risk_coverage(answerable, sure),
                  "dense score": risk.risk_coverage(answerable, dense_best)}  # fmt: skip
        for name, curve in curves.items():
            area = sum(risk_ for _, risk_ in curve) / len(curve)
            print(f"mean risk over coverage, {name}: {area:.3f}")
        if args.picture:
            args.picture.write_text(risk.picture(curves), "utf-8")
    return 0


def _area(answerable: Sequence[bool], score: Sequence[float]) -> str:
    area = risk.auroc(answerable, score)
    return "–" if area is None else f"{area:.3f}"


if __name__ == "__main__":
    raise SystemExit(main())
