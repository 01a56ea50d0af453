"""The verdict on a claim leads where the question speaks of the claim, and nowhere else."""

from __future__ import annotations

import pytest

from kwell_qa import selecting
from kwell_qa.assistant import Assistant
from kwell_qa.questions import read
from kwell_qa.texts import load

LEAD = load().get("en", "reply.claim_lead")


@pytest.mark.parametrize("question", [
    "someone on tiktok said ateez wonderland is a mental health campaign true or fake",
    "is skz-talk a real mental health show by stray kids",
    "do idols have to take mental health breaks by law",
    "Why did TXT end their MOA Diary series about mental health?",
])  # fmt: skip
def test_the_verdict_leads_where_the_claim_is_raised(assistant: Assistant, question: str) -> None:
    reply = assistant.ask(question)
    assert LEAD in reply.text
    assert reply.citations[0].document.startswith("claim-")


@pytest.mark.parametrize("question", [
    "did rm ever see a psychiatrist??",
    "what is together for tomorrow and is it legit",
    "Does being in a K-pop fandom make you happier?",
    "how much money did love myself raise in total",
    "which album is moa diary on",
    "Which year did BTS start the Love Myself campaign with UNICEF?",
])  # fmt: skip
def test_nobody_is_told_of_a_claim_they_did_not_make(assistant: Assistant, question: str) -> None:
    reply = assistant.ask(question)
    assert reply.mode == "answer"
    assert LEAD not in reply.text


def test_a_fact_beside_a_claim_still_comes_with_the_verdict(assistant: Assistant) -> None:
    reply = assistant.ask("Which album is the ATEEZ song Wonderland from?")
    quoted = [(one.document, one.start) for one in reply.citations]
    claims = {document for document, _ in quoted if document.startswith("claim-")}
    assert claims
    assert all((document, 0) in quoted for document in claims)


@pytest.mark.parametrize("question", [
    "Who founded DIVE Studios?",
    "How much does a Bubble subscription cost per artist?",
    "why did bts have diplomatic passports",
])  # fmt: skip
def test_what_is_far_below_the_best_is_not_quoted(assistant: Assistant, question: str) -> None:
    engine = assistant.engine
    assert engine is not None
    query = read(question, (), "en", engine.bundle.namer)
    found = engine.retriever.search(query)
    scores = [one.score for one in engine.selector.select(query, found).chosen]
    assert len(scores) >= 1
    assert min(scores) >= max(scores) - selecting.FLOOR
