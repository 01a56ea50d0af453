"""Questions about a public person's hard times are told from a person's own, where certain."""

from __future__ import annotations

import pytest

from kwell_qa.assistant import Assistant
from kwell_qa.news import asks_news

NEWS = [
    ("en", "when did Taeyeon speak about depression"),
    ("ko", "태연이 우울증에 대해 언제 말했어?"), ("ja", "テヨンはいつうつ病について話した?"),
    ("zh", "泰妍什么时候谈到抑郁症的?"), ("es", "¿cuándo habló Taeyeon de su depresión?"),
    ("pt", "quando a Taeyeon falou da depressão?"),
    ("fr", "quand est-ce que Taeyeon a parlé de sa dépression ?"),
    ("de", "wann hat Taeyeon über ihre Depression gesprochen?"),
    ("id", "kapan Taeyeon cerita soal depresi?"), ("vi", "Taeyeon từng bị trầm cảm khi nào?"),
    ("th", "แทยอนเคยพูดเรื่องซึมเศร้าเมื่อไหร่"),
    ("tl", "kailan sinabi ni Taeyeon na may depression siya?"),
    ("ar", "متى تحدثت تايون عن الاكتئاب؟"),
]  # fmt: skip
OWN = [
    ("en", "i have depression like Taeyeon"), ("en", "I'm as low as Taeyeon was"),
    ("ko", "태연 노래를 들어도 매일 울어요"),
    ("ko", "저는 언제 태연처럼 우울증이라고 말했어야 했나요"),
    ("ja", "テヨンの曲を聴いても毎晩泣いてしまう"), ("ja", "私はテヨンみたいにいつ話したらいい?"),
    ("zh", "听泰妍的歌也每天哭"), ("zh", "我什么时候该像泰妍那样公开抑郁症?"),
    ("es", "lloro cada noche con Taeyeon"), ("es", "¿cuándo habló de lo que me pasa a mí?"),
    ("pt", "choro toda noite ouvindo Taeyeon"),
    ("fr", "pourquoi je pleure quand Taeyeon a parlé ?"),
    ("de", "ich weine, seit Taeyeon darüber gesprochen hat, was tun?"),
    ("id", "kenapa aku nangis pas Taeyeon cerita?"), ("vi", "sao mình khóc khi Taeyeon kể?"),
    ("th", "ฟังแทยอนแล้วร้องไห้ทุกคืน"), ("tl", "bakit ako umiiyak nung sinabi ni Taeyeon?"),
    ("ar", "ليش أنا أبكي لما تحدثت تايون؟"), ("xx", "when did Taeyeon speak of it?"),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text"), NEWS)
def test_news_of_others_is_asked_about(lang: str, text: str) -> None:
    assert asks_news(text, lang)


@pytest.mark.parametrize(("lang", "text"), OWN)
def test_what_may_be_ones_own_is_not_news(lang: str, text: str) -> None:
    assert not asks_news(text, lang)


@pytest.mark.parametrize(
    "text", ["태연이 우울증에 대해 언제 말했어?", "¿cuándo habló Taeyeon de su depresión?"]
)
def test_news_of_an_artist_is_looked_up(assistant: Assistant, text: str) -> None:
    assert assistant.ask(text).mode in ("answer", "abstain")


def test_ones_own_trouble_beside_an_artist_is_care(assistant: Assistant) -> None:
    text = "tengo ansiedad todos los días, como contó Taeyeon, ¿qué hago?"
    assert assistant.ask(text).mode == "support"
