"""How a question is read: what of a chatty message asks, and what a follow-up takes from before."""

from __future__ import annotations

import pytest

from kwell_qa.naming import Name, Namer, Term
from kwell_qa.questions import points_back, read

NAMER = Namer(
    [Name("BLACKPINK", "group", ("blackpink",)), Name("aespa", "group"),
     Name("Stray Kids", "group", ("skz",))],
    [Term("campaign", {"es": ("campaña",)}), Term("what", {"es": ("qué",)})],
)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "asks", "aside"),
    [
        ("omg so tired today. who leads skz", "who leads Stray Kids", "tired"),
        ("the cards from last spring, what was it called", "the cards", "tired"),
        ("meeting in person or chatting online, which is better for people", "meeting in person",
         "tired"),
        ("my cards from last spring, which of these did aespa sign", "aespa", "spring"),
        ("aespa met pupils in the spring, is there proof", "pupils", "tired"),
    ],
)
def test_the_part_that_asks_keeps_what_it_points_back_to(said: str, asks: str, aside: str) -> None:
    english = read(said, [], "en", NAMER).english
    assert asks in english
    assert aside not in english


def test_a_follow_up_takes_the_name_and_shows_it_in_plain_words() -> None:
    query = read("when did they start?", ["what is blackpink's campaign"], "en", NAMER)
    assert "BLACKPINK" in query.names
    assert query.resolved == "when did they start? (what is blackpink's campaign)"
    assert "start" in query.own


def test_another_name_takes_the_place_of_the_one_before() -> None:
    query = read("what about aespa?", ["what did blackpink do at the assembly"], "en", NAMER)
    assert query.names == ("aespa",)
    assert "assembly" in query.english
    assert query.resolved == "what about aespa? (what did blackpink do at the assembly)"


def test_others_are_not_those_from_before() -> None:
    query = read("any other groups?", ["has blackpink spoken at the assembly"], "en", NAMER)
    assert query.names == ()
    assert "assembly" in query.english


def test_a_third_turn_still_knows_the_first() -> None:
    before = ["what is blackpink's campaign", "when did it start?"]
    query = read("and why?", before, "en", NAMER)
    assert "BLACKPINK" in query.names


def test_a_question_of_its_own_stands_alone() -> None:
    before = ["what is blackpink's campaign"]
    query = read("how do I sleep better before exams", before, "en", NAMER)
    assert query.resolved is None
    assert query.names == ()
    assert not points_back(query)
    assert points_back(read("why did they do that", (), "en", NAMER))


def test_a_gloss_with_what_asks_for_a_definition() -> None:
    assert read("¿qué campaña?", (), "es", NAMER).kind == "define"


def test_what_was_told_belongs_to_an_asking_part_that_says_little() -> None:
    told = "ive seen polls where ppl who like idols measure themselves. what percentages came out?"
    assert "measure" in read(told, [], "en", NAMER).english
    # A long enough part stands for itself.
    chatty = "ok so my day was long. how many hours of sleep do teenagers need?"
    assert "day" not in read(chatty, [], "en", NAMER).english.split()


def test_the_world_health_organization_asks_for_nobody() -> None:
    told = "need the worldwide figure for loneliness for a poster, WHO or whoever"
    assert "loneliness" in read(told, [], "en", NAMER).english
