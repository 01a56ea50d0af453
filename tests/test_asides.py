"""Names that are only mentioned beside the question do not decide what can answer it."""

from __future__ import annotations

import pytest

from kwell_qa import asides, bundle, questions
from kwell_qa.assistant import Assistant


@pytest.mark.parametrize(("question", "names"), [
    ("every time i watch lesserafim i feel fat, how do i stop comparing", ()),
    ("whenever i see LE SSERAFIM i compare myself, how do i stop", ()),
    ("should i delete twitter", ()),
    ("how do i stop scrolling tiktok at night", ()),
    ("how do i report someone on twitter", ("Twitter",)),
    ("what did le sserafim show in the documentary", ("LE SSERAFIM",)),
    ("when did bts see the president", ("BTS",)),
    ("exchange student in seoul here, who can i ring in english", ()),
    ("what did they open in Seoul", ("Seoul",)),
])  # fmt: skip
def test_names_that_are_beside_the_question(
    assistant: Assistant, question: str, names: tuple[str, ...]
) -> None:
    assert assistant.engine is not None
    read = questions.read(question, (), "en", assistant.engine.bundle.namer)
    assert read.names == names


def test_a_platform_is_searched_as_social_media(assistant: Assistant) -> None:
    assert assistant.engine is not None
    namer = assistant.engine.bundle.namer
    gloss = asides.without(namer.read("should i delete twitter", "en"), namer)
    assert gloss.english == "should i delete social media"


@pytest.mark.parametrize(("question", "document"), [
    ("exchange student in seoul and my korean is bad, is there a number that works in english",
     "korea-109-and-helplines"),
    ("should i delete twitter", "coping-doomscrolling-and-social-media"),
    ("why does scrolling stan twt all night make me feel worse",
     "coping-doomscrolling-and-social-media"),
    ("whenever i see lesserafim i want to look like that, how do i stop comparing bodies",
     "body-image-and-dieting"),
])  # fmt: skip
def test_they_are_answered(assistant: Assistant, question: str, document: str) -> None:
    reply = assistant.ask(question)
    assert reply.mode == "answer"
    assert document in {one.document for one in reply.citations}


@pytest.mark.parametrize(("question", "rest"), [
    ("this song killed me omg, when did it come out", "this song , when did it come out"),
    ("she ended me (affectionate). what is the album called", "she . what is the album called"),
])  # fmt: skip
def test_how_fans_say_that_they_like_something_is_no_question(question: str, rest: str) -> None:
    assert asides.without_hyperbole(question) == rest


@pytest.mark.parametrize("question", [
    "what killed vlive", "did the agency break the contract", "who broke me the news", "killed me",
])  # fmt: skip
def test_what_is_asked_stays(question: str) -> None:
    assert asides.without_hyperbole(question) == question


@pytest.mark.parametrize(("question", "searched"), [
    ("i start panicking in the crowd, what can i do right there on the spot?", "panicking"),
    ("people trash my favourite singer online, whats the smarter move?", "trash"),
    ("everybody in the chat joins that hashtag war, do i have to join?", "hashtag"),
])  # fmt: skip
def test_what_to_do_is_asked_of_what_was_told(
    assistant: Assistant, question: str, searched: str
) -> None:
    assert assistant.engine is not None
    read = questions.read(question, (), "en", assistant.engine.bundle.namer)
    assert searched in read.english


def test_what_says_itself_what_it_is_about_is_searched_alone(assistant: Assistant) -> None:
    assert assistant.engine is not None
    question = "we met at a show in may, what can i do against exam stress?"
    read = questions.read(question, (), "en", assistant.engine.bundle.namer)
    assert "exam" in read.english
    assert "show" not in read.english


@pytest.mark.parametrize(("question", "lang"), [
    ("what do X and Instagram offer against hate", "en"),
    ("how do i report on instagram or x", "en"),
    ("X랑 인스타그램에서 신고하는 방법", "ko"), ("XとInstagramの通報方法は？", "ja"),
    ("X和Instagram怎么举报", "zh"), ("¿cómo denuncio en X y en Instagram?", "es"),
])  # fmt: skip
def test_a_lone_x_beside_a_platform_is_one(index: bundle.Bundle, question: str, lang: str) -> None:
    assert {"Twitter", "Instagram"} == {*questions.read(question, (), lang, index.namer).names}


def test_both_platforms_are_told_of(assistant: Assistant) -> None:
    quotes = [one.quote for one in assistant.ask("what do X and Instagram offer").citations]
    assert any("on X" in one or "Twitter" in one for one in quotes)
    assert any("Instagram" in one for one in quotes)


def test_an_x_between_two_names_joins_them(index: bundle.Bundle) -> None:
    assert "Twitter" not in questions.read("tiktok x weverse collab", (), "en", index.namer).names
