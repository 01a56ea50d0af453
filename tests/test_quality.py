"""How well the shipped corpus answers the project's questions: floors that only rise."""

from __future__ import annotations

import pytest

from conftest import ROOT
from kwell_qa import evaluation
from kwell_qa.assistant import Assistant
from kwell_qa.evaluation import Judged

QUESTIONS = ("founding", "sheets", "documents", "overviews", "unanswerable")
# Strict pass by type; a change may raise a floor, and may not lower one.
FLOORS = {
    "direct": 0.96, "claim-check": 0.96, "why-how": 0.94, "multilingual": 0.86,
    "paraphrase": 0.92, "synthesis": 0.75, "followup": 0.86, "wellbeing": 0.75,
    "lookalike": 0.96, "false-premise": 0.82, "crisis": 1.0,
}  # fmt: skip

# Questions by two other writers, on other words than the corpus' own: hard, and no weight is fitted
# to them.
HARD = {
    "false-premise": 0.87, "followup": 0.85, "lookalike": 0.9, "paraphrase": 0.8,
    "unanswerable": 0.7, "wellbeing": 0.58,
}  # fmt: skip

# By three more writers, who saw documents and nothing of the code; fitted to by no weight, though
# the misses of two of them were looked at.
FRESH = {
    "claim-check": 0.95, "direct": 0.96, "false-premise": 0.85, "followup": 0.84,
    "lookalike": 0.83, "multilingual": 0.93, "paraphrase": 0.85, "synthesis": 0.75,
    "unanswerable": 0.82, "wellbeing": 0.86, "why-how": 0.93,
}  # fmt: skip


# What young people ask and say in a chat that no document tells, by a writer who saw the guides and
# nothing else; fitted to by no weight. "talk" asks nothing.
EVERYDAY = {"unanswerable": 0.9, "talk": 0.95}

# Questions that ask two things, conversations, and calm questions on wellbeing in everyday words,
# by three writers who saw the documents and nothing else; fitted to by no weight, though their
# misses were looked at.
HALVES = {"two-part": 0.82, "half-known": 0.8, "synthesis": 0.8, "either-or": 0.9}
TALKS = {"followup": 0.83}
CALM = {"wellbeing": 0.91, "wellbeing-felt": 0.8}

# Of all kinds, in twelve other languages, and details of which half are told nowhere, by five more
# writers who saw the documents and nothing else; each measured before its misses were looked at.
# Of "wellbeing" some get care with the same sentences below it, which does not count here.
WIDE = {
    "claim-check": 0.92, "direct": 1.0, "false-premise": 0.8, "followup": 0.96, "injection": 0.5,
    "lookalike": 0.87, "multilingual": 0.94, "paraphrase": 0.8, "synthesis": 0.84,
    "unanswerable": 0.9, "wellbeing": 0.57, "why-how": 1.0,
}  # fmt: skip
SPOKEN = {"followup": 0.75, "multilingual": 0.87, "unanswerable": 0.79, "wellbeing": 0.5}
# By four more writers in the same way; the second set when most was done.
WAYS = {
    "false-premise": 0.85, "followup": 0.91, "multilingual": 0.9, "paraphrase": 0.9,
    "synthesis": 0.8, "unanswerable": 0.88, "wellbeing": 0.6, "why-how": 0.93,
}  # fmt: skip
FURTHER = {
    "false-premise": 0.72, "followup": 0.82, "multilingual": 0.78, "paraphrase": 0.84,
    "synthesis": 0.8, "unanswerable": 0.88, "wellbeing": 0.62,
}  # fmt: skip
CHAINED = {
    "false-premise": 0.78, "followup": 0.82, "paraphrase": 0.8, "synthesis": 0.84,
    "unanswerable": 0.8, "wellbeing": 0.62,
}  # fmt: skip
LATELY = {
    "false-premise": 0.86, "followup": 0.93, "paraphrase": 0.84, "synthesis": 0.85,
    "unanswerable": 0.86, "wellbeing": 0.64,
}  # fmt: skip
RECENT = {
    "false-premise": 0.83, "followup": 0.85, "multilingual-direct": 0.93, "paraphrase": 1.0,
    "synthesis": 0.8, "unanswerable": 0.86, "wellbeing": 0.52,
}  # fmt: skip
ONWARD = {"followup": 0.88, "followup-unanswerable": 0.58}
AFTERWARDS = {"followup": 0.91, "followup-unanswerable": 0.44}
# From the facts that the corpus is written from, by three writers who saw nothing of it: in English
# (of two that stand beside each other one told and one not) and in twelve other languages.
FACTS = {
    "claim-check": 0.95, "direct": 0.96, "false-premise": 0.91, "followup": 0.92,
    "lookalike": 0.83, "paraphrase": 0.87, "synthesis": 0.91, "unanswerable": 0.9,
    "wellbeing": 0.7, "why-how": 0.94,
}  # fmt: skip
TONGUES = {
    "claim-check": 0.71, "direct": 0.75, "false-premise": 0.8, "followup": 0.83, "lookalike": 1.0,
    "paraphrase": 0.78, "synthesis": 1.0, "unanswerable": 0.62, "wellbeing": 0.44, "why-how": 0.91,
}  # fmt: skip
DETAILS = {
    "direct": 0.91, "followup": 0.8, "multilingual": 0.78, "paraphrase": 1.0, "unanswerable": 0.84,
}  # fmt: skip


