"""Care texts: what each must say in every language, and what no text of ours may."""

from __future__ import annotations

import re

import pytest

from kwell_qa.caring import GUIDES
from kwell_qa.helplines import CATEGORIES
from kwell_qa.texts import LANGUAGES, load

TEXTS = load()
CARE = sorted({
    *CATEGORIES, "friend", "adult", "third-party-artist", "third-party-post", "third-party-now",
    "grief-personal", "grief-artist",
})  # fmt: skip
# What every care text must say, by a word of each language that no translation does without.
PROGRAM = {
    "en": "computer program", "ko": "프로그램", "ja": "プログラム", "zh": "程序", "es": "programa",
    "pt": "programa", "id": "program komputer", "th": "โปรแกรม", "vi": "chương trình máy tính",
    "fr": "programme", "de": "Computerprogramm", "ar": "برنامج", "tl": "program",
}  # fmt: skip
THANKS = {
    "en": "thank", "ko": "고마", "ja": "ありがとう", "zh": "谢谢", "es": "gracias",
    "pt": "obrigad|agrade", "id": "terima kasih", "th": "ขอบคุณ", "vi": "cảm ơn", "fr": "merci",
    "de": "danke", "ar": "شكرًا", "tl": "salamat",
}  # fmt: skip
GO_ON = {
    "en": "go on writing", "ko": "계속 써도", "ja": "続けて書", "zh": "继续",
    "es": "seguir escribiendo",
    "pt": "continuar escrevendo", "id": "terus menulis|lanjut menulis|tetap menulis",
    "th": "เขียน.*ต่อ", "vi": "viết tiếp", "fr": "continuer à écrire", "de": "weiter.*schreiben",
    "ar": "الكتابة", "tl": "magpatuloy",
}  # fmt: skip
EMERGENCY = {
    "en": "emergency", "ko": "긴급", "ja": "緊急電話", "zh": "紧急电话", "es": "emergencia",
    "pt": "emergência", "id": "darurat", "th": "ฉุกเฉิน", "vi": "khẩn cấp", "fr": "urgence|secours",
    "de": "Notruf", "ar": "طوارئ", "tl": "emergency",
}  # fmt: skip
# Section by section what may stand in no text: in English and in the text's own language.
FORBIDDEN = {
    "words for the act that blame, praise or fail": {
        "en": r"commit\w*\s+suicide|(?:successful|failed|unsuccessful) (?:suicide|attempt)"
              r"|suicide epidemic|kill(?:ed)? (?:him|her|them)self|skyrocket",
        "ko": r"극단적\s*선택|자살에?\s*성공|자살\s*시도에?\s*실패",
        "ja": r"自殺に(?:成功|失敗)|自殺を犯",
        "zh": r"自杀(?:成功|失败)|成功自杀",
        "es": r"comet\w+\s+(?:un\s+)?suicidio|suicidio (?:logrado|fallido)",
        "pt": r"comet\w+\s+(?:um\s+)?suicídio|suicídio (?:bem-sucedido|falho)",
        "id": r"bunuh diri yang (?:berhasil|gagal)",
        "th": r"ฆ่าตัวตาย(?:สำเร็จ|ไม่สำเร็จ)",
        "vi": r"(?:tự tử|tự sát) (?:thành công|thất bại)",
        "fr": r"comm(?:ettre|is|ettent) un suicide|suicide (?:réussi|raté)|tentative ratée",
        "de": r"Selbstmord|Freitod|Suizidversuch (?:gescheitert|misslungen)"
              r"|(?:gelungen|missglückt)er Suizid",
        "ar": r"ارتك\w+ (?:ال)?انتحار|انتحار (?:ناجح|فاشل)",
        "tl": r"nag-?commit ng suicide",
    },
    "a rating of risk": {
        "en": r"(?:low|medium|moderate|high)[- ]risk|risk (?:level|score)",
        "ko": r"위험도|[고저]위험|위험 등급",
        "ja": r"[高低]リスク|リスクが[高低]|危険度",
        "zh": r"[高低中]风险|风险(?:等级|评分)",
        "es": r"riesgo (?:alto|bajo|medio)|(?:alto|bajo) riesgo",
        "pt": r"risco (?:alto|baixo|médio)|(?:alto|baixo) risco",
        "id": r"risiko (?:tinggi|rendah|sedang)",
        "th": r"ความเสี่ยง(?:สูง|ต่ำ)",
        "vi": r"nguy cơ (?:cao|thấp)",
        "fr": r"risque (?:élevé|faible|moyen)|haut risque",
        "de": r"(?:hohes|geringes|niedriges|mittleres) Risiko|Risikostufe",
        "ar": r"(?:خطر|خطورة) (?:مرتفع|منخفض|عال)",
        "tl": r"(?:mataas|mababa)\S* (?:na )?(?:panganib|risk)",
    },
    "a promise of secrecy": {
        "en": r"\bsecret|confidential|nobody will know",
        "ko": r"비밀",
        "ja": r"秘密",
        "zh": r"保密|秘密",
        "es": r"secreto|confidencial",
        "pt": r"segredo|sigilo|confidencial",
        "id": r"rahasia",
        "th": r"ความลับ",
        "vi": r"bí mật",
        "fr": r"\bsecret|confidentiel",
        "de": r"geheim|vertraulich",
        "ar": r"سرّ?ي[ةّ]|سرًّا|بسرية",
        "tl": r"lihim|sikreto|kumpidensyal",
    },
    "weights, sizes and food by numbers": {
        "en": r"\bkg\b|kilo|kcal|calorie|\bweight|\bdiet",
        "ko": r"칼로리|몸무게|체중|다이어트",
        "ja": r"カロリー|体重|ダイエット",
        "zh": r"卡路里|体重|减肥|节食",
        "es": r"calor[ií]a|\bpeso\b|\bdieta",
        "pt": r"caloria|\bpeso\b|\bdieta",
        "id": r"kalori|berat badan|\bdiet",
        "th": r"แคลอรี|น้ำหนักตัว|ลดน้ำหนัก",
        "vi": r"\bcalo|cân nặng|giảm cân|ăn kiêng",
        "fr": r"calorie|\bpoids\b|\brégime",
        "de": r"Kalorie|Gewicht|Diät",
        "ar": r"سعرات|وزنك|حمية",
        "tl": r"kalori|timbang|\bdiyeta",
    },
    "lectures and making it small": {
        "en": r"others have it worse|attention[- ]seek|selfish|cheer up|calm down|get over it",
        "ko": r"힘내|관종|이기적|남들도 다",
        "ja": r"頑張って|がんばって|わがまま|もっとつらい人",
        "zh": r"想开点|自私|别人更惨|加油",
        "es": r"an[ií]mate|egoísta|exageras|hay gente peor",
        "pt": r"anime-se|egoísta|exager|tem gente pior",
        "id": r"semangat ya|egois|lebay|orang lain lebih",
        "th": r"สู้\sๆ|เห็นแก่ตัว|คิดมาก",
        "vi": r"ích kỷ|cố lên|nghĩ nhiều quá",
        "fr": r"courage !|égoïste|tu exagères",
        "de": r"egoistisch|Kopf hoch|reiß dich|übertreib",
        "ar": r"أناني|تبالغ",
        "tl": r"makasarili|nag-iinarte|kaya mo yan",
    },
}  # fmt: skip


