"""Who stands in the place of a subject by a word that names and lexicon do not read."""

from __future__ import annotations

import pytest

from kwell_qa import bundle, questions
from kwell_qa.assistant import Assistant
from kwell_qa.spellings import alone


def names(index: bundle.Bundle, question: str, lang: str) -> tuple[str, ...]:
    return questions.read(question, (), lang, index.namer).names


@pytest.mark.parametrize(("lang", "question", "name"), [
    ("ko", "조이 왜 쉬었어?", "Joy of Red Velvet"),
    ("ja", "ジョイはなぜ休んだの？", "Joy of Red Velvet"),
    ("ja", "リサの「Born Again」には誰が参加していますか?", "Lisa"),
    ("th", "ทำไมจอยถึงพักงาน", "Joy of Red Velvet"),
    ("en", "why did Joy rest", "Joy of Red Velvet"),
])  # fmt: skip
def test_a_name_without_its_group_is_read_where_a_name_must_stand(
    index: bundle.Bundle, lang: str, question: str, name: str
) -> None:
    assert name in names(index, question, lang)


@pytest.mark.parametrize(("lang", "question"), [
    ("ko", "나사를 조이는 방법이 뭐야?"), ("ja", "桜はいつ咲くの？"),
    ("en", "does joy help against sadness"), ("en", "how do i find joy again"),
    # Somebody's own friend is nobody that one looks up.
    ("zh", "我同学王小明为什么总是笑我？"), ("zh", "高中生为什么压力大"),
    ("zh", "王老师为什么生气"),
    ("th", "ทำไมศิลปินถึงต้องพัก"), ("th", "แล้วรอบสองล่ะ เมื่อไหร่"),
    ("ko", "우리 반 김철수가 왜 나를 놀릴까?"), ("ko", "매일 아침마다 학교가 왜 힘들까?"),
])  # fmt: skip
def test_elsewhere_it_is_an_ordinary_word(index: bundle.Bundle, lang: str, question: str) -> None:
    assert names(index, question, lang) == ()


@pytest.mark.parametrize(("lang", "question"), [
    ("ko", "왜 김철수가 쉬었어?"), ("ko", "김철수 왜 활동 중단했어?"),
    ("ja", "山田太郎はなぜ休んだの？"), ("en", "why did Zanele take a break for anxiety"),
    ("en", "why did marvin take a break"),
    ("th", "ทำไมคุณสมชายถึงพัก"), ("th", "สมหญิงกลับมาเมื่อไหร่"), ("zh", "王小明为什么停止活动"),
    ("zh", "张伟什么时候回来"), ("zh", "为什么李娜休息"), ("zh", "陳奕迅有沒有說過憂鬱"),
])  # fmt: skip
def test_what_is_told_of_others_is_no_answer_about_somebody_unknown(
    assistant: Assistant, lang: str, question: str
) -> None:
    assert assistant.ask(question, lang=lang).mode == "abstain"


def test_a_form_that_could_mean_two_names_means_none() -> None:
    spelled = {"Twice": ("Twice", "트와이스"), "AOA": ("AOA",),
               "Mina of Twice": ("트와이스 미나", "트와이스의 미나"), "Mina of AOA": ("AOA 미나",),
               "Sana of Twice": ("트와이스사나",)}  # fmt: skip
    groups = {"Mina of Twice": ("Twice",), "Mina of AOA": ("AOA",), "Sana of Twice": ("Twice",)}
    assert alone(spelled, groups) == {"사나": "Sana of Twice", "Sana": "Sana of Twice"}
