"""What a thing is comes first where that is asked."""

from __future__ import annotations

import re

import pytest

from kwell_qa.assistant import Assistant
from kwell_qa.defining import defines


@pytest.mark.parametrize(("sentence", "names", "terms", "is_definition"), [
    ("LOVE MYSELF is a campaign by BTS and UNICEF.", ["LOVE MYSELF campaign"], [], True),
    ("Weverse (by HYBE) is a fan platform.", ["Weverse"], [], True),
    ("A parasocial relationship is a one-sided bond.", [], ["parasoci", "relationship"], True),
    ("Sasaeng means an obsessive follower.", [], ["sasaeng"], True),
    ("In 2021 LOVE MYSELF was renewed.", ["LOVE MYSELF campaign"], [], False),
    ("Most fans of Weverse are a quiet crowd.", ["Bubble"], [], False),
    ("Friendship is a bond.", [], ["parasoci", "relationship"], False),
    ("It is a campaign.", [], [], False),
])  # fmt: skip
def test_a_definition_is_told_by_its_form(
    sentence: str, names: list[str], terms: list[str], is_definition: bool
) -> None:
    assert defines(sentence, names, terms) is is_definition


@pytest.mark.parametrize(("question", "start"), [
    ("What is the LOVE MYSELF campaign?", "LOVE MYSELF is "),
    ("what is a parasocial relationship", "A parasocial relationship is a one-sided bond"),
    ("what is a sasaeng", "Sasaeng (means|is a Korean word for) "),
    # A Korean word in English stands beside what it means; "ok and" asks nothing.
    ("what is maknae", "Maknae .* means the youngest"),
    ("ok and what is maknae", "Maknae .* means the youngest"),
])  # fmt: skip
def test_the_definition_leads(assistant: Assistant, question: str, start: str) -> None:
    reply = assistant.ask(question)
    assert reply.mode == "answer"
    assert re.match(start, reply.sentences[0].text)


def test_a_verdict_still_comes_before_what_an_unconfirmed_thing_is(assistant: Assistant) -> None:
    first = assistant.ask("What is ATEEZ's Wonderland campaign?").sentences[0].text
    assert first.startswith("No source confirms")


def test_what_only_begins_like_a_question_of_what_a_thing_is_is_not_one(
    assistant: Assistant,
) -> None:
    assert assistant.ask("what is jimin's favourite ice cream").mode == "abstain"