def every_text(lang: str) -> dict[str, str]:
    found = {}
    for key, value in TEXTS.texts[lang].items():
        found[key] = "\n".join(map(str, value)) if isinstance(value, list) else str(value)
    return found


@pytest.mark.parametrize("rule", FORBIDDEN)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_of_ours_breaks_the_wording_rules(lang: str, rule: str) -> None:
    assert set(FORBIDDEN[rule]) == set(LANGUAGES)
    patterns = {FORBIDDEN[rule]["en"], FORBIDDEN[rule][lang]}
    # Elsewhere people are told to ask a service what it keeps to itself.
    where = ("care.", "ui.") if "secrecy" in rule else ("",)
    broken = [
        (key, found[0])
        for key, text in every_text(lang).items()
        if key.startswith(where)
        for pattern in patterns
        for found in [re.search(pattern, text, re.IGNORECASE)]
        if found
    ]
    assert broken == []


@pytest.mark.parametrize(
    ("lang", "rule", "text"),
    [
        ("en", 0, "He committed  suicide"), ("de", 0, "Sein Selbstmord"), 
        ("fr", 0, "une tentative ratée"),
        ("ko", 0, "극단적 선택을 했다"), ("es", 0, "cometió suicidio"), ("zh", 1, "你是高风险"),
        ("ar", 2, "محادثة بسرية تامة"), ("ja", 2, "秘密は守ります"), ("th", 3, "ลดน้ำหนัก"),
        ("tl", 3, "timbang mo"),
        ("pt", 4, "você é egoísta"), ("vi", 4, "cố lên nhé"), ("id", 1, "kamu risiko tinggi"),
    ],
)  # fmt: skip
def test_the_wording_rules_see_what_they_are_for(lang: str, rule: int, text: str) -> None:
    assert re.search(list(FORBIDDEN.values())[rule][lang], text, re.IGNORECASE)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("category", CARE)
