"""One step at one size, in a process of its own, so that its memory is its own.

    python scale_worker.py build CORPUS INDEX      # the real builder; its report as JSON
    python scale_worker.py lint CORPUS             # the real linter; how many findings
    python scale_worker.py serve INDEX PASSAGES N  # N questions; times, memory and recall as JSON
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "scripts"))

import numpy as np

from benchmarks.generated import GeneratedEmbedder, likeness, questions
from benchmarks.worker import memory


def build(corpus: Path, index: Path) -> dict[str, Any]:
    from dataclasses import asdict

    from kwell_qa import building

    seen: set[str] = set()

    def told(step: str, done: int, total: int) -> None:
        if step not in seen or (done == total and total > 1):
            seen.add(step)
            print(f"{step}: {done} of {total}", file=sys.stderr, flush=True)

    report = building.build(
        corpus, index, GeneratedEmbedder, plan=building.Plan(keep=1), progress=told
    )
    assert report.published, report.findings
    return {key: value for key, value in asdict(report).items()
            if key not in ("findings", "skipped", "stale_reviews")}  # fmt: skip


def lint(corpus: Path) -> dict[str, Any]:
    from contextlib import closing

    from kwell_qa import linting
    from kwell_qa.notes import Notes

    with closing(Notes(corpus.parent / "notes.sqlite")) as notes:
        found = linting.inspect(corpus, notes=notes)
    return {"documents": found.documents, "findings": len(found.findings)}


def _quarters(values: list[float]) -> dict[str, float]:
    values = sorted(values)
    return {"p50": round(median(values), 2), "p95": round(values[(95 * len(values)) // 100], 2)}


def _timed(calls: list[Any]) -> dict[str, dict[str, float]]:
    """Milliseconds of each call; the first tenth warms up and does not count."""
    wall, cpu = [], []
    for call in calls:
        before, started = time.process_time(), time.perf_counter()
        call()
        wall.append(1000 * (time.perf_counter() - started))
        cpu.append(1000 * (time.process_time() - before))
    skip = len(calls) // 10
    return {"ms": _quarters(wall[skip:]), "cpu_ms": _quarters(cpu[skip:])}


def _recall(index: Any, queries: Any) -> float:
    """Share of the true ten nearest that ``index`` finds, by comparing with every vector."""
    from kwell_qa.recall import nearest

    def take(rows: slice) -> Any:
        return index.rows(np.arange(rows.start, rows.stop))

    true, _ = nearest(len(index), take, queries, 10)
    hits = sum(
        len(set(index.search(query, 10)[0].tolist()) & set(row.tolist()))
        for query, row in zip(queries, true, strict=True)
    )
    return round(hits / true.size, 4)


def serve(index: Path, passages: int, count: int) -> dict[str, Any]:
    from kwell_qa import bundle
    from kwell_qa.engine import Engine
    from kwell_qa.questions import read

    embedder = GeneratedEmbedder()
    bare = memory()
    started = time.perf_counter()
    loaded = bundle.load(index)
    engine = Engine.of(loaded, embedder)
    opened = time.perf_counter() - started
    found: dict[str, Any] = {"open_s": round(opened, 2), "memory_bare": bare}
    asked = questions(count, passages)
    queries = [read(text, (), "en", loaded.namer) for text in asked]
    vectors = embedder.embed_queries(asked)
    found["vectors"] = _timed([lambda v=v: loaded.passage_vectors.search(v, 100) for v in vectors])
    found["words"] = _timed(
        [lambda q=q: loaded.passage_terms.hits(q.terms).top(100) for q in queries]
    )
    found["search"] = _timed([lambda q=q: engine.retriever.search(q) for q in queries])
    found["memory_search"] = memory()
    found["select"] = _timed([lambda q=q: engine.select(q, "en") for q in queries])
    found["memory"] = memory()
    for name in ("passage", "sentence"):
        held = getattr(loaded, f"{name}_vectors")
        found[f"recall_{name}s"] = _recall(held, vectors)
    sample = loaded.passage_vectors.rows(
        np.linspace(0, len(loaded.passages) - 1, min(6000, len(loaded.passages))).astype(int)
    )
    found["likeness"] = likeness(sample)
    return found


def main() -> None:
    step, *rest = sys.argv[1:]
    if step == "build":
        print(json.dumps(build(Path(rest[0]), Path(rest[1]))))
    elif step == "lint":
        print(json.dumps(lint(Path(rest[0]))))
    else:
        print(json.dumps(serve(Path(rest[0]), int(rest[1]), int(rest[2]))))


if __name__ == "__main__":
    main()
