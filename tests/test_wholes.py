"""Questions that say all that they ask, whatever was spoken of before."""

from __future__ import annotations

from itertools import permutations

import pytest

from kwell_qa import pointing, wholes
from kwell_qa.assistant import Assistant
from kwell_qa.languages import spoken_in
from kwell_qa.texts import LANGUAGES, load
from kwell_qa.web.examples import load_starters


@pytest.mark.parametrize(
    ("lang", "question"),
    [
        ("es", "¿Qué es una relación parasocial?"),
        ("pt", "o que é sasaeng"),
        ("fr", "c'est quoi un sasaeng ?"),
        ("de", "was ist ein sasaeng"),
        ("id", "apa itu hubungan parasosial?"),
        ("id", "sasaeng itu apa sih"),
        ("tl", "ano yung sasaeng?"),
        ("vi", "Sasaeng là gì?"),
        ("ar", "ما هي العلاقة شبه الاجتماعية؟"),
        ("th", "ซาแซงคืออะไรคะ"),
        ("ko", "사생팬이 뭐예요?"),
        ("ja", "サセンとは何ですか？"),
        ("zh", "什么是私生饭？"),
        ("zh", "私生饭是什么意思"),
    ],
)  # fmt: skip
def test_what_a_thing_is_is_asked_by_itself(lang: str, question: str) -> None:
    assert wholes.asks_what_in(question) == lang
    assert not pointing.points(question, lang)
    assert spoken_in(question, (), load().function_words) == lang


@pytest.mark.parametrize(
    "question",
    ["¿Qué es eso?", "o que é isso", "c'est quoi ça ?", "was ist das?", "apa itu?", "ano yun?",
     "¿qué es el objetivo?", "o que é que eu faço", "c'est quoi le titre ?", "was ist das Ziel?",
     "was ist los mit mir", "nó là gì", "ما هو؟", "มันคืออะไร", "그게 뭐예요?", "それは何ですか？",
     "它是什么？", "What is LOVE MYSELF?", "x" * 130 + " là gì"],
)  # fmt: skip
def test_what_is_pointed_at_is_not(question: str) -> None:
    assert not wholes.asks_what(question)


@pytest.mark.parametrize(
    ("question", "how"),
    [
        ("Wie höre ich mit Doomscrolling auf?", True),
        ("友だちの話を上手に聞くには？", True),
        ("怎样好好倾听朋友？", True),
        ("Paano ititigil ang doomscrolling?", True),
        ("¿cómo puedo dormir mejor?", True),
        ("comment arrêter de scroller ?", True),
        ("cara berhenti doomscrolling", True),
        ("làm sao để ngủ ngon hơn?", True),
        ("怎么申请？", False),
        ("wie lange war die pause?", False),
        ("¿cómo se llama su canción?", False),
    ],
)  # fmt: skip
def test_how_one_does_something_is_asked_by_itself(question: str, how: bool) -> None:
    assert wholes.asks_how(question) is how


def test_a_pronoun_that_only_doubles_a_french_subject_points_to_nothing() -> None:
    assert not pointing.points("Quand Chan's Room s'est-elle terminée ?", "fr")
    assert pointing.points("Et quand s'est-elle terminée ?", "fr")
    assert pointing.points("Pourquoi est-elle partie ?", "fr")


def test_long_texts_take_no_time() -> None:
    """Each pattern would try every place of such a text."""
    for text in (" " * 8000, "y " * 4000, "あ" * 8000 + "とは", "quand " + "a " * 4000):
        assert not wholes.asks_what(text)
        assert not wholes.asks_how(text)
        assert wholes.without_doubles(text) == text


@pytest.mark.parametrize(
    ("before", "then"),
    [
        ("Wann startete Love Myself von BTS?", "was ist das Ziel?"),
        ("¿Cuándo empezó Love Myself de BTS?", "¿qué es el objetivo?"),
        ("Quando começou a campanha Love Myself do BTS?", "o que é o objetivo dela?"),
        ("Chiến dịch Love Myself của BTS bắt đầu khi nào?", "mục đích là gì?"),
        ("BTSのLove Myselfキャンペーンはいつ始まりましたか？", "目的は何ですか？"),
        ("Kailan nagsimula ang Love Myself ng BTS?", "ano ang ginawa nila?"),
        ("متى بدأت حملة Love Myself من BTS؟", "ما هو هدفها؟"),
        ("Kenapa Mina TWICE hiatus?", "apa itu penyakitnya?"),
        ("Pourquoi Mina de TWICE a fait une pause ?", "c'est quoi son diagnostic ?"),
        ("Pourquoi Mina de TWICE a fait une pause ?", "qu'est-ce que son agence a dit ?"),
        ("슈가가 우울증에 대해 쓴 노래가 있어?", "제목이 뭐야?"),
        ("BTS的Love Myself活动是什么时候开始的？", "目的是什么？"),
        ("แคมเปญ Love Myself ของ BTS เริ่มเมื่อไหร่", "เป้าหมายคืออะไร"),
        ("¿Qué le pasó a Mina de TWICE?", "¿qué es lo que le pasó después?"),
        ("Warum machte Mina Pause?", "was ist danach passiert?"),
    ],
)
def test_what_belongs_to_what_was_spoken_of_goes_on_from_it(
    assistant: Assistant, before: str, then: str
) -> None:
    resolved = str(assistant.ask(then, [before]).resolved)
    assert before in resolved or "Mina" in resolved


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_starter_is_answered_alike_whatever_was_asked_before(
    assistant: Assistant, lang: str
) -> None:
    asked = [starter.asks[lang] for starter in load_starters()]
    alone = {one: assistant.ask(one, lang=lang).sentences for one in asked}
    told = [
        (before, one) for before, one in permutations(asked, 2)
        if assistant.ask(one, [before], lang=lang).sentences != alone[one]
    ]  # fmt: skip
    assert told == []