def test_every_care_text_says_all_that_it_must(lang: str, category: str) -> None:
    text = TEXTS.get(lang, f"care.{category.replace('-', '_')}")
    opening, gap, rest = text.partition("\n\n")
    assert gap, "the way to a person stands between opening and rest"
    assert "\n\n" not in rest
    for wanted, where in ((PROGRAM, opening), (THANKS, opening), (EMERGENCY, text), (GO_ON, rest)):
        assert re.search(wanted[lang], where, re.IGNORECASE), (wanted[lang], where)
    assert re.search(GO_ON[lang], re.split(r"(?<=[.。])", rest.strip())[-2 if lang != "th" else -1],
                     re.IGNORECASE)  # fmt: skip


# "The post" where nobody spoke of one: the text that speaks of an artist knows of none.
THE_POST = {
    "en": r"\bthe post\b", "ko": r"그 (?:글|게시물)", "ja": r"[その]の投稿", "zh": r"这条|那条",
    "es": r"\bla publicación\b", "pt": r"\bo post\b", "id": r"unggahan (?:itu|tersebut)",
    "th": r"โพสต์(?:นั้น|นี้)", "vi": r"bài đăng (?:đó|này)",
    "fr": r"\b(?:ce message|cette publication)",
    "de": r"\b(?:den|der|dem|dieser?) Beitrag\b", "ar": r"عن المنشور", "tl": r"\bang post sa\b",
}  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("said", ["third_party_artist", "third_party_now", "adult"])
def test_no_post_is_spoken_of_that_nobody_told_of(lang: str, said: str) -> None:
    assert re.findall(THE_POST[lang], TEXTS.get(lang, f"care.{said}"), re.IGNORECASE) == []


# Forms that fit one gender only, of whoever reads or of somebody nobody named.
GENDERED = {
    "es": r"\b(?:sola|segura|preparad[oa]|bienvenid[oa]|los acompañe|un adulto)\b",
    "pt": r"\b(?:sozinh[oa]|segura|preparad[oa]|(?:um|esse) adulto)\b",
    "fr": r"\b(?:tu es (?:seule?|prête?|inquiète?)|es prêt)\b|\b(?:un jeune|les enseignants)\b",
    "de": r"\b(?:einem|einen) Erwachsenen\b|\bein Arzt\b|\bLehrern\b",
    "ar": r"تثق به|حين ترغب|أن تحمل |أنا قلق|\b(?:ابدأ|اضغط|اختر|انسخ|فابقَ|فاطلب)\b|متأكدًا",
}  # fmt: skip


@pytest.mark.parametrize("lang", GENDERED)
def test_no_gender_is_taken_for_granted(lang: str) -> None:
    found = {
        key: hit for key, text in every_text(lang).items()
        if key.startswith(("care.", "guide.", "widget."))
        and (hit := re.findall(GENDERED[lang], text, re.IGNORECASE))
    }  # fmt: skip
    assert found == {}


def test_french_marks_keep_to_their_words() -> None:
    """Two-part marks and quotation marks never stand alone at the beginning of a line."""
    loose = r" [;:!?»](?=\s|$)|« (?=\S)"
    assert {key for key, text in every_text("fr").items() if re.search(loose, text)} == set()


def test_every_care_text_but_those_of_danger_now_leads_on_to_a_guide() -> None:
    assert set(GUIDES) == set(CARE) - {"danger-now", "third-party-now"}
