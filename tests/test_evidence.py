"""What is known of a selection: near misses hold the name here and the rest there."""

from __future__ import annotations

from typing import Any

import pytest

from kwell_qa import questions
from kwell_qa.answertypes import AnswerType
from kwell_qa.assistant import Assistant, Engine
from kwell_qa.selecting import (
    MAX_SENTENCES,
    SURENESS,
    USUAL_SENTENCES,
    Selection,
    ruled_out,
)


@pytest.fixture(scope="module")
def engine(assistant: Assistant) -> Engine:
    assert assistant.engine is not None
    return assistant.engine


def selected(engine: Engine, question: str) -> tuple[Selection, dict[str, Any]]:
    """The selection for an English question, and its evidence by name."""
    query = questions.read(question, (), "en", engine.bundle.namer)
    _, _, selection = engine.select(query, "en")
    return selection, dict(zip(SURENESS, selection.evidence, strict=True))


def test_what_is_counted_is_found_behind_a_name(engine: Engine) -> None:
    query = questions.read("how many SKZ-TALKER episodes are there", (), "en", engine.bundle.namer)
    assert "SKZ-TALKER" in query.names
    assert AnswerType.of(query).focus == {"episod"}


def test_one_sentence_must_hold_the_name_and_the_rest(engine: Engine) -> None:
    told = "who chairs the Shiny Foundation"
    assert selected(engine, told)[1]["joint"] == pytest.approx(1)
    # Breaks are told of, and so is Hanni, but never of one in a sentence about the other.
    apart = selected(engine, "did Hanni have a panic disorder on the UNESCO tour")[1]
    assert apart["joint"] < 0.7


@pytest.mark.parametrize("artist", ["Billie Eilish", "harry styles", "Taylor Swift"])
def test_an_artist_of_whom_nothing_is_told_gets_no_answer_about_others(
    engine: Engine, assistant: Assistant, artist: str
) -> None:
    reply = assistant.ask(f"has {artist} talked about depression and therapy")
    assert reply.mode == "abstain"


def test_somebody_unknown_is_noticed(engine: Engine) -> None:
    assert selected(engine, "Has the singer Quorvelle spoken about anxiety?")[1]["stranger"] == 1
    assert selected(engine, "Has Taeyeon spoken about depression?")[1]["stranger"] == 0


def test_a_selection_is_ruled_out_by_what_it_cannot_tell(engine: Engine) -> None:
    selection, evidence = selected(engine, "how tall is Bang Chan")
    assert evidence["attribute"] == 0
    assert ruled_out(selection.evidence)
    assert selection.probability == 0


def test_more_is_quoted_only_where_much_is_asked_or_more_is_nearly_as_good(engine: Engine) -> None:
    for question in ("who chairs the Shiny Foundation", "which K-pop idols took breaks",
                     "how do BTS and TXT differ in what they do with UNICEF"):  # fmt: skip
        query = questions.read(question, (), "en", engine.bundle.namer)
        found = engine.retriever.search(query)
        ranked = engine.selector.candidates(query, found)
        chosen = engine.selector.select(query, found).chosen
        lead = ranked[0].score - ranked[USUAL_SENTENCES].score
        close = engine.bundle.manifest["calibration"]["sentence"]["close"]
        more = query.wide or lead < close
        limit = MAX_SENTENCES if more else USUAL_SENTENCES
        assert 1 <= len(chosen) <= limit, question


@pytest.mark.parametrize(
    ("question", "mode"),
    [
        ("What medicine should I take for anxiety?", "abstain"),
        ("¿Qué medicina debo tomar para la ansiedad?", "abstain"),
        ("can i stop taking my antidepressants", "abstain"),
        ("did RM of BTS take medicine for insomnia", "answer"),
        ("Did Taeyeon say that she was on medication?", "answer"),
    ],
)
def test_what_an_artist_took_is_no_advice(
    assistant: Assistant, question: str, mode: str
) -> None:
    assert assistant.ask(question).mode == mode


