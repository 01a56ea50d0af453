"""Care replies: what they hold, in which order, and what no text of ours may say."""

from __future__ import annotations

import re
from html import unescape

import pytest

from conftest import ROOT
from kwell_qa import caring
from kwell_qa.assistant import Assistant
from kwell_qa.caring import GUIDES, compose, taken_up
from kwell_qa.concerned import about_artist
from kwell_qa.helplines import CATEGORIES, Helplines, special_of
from kwell_qa.helplines import load as load_helplines
from kwell_qa.records import Reply, Screening
from kwell_qa.texts import LANGUAGES, load
from kwell_qa.web.rendering import turn
from kwell_qa.web.words import Words

TEXTS = load()
CARE = sorted({
    *CATEGORIES, "friend", "adult", "third-party-artist", "third-party-post", "third-party-now",
    "grief-personal", "grief-artist",
})  # fmt: skip
COUNTRIES = ("US", "GB", "KR", "JP", "CA", "AU", "BR", "PH", "IN", "GT", None)
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


@pytest.fixture(scope="module")
def lines() -> Helplines:
    return load_helplines(ROOT / "corpus/helplines.yaml", dialling=False)


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


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("category", CATEGORIES)
def test_the_order_of_a_care_reply(lines: Helplines, category: str, country: str | None) -> None:
    crises = ("suicidal", "self-harm", "danger-now", "third-party")
    level = "crisis" if category in crises else "support"
    titles = dict.fromkeys(GUIDES.values(), "A guide")
    for lang in LANGUAGES:
        choice = lines.choose(country, category, lang=lang)
        care = compose(TEXTS, Screening(level, category, "first"), lang, choice,
                       titles=titles, offer="What is X?")  # fmt: skip
        text, first = care.text, choice.helplines[0]
        assert not re.match(r"\W*\d", text), "never begins with a number"
        opening = TEXTS.get(lang, f"care.{category.replace('-', '_')}").partition("\n\n")[0]
        way = first.display or first.sms_display or str(first.website)
        places = [text.index(opening), text.index(way, len(opening)), text.index("/breathe")]
        offer = TEXTS.get(lang, "care.kpop_after", question="What is X?")
        assert places == sorted(places)
        assert text.endswith(offer), "what else was asked is offered last"
        emergency = (
            TEXTS.get(lang, "care.emergency", number=choice.emergency)
            if choice.emergency
            else TEXTS.get(lang, "care.emergency_unknown")
        )
        assert text.count(emergency) == 1
        if level == "crisis":
            assert text.index(emergency) < text.index(way, len(opening)) or way in emergency
        guide = f"/read/{GUIDES[category]}" if category in GUIDES else None
        assert [step.link for step in care.steps] == ["/breathe", *([guide] if guide else [])]
        told = TEXTS.get(lang, "care.no_special", name=caring.shown_name(first, lang))
        assert (told in text) == (not choice.own and choice.country is not None)


def test_now_is_not_said_of_a_service_that_may_be_closed(lines: Helplines) -> None:
    choice = lines.choose("GB", "eating-disorder")
    text = compose(TEXTS, Screening("support", "eating-disorder"), "en", choice, titles={}).text
    assert "You can reach Beat" not in text
    assert "Beat (eating disorders) is there for this: 0808 801 0677" in text
    assert "You can reach Samaritans now: 116 123." in text


def test_the_order_is_emergency_crisis_youth_and_the_subject(lines: Helplines) -> None:
    for country in ("US", "GB", "KR", "AU", "JP"):
        choice = lines.choose(country, "abuse")
        own = special_of(choice.helplines, "abuse")
        assert own is not None, country
        told = compose(TEXTS, Screening("support", "abuse"), "en", choice, titles={}).text
        # The one for the very subject is named with the first, and not only in the list below.
        assert str(choice.helplines[0].display) in told
        assert str(own.display) in told
        crisis = compose(TEXTS, Screening("crisis", "suicidal"), "en", choice, titles={}).text
        emergency = TEXTS.get("en", "care.emergency", number=str(choice.emergency))
        assert crisis.index(emergency) < crisis.index(f" {choice.helplines[0].display}")
        reply = Reply("", "crisis", "en", country, crisis, choice.helplines, choice.emergency,
                      category="suicidal")  # fmt: skip
        html = str(turn("q", reply, Words(TEXTS, "en")))
        assert html.index("kw-urgent") < html.index('class="kw-now"') < html.index("kw-services")
        assert str(choice.helplines[0].dial) in html[html.index('class="kw-now"') :][:400]


def test_the_guides_are_in_the_corpus_and_are_guides(assistant: Assistant) -> None:
    assert assistant.engine is not None
    documents = assistant.engine.bundle.by_id
    assert {documents[name].kind for name in GUIDES.values()} == {"guide"}
    assert set(GUIDES) == set(CARE) - {"danger-now", "third-party-now"}


MIXED = "I want to die. What was Chan's Room?"


def test_what_else_was_asked_is_offered_after_and_answered_when_wanted(
    assistant: Assistant,
) -> None:
    reply = assistant.ask(MIXED, country="KR")
    assert (reply.mode, reply.suggestions) == ("crisis", ("What was Chan's Room?",))
    assert not reply.citations
    assert reply.text.startswith(TEXTS.get("en", "care.suicidal").partition("\n\n")[0])
    taken = assistant.ask(reply.suggestions[0], [MIXED], country="KR")
    assert taken.mode == "answer"
    assert taken.category == "suicidal"
    assert taken.text.startswith(TEXTS.get("en", "care.history").partition("\n\n")[0])
    assert taken.text.index("109") < taken.text.index(taken.sentences[0].text)
    assert (taken.helplines[0].dial, taken.emergency) == ("tel:109", "119")
    # The next message is met with care again: one press does not end it.
    later = assistant.ask("who is the leader of ATEEZ?", [MIXED, reply.suggestions[0]])
    assert later.mode == "crisis"


