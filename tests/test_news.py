"""Questions about a public person's hard times are told from a person's own, where certain."""

from __future__ import annotations

import pytest

from kwell_qa.assistant import Assistant
from kwell_qa.news import asks_news, tells_of_others

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


@pytest.mark.parametrize("question", [
    "IU bị mất ngủ thì mấy đêm mới ngủ ngon được 1 đêm",
    "entonces el ministerio dijo que Hanni mintió y que nadie la ignoró, no?",
    "Hanni都去国会作证了，为什么劳动部门最后说职场霸凌的规定用不到她身上？",
])  # fmt: skip
def test_a_word_for_trouble_makes_none_of_an_artists(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).mode == "answer"


@pytest.mark.parametrize("message", [
    "Hanni fue ignorada en el trabajo y a mí me ignoran en clase todos los días",
    "Hanni被霸凌了，我在学校也被霸凌", "IU bị mất ngủ, em cũng mất ngủ cả tháng vì áp lực thi",
    "my friend is bullied at school like Hanni was at work",
])  # fmt: skip
def test_ones_own_trouble_beside_an_artists_is_met(assistant: Assistant, message: str) -> None:
    assert assistant.ask(message).mode in ("support", "crisis")


def test_who_is_dear_is_no_other() -> None:
    assert tells_of_others("nadie ignoró a Hanni", "es")
    assert not tells_of_others("my sister saw that Hanni was bullied", "en")
    assert not tells_of_others("nadie ignoró a Hanni", "xx")
    # Who is spoken of is left out there.
    assert not tells_of_others("일을 하니 직장 스트레스로 잠이 안 와요", "ko")
