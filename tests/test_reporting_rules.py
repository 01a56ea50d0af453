"""Texts of our own against the rules for writing about suicide: no means, no note, no cause, no
guessing why. Words for means stand nowhere: they are known by their hashes."""

from __future__ import annotations

import re

import pytest

from kwell_qa.normalise import normalise
from kwell_qa.screening_means import harming, named
from kwell_qa.texts import LANGUAGES, load

TEXTS = load()
_SENTENCE = re.compile(r"(?<=[.!?。！？؟;；])\s*|\n")
_DEATH = {
    "en": r"suicid|died|death|took (?:his|her|their) (?:own )?li",
    "ko": r"자살|죽음|사망|세상을",
    "ja": r"自殺|死|亡くな",
    "zh": r"自杀|死|去世",
    "es": r"suicid|muri|muerte",
    "pt": r"suicíd|morr|morte",
    "id": r"bunuh diri|meninggal|kematian",
    "th": r"ฆ่าตัวตาย|เสียชีวิต",
    "vi": r"tự tử|tự sát|qua đời|cái chết",
    "fr": r"suicid|mort|décès|décéd",
    "de": r"[Ss]uizid|gestorben|\bTod",
    "ar": r"انتحار|وفاة|توفي|موت",
    "tl": r"magpakamatay|nagpakamatay|namatay|pagkamatay",
}  # fmt: skip
RULES = {
    # One cause, however likely it sounds; many things come together.
    "one cause": {
        "en": r"\b(?:drove|driven|pushed|led to|leads to|because of|due to)\b"
        r"|\bcaused\b",
        "ko": r"때문에|탓에|몰아|이유로|원인",
        "ja": r"のせいで|が原因|追い込|によって|を苦に",
        "zh": r"因为|由于|导致|逼|原因",
        "es": r"(?:a causa|por culpa|debido a)|llev[óo] al|caus",
        "pt": r"por causa|devido a|levou (?:a|ao)|causou",
        "id": r"(?:bunuh diri|meninggal) (?:karena|akibat)|menyebabkan",
        "th": r"(?:ฆ่าตัวตาย|เสียชีวิต) ?(?:เพราะ|เนื่องจาก)|สาเหตุ",
        "vi": r"(?:tự tử|tự sát|qua đời|chết) (?:do|vì|bởi)|khiến|nguyên nhân",
        "fr": r"à cause|en raison|a poussé|a conduit|a mené",
        "de": r"\bwegen\b|aufgrund|trieb|führte z",
        "ar": r"بسبب|دفع\w* إلى|أدى إلى",
        "tl": r"dahil (?:sa|kay)|nagtulak|sanhi",
    },
    "a guess at why, or word of it before it is known": {
        "en": r"why (?:he|she|they|it) (?:died|did|happened)"
              r"|reason (?:for|behind) (?:his|her|their|the)"
              r"|(?:probably|reportedly|allegedly|apparently|rumou?red)",
        "ko": r"왜 (?:죽|그랬)|이유는|것으로 (?:보|추정|알려)",
        "ja": r"理由は|なぜ死|とみられ|らしい|うわさでは",
        "zh": r"为什么(?:死|自杀)|死因|据说|疑似|可能是因",
        "es": r"por qué (?:muri|lo hizo)|motivo de (?:su|la)|presunt|al parecer",
        "pt": r"por que (?:morr|fez)|motivo da|supost|ao que parece",
        "id": r"kenapa dia|mengapa dia|diduga|kabarnya",
        "th": r"ทำไมเขาถึง|สาเหตุการ|คาดว่าเขา|ลือว่า",
        "vi": r"vì sao (?:anh|cô|họ) (?:ấy )?(?:chết|mất)|nghi là|nghe nói",
        "fr": r"pourquoi (?:il|elle) (?:est|a)|motif du|présum|apparemment|semble-t-il",
        "de": r"warum (?:er|sie) (?:starb|es)|Grund (?:für|seines|ihres)"
              r"|mutmaßlich|angeblich|vermutlich",
        "ar": r"لماذا (?:مات|انتحر)|سبب (?:وفات|انتحار)|يُقال|يُزعم",
        "tl": r"kung bakit siya|umano|diumano|sabi-sabi",
    },
    "a note that was left": {
        "en": r"suicide note|left (?:a|behind a) (?:note|letter)|farewell letter",
        "ko": r"유서",
        "ja": r"遺書",
        "zh": r"遗书",
        "es": r"nota (?:suicida|de suicidio)|carta de despedida",
        "pt": r"(?:carta|bilhete) (?:suicida|de suicídio|de despedida)",
        "id": r"surat (?:wasiat|perpisahan)",
        "th": r"จดหมายลา",
        "vi": r"thư tuyệt mệnh",
        "fr": r"lettre d'adieu|lettre de suicide",
        "de": r"Abschiedsbrief",
        "ar": r"رسالة (?:انتحار|وداع)",
        "tl": r"suicide note|liham ng pamamaalam",
    },
}  # fmt: skip
ONLY_OF_DEATH = ("one cause", "a guess at why, or word of it before it is known")


