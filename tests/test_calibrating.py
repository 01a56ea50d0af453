"""Weights of follow-ups, fitted to talks and to questions that have nothing to do with them."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import ROOT
from kwell_qa import evaluation
from kwell_qa.assistant import Assistant
from kwell_qa.evidence import FOLLOWING

sys.path.insert(0, str(ROOT / "scripts"))

import calibrate

QUESTIONS = ROOT / "tests" / "questions"


def cases(name: str) -> list[evaluation.Case]:
    return evaluation.read_cases(QUESTIONS / f"{name}.jsonl")


def test_what_nothing_answers_is_put_after_other_questions() -> None:
    talks, asked = cases("onward"), cases("everyday")
    after = calibrate.after_others(asked, talks)
    alone = [one for one in asked if one.expect == "abstain" and not one.history]
    assert len(after) == len(alone) * calibrate.AFTER
    first = {one.history[0] for one in talks}
    assert all(len(one.history) == 1 and one.history[0] in first for one in after)
    assert len({one.history for one in after}) > 100
    assert calibrate.after_others(asked, talks) == after


def test_follow_ups_count_for_what_they_say_themselves(
    assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    talks = cases("onward")
    apart = calibrate.after_others(cases("everyday")[:40], talks)
    paths = [QUESTIONS / "onward.jsonl"]
    args = argparse.Namespace(coverage=0.97, questions=paths, abrupt=Path("everyday.jsonl"))
    fitted = calibrate.following(talks, apart, assistant.engine, args)
    assert set(fitted["weights"]) == set(FOLLOWING)
    assert fitted["weights"]["in_vain"] < 0 < fitted["weights"]["cosine"]
    assert fitted["questions"] == ["everyday.jsonl", "onward.jsonl"]
    assert "follow-ups answered" in capsys.readouterr().out


def test_a_follow_up_answered_by_the_wrong_sentences_teaches_nothing(assistant: Assistant) -> None:
    talk = next(one for one in cases("onward") if one.expect == "answer" and one.lang == "en")
    known = calibrate._followed(talk, assistant.engine)
    assert known is not None
    assert known[3] is True
    other = replace(talk, facts=(("no sentence says this",),))
    assert calibrate._followed(other, assistant.engine) is None
