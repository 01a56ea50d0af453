"""Everyday chat words of thirteen languages, read as what they mean."""

from __future__ import annotations

import re

import pytest

from kwell_qa.bundle import Bundle
from kwell_qa.languages import detect_language
from kwell_qa.questions import read as read_question
from kwell_qa.texts import load

READ = [
    ("ko", "요즘 덕질 재미없고 다 귀찮아", {"fan", "motivation"}),
    ("ko", "내일 시험이라 떨려", {"nervous"}),
    ("ja", "寝れない、どうしたら", {"sleep", "how"}),
    ("ja", "だるい、推し疲れかも", {"motivation", "fan"}),
    ("zh", "失眠咋办", {"sleep"}), ("zh", "跟闺蜜吵架了好烦", {"argue", "annoyed"}),
    ("es", "toy re nerviosa porque rindo", {"nervous", "exam"}),
    ("es", "ya no tengo ganas de nada, q bajón", {"motivation", "sad"}),
    ("es", "mi bias se fue", {"member", "left", "grief"}),
    ("pt", "meu bias saiu do grupo", {"member", "left", "grief"}),
    ("pt", "n consigo dormir", {"sleep"}),
    ("pt", "briguei c minha amiga, mt mal", {"argue", "sad"}),
    ("id", "cara nenangin diri gmn", {"calm", "how"}),
    ("id", "temen berantem terus mager", {"argue"}),
    ("th", "เป็นโรคอะไรอะ", {"disorder"}), ("th", "ทะเลาะกับเพื่อน หมดไฟ", {"argue"}),
    ("vi", "bị bệnh tâm lý", {"mental", "illness"}),
    ("vi", "cãi nhau mấy lần r", {"argue", "many"}),
    ("fr", "jarrive pas à dormir, des astuces", {"sleep", "tip"}),
    ("fr", "heures de taf", {"working", "hours"}), ("de", "hab mich gezofft", {"argue"}),
    ("de", "null bock, bin down", {"motivation", "sad"}), ("ar", "كيف انام بدري", {"early"}),
    ("ar", "تعبت من السهر", {"tired", "late"}), ("tl", "kinakabahan ako", {"nervous"}),
    ("tl", "digital detox, adik sa fb", {"break", "social", "addiction", "Facebook"}),
    ("tl", "pagiging strict sa sarili", {"perfectionism"}),
]  # fmt: skip
# What apostrophes leave of English words is no word of another language: "don" is money in Korean.
SHORTENED = [
    "i don't know", "why don’t they talk", "can't we", "won't she", "isn't it", "didn't he",
    "i'm here", "it's on", "let's go", "she'll see", "they'd say", "you're in", "y'all go",
]  # fmt: skip
BASIC = [
    ("es", "cuánto tardan en contestar", {"time", "reply"}),
    ("pt", "o começo da carreira", {"career"}),
    ("id", "kategori apa ya", {"category"}), ("de", "das zweite mal", {"second"}),
    ("fr", "la deuxième fois", {"second"}), ("tl", "ang pangalawa", {"second"}),
    ("rom", "cheot mixtape", {"first"}),
]  # fmt: skip
ENGLISH = ["how r u feeling", "i am down", "we fight a lot", "the grade in my exam was bad",
           "vs what", "is my toy safe"]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "words"), [*READ, *BASIC])
def test_chat_words_are_understood(index: Bundle, lang: str, text: str, words: set[str]) -> None:
    read = index.namer.read(text, lang)
    assert words <= set(read.english.split()), read.english


def test_a_bias_that_left_is_no_glossary_word(index: Bundle) -> None:
    for lang, text in (("es", "mi bias se fue"), ("pt", "meu bias saiu do grupo")):
        assert "bias" not in index.namer.read(text, lang).english.split()
    assert "bias" in index.namer.read("qué es bias", "es").english.split()


@pytest.mark.parametrize("text", SHORTENED)
def test_what_is_shortened_in_english_stays_english(index: Bundle, text: str) -> None:
    spelled = re.sub(r"[^a-z]+", " ", text)
    assert set(index.namer.read(text, "en").english.split()) <= set(spelled.split())


def test_a_group_that_is_spelled_as_a_word_is_known_by_what_stands_beside_it(
    index: Bundle,
) -> None:
    read = index.namer.read
    assert read("did ive open a school programme", "en").names == ("IVE (group)",)
    assert read("what is IVE's campaign called", "en").names == ("IVE (group)",)
    assert read("ive been to a school programme", "en").names == ()
    # Stress is no name.
    assert read("how do I STAY calm when its 2AM", "en").names == ()


@pytest.mark.parametrize("text", ENGLISH)
def test_english_stays_english(index: Bundle, text: str) -> None:
    assert detect_language(text, load().function_words, index.namer) == "en"


@pytest.mark.parametrize(
    ("text", "kind"),
    [("y did mina take a break", "why"), ("whos the chair of the idol union", "who"),
     ("wen did chan's room end", "when"), ("wheres the shiny foundation", "where")],
)
def test_shorthand_asks_what_the_words_in_full_ask(index: Bundle, text: str, kind: str) -> None:
    assert read_question(text, [], "en", index.namer).kind == kind
