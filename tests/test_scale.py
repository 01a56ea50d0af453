"""The benchmark of sizes: what it makes, and that it notices what grows too fast."""

from __future__ import annotations

import copy
import sys
from pathlib import Path
from typing import Any

import numpy as np

from conftest import ROOT
from kwell_qa import building, bundle

sys.path.insert(0, str(ROOT / "scripts"))

from benchmarks import generated, incremental, scale


def figures(passages: int, cost: float, search: float) -> dict[str, Any]:
    """What ``scale.run`` returns, with costs as given."""
    times = {"ms": {"p50": search, "p95": search}, "cpu_ms": {"p50": search, "p95": search}}
    one = {
        "lint": {"cpu_s": cost, "peak_mb": cost},
        "build": {"wall_s": cost, "cpu_s": cost, "peak_mb": cost, "bytes": {"a": cost * 1e6},
                  "sentences": 2 * passages, "search": {"passages": {"kind": "flat"}}},
        "serve": {"memory": {"rss": cost, "private": cost}, "vectors": times, "words": times,
                  "search": times, "select": times,
                  "recall_passages": 1.0, "recall_sentences": 0.97},
    }  # fmt: skip
    return {"passages": passages, "rounds": [one]}


def test_it_makes_as_many_passages_as_were_asked_for(tmp_path: Path) -> None:
    made = generated.write(tmp_path / "corpus", 50)
    embedder = generated.GeneratedEmbedder()
    report = building.build(tmp_path / "corpus", tmp_path / "index", lambda: embedder)
    assert (made, report.documents, report.passages, report.sentences) == (3, 3, 50, 100)
    loaded = bundle.load(tmp_path / "index")
    likeness = generated.likeness(loaded.passage_vectors.rows(range(50)))
    assert likeness["pairs"] < likeness["tenth"] < likeness["nearest"] < 1
    # A question out of a section's words finds that section's document.
    [asked] = generated.questions(1, 50)
    row = loaded.passage_vectors.search(embedder.embed_queries([asked])[0], 1)[0][0]
    text = loaded.documents[int(loaded.rows.passages[row, 0])].text.lower()
    assert np.mean([word in text for word in asked.lower().rstrip("?").split()]) > 0.7


def test_growth_as_the_corpus_passes_and_faster_growth_is_told() -> None:
    even = [figures(1_000, 1, 1), figures(100_000, 100, 10)]
    assert scale.faults(even) == []
    assert "| search p50 ms | 1.0 | 10.0 |" in scale.table(even)
    steep = [figures(1_000, 1, 1), figures(100_000, 1000, 60)]
    told = " ".join(scale.faults(steep))
    for name in ("build cpu s", "size MB", "build peak MB", "search cpu p50 ms"):
        assert f"{name}: grew by the power" in told
    blind = copy.deepcopy(even)
    blind[1]["rounds"].append(copy.deepcopy(blind[1]["rounds"][0]))
    blind[1]["rounds"][1]["serve"]["recall_passages"] = 0.9
    assert scale.faults(blind) == ["recall_passages: got 0.9 at 100,000, wanted 0.95"]


def test_rounds_are_told_by_median_and_quarters() -> None:
    found = figures(1_000, 4, 1)
    found["rounds"] += [figures(1_000, cost, 1)["rounds"][0] for cost in (2, 3, 9)]
    assert "| build cpu s | 3.5 (3.0 to 9.0) |" in scale.table([found])
    assert "| search p50 ms | 1.0 |" in scale.table([found])


def test_full_builds_and_rebuilds_are_told_in_pairs(monkeypatch: Any, tmp_path: Path) -> None:
    costs = iter([0.0, 10.0, 1.0, 20.0, 1.0, 30.0, 2.0])
    monkeypatch.setattr(incremental, "_build", lambda *_: (tmp_path / "index").mkdir(exist_ok=True)
                        or {"embedded": 2, "wall_s": (cost := next(costs)), "cpu_s": 2 * cost,
                            "seconds_by_step": {"embedding": cost}})  # fmt: skip
    found = incremental.measure(tmp_path, 3, 4, 3)
    assert (found["full"]["wall_s"], found["rebuild"]["wall_s"]) == (20.0, 1.0)
    assert (found["ratio"], found["ratio_quarters"]) == (15.0, [10.0, 20.0])
    table = incremental.table(found)
    assert "| full | 2 | 20.0 (10.0 to 30.0) | 40.0 (20.0 to 60.0) | embedding 20.0 |" in table
    assert "1/15.0 (10.0 to 20.0) of the full build" in table


def test_what_a_rebuild_may_not_do_is_told() -> None:
    good = {"documents": 2000, "changed": 2, "rebuild": {"embedded": 2}, "ratio": 30.0}
    assert incremental.faults(good) == []
    assert incremental.faults({**good, "documents": 40, "ratio": 3.0}) == []
    assert incremental.faults({**good, "ratio": 18.4, "rebuild": {"embedded": 9}}) == [
        "embedded: got 9 texts, wanted 2",
        "rebuild: took 1/18.4 of the full build, wanted under 1/20",
    ]
