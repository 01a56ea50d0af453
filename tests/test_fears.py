"""Who does not want to die is afraid or hopes; what is long over is nobody's trouble now."""

from __future__ import annotations

import pytest

from kwell_qa import safety

FEARS = {
    "en": "I don't want to die",
    "ko": "죽고 싶지 않아",
    "ja": "死にたくない",
    "zh": "我不想死",
    "th": "หนูไม่อยากตาย",
    "vi": "mình không muốn chết",
    "es": "no quiero morir",
    "pt": "não quero morrer",
    "id": "aku gak mau mati",
    "tl": "ayoko pang mamatay",
    "fr": "je ne veux pas mourir",
    "de": "ich will nicht sterben",
    "ar": "ما أبي أموت",
}
GOING = {
    "en": "I don't want to die but I can't go on",
    "ko": "죽고 싶지 않은데 더는 못 살겠어",
    "ja": "死にたくないけどもう生きていけない",
    "zh": "我不想死但是我活不下去了",
    "th": "ไม่อยากตายแต่ก็ไม่อยากมีชีวิตอยู่แล้ว",
    "vi": "mình không muốn chết nhưng mình không muốn sống nữa",
    "es": "no quiero morir pero ya no puedo seguir viviendo",
    "pt": "não quero morrer mas não aguento mais viver",
    "id": "aku gak mau mati tapi aku gak sanggup hidup lagi",
    "tl": "ayoko mamatay pero ayoko na mabuhay",
    "fr": "je ne veux pas mourir mais je ne veux plus vivre",
    "de": "ich will nicht sterben aber ich kann nicht mehr leben",
    "ar": "ما أبي أموت بس ما أقدر أعيش",
}
PAST = {
    "en": "I was bullied in school, it is long over now",
    "ko": "학교에서 괴롭힘을 당했었는데 다 지난 일이에요",
    "ja": "学校でいじめられていたけど、もう昔のことです",
    "zh": "我以前在学校被欺负过,早就过去了",
    "th": "ตอนมัธยมเคยโดนบูลลี่ แต่มันจบไปนานแล้ว",
    "vi": "hồi nhỏ mình từng bị bắt nạt, chuyện qua lâu rồi",
    "es": "me hacían bullying en la escuela, ya pasó",
    "pt": "sofri bullying na escola, já passou",
    "id": "dulu aku dibully di sekolah, udah lama berlalu",
    "tl": "binully ako noong high school, matagal nang tapos",
    "fr": "on m'a harcelée au collège, c'est fini depuis longtemps",
    "de": "ich wurde in der Schule gemobbt, das ist lange vorbei",
    "ar": "كانوا يتنمرون علي في المدرسة وانتهى الأمر من زمان",
}


@pytest.mark.parametrize("lang", FEARS)
def test_not_wanting_to_die_is_met_with_care_and_is_no_crisis(lang: str) -> None:
    seen = safety.screen(FEARS[lang])
    assert (seen.level, seen.category) == ("support", "distress")
    assert safety.screen(GOING[lang]).level == "crisis"


@pytest.mark.parametrize("lang", PAST)
def test_bullying_that_is_long_over_is_none(lang: str) -> None:
    assert safety.screen(PAST[lang]).level == "none"


def test_what_is_not_over_counts() -> None:
    assert safety.screen("I was bullied in school and it never stopped").level == "support"
    again = "I was bullied, it is long over now but it started again"
    assert safety.screen(again).level == "support"
    assert safety.screen("it is long over now, I want to die").level == "crisis"
