"""Remarks ask nothing: no quotation answers them, and whoever asks, seeks or suffers makes none."""

from __future__ import annotations

import pytest

from kwell_qa.assistant import Assistant
from kwell_qa.remarks import is_remark

REMARKS = (
    ("en", "ugh monday again"), ("en", "in a weirdly good mood today idk"),
    ("en", "kinda bored ngl"),
    ("ko", "오늘 급식 마라탕 나왔다 개꿀"), ("ja", "今日の体育マラソンだった、だる〜"),
    ("zh", "今天轮到我倒垃圾，好烦哈哈"), ("es", "hoy comimos pizza en el cole jaja"),
    ("pt", "to de boa hj, so ouvindo musica"), ("fr", "jsuis grave de bonne humeur auj"),
    ("de", "boah schon wieder müll rausbringen"), ("id", "males bgt nyuci piring wkwk"),
    ("vi", "hôm nay trời mưa lười ghê"), ("tl", "ako na naman naghugas ng plato hay nako haha"),
    ("th", "วันนี้ครูปล่อยเร็ว ดีใจมากก"), ("ar", "اليوم الدوام كان طويل وممل هههه"),
)  # fmt: skip
ASKING = (
    ("en", "my friend is sad today, what do i say"), ("en", "korean word for panic disorder"),
    ("en", "am i weird for crying over a song"), ("en", "tips for sleeping before an exam"),
    ("en", "i heard half the planet sees idol campaigns"), ("en", "songs by (G)I-DLE"),
    ("th", "วันนี้เครียด แบบไหนดีกับใจเรา"),
    ("ko", "오늘 밤새는 게 나을까"), ("ja", "今日どうすれば眠れるかな"),
    ("zh", "我今天要不要通宵复习"),
    ("es", "hoy no sé cómo dormir"), ("pt", "hoje to nervosa, alguma dica"),
    ("fr", "jsuis stressée auj comment je fais"), ("de", "ich schlafe schlecht, soll ich zum arzt"),
    ("id", "aku susah tidur gimana ya"), ("vi", "mình khó ngủ phải làm sao"),
    ("tl", "paano ba ako makakatulog"), ("th", "วันนี้นอนไม่หลับ ทำไงดี"), ("ar", "كيف انام بدري اليوم"),
)  # fmt: skip


@pytest.mark.parametrize(("lang", "text"), REMARKS)
def test_who_tells_of_their_day_asks_nothing(lang: str, text: str) -> None:
    assert is_remark(text, text if lang == "en" else "", lang)


@pytest.mark.parametrize(("lang", "text"), ASKING)
def test_who_asks_or_looks_something_up_makes_no_remark(lang: str, text: str) -> None:
    assert not is_remark(text, text if lang == "en" else "", lang)


@pytest.mark.parametrize("text", [text for _, text in REMARKS])
def test_a_remark_is_met_and_not_answered(assistant: Assistant, text: str) -> None:
    reply = assistant.ask(text)
    assert reply.mode == "chat"
    assert reply.text == assistant.texts.get(reply.language, "reply.reaction")
    assert not reply.citations
    assert reply.helplines


def test_what_hurts_is_no_remark(assistant: Assistant) -> None:
    for text in (
        "the concert is over, everyone went home and i feel so lonely",
        "every fancam i watch i end up hating my own legs",
    ):
        assert assistant.ask(text).mode in ("answer", "support")


def test_what_goes_on_from_before_is_no_remark(assistant: Assistant) -> None:
    history = ["When did Taeyeon talk about depression?"]
    assert assistant.ask("no i meant suga", history).mode == "answer"
