"""In which language a short message is answered: its own where it tells one, else what is known."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

import web_fixtures
from conftest import ROOT
from kwell_qa.assistant import Assistant
from kwell_qa.bundle import Bundle
from kwell_qa.languages import detect_language, spoken_in
from kwell_qa.texts import LANGUAGES, load
from web_fixtures import ask

# pytest finds fixtures by these names.
small_settings, small = web_fixtures.small_settings, web_fixtures.small
http = web_fixtures.http

CLEAR = {
    "en": ("who?", "what about Jimin?", "the Mina one"),
    "ko": ("안녕", "고마워", "지민은?"),
    "ja": ("こんにちは", "ありがとう", "ジミンは?"),
    "zh": ("你好", "谢谢", "Jimin呢?"),
    "es": ("hola", "gracias", "¿y Suga?", "¿cuándo?"),
    "pt": ("olá", "oi", "obrigada", "não sei"),
    "id": ("halo", "makasih", "terima kasih", "dan Suga?"),
    "th": ("สวัสดี", "ขอบคุณ"),
    "vi": ("xin chào", "chào", "cảm ơn"),
    "fr": ("bonjour", "merci", "et Jimin ?"),
    "de": ("hallo", "danke", "und Suga?"),
    "ar": ("مرحبا", "شكرا", "salam"),
    "tl": ("kumusta", "salamat", "sino?"),
}
UNCLEAR = ("hi", "Hello", "hey!", "yo", "ok", "ok cool", "lol", "no, AOA's Mina", "BTS", "thanks",
           "Jimin?", "😭", "no", "sure", "ok cool 😭")  # fmt: skip
TURNS = {
    "en": "did anyone in TWICE take a break?",
    "ko": "트와이스에서 쉬었던 멤버가 있어?",
    "ja": "TWICEのミナはなぜ休んだのですか?",
    "zh": "为什么TWICE的Mina休息了?",
    "es": "¿quién de BTS habló de su ansiedad?",
    "pt": "quem do TWICE falou de ansiedade?",
    "id": "siapa anggota TWICE yang pernah istirahat?",
    "th": "มินะ TWICE พักงานเพราะอะไร",
    "vi": "vì sao Mina của TWICE tạm nghỉ?",
    "fr": "pourquoi Mina de TWICE a fait une pause ?",
    "de": "warum hat Mina von TWICE pausiert?",
    "ar": "لماذا توقفت مينا من توايس؟",
    "tl": "bakit nagpahinga si Mina ng TWICE?",
}
WORDS = load().function_words


def test_every_language_has_its_cases() -> None:
    assert set(CLEAR) == set(TURNS) == set(LANGUAGES)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_clear_word_decides_whatever_the_page(index: Bundle, lang: str) -> None:
    for text in CLEAR[lang]:
        for page in (None, "en", "de" if lang != "de" else "fr", lang):
            assert spoken_in(text, (), WORDS, index.namer, page) == lang, (text, page)


@pytest.mark.parametrize("page", LANGUAGES)
def test_what_anybody_writes_keeps_the_language_of_the_page(index: Bundle, page: str) -> None:
    for text in UNCLEAR:
        assert spoken_in(text, (), WORDS, index.namer, page) == page, text
        assert spoken_in(text, (), WORDS, None, page) == page, text


def test_english_where_nothing_is_known(index: Bundle) -> None:
    for text in (*UNCLEAR, ""):
        assert spoken_in(text, (), WORDS, index.namer) == "en", text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_short_follow_up_keeps_the_language_of_the_talk(index: Bundle, lang: str) -> None:
    history = [TURNS[lang]]
    for text in UNCLEAR:
        for page in (None, "en", "ko"):
            assert spoken_in(text, history, WORDS, index.namer, page) == lang, (text, page)
    # A turn that tells nothing changes nothing, and one that is clearly another changes it.
    assert spoken_in("Jimin?", [*history, "ok"], WORDS, index.namer) == lang
    other = "fr" if lang != "fr" else "es"
    assert spoken_in(CLEAR[other][0], history, WORDS, index.namer) == other
    assert spoken_in("Jimin?", [*history, TURNS[other]], WORDS, index.namer) == other


def test_turns_that_came_back_in_another_language(index: Bundle) -> None:
    assert spoken_in("e a Jeongyeon?", [TURNS["pt"]], WORDS, index.namer, "en") == "pt"
    assert spoken_in("y Suga?", [TURNS["es"]], WORDS, index.namer, "en") == "es"
    # No word of English has such a letter.
    assert spoken_in("depresión", (), WORDS, index.namer, "en") == "es"
    # Han alone may be Japanese, but for what only Chinese has.
    assert spoken_in("理由?", [TURNS["ja"]], WORDS, index.namer) == "ja"
    assert spoken_in("为什么呢?", [TURNS["ja"]], WORDS, index.namer) == "zh"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whole_questions_are_told_as_before(index: Bundle, lang: str) -> None:
    text = TURNS[lang]
    assert detect_language(text, WORDS, index.namer) == lang
    assert spoken_in(text, (), WORDS, index.namer, "fr" if lang != "fr" else "de") == lang


def test_the_reply_is_in_that_language(assistant: Assistant) -> None:
    assert assistant.ask("hello").language == "en"
    assert assistant.ask("hello", page="ko").language == "ko"
    assert assistant.ask("hola", page="ko").language == "es"
    assert assistant.ask("hello", lang="de", page="ko").language == "de"
    assert assistant.ask("e a Jeongyeon?", [TURNS["pt"]], page="en").language == "pt"
    bare = Assistant(assistant.helplines)
    assert bare.ask("hello", page="th").language == "th"


def test_header_and_page_reach_the_reply(http: httpx.Client) -> None:
    for header, lang in (("en-US", "en"), ("ko-KR,ko;q=0.9", "ko"), ("", "en"), ("xx", "en")):
        asked = {"question": "hello"}
        reply = http.post("/api/v1/ask", json=asked, headers={"accept-language": header})
        assert reply.json()["language"] == lang, header
        page = http.post("/embed", data={"question": "hi"}, headers={"accept-language": header})
        assert f'<html lang="{lang}"' in page.text
        assert load().get(lang, "reply.greeting").split("\n")[0][:20] in page.text, header
    assert ask(http, "bonjour").json()["language"] == "fr"
    assert ask(http, "ok cool", history=[TURNS["en"]]).json()["language"] == "en"


def test_the_command_line_greets_in_english(index_dir: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kwell_qa", "ask", "--index", str(index_dir), "hello"],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=300,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(load().get("en", "reply.greeting")[:20])