def test_another_question_after_a_crisis_is_met_with_care_and_offered(assistant: Assistant) -> None:
    question = "What is the LOVE MYSELF campaign?"
    reply = assistant.ask(question, ["I want to die"], country="GB")
    assert (reply.mode, reply.suggestions) == ("crisis", (question,))
    assert "heavy earlier" in reply.text
    taken = assistant.ask(question, ["I want to die", question], country="GB")
    assert taken.mode == "answer"


@pytest.mark.parametrize(
    "message",
    [
        "My bias left. Nothing matters now and I want to die. What is the tallest building there?",
        "I want to die. How are you?",
        "I am going to do it tonight, goodbye. What was Chan's Room?",
        "what was chan's room",
    ],
)
def test_what_must_not_be_offered(assistant: Assistant, message: str) -> None:
    reply = assistant.ask(message, ["I will kill myself tonight, right now"], country="US")
    assert reply.mode == "crisis"
    if reply.category == "danger-now" or "tallest" in message or "How are" in message:
        assert reply.suggestions == ()
    assert not any("tallest" in one for one in reply.suggestions)


def test_only_the_very_words_that_were_asked_go_past_care() -> None:
    assert taken_up("What was  Chan's Room?", [MIXED])
    assert taken_up("what was chan's room?", ["hi", MIXED])
    for other in ("What was Chan's Room", "What", "", " ", "room?", "who is Chan?"):
        assert not taken_up(other, [MIXED]), other


def test_a_disclosure_said_twice_is_care_twice(assistant: Assistant) -> None:
    assert assistant.ask("I want to die", ["I want to die"]).mode == "crisis"


@pytest.mark.parametrize(
    ("text", "named", "artist"),
    [
        ("is my bias okay? that post scared me", False, True),
        ("is Chan okay, he said goodbye", True, True),
        ("내 최애 괜찮은 거야?", False, True),
        ("my friend who loves BTS wants to die", True, False),
        ("친구가 죽고 싶대요", False, False),
        ("somebody in my class wants to die", False, False),
    ],
)
def test_worry_for_an_artist_is_told_from_worry_for_a_friend(
    text: str, named: bool, artist: bool
) -> None:
    assert about_artist(text, named) == artist


def test_about_an_artist_nothing_is_guessed(assistant: Assistant) -> None:
    reply = assistant.ask("is he okay? my bias posted a sad goodbye message", country="US")
    assert (reply.mode, reply.category) == ("crisis", "third-party")
    assert reply.text.startswith(TEXTS.get("en", "care.third_party_artist").partition("\n\n")[0])
    assert not reply.citations


def test_care_stands_when_all_else_breaks(assistant: Assistant, lines: Helplines) -> None:
    from dataclasses import replace

    class Broken:
        def __getattr__(self, name: str) -> object:
            raise RuntimeError("broken")

    for engine in (None, Broken()):
        reply = replace(assistant, engine=engine).ask(MIXED, country="KR")  # type: ignore[arg-type]
        assert reply.mode == "crisis"
        assert [step.link for step in reply.steps] == ["/breathe"]
        assert reply.helplines[0].dial == "tel:109"


def test_the_card_puts_the_way_in_after_the_opening_and_links_the_steps(
    assistant: Assistant,
) -> None:
    for lang in LANGUAGES:
        reply = assistant.ask(MIXED, lang=lang, country="KR")
        html = str(turn(MIXED, reply, Words(TEXTS, lang)))
        opening = html.index('class="kw-said"')
        assert opening < html.index('href="tel:109"') < html.index('href="/breathe"')
        assert html.index('href="/breathe"') < html.index("data-ask=")
        assert html.index("data-ask=") < html.index('class="kw-services"')
        assert 'href="/read/finding-professional-help"' in html
        # What the card shows as a link is not said a second time as text.
        assert "(/breathe)" not in html


@pytest.mark.parametrize(("country", "number"), [("KR", "109"), ("AE", "800 8877")])
def test_the_card_of_an_answer_after_care_holds_the_number(
    assistant: Assistant, country: str, number: str
) -> None:
    reply = assistant.ask("What was Chan's Room?", [MIXED], country=country)
    assert (reply.mode, reply.helplines[0].display) == ("answer", number)
    html = str(turn("q", reply, Words(TEXTS, "en")))
    said = re.findall(r'<p class="kw-(?:said|lead-in)".*?</p>', html)
    assert " ".join(said).count(f": {number}") == 1  # some are named by their number
    assert "(/breathe)" not in html


def test_the_card_says_no_number_twice(lines: Helplines) -> None:
    """Numbers stand as links in a card; its paragraphs hold none, open at all hours or not."""
    kept = set()
    for country in (*lines.countries(), None):
        for category in CATEGORIES:
            choice = lines.choose(country, category)
            care = compose(TEXTS, Screening("support", category, "first"), "en", choice, titles={})
            reply = Reply("", "support", "en", choice.country, care.text, choice.helplines,
                          choice.emergency, category=category, steps=care.steps)  # fmt: skip
            html = str(turn("q", reply, Words(TEXTS, "en")))
            said = " ".join(re.findall(r'<p class="kw-said".*?</p>', unescape(html)))
            for line in choice.helplines:
                # Some are named by their number.
                said = said.replace(caring.shown_name(line, "en"), "")
            for line in choice.helplines:
                kept |= {
                    (country, category, way)
                    for way in (line.display, line.sms_display, line.website)
                    if way and way in said
                }
    assert kept == set()
