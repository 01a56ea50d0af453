"""Which earlier turn a message goes on from: the last, one before it, or another subject."""

from __future__ import annotations

import pytest

from kwell_qa import bundle, questions
from kwell_qa.assistant import Assistant


def read(index: bundle.Bundle, *turns: str) -> questions.Query:
    return questions.read(turns[-1], turns[:-1], "en", index.namer)


@pytest.mark.parametrize(("turns", "names"), [
    # Back to whom or what was spoken of before the last turn.
    (("when did mina from twice stop touring", "btw what does maknae mean",
      "ok back to her, when was she on stage again"), ("Mina of TWICE",)),
    (("what did suga say", "where is the un", "back to suga, when was it"), ("Suga",)),
    # "She" can be nobody in the last turn.
    (("did taeyeon say that she is depressed", "what is a maknae", "why did she tell people"),
     ("Taeyeon",)),
    # A remark is nothing that one goes on from.
    (("what did suga say about depression", "wow thats so sad", "and when was that"), ("Suga",)),
    (("what is chan's room", "thanks!", "why did it stop"), ("Chan's Room",)),
    # "That song" is none that the last turn names.
    (("where does the idea for bts magic shop come from", "what did rm say about the door inside",
      "which album is that song on?"), ("Magic Shop",)),
    # Some of those asked about before.
    (("what is the mindset app", "who was on it first", "and from seventeen?"),
     ("Mindset app", "SEVENTEEN")),
    # Nothing but what is asked now.
    (("how much did bts raise for unicef", "from how many ppl?"), ("BTS", "UNICEF")),
    # Another was meant.
    (("joy and lia both had time off", "when did joy come back", "no i meant the other one"),
     ("Lia of ITZY",)),
    (("what did jin say about counselling", "sorry i meant suga"), ("Suga",)),
    # A bare title, which is an ordinary word elsewhere.
    (("who sings epiphany", "oh sorry i meant serendipity"), ("Serendipity by Jimin",)),
    (("what did jin say about counselling", "no, suga"), ("Suga",)),
    (("what happened to mina in july 2020",
      "no the other mina, the twice one. what was her diagnosis"), ("Mina of TWICE",)),
])  # fmt: skip
def test_whom_a_message_goes_on_about(
    index: bundle.Bundle, turns: tuple[str, ...], names: tuple[str, ...]
) -> None:
    query = read(index, *turns)
    assert query.names == names
    assert query.resolved


@pytest.mark.parametrize(("before", "now", "english"), [
    ("did bts speak at the un?", "what about stray kids?",
     "did Stray Kids speak at United Nations"),
    # Who did it with another stays; whose group it was goes.
    ("what did bts make with nicki minaj", "and with halsey?", "what did BTS make with Halsey"),
    ("when did twice's jeongyeon come back", "and joy of red velvet?",
     "when did Joy of Red Velvet come back"),
])  # fmt: skip
def test_another_name_is_put_in_the_place_of_the_old_one(
    index: bundle.Bundle, before: str, now: str, english: str
) -> None:
    query = read(index, before, now)
    assert query.instead
    assert " ".join(query.english.replace(" s ", " ").split()) == english
    assert not read(index, before, "what about the pets that bts have").instead


def test_what_others_did_is_no_answer_about_a_new_name(assistant: Assistant) -> None:
    for before in ("did bts speak at the un?", "what is txt's campaign with unicef?"):
        assert assistant.ask(before).mode == "answer"
        assert assistant.ask("what about Stray Kids?", (before,)).mode == "abstain"


def test_back_to_a_subject_in_words(index: bundle.Bundle) -> None:
    query = read(index, "how do i stop scrolling", "what is bubble",
                 "back to the scrolling, how do i do it at night")  # fmt: skip
    assert "scrolling" in query.english
    assert "bubble" not in query.english
    assert "how do i stop scrolling" in (query.resolved or "")


def test_back_with_nothing_new_asks_the_same_again(index: bundle.Bundle) -> None:
    query = read(index, "what did suga say about therapy", "what is bubble", "ok back to suga")
    assert query.names == ("Suga",)
    assert "therapy" in query.english


def test_the_same_for_oneself(index: bundle.Bundle) -> None:
    query = read(index, "how many hours of sleep does a 15-year-old need?", "and me? i'm 34")
    assert query.resolved
    assert "sleep" in query.english


@pytest.mark.parametrize(("question", "follows"), [
    ("what about my dad, he's 45", True), ("and for my little sister, she is only 9", True),
    ("what about exam week, what helps then", False),
    ("and bedtime routines, do they help small children", False),
])  # fmt: skip
def test_what_only_tells_of_somebody_else_asks_the_same_for_them(
    index: bundle.Bundle, question: str, follows: bool
) -> None:
    query = read(index, "how many hours should a teenager sleep", question)
    assert ("hours" in query.english) is follows


@pytest.mark.parametrize("question", [
    "no i mean my phone", "no, once a day", "nah, ten minutes ones", "nope, some friends",
    "i mean eight hours", "no more sleep for me, how do i fix it",
    "nope i cant sleep at all these days, what helps",
    "sorry what is the 109 line",
])  # fmt: skip
def test_what_only_begins_like_a_correction_is_none(index: bundle.Bundle, question: str) -> None:
    query = read(index, "what did jin say about counselling", question)
    assert "what about" not in query.english


def test_the_right_one_is_answered(assistant: Assistant) -> None:
    history = ("joy and lia both had time off right", "when did joy come back")
    reply = assistant.ask("no i meant the other one", history=history)
    assert reply.mode == "answer"
    assert any("Lia" in one.quote and "2024" in one.quote for one in reply.citations)


@pytest.mark.parametrize("text", [
    "are you sure?", "source?", "really", "¿en serio?", "출처는?", "真的吗",
])  # fmt: skip
def test_who_asks_whence_gets_the_same_again(assistant: Assistant, text: str) -> None:
    first = "who wrote breathe"
    again = assistant.ask(text, history=(first,))
    assert again.mode == "answer"
    assert [one.quote for one in again.citations] == [
        one.quote for one in assistant.ask(first).citations
    ]
    assert first in (again.resolved or "")


def test_what_only_begins_so_is_another_question(assistant: Assistant) -> None:
    reply = assistant.ask("really? what is doomscrolling", history=("who wrote breathe",))
    assert "breathe" not in " ".join(one.document for one in reply.citations)


def test_which_of_them_takes_all_who_were_spoken_of(index: bundle.Bundle) -> None:
    query = read(index, "did iu have bulimia", "and sunmi?", "which of them told it first")
    assert query.names == ("IU", "Sunmi")
    assert read(index, "did iu have bulimia", "and sunmi?", "when was it").names == ("Sunmi",)


def test_again_goes_back_to_the_name_beside_it(index: bundle.Bundle) -> None:
    asked = "쿱스 예전에 불안 증세로 쉬었을때 얼마만에 다시 온거였지"
    query = questions.read(asked, ("when did Chan's Room end",), "ko", index.namer)
    assert (query.names, query.resolved) == (("S.Coups",), None)
    # With little beside the name it may point to what was said before.
    assert read(index, "when did Chan's Room end", "and Han again?").resolved
