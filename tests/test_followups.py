"""What a question takes from the turns before it, and what it says first itself."""

from __future__ import annotations

import pytest

from kwell_qa import bundle, questions
from kwell_qa.assistant import Assistant
from kwell_qa.specifics import specifics_missed


def read(index: bundle.Bundle, question: str, *history: str) -> questions.Query:
    return questions.read(question, history, "en", index.namer)


@pytest.mark.parametrize(("question", "names"), [
    ("ok and what about suga, whats he opened up on", ("Suga",)),
    ("and suga, did he write about it?", ("Suga",)),
    ("what about suga?", ("Suga",)),
    ("did she say it with suga?", ("Taeyeon", "Suga")),
])  # fmt: skip
def test_who_is_named_first_is_whom_pronouns_stand_for(
    index: bundle.Bundle, question: str, names: tuple[str, ...]
) -> None:
    query = read(index, question, "did taeyeon tell her followers that she is depressed?")
    assert query.names == names
    assert query.resolved


def test_where_something_was_stays(index: bundle.Bundle) -> None:
    query = read(index, "what about aespa, when were they there?", "what did bts say at the UN")
    assert query.names == ("aespa", "United Nations")


@pytest.mark.parametrize("question", [
    "what about ordinary korean pupils, are they stressed too?",
    "what about sitting with a therapist, how do I begin it?",
])  # fmt: skip
def test_a_new_subject_in_words_stands_alone(index: bundle.Bundle, question: str) -> None:
    assert read(index, question, "how long was lia away from itzy").resolved is None


@pytest.mark.parametrize("question", ["and when did it stop?", "and why", "how long did it last?"])
def test_what_names_nothing_takes_what_was_named(index: bundle.Bundle, question: str) -> None:
    assert "Chan's Room" in read(index, question, "what was chan's room").names


def test_a_changed_subject_is_answered(assistant: Assistant) -> None:
    reply = assistant.ask(
        "what about ordinary korean pupils, are they stressed too?",
        ("how long was lia away from itzy",),
    )
    assert reply.mode == "answer"
    assert reply.citations[0].document == "mental-health-south-korea"


def test_others_are_not_the_one_just_spoken_of(assistant: Assistant) -> None:
    history = ("has taeyeon talked about depression?", "what helped her?")
    reply = assistant.ask("any other soloists who talked about stuff like that?", history)
    assert reply.mode == "answer"
    assert not [one.document for one in reply.citations if "taeyeon" in one.document]
    assert any("taeyeon" in one.document for one in assistant.ask(history[0]).citations)


def test_the_part_that_asks_is_found_behind_talk(index: bundle.Bundle) -> None:
    query = read(index, "rip to my 2016 self, on what day did they pull the plug on vlive")
    assert query.english == "on what day did they pull the plug on V LIVE"
    whole = read(index, "postcards in spring, what was it called")
    assert "postcards" in whole.english


def test_short_forms_are_read_as_words(index: bundle.Bundle) -> None:
    assert read(index, "can u tell me smth abt bang chan").english == (
        "can you tell me something about Bang Chan"
    )
    # Slang that glossaries explain stays beside its meaning; other languages keep their words.
    assert "stan" in read(index, "what does stan mean").english
    assert questions.read("r u", (), "id", index.namer).english == "r u"


@pytest.mark.parametrize(("question", "missed"), [
    ("im american, live in busan and my korean is bad, who helps?", False),
    ("I'm a fan from Brazil, who founded it?", False),
    ("rip to my 2016 self, when did it close", False),
    ("what did BTS do in Brazil?", True),
    ("is there a helpline in Mexico", True),
    ("which schools in Sweden use it?", True),
])  # fmt: skip
def test_where_somebody_is_from_is_not_what_they_ask(question: str, missed: bool) -> None:
    assert specifics_missed(question, lambda: "nothing of the kind") is missed


@pytest.mark.parametrize(("question", "told"), [
    # A wrong year is put right by the right one, and a wrong place by what is said of the claim.
    ("when did the sulli law start, i know it got passed in 2020", "proposal"),
    ("which european country has kpop mental health lessons in all its schools, is it sweden?",
     "No source confirms"),
])  # fmt: skip
def test_what_is_asked_of_a_wrong_claim_is_put_right(
    assistant: Assistant, question: str, told: str
) -> None:
    reply = assistant.ask(question)
    assert reply.mode == "answer"
    assert told in reply.text


