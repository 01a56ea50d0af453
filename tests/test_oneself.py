"""Who speaks of themselves, in thirteen languages, and who does not."""

from __future__ import annotations

import pytest

from kwell_qa.assistant import Assistant
from kwell_qa.oneself import of_oneself

OWN = [
    ("en", "i miss jonghyun so much"), ("en", "how do I help my friend"), ("en", "I'm so tired"),
    ("ko", "나는 요즘 잠을 못 자"), ("ko", "제가 도울 수 있을까요"), ("ja", "私は眠れない"),
    ("zh", "我睡不着"), ("es", "no puedo dormir, ¿qué me pasa?"), ("pt", "como eu ajudo"),
    ("id", "aku sedih banget"), ("th", "ฉันนอนไม่หลับ"), ("vi", "tôi không ngủ được"),
    ("fr", "comment puis-je aider mon amie"), ("de", "was kann ich tun"), ("ar", "أنا حزين"),
    ("tl", "hindi ako makatulog"),
]  # fmt: skip
OTHERS = [
    ("en", "tell me about the Shiny Foundation"), ("en", "what did IU say about sleep"),
    ("ko", "방찬의 방은 언제 끝났어?"), ("ko", "나연은 왜 쉬었어?"),
    ("ja", "チャンの部屋はいつ終わった？"),
    ("zh", "这个基金会是谁建立的"), ("es", "¿qué es la campaña LOVE MYSELF?"),
    ("pt", "quem fundou a fundação"), ("id", "kapan acara itu selesai"),
    ("th", "รายการจบเมื่อไหร่"),
    ("vi", "chương trình kết thúc khi nào"), ("fr", "qui a fondé la fondation"),
    ("de", "wer gründete die Stiftung"), ("ar", "متى انتهى البرنامج"),
    ("tl", "kailan natapos ang palabas"),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text"), OWN)
def test_words_for_oneself_are_heard(lang: str, text: str) -> None:
    assert of_oneself(text, lang)


@pytest.mark.parametrize(("lang", "text"), OTHERS)
def test_questions_about_others_are_not_taken_for_it(lang: str, text: str) -> None:
    assert not of_oneself(text, lang)


def test_nobody_is_offered_words_about_themselves(assistant: Assistant) -> None:
    silent = [
        assistant.ask(question)
        for question in ("what is the name of jonghyun's piano teacher", "how tall is key",
                         "which brand of tissues is the best", "how much is a lightstick")
    ]  # fmt: skip
    offered = [near for reply in silent if reply.mode == "abstain" for near in reply.suggestions]
    assert offered
    assert [near for near in offered if of_oneself(near, "en")] == []
