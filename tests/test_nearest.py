"""What a refusal shows as nearest: a little of what was found, called no answer, and not always."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kwell_qa import questions
from kwell_qa.assistant import Assistant
from kwell_qa.bundle import Bundle
from kwell_qa.engine import BEHIND, NEAREST, SHOWN
from kwell_qa.records import Reply
from kwell_qa.texts import LANGUAGES, load
from kwell_qa.web.rendering import turn
from kwell_qa.web.words import Words
from reply_schema import check

QUESTIONS = Path(__file__).parent / "questions"
FAR = ["who won the 2022 world cup", "what is wonyoung's mbti", "capital of mongolia?"]


def refusals(assistant: Assistant, name: str) -> list[tuple[str, float, Reply]]:
    """Question, probability and reply of each refusal among the questions of a file."""
    found = []
    for line in (QUESTIONS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if case["history"]:
            continue
        reply = assistant.ask(case["question"], explain=True)
        if reply.mode == "abstain" and reply.explain and reply.reason == "not-covered":
            sure = float(str(reply.explain["probability"]))
            found.append((case["question"], sure, reply))
    return found


@pytest.fixture(scope="module")
def refused(assistant: Assistant) -> list[tuple[str, float, Reply]]:
    return refusals(assistant, "hard") + refusals(assistant, "sheets")


def test_what_is_nearest_is_shown_where_it_may_be_meant_and_called_no_answer(
    refused: list[tuple[str, float, Reply]], index: Bundle
) -> None:
    shown = [(question, reply) for question, sure, reply in refused if reply.citations]
    assert len(shown) >= 5
    for question, reply in shown:
        check(reply, index)
        assert 1 <= len(reply.sentences) <= SHOWN, question
        say = load().get
        no, lead = (say(reply.language, f"reply.{key}") for key in ("abstain", "abstain_quotes"))
        # The refusal itself comes first, then that this may be no answer, and then the quotation.
        told = reply.text.index(lead)
        assert told < reply.text.index(reply.sentences[0].text), question
        assert reply.text.index(no.split()[0]) < told, question


def test_every_refusal_says_where_to_look(refused: list[tuple[str, float, Reply]]) -> None:
    say = load().get
    offering = [reply for _, _, reply in refused if reply.suggestions]
    assert len(offering) >= 5
    for question, _, reply in refused:
        parts = reply.text.split("\n\n")
        at = parts.index(say(reply.language, "reply.abstain_where"))
        assert parts[at + 1] == f"{say(reply.language, 'ui.all_documents')}: /read/", question
    for reply in offering:
        assert all(f"– {near}" in reply.text for near in reply.suggestions)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("message", ["why?", "???", "1 2 3 ?"])
def test_so_does_one_of_what_asks_for_nothing(
    assistant: Assistant, index: Bundle, lang: str, message: str
) -> None:
    say = load().get
    reply = assistant.ask(message, lang=lang)
    check(reply, index)
    assert (reply.mode, reply.reason) == ("abstain", "not-covered")
    listing = say(lang, "ui.all_documents")
    assert reply.text.split("\n\n") == [
        say(lang, "reply.abstain"), say(lang, "reply.abstain_where"), f"{listing}: /read/",
    ]  # fmt: skip
    # The card has it as a link.
    card = turn(message, reply, Words(load(), lang))
    assert f'href="/read/" target="_blank" rel="noopener noreferrer">{listing}</a>' in card
    assert ": /read/" not in card


def test_nothing_is_shown_where_there_is_no_chance_that_it_is_meant(
    refused: list[tuple[str, float, Reply]], assistant: Assistant
) -> None:
    far = [reply for _, sure, reply in refused if sure < NEAREST]
    far += [assistant.ask(question, explain=True) for question in FAR]
    assert len(far) >= 10
    for reply in far:
        assert reply.mode == "abstain"
        assert not reply.citations
        assert load().get(reply.language, "reply.abstain_quotes") not in reply.text


def test_no_claim_that_was_not_confirmed_is_nearest(
    refused: list[tuple[str, float, Reply]], index: Bundle
) -> None:
    for question, _, reply in refused:
        for citation in reply.citations:
            claim = index.by_id[citation.document].claim
            assert claim is None or claim.verdict == "confirmed", question


def test_what_is_far_below_the_best_is_left_out(assistant: Assistant) -> None:
    assert assistant.engine
    engine = assistant.engine
    namer = engine.bundle.namer
    query = questions.read("when did stray kids' chan's room end", (), "en", namer)
    _, _, selection = engine.select(query, "en")
    unsure = replace(selection, probability=NEAREST)
    first, *others = sorted(unsure.chosen, key=lambda one: -one.score)
    shown = engine.nearest(unsure)
    assert first in shown
    assert all(one.score >= first.score - BEHIND for one in shown)
    # The same with all others far below it.
    sunk = tuple(
        one if one is first else replace(one, score=first.score - 2 * BEHIND)
        for one in unsure.chosen
    )
    assert others
    assert engine.nearest(replace(unsure, chosen=sunk)) == (first,)
    assert engine.nearest(replace(unsure, probability=NEAREST / 2)) == ()


def test_the_card_says_no_first_and_shows_near_questions_last(
    refused: list[tuple[str, float, Reply]],
) -> None:
    reply = next(one for _, _, one in refused if one.citations and one.suggestions)
    page = str(turn("a question", reply, Words(load(), reply.language), feedback=True))
    no = load().get(reply.language, "reply.abstain_quotes")
    assert page.index('class="kw-said"') < page.index(no) < page.index("<blockquote")
    assert page.index("<blockquote") < page.index("kw-nearby")
    assert page.count(load().get(reply.language, "reply.abstain_near")) == 1
    # Nobody is asked whether that helped, and what is copied says what it is.
    assert "kw-feedback" not in page
    assert page.index("data-copy") < page.rindex(no)
