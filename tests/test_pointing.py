"""Follow-ups: what points back, what stands alone, and which name an ordinary word must be."""

from __future__ import annotations

import pytest

from kwell_qa import pointing, questions
from kwell_qa.assistant import Assistant
from kwell_qa.naming import Namer


@pytest.fixture
def namer(assistant: Assistant) -> Namer:
    assert assistant.engine is not None
    return assistant.engine.bundle.namer


@pytest.mark.parametrize(("lang", "text", "back"), [
    ("ko", "그럼 언제 돌아왔어?", True), ("ko", "방찬은 언제 방송했어?", False),
    ("ja", "その後どうやって戻ってきたの", True), ("ja", "休みはいつから", False),
    ("zh", "那她什么时候回来的", True), ("zh", "其他成员休息过吗", False),
    ("es", "¿y por qué terminó?", True), ("es", "la campaña de las escuelas", False),
    ("pt", "quando ela voltou?", True), ("id", "trus siapa aja yg ikut?", True),
    ("th", "แล้วกลับมาเมื่อไหร่", True), ("vi", "còn cô ấy thì sao?", True),
    ("fr", "et ensuite ?", True), ("de", "und wann war danach die Rückkehr?", True),
    ("ar", "وكم استمرت؟", True), ("tl", "magkano nakolekta nila?", True),
    ("de", "wie viel geld geben die da rein?", True), ("de", "was haben die damals gesagt", True),
    ("de", "Was kann ich machen, damit ich besser schlafe?", False),
    ("de", "Was sagen Studien dazu, dass Fans einsam sind?", False),
    ("zh", "当时她说了什么", True), ("zh", "疫情当时粉丝孤独吗？", False),
    ("ja", "コロナ当時、ファンは孤独だった？", False), ("ko", "당시 뭐라고 했어?", True),
    ("en", "when did she come back", False),  # English is read by its gloss
])  # fmt: skip
def test_small_words_that_point_back(lang: str, text: str, back: bool) -> None:
    assert pointing.points(text, lang) is back


@pytest.mark.parametrize(("question", "said", "name"), [
    ("what about joy?", ["Lia of ITZY"], "Joy of Red Velvet"),
    ("and v?", ["BTS"], "V of BTS"),
    ("what about money?", ["BTS"], None),
    ("did it bring joy?", ["BTS"], None),
])  # fmt: skip
def test_an_ordinary_word_is_a_name_where_it_must_be(
    namer: Namer, question: str, said: list[str], name: str | None
) -> None:
    read = pointing.somebody(question, namer.read(question, "en"), said, namer)
    assert read.names == (() if name is None else (name,))


@pytest.mark.parametrize(("history", "question", "document", "words"), [
    (("what break did Lia take", "when did she come back"), "what about joy?",
     "red-velvet-joy-itzy-lia", "Joy returned to work"),
    (("how can i sleep with the comeback at 3am",), "what is bubble?",
     "glossary-fandom-terms", "Bubble is"),
    (("how do i report on tiktok",), "is there something like that for youtube",
     "reporting-and-blocking", "YouTube"),
    (("magkano ang nalikom ng MatchAMillion",), "eh magkano naman nakolekta nila?",
     "fandom-activism", "1,026,531"),
    (("เรนจุน NCT พักงานทำไม",), "แล้วกลับมาเมื่อไหร่",
     "nct-renjun-and-nctzen-check", "23 August"),
])  # fmt: skip
def test_follow_ups_are_answered(
    assistant: Assistant, history: tuple[str, ...], question: str, document: str, words: str
) -> None:
    reply = assistant.ask(question, history=history)
    assert reply.mode == "answer"
    assert any(one.document == document and words in one.quote for one in reply.citations)


def test_what_an_earlier_follow_up_took_stands_beside_it(namer: Namer) -> None:
    history = ("what is chan's room?", "when did it stop?")
    resolved = questions.read("why?", history, "en", namer).resolved
    assert resolved == "why? (when did it stop? / what is chan's room?)" or resolved == (
        "why? (when did it stop? / Chan's Room)"
    )


@pytest.mark.parametrize(("question", "alone"), [
    ("what is doomscrolling?", True), ("what is a parasocial relationship", True),
    ("what is the date?", False), ("what is it about?", False), ("what about that?", False),
    ("what did she say?", False),
])  # fmt: skip
def test_a_definition_stands_by_itself(question: str, alone: bool) -> None:
    assert questions.defines_by_itself(question) is alone


@pytest.mark.parametrize(("lang", "text", "name"), [
    ("ar", "شو قال شوقا عن الاكتئاب", "Suga"), ("ar", "شوجا والاكتئاب", "Suga"),
    ("th", "เรนจุน", "Renjun"), ("th", "เร็นจุน", "Renjun"),
    ("ja", "カンダニエル", "Kang Daniel"), ("ja", "カン・ダニエル", "Kang Daniel"),
])  # fmt: skip
def test_names_in_other_spellings(namer: Namer, lang: str, text: str, name: str) -> None:
    assert namer.read(text, lang).names == (name,)


@pytest.mark.parametrize("text", [
    "thanks that helps a lot", "ok cool", "thanks, that was useful", "got it", "好的", "わかった",
    "thank you so much for your help",
])  # fmt: skip
def test_who_thanks_asks_nothing(assistant: Assistant, text: str) -> None:
    assert assistant.ask(text).mode == "chat"


@pytest.mark.parametrize("text", [
    "thanks! when did chan's room end", "ok cool but why did mingi take a break",
    "thank you speech by bts at the un",
])  # fmt: skip
def test_who_thanks_and_asks_is_answered(assistant: Assistant, text: str) -> None:
    assert assistant.ask(text).mode != "chat"