def sentences(lang: str) -> list[tuple[str, str]]:
    found = []
    for key, value in TEXTS.texts[lang].items():
        for line in value if isinstance(value, list) else [str(value)]:
            found += [(key, one) for one in _SENTENCE.split(line) if one.strip()]
    return found


def breaks(rule: str, lang: str, sentence: str) -> bool:
    if rule in ONLY_OF_DEATH and not re.search(_DEATH[lang], sentence):
        return False
    return re.search(RULES[rule][lang], sentence, re.IGNORECASE) is not None


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_of_ours_gives_a_cause_guesses_or_tells_of_a_note(lang: str, rule: str) -> None:
    assert set(RULES[rule]) == set(_DEATH) == set(LANGUAGES)
    assert [one for one in sentences(lang) if breaks(rule, lang, one[1])] == []


# Of alcohol, pills and drugs the reply to who takes them must speak, and so must its name.
_OF_SUBSTANCES = ("care.substance", "care.self_harm", "protocol.category.substance")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_of_ours_names_means(lang: str) -> None:
    for key, sentence in sentences(lang):
        text = normalise(sentence)
        assert list(harming(text)) == [] or key.startswith("care.self_harm"), (key, sentence)
        if not key.startswith(_OF_SUBSTANCES):
            count, deadly = named(text)
            # Where no spaces stand, a piece of a harmless word ("pharmacist") may look like one.
            most = 1 if lang in ("ko", "ja", "zh", "th") else 0
            assert count <= most, (key, sentence)
            assert not deadly, (key, sentence)


@pytest.mark.parametrize(
    ("rule", "lang", "sentence"),
    [
        (0, "en", "Hate comments drove her to suicide"),
        (0, "ko", "악플 때문에 자살했다"),
        (0, "ja", "中傷が原因で自殺した"),
        (0, "zh", "因为网暴而自杀"),
        (0, "de", "wegen der Kommentare, ihr Suizid"),
        (0, "es", "su suicidio a causa de los comentarios"),
        (0, "fr", "son suicide à cause de la haine"),
        (0, "pt", "o suicídio por causa disso"),
        (0, "id", "bunuh diri karena komentar"),
        (0, "th", "ฆ่าตัวตายเพราะคอมเมนต์"),
        (0, "vi", "tự tử vì bị chê"),
        (0, "ar", "انتحار بسبب التعليقات"),
        (0, "tl", "nagpakamatay dahil sa mga komento"),
        (1, "en", "She reportedly died by suicide"),
        (1, "de", "angeblich ein Suizid"),
        (1, "ko", "자살한 것으로 보인다"),
        (1, "es", "al parecer fue un suicidio"),
        (2, "en", "He left a note"),
        (2, "ko", "유서가 발견됐다"),
        (2, "de", "ein Abschiedsbrief"),
    ],
)  # fmt: skip
def test_the_rules_see_what_they_are_for(rule: int, lang: str, sentence: str) -> None:
    assert breaks(list(RULES)[rule], lang, sentence)
    # Beside no death a cause is one of anything.
    assert not breaks("one cause", "en", "because of the address of this page")


def test_what_is_said_on_artists_who_died_guesses_nothing() -> None:
    for lang in LANGUAGES:
        for key in ("care.grief", "care.grief_personal", "care.grief_artist"):
            text = TEXTS.get(lang, key)
            assert not [rule for rule in RULES for one in _SENTENCE.split(text)
                        if breaks(rule, lang, one)]  # fmt: skip
            # Help stands in the same place as the subject.
            assert len(text.split("\n\n")) == 2
