"""Follow-ups: answered where the corpus knows it, refused where only the earlier turns are told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kwell_qa import bundle, questions
from kwell_qa.assistant import Assistant
from kwell_qa.attributes import attributes_met
from kwell_qa.engine import Reading
from kwell_qa.evidence import FOLLOWING
from kwell_qa.questionvectors import QuestionEmbedder


def read(index: bundle.Bundle, lang: str, *turns: str) -> questions.Query:
    return questions.read(turns[-1], turns[:-1], lang, index.namer)


@pytest.mark.parametrize("turns", [
    ("what did rm say at the un in 2018", "what colour was his suit"),
    ("what did rm say at the un in 2018", "who wrote it for him"),
    ("how much sleep should a teenager get", "and who paid for that study?"),
    ("Are there any tips against doomscrolling?", "Who came up with that word?"),
])  # fmt: skip
def test_a_detail_that_nothing_tells_is_refused(
    assistant: Assistant, turns: tuple[str, ...]
) -> None:
    assert assistant.ask(turns[0]).mode == "answer"
    assert assistant.ask(turns[-1], turns[:-1]).mode == "abstain"


@pytest.mark.parametrize("before", [
    "what is the goo hara act", "what did rm say at the un in 2018",
])  # fmt: skip
@pytest.mark.parametrize("now", [
    "how do vaccines work", "how do i set up my room", "how long do dogs live",
    "my cat is sick what food helps", "can you recommend a laptop", "is pizza healthy",
])  # fmt: skip
def test_what_nothing_tells_is_refused_after_whatever_is_told(
    assistant: Assistant, before: str, now: str
) -> None:
    assert assistant.ask(now).mode == "abstain"
    assert assistant.ask(now, (before,)).mode == "abstain"


def test_an_english_question_that_says_all_is_not_read_with_the_earlier_turns(
    index: bundle.Bundle
) -> None:
    assert read(index, "en", "what is chan's room", "how do i set up my room").together is None
    turns = "Beyond LIVEの最初の公演って誰？", "何人がお金払って見たの？"
    japanese = read(index, "ja", *turns)
    assert japanese.resolved is None
    assert japanese.together is not None
    assert "Beyond LIVE" in japanese.together.names


@pytest.mark.parametrize(("turns", "quote"), [
    (("what did rm say at the un in 2018", "how long was it"), "six to seven minutes"),
    (("what is make it look easy", "how did ppl react"), "split"),
    (("ano yung bubble app", "how much naman per month?"), "5,000 won"),
    (("what did rosé tell the new york times about haters",
      "did she turn any of it into a song? which one"), "Vampirehollie"),
    (("did hanni's fans win that complaint at the labour office", "why did they close it?"),
     "labour office"),
    (("what is bubble", "how much does it cost"), "5,000 won"),
    (("phone before bed", "how long before"), "half an hour"),
    (("did APT. get nominated for Grammys?", "how many?"), "three Grammys"),
    (("what happened at the festa dinner in 2022", "and what did the company say?"),
     "no hiatus"),
    (("Do most South Koreans still fear losing friends if they get a psychiatric diagnosis?",
      "And two years earlier, was it the same?"), "39.4"),
    (("o que foi a campanha de doação de sangue do enhypen?",
      "quantas pessoas foram aos postos na coreia?", "e no japão?"), "2,109"),
])  # fmt: skip
def test_a_detail_that_is_told_is_quoted(
    assistant: Assistant, turns: tuple[str, ...], quote: str
) -> None:
    reply = assistant.ask(turns[-1], turns[:-1])
    assert reply.mode == "answer"
    assert any(quote in citation.quote for citation in reply.citations)


def test_others_are_asked_for_where_the_first_was(index: bundle.Bundle) -> None:
    query = read(index, "en", "did bts speak at the un", "who else did?")
    assert (query.names, query.besides) == (("United Nations",), ("BTS",))
    # Anybody may write on a platform.
    query = read(index, "en", "what did taeyeon write on instagram", "any other singers?")
    assert (query.names, query.besides[:1]) == ((), ("Taeyeon",))


def test_what_was_asked_before_is_asked_no_more(index: bundle.Bundle) -> None:
    told = "The office closed the complaint because she is not a worker."
    assert attributes_met("did they win the prize why was it closed", told) == 0
    assert attributes_met("did they win the prize why was it closed", told, "did they win") == 0.5
    turns = "which awards did Suga win", "why did they close it?"
    assert "awards" in read(index, "en", *turns).before
    # The same of somebody else, or of another year, asks it still.
    assert not read(index, "en", turns[0], "and Jin?").before
    assert not read(index, "en", turns[0], "in 2019?").before


def test_a_name_with_its_accent_is_no_ordinary_word(index: bundle.Bundle) -> None:
    assert read(index, "en", "what helps rosé to sleep").names == ("Rosé of BLACKPINK",)
    assert read(index, "en", "a rose and a letter").names == ()
    assert read(index, "en", "Rosé of BLACKPINK on sleep").names == ("Rosé of BLACKPINK",)
    assert read(index, "en", "does rosé sleep well").names == ("Rosé of BLACKPINK",)
    both = read(index, "en", "rosé and jennie on fame")
    assert both.names == ("Rosé of BLACKPINK", "Jennie")
    for drink in ("is rosé wine bad for anxiety", "a glass of rosé before bed"):
        assert read(index, "en", drink).names == ()


def test_fans_by_a_name_that_no_text_holds_are_those_of_their_group(
    index: bundle.Bundle,
) -> None:
    query = read(index, "en", "which charity do engenes give blood for")
    assert query.names == ("ENHYPEN",)
    assert query.english == "which charity do ENHYPEN fans give blood for"
    assert read(index, "en", "what does MOA mean").names == ("MOA",)


def test_a_nickname_is_one_of_the_group_spoken_of(index: bundle.Bundle) -> None:
    assert read(index, "en", "what did bts say about rest", "hobi?").names == ("J-Hope",)
    assert read(index, "en", "what did rm say", "and hobi?").names == ("J-Hope",)
    # What stands beside somebody and the group is no nickname: "ive yujin kpop".
    assert "Yujin of IVE" not in read(index, "en", "what did ive do", "kpop?").names
    assert "Moonbin" not in read(index, "en", "what did astro do", "singer?").names
    # In Indonesian it is a pastime, and with nobody spoken of it may be anything.
    assert read(index, "en", "how do i sleep better", "hobi?").names == ()


def test_a_nickname_takes_no_word_out_of_an_earlier_question(index: bundle.Bundle) -> None:
    turns = "what does the leader of got7 say about sleep", "and bts?"
    assert "leader" in read(index, "en", *turns).english


def test_what_a_follow_up_says_itself_is_embedded_with_all_of_it(
    assistant: Assistant, index: bundle.Bundle
) -> None:
    retriever = assistant.engine.retriever
    asked = QuestionEmbedder(index, retriever.embedder)
    before = "why did Mina of TWICE take a break in 2019"
    texts = [*asked.texts(read(index, "en", before, "did her parents agree to it?"))]
    assert texts[1] == "did her parents agree to it?"
    assert texts[2] == "Mina of TWICE did her parents agree to it?"
    vectors = asked.of(read(index, "en", before, "did her parents agree to it?"))
    assert vectors.own is not None
    assert float(vectors.question @ vectors.question) == pytest.approx(1)
    assert asked.of(read(index, "en", before, "why?")).own is None
    # Of what is named by no name this asks nothing that could be told apart.
    assert asked.of(read(index, "en", "what is bubble", "how much does it cost")).own is None
    assert asked.of(read(index, "en", before, "how long was it?")).own is not None
    assert asked.of(read(index, "en", before)).own is None


def test_how_sure_a_follow_up_is_hangs_on_what_it_says_itself(assistant: Assistant) -> None:
    engine = assistant.engine
    query = read(engine.bundle, "en", "what did rm say at the un", "what colour was his suit")
    found = engine.retriever.search(query)
    selection = engine.selector.select(query, found)
    evidence = engine.selector.evidence
    told = evidence.following(found, selection.chosen, selection.evidence)
    assert told is not None
    assert dict(zip(FOLLOWING, told, strict=True))["in_vain"] > 0.5
    alone = engine.retriever.search(read(engine.bundle, "en", "what did rm say at the un"))
    assert evidence.following(alone, selection.chosen, selection.evidence) is None


@pytest.mark.parametrize(("reading", "english"), [
    (Reading.ALONE, "what is grounding"), (Reading.TOGETHER, "together"),
])  # fmt: skip
def test_what_was_read_otherwise_keeps_its_words_and_halves(
    index: bundle.Bundle, reading: Reading, english: str
) -> None:
    query = read(index, "en", "what did suga say", "and what is that?")
    half = read(index, "en", "what is grounding")
    given = replace(
        query, text="as it was asked", alone=half, halves=(half, half),
        together=replace(half, english="together"),
    )  # fmt: skip
    told = reading.of(given)
    assert (told.text, told.english, told.halves) == (given.text, english, given.halves)
    assert Reading.GIVEN.of(given) is given
