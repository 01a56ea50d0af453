"""The best sentence leads; who is asked about is introduced; others stay behind."""

from __future__ import annotations

import pytest

from kwell_qa.assistant import Assistant


@pytest.mark.parametrize(("question", "words"), [
    ("which song did kang daniel write about his break", "Paranoia"),
    ("when did mina of twice rejoin the schedule", "2020"),
    ("goo hara act who petitioned for it", "Goo Ho-in"),
])  # fmt: skip
def test_the_sentence_that_answers_leads(assistant: Assistant, question: str, words: str) -> None:
    reply = assistant.ask(question)
    assert reply.mode == "answer"
    assert words in reply.citations[0].quote


@pytest.mark.parametrize(("question", "document"), [
    ("who is sunmi", "sunmi-bpd"), ("who is renjun", "nct-renjun-and-nctzen-check"),
    ("¿quién es sunmi?", "sunmi-bpd"), ("who are ateez", "ateez"),
])  # fmt: skip
def test_who_somebody_is(assistant: Assistant, question: str, document: str) -> None:
    reply = assistant.ask(question)
    assert reply.mode == "answer"
    assert reply.citations[0].document == document
    text = assistant.engine.bundle.by_id[document].text if assistant.engine else ""
    assert text.startswith(reply.citations[0].quote)


def test_others_than_those_asked_about_stay_behind(assistant: Assistant) -> None:
    reply = assistant.ask("how long was s.coups gone")
    assert "S.Coups" in reply.citations[0].quote
    assert not any("Mingi" in one.quote for one in reply.citations[:2])


def test_near_questions_are_near(assistant: Assistant) -> None:
    assert assistant.ask("asdfghjkl").suggestions == ()
    offered = assistant.ask("le sserafim therapist at hybe").suggestions
    assert all("hybe" in one.casefold() or "sserafim" in one.casefold() or "compan" in one
               for one in offered)  # fmt: skip
