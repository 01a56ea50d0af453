"""Told by a friend, or told to one: whose crisis it is, in thirteen languages; and adults who ask
for a young person."""

from __future__ import annotations

import pytest

from kwell_qa.assistant import Assistant
from kwell_qa.guidance import CLASS, FRIEND
from kwell_qa.normalise import normalise
from kwell_qa.safety import screen
from kwell_qa.texts import load
from kwell_qa.whose import role

THEIRS = [
    "my best friend told me she wants to die", "mi amiga me dijo que quiere morir",
    "minha amiga me contou que quer morrer", "mon amie m'a dit qu'elle veut mourir",
    "meine Freundin hat mir geschrieben, dass sie sterben will",
    "temenku bilang ke aku mau mati", "bạn mình nói với mình là muốn chết",
    "sabi sa akin ng kaibigan ko gusto na niyang mamatay", "เพื่อนเล่าให้เราฟังว่าอยากฆ่าตัวตาย",
    "صديقتي قالت لي انها تريد ان تموت", "친구가 저한테 죽고 싶다고 했어요",
    "죽고 싶다고 친구가 저한테 말했어요", "死にたいと友達に言われました",
    "友達から消えたいとLINEが来ました",
    "闺蜜告诉我不想活了", "朋友跟我说她想死",
]  # fmt: skip
OWN = [
    "I told my friend that I want to die", "my mom told me to stop but I want to kill myself",
    "le dije a mi amiga que quiero morir", "falei pra minha amiga que quero morrer",
    "j'ai dit à mon amie que je veux mourir",
    "ich habe meiner Freundin gesagt dass ich sterben will", "aku bilang ke temenku aku mau mati",
    "mình nói với bạn thân là mình muốn chết",
    "sinabi ko sa kaibigan ko na gusto ko nang mamatay", "เราบอกเพื่อนว่าเราอยากตาย",
    "قلت لصديقتي اني اريد ان اموت", "친구한테 죽고 싶다고 했어요",
    "死にたいって友達に言ったら引かれた",
    "我跟朋友说我想死",
    "友達にブスって言われて死にたい", "엄마가 나한테 쓸모없다고 했어 죽고 싶어",
    "bạn trai nói với mình là chia tay và mình muốn chết",
    "mi amiga me dijo que debería morirme y quiero morir",
]  # fmt: skip
TEACHERS = [
    "I'm a teacher and one of my pupils told me she hates herself. Whom do I tell?",
    "A student tells me he is depressed, what should a teacher do",
    "mi alumna está deprimida, ¿qué hago?", "minha aluna está deprimida, o que eu faço?",
    "mon élève est déprimée, que faire ?", "meine Schülerin ist depressiv, was kann ich tun?",
    "murid saya depresi, saya harus gimana?", "học sinh của tôi bị trầm cảm, tôi nên làm gì?",
    "malungkot ang estudyante ko, ano ang dapat kong gawin?", "เป็นครูค่ะ นักเรียนซึมเศร้า ทำยังไงดี?",
    "طالبتي مكتئبة، ماذا أفعل؟", "저는 교사인데 제 학생이 우울하다고 했어요. 어떻게 해야 하나요?",
    "担任をしています。うちの生徒がずっと落ち込んでいます。どうすればいいですか？",
    "我是老师，我的学生跟我说她很抑郁怎么办",
]  # fmt: skip
PARENTS = {
    "my daughter cries all day because her favourite idol died": "grief-and-parasocial-loss",
    "mi hija llora todos los días por su grupo que se separó, ¿qué hago?":
        "grief-and-parasocial-loss",
    "my son can't stop scrolling tiktok and is so sad all the time, what do I do?":
        "coping-doomscrolling-and-social-media",
}  # fmt: skip
NO_ADULTS = [
    "my student council ignores me and I feel so alone", "my kid sister is so sad",
    "a teacher shouted at me", "우리 아이돌 해체해서 슬퍼", "my son of a gun bias",
    "私の推しの娘役が好き",
]  # fmt: skip


@pytest.mark.parametrize("text", THEIRS)
def test_who_is_told_of_it_is_not_who_has_it(text: str) -> None:
    seen = screen(text)
    assert (seen.level, seen.person) == ("crisis", "third")


@pytest.mark.parametrize("text", OWN)
def test_who_tells_a_friend_of_it_has_it_themselves(text: str) -> None:
    seen = screen(text)
    assert (seen.level, seen.person) == ("crisis", "first")


@pytest.mark.parametrize("text", TEACHERS)
def test_a_teacher_reads_what_teachers_do(assistant: Assistant, text: str) -> None:
    assert role(normalise(text)) == "teacher"
    reply = assistant.ask(text)
    assert reply.mode == "support"
    assert reply.text.startswith(load().get(reply.language, "care.adult").partition("\n\n")[0])
    assert reply.steps[1].link == f"/read/{CLASS}"
    assert {one.document for one in reply.citations} <= {CLASS}


def test_a_teacher_is_told_of_the_same_day(assistant: Assistant) -> None:
    quotes = [one.quote for one in assistant.ask(TEACHERS[1]).citations]
    assert any("safeguarding rules the same day" in quote for quote in quotes)


@pytest.mark.parametrize(("text", "document"), PARENTS.items())
def test_a_parent_reads_of_what_ails_the_child(
    assistant: Assistant, text: str, document: str
) -> None:
    reply = assistant.ask(text)
    assert reply.mode == "support"
    assert reply.text.startswith(load().get(reply.language, "care.adult").partition("\n\n")[0])
    assert {one.document for one in reply.citations} == {document}
    assert reply.steps[1].link == f"/read/{document}"


def test_a_child_in_danger_gets_people_and_nothing_to_read(assistant: Assistant) -> None:
    reply = assistant.ask("my daughter told me she wants to die")
    assert (reply.mode, reply.category) == ("crisis", "third-party")
    assert reply.text.startswith(load().get("en", "care.adult").partition("\n\n")[0])
    assert "an adult you trust" not in reply.text
    assert not reply.citations
    assert reply.steps[1].link == f"/read/{FRIEND}"


@pytest.mark.parametrize("text", NO_ADULTS)
def test_who_is_no_adult_is_not_taken_for_one(text: str) -> None:
    assert role(normalise(text)) is None


@pytest.mark.parametrize("text", [
    "I'm a mum and I want to die", "my son hits me and I'm scared of him",
    "my daughter died and I cry every day",
])  # fmt: skip
def test_an_adult_who_is_in_trouble_is_cared_for(assistant: Assistant, text: str) -> None:
    seen = screen(text)
    assert seen.person == "first"
    adult = load().get("en", "care.adult").partition("\n\n")[0]
    assert not assistant.ask(text).text.startswith(adult)
