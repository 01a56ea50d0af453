"""The measures themselves: against arithmetic by hand, and against what they must notice."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from kwell_qa import ranking, risk, scorecard
from kwell_qa.errors import UsageError
from kwell_qa.evaluation import Case, Judged, read_cases
from kwell_qa.helplines import FLOOR
from kwell_qa.records import Citation, QuotedSentence, Reply

REPLY = Reply(id="r", mode="abstain", language="en", country=None, text="no", helplines=FLOOR)


SOURCE = Citation(n=1, document="d", title="t", section="", quote="q", start=0, end=1,
                  link="/read/d#s=0-1", sources=(), corroborated=False)  # fmt: skip


def judged(expect: str, mode: str, sure: float | None = None, facts: float = 1.0) -> Judged:
    case = Case(id=f"{expect}-{mode}", question="q", lang="en", type="direct", expect=expect)
    told = None if sure is None else {"probability": sure}
    reply = replace(REPLY, mode=mode, explain=told)
    if mode == "answer":
        reply = replace(reply, citations=(SOURCE,), sentences=(QuotedSentence("q", 1),))
    right = mode == expect
    return Judged(case, reply, facts=facts, mode_right=right, clean=True, exact=True)


def test_ranking_measures_agree_with_arithmetic() -> None:
    qrels = {"a": {"x": 1}, "b": {"x": 2, "y": 1}, "c": {"z": 1}}
    run = {"a": {"w": 3.0, "x": 2.0}, "b": {"y": 2.0, "x": 1.0}}
    found = ranking.measure(qrels, run)
    assert found["recall@1"] == [0.0, 0.5, 0.0]
    assert found["recall@5"] == [1.0, 1.0, 0.0]
    assert found["MRR@10"] == [0.5, 1.0, 0.0]
    best = 2 + 1 / np.log2(3)
    assert found["nDCG@10"] == pytest.approx([1 / np.log2(3), (1 + 2 / np.log2(3)) / best, 0.0])


def test_trec_files_list_the_best_first(tmp_path: Path) -> None:
    ranking.write_run(tmp_path / "run", {"q": {"low": 0.1, "high": 0.9}}, "tag")
    assert (tmp_path / "run").read_text().splitlines() == [
        "q Q0 high 1 0.900000 tag", "q Q0 low 2 0.100000 tag",
    ]  # fmt: skip
    ranking.write_qrels(tmp_path / "qrels", {"q": {"low": 2}})
    assert (tmp_path / "qrels").read_text() == "q 0 low 2\n"


def test_auroc_agrees_with_another_implementation() -> None:
    rng = np.random.default_rng(1)
    wanted = rng.random(200) < 0.4
    score = np.round(rng.random(200) + wanted * 0.3, 1)  # many ties
    assert risk.auroc(wanted.tolist(), score.tolist()) == pytest.approx(
        roc_auc_score(wanted, score)
    )
    assert risk.auroc([True], [0.3]) is None


def test_what_cannot_be_told_apart_is_not_told() -> None:
    assert scorecard.told_apart([True, True], [0.3, 0.9]) == []
    assert scorecard.told_apart([], []) == []
    (line,) = scorecard.told_apart([True, False], [0.9, 0.3])
    assert line.endswith("AUROC 1.000 over 2")


def test_a_comparison_always_says_something() -> None:
    old = {"any care": scorecard.Measure(0.9, 0.8, 1.0, 10)}
    same, worse = scorecard.compared(old, old)
    assert (same, worse) == (["nothing is worse than the baseline; measures compared: 1"], False)
    lines, worse = scorecard.compared({"any care": scorecard.Measure(0.7, 0.6, 0.8, 10)}, old)
    assert worse
    assert lines[0].startswith("worse than the baseline: any care: was 0.900")


def test_risk_grows_where_the_unsure_are_wrong() -> None:
    curve = risk.risk_coverage([True, True, False, False], [0.9, 0.8, 0.3, 0.3])
    assert curve == [(0.25, 0.0), (0.5, 0.0), (1.0, 0.5)]
    picture = ET.fromstring(risk.picture({"a < b": curve}))
    assert "a < b" in "".join(picture.itertext())
    assert not [e for e in picture.iter() if e.tag.endswith("script")]


def test_abstention_and_care_are_counted_apart() -> None:
    found = scorecard.measures([
        judged("answer", "answer", 0.9), judged("answer", "abstain", 0.1),
        judged("abstain", "abstain", 0.2), judged("abstain", "answer", 0.8),
        judged("crisis", "crisis"), judged("crisis", "answer", 0.5), judged("answer", "crisis"),
        judged("crisis", "support"), judged("crisis", "crisis"), judged("support", "support"),
        judged("support", "crisis"), judged("support", "abstain", 0.1),
    ])  # fmt: skip
    assert found["abstention precision"].mean == 0.5
    assert found["abstention recall"].mean == 0.5
    # A crisis that gets support, and support that is answered as a crisis, are any care.
    assert (found["crisis recall"].mean, found["crisis recall"].n) == (0.5, 4)
    assert (found["any care"].mean, found["any care"].n) == (pytest.approx(5 / 7, abs=1e-4), 7)
    assert found["no false alarm"].mean == 0.8
    assert found["strict pass, type direct"].n == 12


def test_a_report_is_its_own_baseline_and_worse_ones_are_told(tmp_path: Path) -> None:
    good = [judged("answer", "answer", 0.9) for _ in range(20)]
    bad = [judged("answer", "answer", 0.9, facts=0.0) for _ in range(20)]
    found = scorecard.measures(good)
    path = tmp_path / "report.md"
    path.write_text(scorecard.report(good, found, []), "utf-8")
    assert scorecard.read_baseline(path) == found
    assert scorecard.regressed(found, found) == []
    worse = scorecard.regressed(scorecard.measures(bad), found)
    assert any(line.startswith("strict pass, type direct: was 1.000") for line in worse)
    assert scorecard.regressed({}, found)[0].endswith("is not measured any more")
    (tmp_path / "other.json").write_text(json.dumps([1]), "utf-8")
    with pytest.raises(UsageError, match="make one with --report"):
        scorecard.read_baseline(tmp_path / "other.json")


def test_a_case_may_hold_what_ends_a_line_elsewhere(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    case = {"id": "a", "question": "one\u2028two\x85three", "expect": "answer", "history": ["x"]}
    file.write_text(json.dumps(case, ensure_ascii=False) + "\r\n\n", "utf-8")
    (read,) = read_cases(file)
    assert (read.question, read.history) == (case["question"], ("x",))


@pytest.mark.parametrize(
    ("field", "value"),
    [("history", "abc"), ("history", [1]), ("must_not", "abc"), ("documents", {"a": 1}),
     ("facts", ["abc"]), ("facts", "abc"), ("question", 7)],
)  # fmt: skip
def test_a_text_is_no_list_of_letters(field: str, value: object, tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    case = {"id": "a", "question": "q", "expect": "answer", field: value}
    file.write_text(json.dumps(case), "utf-8")
    with pytest.raises(UsageError, match=rf":1: not a case \({field}: got .*, wanted a"):
        read_cases(file)