ITS_OWN = [
    # "it" stands in the title of a documentary, and "he" for whom the question names itself.
    (["why did Mina of TWICE go on hiatus"], "who was hyperventilating in Make It Look Easy"),
    (["what did iu say on healing camp"], "when did joohoney say he is coming back to monsta x"),
    (["what did iu say on healing camp"], "when did sunmi talk about her diagnosis"),
]


@pytest.mark.parametrize(("history", "question"), ITS_OWN)
def test_pronouns_of_the_question_itself_point_back_to_nothing(
    index: bundle.Bundle, history: list[str], question: str
) -> None:
    query = read(index, question, *history)
    assert query.resolved is None
    assert not {"Mina of TWICE", "IU"} & set(query.names)


def test_pronouns_before_a_name_point_back(index: bundle.Bundle) -> None:
    query = read(index, "did he write a song with IU?", "what was said about Suga's health")
    assert query.resolved
    assert {"Suga", "IU"} <= set(query.names)


def test_small_talk_between_is_passed_over(index: bundle.Bundle) -> None:
    query = read(
        index, "when was that?", "what did RM say to the UN", "tysm ur the best", "how are u today"
    )
    assert query.resolved
    assert "RM" in query.names
    assert not {"best", "today"} & set(query.english.split())


def test_a_short_follow_up_is_not_read_alone(assistant: Assistant) -> None:
    # In Korean "how long did (he) rest?" has no pronoun; alone it would be about sleep.
    query = questions.read(
        "얼마나 쉬었어?", ["에스쿱스 2019년에 왜 쉬었어?"], "ko", assistant.engine.bundle.namer
    )  # type: ignore[union-attr]
    read, _, _ = assistant.engine.select(query, "ko")  # type: ignore[union-attr]
    assert read.names == ("S.Coups",)


def test_what_is_asked_of_a_number_wants_more_than_numbers(assistant: Assistant) -> None:
    history = ["what number can people in korea call, 24/7?"]
    assert assistant.ask(history[0]).mode == "helplines"
    assert assistant.ask("do they speak english there?", history=history).mode == "answer"
    assert assistant.ask("and in japan?", history=history).mode == "helplines"


@pytest.mark.parametrize(("before", "now"), [
    ("¿qué línea de ayuda hay en España?", "¿y qué número puedo llamar en México?"),
    ("quel numéro d'écoute en France ?", "et quel numéro on peut appeler au Canada ?"),
    ("welche Hotline gibt es in Deutschland?", "und welche Nummer kann ich in Österreich anrufen?"),
    ("what number can people in korea call?", "and the one for young people in japan?"),
])  # fmt: skip
def test_another_number_is_another_number(assistant: Assistant, before: str, now: str) -> None:
    assert assistant.ask(now, history=[before]).mode == "helplines"


@pytest.mark.parametrize("asked", [
    "did he ever write a song about that time?", "did RM rest and write a song about it?",
    "should i just write a letter to my mom?",
])  # fmt: skip
def test_a_song_that_somebody_wrote_is_no_order(assistant: Assistant, asked: str) -> None:
    history = ["why did kang daniel stop promoting in 2019"]
    assert assistant.ask(asked, history=history).mode in ("answer", "abstain")


@pytest.mark.parametrize("order", [
    "please write a song about Suga", "Hi! Write a song about BTS", "help me write a poem",
    "can u pls quickly write a poem", "i want you to write an essay on BTS",
])  # fmt: skip
def test_an_order_to_write_is_not_taken(assistant: Assistant, order: str) -> None:
    assert assistant.ask(order).mode == "chat"


def test_amounts_and_years_alone_are_no_subject(index: bundle.Bundle) -> None:
    query = read(index, "how much in total by 2019", "did IU donate to charity")
    assert query.names == ("IU",)
    again = read(index, "to whom", "did IU donate to charity", "how much in total by 2019")
    assert again.names == ("IU",)


def test_a_bare_name_gives_way_to_that_of_another_member(index: bundle.Bundle) -> None:
    query = questions.read("那Jeongyeon呢？", ("Mina为什么休息？",), "zh", index.namer)
    assert "mina" not in query.english.casefold()


def test_somebody_unknown_stays_so_in_the_next_turn(assistant: Assistant) -> None:
    assert assistant.ask("กลับมาเมื่อไหร่", ["ทำไมสมชายถึงพัก"]).mode == "abstain"