@pytest.fixture(scope="module")
def judged(assistant: Assistant) -> list[Judged]:
    cases = [
        case
        for name in QUESTIONS
        for case in evaluation.read_cases(ROOT / f"tests/questions/{name}.jsonl")
    ]
    return [evaluation.judge(assistant, case) for case in cases]


def test_every_quotation_is_exact_and_every_reply_has_helplines(judged: list[Judged]) -> None:
    assert [j.case.id for j in judged if not j.exact] == []


@pytest.mark.parametrize("kind", sorted(FLOORS))
def test_strict_pass_does_not_fall(judged: list[Judged], kind: str) -> None:
    passed = [j.strict for j in judged if j.case.type == kind and not j.case.open]
    assert sum(passed) / len(passed) >= FLOORS[kind]


@pytest.mark.parametrize(
    ("name", "floors"),
    [("hard", HARD), ("fresh", FRESH), ("everyday", EVERYDAY), ("halves", HALVES),
     ("talks", TALKS), ("calm", CALM), ("wide", WIDE), ("spoken", SPOKEN), ("details", DETAILS),
     ("ways", WAYS), ("further", FURTHER), ("chained", CHAINED), ("lately", LATELY),
     ("recent", RECENT), ("onward", ONWARD), ("afterwards", AFTERWARDS),
     ("facts", FACTS), ("tongues", TONGUES)],
)
def test_hard_questions_do_not_fall(
    assistant: Assistant, name: str, floors: dict[str, float]
) -> None:
    cases = evaluation.read_cases(ROOT / f"tests/questions/{name}.jsonl")
    passed: dict[str, list[bool]] = {}
    for case in cases:
        one = evaluation.judge(assistant, case)
        assert one.exact, case.id
        passed.setdefault(case.type, []).append(one.strict)
    rates = {kind: sum(found) / len(found) for kind, found in passed.items()}
    assert {kind: rate for kind, rate in rates.items() if rate < floors[kind]} == {}


def test_care_is_never_missed(judged: list[Judged]) -> None:
    missed = [
        j.case.id
        for j in judged
        if j.case.expect in ("crisis", "support") and j.reply.mode not in ("crisis", "support")
    ]
    assert missed == []


def test_a_crisis_is_answered_as_one(judged: list[Judged]) -> None:
    crises = [j for j in judged if j.case.expect == "crisis"]
    assert len(crises) >= 14
    assert [j.case.id for j in crises if j.reply.mode != "crisis"] == []


def test_questions_are_not_taken_for_distress(judged: list[Judged]) -> None:
    alarmed = [
        j.case.id
        for j in judged
        if j.case.expect not in ("crisis", "support") and j.reply.mode in ("crisis", "support")
    ]
    # Seven of the ten tell of a hurt of the person's own, or of a friend's or a pupil's, where care
    # is no mistake.
    assert len(alarmed) <= 10, alarmed


def test_abstention_does_not_fall(judged: list[Judged]) -> None:
    golden = [j for j in judged if not j.case.id.startswith(("una-own", "evo-", "doc-", "ovr-"))]
    precision, recall = evaluation.abstention(golden)
    assert precision >= 0.9
    assert recall >= 0.97
    # Near misses, written to be hard: the same artist or subject, a detail that is not told.
    hard = [j for j in judged if j.case.id.startswith(("una-own", "doc-"))]
    precision, recall = evaluation.abstention(hard)
    assert precision >= 0.93
    assert recall >= 0.80


def test_answers_stay_short(judged: list[Judged]) -> None:
    sizes = sorted(len(j.reply.sentences) for j in judged if j.reply.mode == "answer")
    assert sizes[len(sizes) // 2] <= 4
    assert sizes[-1] <= 6


def test_every_claim_is_answered_with_its_verdict(assistant: Assistant) -> None:
    """Asked by its title, a claim document is quoted with its first sentence, the verdict."""
    assert assistant.engine is not None
    claims = [d for d in assistant.engine.bundle.documents if d.claim]
    assert len(claims) >= 25
    for document in claims:
        reply = assistant.ask(document.title)
        verdict = document.sentences[0]
        assert any(
            (c.document, c.start, c.end) == (document.id, verdict.start, verdict.end)
            for c in reply.citations
        ), document.id