@pytest.mark.parametrize(("question", "mode"), [
    # One document tells of several members: what it says of RM is no answer about Jin.
    ("is jin ok after the military?", "abstain"),
    ("has yeji of itzy had a break", "abstain"),
    ("why did lia of itzy take a break", "answer"),
    ("Was it Rosé or Jennie who spoke about loneliness as a trainee at fifteen?", "answer"),
    ("what did seungmin say when chan's room got cancelled", "abstain"),
])  # fmt: skip
def test_what_is_told_of_others_is_no_answer_about_a_person(
    assistant: Assistant, question: str, mode: str
) -> None:
    assert assistant.ask(question).mode == mode


@pytest.mark.parametrize("question", [
    "did riize or zerobaseone ever give a speech at the un",
    "¿RIIZE dio un discurso en la ONU?",
])  # fmt: skip
def test_what_one_group_did_is_no_answer_about_another(
    engine: Engine, assistant: Assistant, question: str
) -> None:
    assert assistant.ask(question).mode == "abstain"
    assert selected(engine, "did riize give a speech at the un")[1]["elsewhere"] == 1
    assert selected(engine, "did rm give a speech at the un")[1]["elsewhere"] == 0


@pytest.mark.parametrize(("question", "mode"), [
    ("blackpink's DEADLINE came out in 2025, how was a museum linked with it", "answer"),
    ("daum closed its comments in 2021, right?", "answer"),
    ("love myself getting the unicef inspire award in 2018 was so deserved. which category was it",
     "answer"),
    ("daum closed its comments in 2021, didn't it?", "answer"),
    ("how much did IU donate in 2031", "abstain"),
    ("how did IU give to charity in 1999", "abstain"),
])  # fmt: skip
def test_a_wrong_year_beside_what_is_asked_is_put_right(
    assistant: Assistant, question: str, mode: str
) -> None:
    assert assistant.ask(question).mode == mode


@pytest.mark.parametrize(("question", "dated"), [
    ("when did Lia come back", True), ("since when is 109 open", True),
    ("who started it and when", True), ("what helps when i lie awake", False),
    ("what i want to know is when joy came back", True),
    ("who is lia, when did she come back", True),
    ("when my friend is low, do i ask", False), ("what do i say when a mutual goes quiet", False),
    ("what about aespa, when were they there", True),
])  # fmt: skip
def test_only_who_asks_for_a_date_gets_one(
    engine: Engine, question: str, dated: bool
) -> None:
    query = questions.read(question, (), "en", engine.bundle.namer)
    assert (query.kind == "when") is dated


@pytest.mark.parametrize("question", [
    # Others came back, and other members of the same group.
    "when was loona haseul back from her anxiety break", "Did Hanni go back to ADOR, and when?",
    # Jin was counselled.
    "which psychiatrist did Suga visit with his parents in 2026",
])
def test_an_attribute_told_of_others_only_is_not_told(engine: Engine, question: str) -> None:
    assert ruled_out(selected(engine, question)[0].evidence)


@pytest.mark.parametrize("question", [
    "when did Mina of TWICE come back", "who produced eight by IU",
])
def test_an_attribute_told_of_them_or_theirs_is_told(engine: Engine, question: str) -> None:
    assert not ruled_out(selected(engine, question)[0].evidence)


def test_what_these_did_elsewhere_and_others_there_is_no_answer(engine: Engine) -> None:
    assert selected(engine, "did Stray Kids speak at the UN?")[0].probability == 0
    assert selected(engine, "did SEVENTEEN speak at UNESCO?")[0].probability > 0.5


@pytest.mark.parametrize(("question", "right"), [
    ("Why did Chan's Room end in 2021?", "14 May 2023"),
    ("why was the Min Yoongi Treatment Center opened in 2023", "September 2025"),
    ("who released Breathe by Lee Hi in 2019", "March 2016"),
])
def test_a_wrong_year_of_what_happens_once_is_put_right_first(
    assistant: Assistant, question: str, right: str
) -> None:
    reply = assistant.ask(question)
    assert reply.mode == "answer"
    assert right in reply.sentences[0].text


def test_a_year_of_what_may_happen_again_is_not_put_right(engine: Engine) -> None:
    assert ruled_out(selected(engine, "why did Jeongyeon of TWICE rest in 2023")[0].evidence)
