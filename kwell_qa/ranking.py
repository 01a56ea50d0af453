"""Retrieval measures and TREC files; the only user of ir_measures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import ir_measures
from ir_measures import RR, R, nDCG

__all__ = ["MEASURES", "Qrels", "Run", "measure", "write_qrels", "write_run"]

Qrels = Mapping[str, Mapping[str, int]]
"""Grade of each relevant passage, by question; passages that are not named have grade 0."""
Run = Mapping[str, Mapping[str, float]]
"""Score of each retrieved passage, by question."""
MEASURES = {"recall@1": R @ 1, "recall@5": R @ 5, "recall@10": R @ 10, "MRR@10": RR @ 10,
            "nDCG@10": nDCG @ 10}  # fmt: skip


def measure(qrels: Qrels, run: Run) -> dict[str, list[float]]:
    """Each measure's values by question, in the order of ``qrels``; 0 for one not in ``run``."""
    given = {question: dict(grades) for question, grades in qrels.items()}
    made = {question: dict(scores) for question, scores in run.items() if question in given}
    found: dict[str, dict[str, float]] = {name: dict.fromkeys(given, 0.0) for name in MEASURES}
    if any(made.values()):
        name_of = {str(measure): name for name, measure in MEASURES.items()}
        for metric in ir_measures.iter_calc(list(MEASURES.values()), given, made):
            found[name_of[str(metric.measure)]][metric.query_id] = float(metric.value)
    return {name: list(values.values()) for name, values in found.items()}


def write_run(path: Path, run: Run, tag: str) -> None:
    """A TREC run file: question, Q0, passage, rank, score and ``tag`` in each line."""
    lines = [
        f"{question} Q0 {passage} {rank} {score:.6f} {tag}\n"
        for question, scores in run.items()
        for rank, (passage, score) in enumerate(
            sorted(scores.items(), key=lambda item: (-item[1], item[0])), start=1
        )
    ]
    path.write_text("".join(lines), "utf-8")


def write_qrels(path: Path, qrels: Qrels) -> None:
    """A TREC qrels file: question, 0, passage and grade in each line."""
    lines = [
        f"{question} 0 {passage} {grade}\n"
        for question, grades in qrels.items()
        for passage, grade in grades.items()
    ]
    path.write_text("".join(lines), "utf-8")
