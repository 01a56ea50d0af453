"""Years, peoples and whoever spoke: what a question names must be what is told."""

from __future__ import annotations

import pytest

from kwell_qa.assistant import Assistant
from kwell_qa.attributes import attributes_met
from kwell_qa.bundle import Bundle
from kwell_qa.intents import intent_of
from kwell_qa.pieces import PROPER, codes, pieces
from kwell_qa.questions import read
from kwell_qa.specifics import specifics_missed, years_missed


@pytest.mark.parametrize(("question", "sentences", "missed"), [
    ("how much by december 2025", ("By March 2024 it had raised 8.9 billion.",), True),
    ("how much by december 2025", ("By March 2024 …", "In 2025 it had …"), False),
    ("how much by december 2025", ("It has raised 8.9 billion.", "2024"), False),
    ("how much had it raised", ("By March 2024 it had raised 8.9 billion.",), False),
])  # fmt: skip
def test_sentences_of_other_years_only_tell_nothing_of_one(
    question: str, sentences: tuple[str, ...], missed: bool
) -> None:
    assert years_missed(question, sentences) is missed


@pytest.mark.parametrize(("question", "told", "missed"), [
    ("did japanese portals close their comments", "Naver in South Korea closed them.", True),
    ("did japanese portals close their comments", "Yahoo Japan closed them.", False),
    ("what does the french government say of it", "The ministry of France spoke of it.", False),
    ("which japanese word is it", "It is a word.", False),
    ("which japanese idol of twice took a break", "Mina of TWICE took a break.", False),
    ("how do indian teens cope with exam stress", "Take breaks.", False),
    ("is it on my japanese website", "It is on a site.", False),
])  # fmt: skip
def test_whose_things_are_asked_about_must_be_told(
    question: str, told: str, missed: bool
) -> None:
    assert specifics_missed(question, lambda: told) is missed


@pytest.mark.parametrize(("question", "sentence", "met"), [
    ("what time did they meet", "They met on 9 May.", 0),
    ("what time period did it run", "It ran from 2017 to 2019.", 0.5),
    ("what time does the line open", "The line is open from 10:00 to 18:00.", 1),
    ("what cut of the money goes to the artist", "Bubble costs about 5,000 won.", 0),
    ("what share of fans said so", "46.5% of the fans said so.", 1),
    ("what did Minnie share on tv", "Minnie spoke of it.", 0.5),
    ("who felt a weight lift once doctors named it", "Sunmi was relieved.", 0.5),
    ("what is the weight of Felix", "Felix sings.", 0),
    ("which lawmakers voted against the bill", "A sub-committee passed the bill.", 0),
])  # fmt: skip
def test_what_is_asked_must_be_what_a_sentence_can_tell(
    question: str, sentence: str, met: float
) -> None:
    assert attributes_met(question, sentence) == met


@pytest.mark.parametrize("question", [
    "what did bruno mars say after apt went home from the 2026 grammys",
    "what did james doty say about bts using his magic shop idea",
    "how much money had LOVE MYSELF raised in total by december 2025",
    "did japanese portals close celebrity comments too? when did yahoo japan do it",
])  # fmt: skip
def test_what_is_near_and_not_told_is_not_answered(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).mode == "abstain"


@pytest.mark.parametrize("question", [
    "what did RM say at the UN", "what did Jin say about burnout",
    "what did BTS tell the UN in 2021",
])  # fmt: skip
def test_what_was_said_is_answered(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).mode == "answer"


def test_a_month_is_nobodys_name() -> None:
    held = set(pieces("Friends helped him, he said in April 2022 to Billboard on Monday"))
    assert not held & set(codes(("april", "monday"), PROPER))
    assert held & set(codes(("billboard",), PROPER))


@pytest.mark.parametrize(("question", "intent"), [
    ("how did the number of trainees change from 2020 to 2024", None),
    ("is there a number of a crisis line", "helplines"),
    ("can i get the number of a therapist", "helplines"),
    ("what is the number of the youth helpline", "helplines"),
])  # fmt: skip
def test_a_number_of_people_is_none_to_call(
    index: Bundle, question: str, intent: str | None
) -> None:
    assert intent_of(read(question, (), "en", index.namer)) == intent


def test_what_is_said_before_that_is_asked_about(assistant: Assistant) -> None:
    reply = assistant.ask(
        "LOVE MYSELF started in 2017 to fight depression in teens, so what made BTS choose that?"
    )
    assert reply.mode == "answer"
    assert any("violence" in sentence.text for sentence in reply.sentences)
