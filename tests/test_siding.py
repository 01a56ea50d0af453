"""Questions on both sides of a thing: each side is asked for, and both are told."""

from __future__ import annotations

import pytest

from kwell_qa import questions
from kwell_qa.assistant import Assistant
from kwell_qa.siding import sides

BOTH = [
    ("en", "pros and cons of being a fan?", "benefits of being a fan?",
     "challenges and risks of being a fan?"),
    ("en", "Does fandom help or harm sleep?", "Does fandom help sleep?", "Does fandom harm sleep?"),
    ("en", "good and bad sides of fan apps", "good sides of fan apps", "bad sides of fan apps"),
    ("en", "the benefits & the risks of fan apps", "the benefits of fan apps",
     "the challenges and risks of fan apps"),
    ("en", "risks and benefits of fan apps", "benefits of fan apps",
     "challenges and risks of fan apps"),
    ("en", "positive and negative effects of fan apps", "good sides of fan apps",
     "bad sides of fan apps"),
    ("en", "is it good or bad to be a fan?", "is it good to be a fan?", "is it bad to be a fan?"),
    ("en", "does it hurt or help?", "does it help?", "does it harm?"),
    ("de", "ist das gut oder schlecht für mich", "ist das gut für mich",
     "ist das schlecht für mich"),
    ("es", "ventajas y desventajas de ser fan", "ventajas de ser fan",
     "riesgos y problemas de ser fan"),
    ("pt", "prós e contras de ser fã", "vantagens de ser fã", "riscos e problemas de ser fã"),
    ("fr", "les avantages et les inconvénients des apps", "les avantages des apps",
     "les risques et problèmes des apps"),
    ("de", "Vor- und Nachteile von Fan-Apps", "Vorteile von Fan-Apps",
     "Risiken und Probleme von Fan-Apps"),
    ("id", "apa kelebihan dan kekurangan fandom", "apa manfaat fandom",
     "apa risiko dan masalah fandom"),
    ("tl", "ano ang mabuti at masama sa fandom", "ano ang benepisyo sa fandom",
     "ano ang panganib at problema sa fandom"),
    ("vi", "ưu và nhược điểm của fandom", "lợi ích của fandom", "rủi ro và vấn đề của fandom"),
    ("ko", "팬덤의 장단점이 뭐야", "팬덤의 장점이 뭐야", "팬덤의 문제점과 위험이 뭐야"),
    ("ja", "推し活のメリットとデメリットは？", "推し活のメリットは？", "推し活のリスクと問題は？"),
    ("zh", "追星的利弊是什么", "追星的好处是什么", "追星的风险和问题是什么"),
    ("th", "ข้อดีข้อเสียของแฟนคลับ", "ข้อดีของแฟนคลับ", "ความเสี่ยงและปัญหาของแฟนคลับ"),
    ("ar", "إيجابيات وسلبيات الفاندوم", "فوائد الفاندوم", "مخاطر ومشاكل الفاندوم"),
    ("th", "pros and cons ของ fandom", "benefits ของ fandom", "challenges and risks ของ fandom"),
]  # fmt: skip
ONE = [
    ("en", "did it get good and bad reviews?"),
    ("en", "is that good for sleep?"), ("en", "the good, the bad and the ugly album"),
    ("en", "what harms sleep and what helps?"), ("en", "Bad by whom and good night by whom"),
    ("es", "lo bueno del fandom"), ("ko", "장점이 뭐야"), ("de", "gute Nacht und schlechte Träume"),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "question", "good", "bad"), BOTH)
def test_each_side_is_asked_for(lang: str, question: str, good: str, bad: str) -> None:
    assert sides(question, lang) == (good, bad)


@pytest.mark.parametrize(("lang", "question"), ONE)
def test_what_names_one_side_asks_for_one(lang: str, question: str) -> None:
    assert sides(question, lang) is None


def test_both_sides_of_collaborations_are_told(assistant: Assistant) -> None:
    reply = assistant.ask("Pros and cons of K-pop groups making songs with foreign artists?")
    assert reply.mode == "answer"
    assert not reply.left
    told = " ".join(one.text for one in reply.sentences)
    assert "main challenge" in told
    assert "reach wider audiences" in told or "Fan engagement" in told


def test_what_compares_two_kinds_is_no_question_on_two_sides(assistant: Assistant) -> None:
    assert assistant.engine
    namer = assistant.engine.bundle.namer
    text = "compare the benefits and risks of Bubble with those of Weverse"
    assert questions.read(text, (), "en", namer).halves == ()


def test_each_side_of_a_follow_up_is_read_with_the_turn_before(assistant: Assistant) -> None:
    assert assistant.engine
    namer = assistant.engine.bundle.namer
    query = questions.read("and its pros and cons?", ("what is Bubble?",), "en", namer)
    assert len(query.halves) == 2
    assert all("Bubble" in (half.resolved or "") for half in query.halves)
