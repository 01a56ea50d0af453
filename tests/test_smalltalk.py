"""Messages that ask nothing, and questions about the assistant itself, in thirteen languages."""

from __future__ import annotations

import pytest
import yaml

from kwell_qa import itself, smalltalk
from kwell_qa.assistant import Assistant
from kwell_qa.bundle import Bundle
from kwell_qa.texts import LANGUAGES, load

SAID = {
    "en": {"thanks": ("thxxx that helped sooo much 💜", "omg thank you sm this helped",
            "tysm bestie!!"),
           "greeting": ("heyyy", "hii kwell :)"),
           "reaction": ("woooow", "awww", "that's so sad", "lmaooo ok", "hahaha",
            "oh interesting")},
    "ko": {"thanks": ("고마웡ㅋㅋㅋ", "진짜 감사합니당ㅠㅠ", "ㄱㅅㄱㅅ"),
            "greeting": ("안뇽하세요~~", "ㅎㅇ"),
           "reaction": ("헐 대박", "ㅋㅋㅋㅋ", "오 그렇구나")},
    "ja": {"thanks": ("おつかれ〜！", "ほんとにありがとー！！", "助かったよ"),
            "greeting": ("こんちわー",),
           "reaction": ("へえ〜", "なるほどね", "草")},
    "zh": {"thanks": ("谢谢你啦~", "太感谢了", "多谢宝"), "greeting": ("哈喽呀",),
           "reaction": ("哇塞", "哈哈哈哈", "原来如此")},
    "es": {"thanks": ("graciassss", "mil gracias amix", "muchísimas gracias por tu ayuda"),
           "greeting": ("holiii",), "reaction": ("qué triste", "jajaja ok")},
    "pt": {"thanks": ("brigadaaa", "vlw mano", "me ajudou mto viu"), "greeting": ("oieee",),
           "reaction": ("nossa que triste", "kkkkkk")},
    "id": {"thanks": ("makasiii ya kak", "makasih banyak min", "terima kasih kak infonya"),
           "greeting": ("haloo kak",), "reaction": ("wkwkwk", "oh gitu ya")},
    "th": {"thanks": ("ขอบคุณมากเลยค่าาา", "ขอบคุณน้า 555", "ขอบใจนะ"), "greeting": ("สวัสดีจ้า",),
           "reaction": ("555555", "โห น่าสงสาร")},
    "vi": {"thanks": ("cảm ơn bạn nhìu nha", "cám ơn ad ạ", "camon nhé"), "greeting": ("chào ad",),
           "reaction": ("ra vậy", "tội quá")},
    "fr": {"thanks": ("merciiii bcp", "mrc à toi", "merci pour ton aide"),
           "greeting": ("slt ça va ?", "coucou cv"), "reaction": ("c'est trop triste", "mdrr ok")},
    "de": {"thanks": ("dankeee dir", "vielen lieben dank!!", "danke für die hilfe"),
           "greeting": ("hallöchen",), "reaction": ("boah krass", "ach so")},
    "ar": {"thanks": ("شكراااا", "مشكورة والله", "يسلمووو"),
           "greeting": ("هلا والله",), "reaction": ("ههههه", "يا حرام")},
    "tl": {"thanks": ("salamat pooo", "maraming salamat po ate", "ty bes"),
            "greeting": ("hello po",),
           "reaction": ("hala grabe", "kawawa naman")},
}  # fmt: skip
ASKS = {
    "en": ("thanks! when did it end", "hi help me", "ok and for me?", "is it legal", "wow why",
            "ok die",
           "thank you jimin for the song what is it called", "hello counselor", "no", "sad"),
    "ko": ("고마워 근데 언제 돌아왔어", "안녕 미나는?", "와이", "대박 왜 그랬대"),
    "ja": ("ありがとう、で、いつ戻ったの", "おつかれ会って何", "こんにちは、眠れない", "草なぎ"),
    "zh": ("谢谢，那米娜呢", "好的那这个呢", "你好我失眠", "哈尼是谁"),
    "es": ("hola ayuda", "gracias, y jennie?", "qué triste estoy", "hola quién es rm"),
    "pt": ("oi me ajuda", "obrigada, e a jennie", "que legal quem é ela", "nossa mas pq"),
    "id": ("makasih, terus kapan dia balik", "halo kak tolong", "oh gitu, kenapa?",
            "halo siapa ini"),
    "th": ("สวัสดีช่วยด้วย", "ขอบคุณค่ะ แล้วกลับมาเมื่อไหร่", "โอเค แล้วมินะล่ะ",
            "น่าสงสารเพราะอะไร"),
    "vi": ("cảm ơn nha còn mina thì sao", "chào bạn giúp mình với", "ok vì sao", "buồn quá"),
    "fr": ("merci, et jimin ?", "salut j'ai peur", "ok mais pourquoi", "merci qui est jimin"),
    "de": ("danke, und suga?", "hallo hilfe", "krass wann war das", "ok warum"),
    "ar": ("شكرا بس متى رجعت", "هلا ساعدني", "طيب ليش", "مرحبا من هي مينا"),
    "tl": ("salamat, eh kailan sya bumalik", "hello po tulong", "sige bakit", "grabe sino yun"),
}  # fmt: skip
ITSELF = {
    "en": ("so where do you get all this info from", "which sources do you use",
            "are your answers reliable?",
           "where did you get that information and should i believe it",
            "can i believe what you say"),
    "ko": ("네 정보 출처가 어디야?", "너 말 믿을 수 있어?", "그런 정보는 어디서 찾아?",
            "이게 사실인지 어떻게 알아"),
    "ja": ("情報源はどこ？", "この回答は信用していいの", "どこからその情報を集めたの",
            "あなたの情報ってどこから？"),
    "zh": ("你的答案从哪来的", "可以相信你吗", "你的信息准确吗", "怎么确定你说的是真的"),
    "es": ("¿de dónde sacaste esa información?", "qué fuentes usas", "puedo creerte?",
            "eres confiable?"),
    "pt": ("de onde vc pega essas infos", "qual é a sua fonte?", "posso acreditar em vc",
            "vc é confiável?"),
    "id": ("kamu ambil data dari mana", "sumber kamu apa aja", "jawabanmu bisa dipercaya?",
            "gimana aku tau ini bener"),
    "th": ("เธอเอาข้อมูลพวกนี้มาจากไหน", "ข้อมูลนี้เชื่อถือได้ไหม", "ไว้ใจบอทนี้ได้มั้ย",
            "รู้ได้ยังไงว่าที่บอกจริง"),
    "vi": ("bot lấy thông tin ở đâu", "thông tin này từ đâu", "tin bạn được ko",
            "sao mình biết thông tin này đúng"),
    "fr": ("tu sors ça d'où", "c'est quoi tes sources", "je peux te croire ?",
            "tes infos sont fiables ?"),
    "de": ("woher nimmst du deine Antworten", "welche Quellen benutzt du", "kann man dir glauben",
            "bist du zuverlässig"),
    "ar": ("من أين تحصل على المعلومات", "شو مصادرك", "ممكن أثق فيك", "معلوماتك صحيحة؟"),
    "tl": ("saan galing ang info mo", "ano ang sources mo", "pwede ko bang pagkatiwalaan ito",
            "paano ko masisiguro kung totoo"),
}  # fmt: skip
OF_OTHERS = {
    "en": ("what are the sources of the campaign's money", "can i trust my counsellor",
            "how do i know if it is anxiety",
           "where does unicef get its funds from", "what are good sources of support"),
    "ko": ("이 캠페인 자금 출처가 뭐야?", "친구를 믿어도 될까", "상담 정보는 어디서 찾아",
            "불안인지 어떻게 알아"),
    "ja": ("キャンペーンの資金源は何", "友達を信用できない", "相談窓口の情報はどこ",
            "うつかどうかどうやってわかる"),
    "zh": ("活动的钱从哪里来", "我不能相信别人怎么办", "怎么知道自己是不是抑郁",
            "这篇文章的来源是什么"),
    "es": ("de dónde sacan las pruebas", "puedo confiar en mi terapeuta",
            "cómo sé si tengo ansiedad", "cuáles son las fuentes del artículo"),
    "pt": ("de onde veio o dinheiro da campanha", "posso confiar na psicóloga",
            "como sei se é ansiedade", "quais são as fontes do artigo"),
    "id": ("dana kampanyenya dari mana", "bisa percaya sama psikolog ga",
            "gimana tau kalau aku cemas", "apa sumber artikel itu"),
    "th": ("เงินแคมเปญมาจากไหน", "ไว้ใจเพื่อนได้ไหม", "รู้ได้ยังไงว่าเป็นซึมเศร้า",
            "บทความนี้ใช้แหล่งอะไร"),
    "vi": ("tiền chiến dịch từ đâu", "tin bạn thân được không", "làm sao biết mình trầm cảm",
            "bài báo lấy nguồn ở đâu"),
    "fr": ("d'où vient l'argent", "je peux faire confiance à ma psy",
            "comment je sais que j'ai de l'anxiété", "quelles sont les sources de l'article"),
    "de": ("woher kommt das Geld", "kann ich meiner Therapeutin vertrauen",
            "woher weiß ich ob ich Angst habe", "was sind die Quellen des Artikels"),
    "ar": ("من أين تأتي أموال الحملة", "هل أقدر أثق في صديقتي", "كيف أعرف إذا عندي قلق",
            "ما هي مصادر المقال"),
    "tl": ("saan galing ang pera ng kampanya", "pwede ba akong magtiwala sa counselor",
            "paano ko malalaman kung may anxiety ako", "ano ang sources ng article"),
}  # fmt: skip


def test_every_language_has_its_cases() -> None:
    for cases in (SAID, ASKS, ITSELF, OF_OTHERS):
        assert set(cases) == set(LANGUAGES)
    for lang in LANGUAGES:
        assert min(sum(map(len, SAID[lang].values())), len(ASKS[lang])) >= 4


@pytest.mark.parametrize("lang", LANGUAGES)
def test_small_talk_is_told_however_it_is_typed(lang: str) -> None:
    told = {text: talk for talk, texts in SAID[lang].items() for text in texts}
    assert {text: smalltalk.said(text) for text in told} == told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_asks_or_tells_is_no_small_talk(lang: str) -> None:
    assert {text for text in ASKS[lang] if smalltalk.said(text)} == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_words_for_yes_agree_and_thanks_and_farewells_do_not(lang: str) -> None:
    told = yaml.safe_load(smalltalk.FILE.read_text("utf-8"))
    agreed = [*told["yes"][lang], *told["bare_yes"][lang]]
    assert len(agreed) >= 15
    assert [word for word in agreed if not smalltalk.agrees(word)] == []
    others = [*told["thanks"][lang], *told["goodbye"][lang]]
    assert [word for word in others if smalltalk.agrees(word)] == []
    thanked = [f"{thanks} {word}" for thanks in told["thanks"][lang][:3]
               for word in told["bare_yes"][lang]]  # fmt: skip
    assert [text for text in thanked if smalltalk.agrees(text)] == []


@pytest.mark.parametrize(("text", "talk"), [
    ("yes", None), ("yes please", None), ("ja", None), ("ok", "reaction"), ("네", "reaction"),
    ("ok thanks", "thanks"), ("dale", "reaction"),
])  # fmt: skip
def test_a_yes_to_nothing_is_told_as_before(text: str, talk: str | None) -> None:
    assert smalltalk.agrees(text)
    assert smalltalk.said(text) == talk


EMOJI = ["😭😭😭", "💜", "❤️", "👍🏽", "🇰🇷", "🥺👉👈", "😭!!!", "👩‍👩‍👧", "✨ ✨"]


@pytest.mark.parametrize("text", EMOJI)
def test_emoji_alone_are_a_reaction(assistant: Assistant, text: str) -> None:
    assert smalltalk.said(text) == "reaction"
    for history in ((), ("when did chan's room end",)):
        reply = assistant.ask(text, history)
        assert (reply.mode, reply.text) == ("chat", load().get("en", "reply.reaction"))
    assert assistant.ask(text, ["I want to die"]).mode == "crisis"
    assert Assistant(assistant.helplines).ask(text).mode == "chat"


@pytest.mark.parametrize("text", ["???", "!", "...", "💜?", "❓", "؟", ":(", "- -"])
def test_marks_and_questions_are_none(assistant: Assistant, text: str) -> None:
    assert smalltalk.said(text) is None
    assert assistant.ask(text).reason == "not-covered"


def test_emoji_between_do_not_end_the_subject(assistant: Assistant) -> None:
    reply = assistant.ask("when did it stop?", ["what was chan's room", "😭😭"])
    assert reply.resolved is not None
    assert "chan's room" in reply.resolved.casefold()


def test_neither_a_name_nor_a_question_of_the_corpus_is_small_talk(index: Bundle) -> None:
    known = {*index.namer.kinds, *index.namer.data["forms"]}
    terms = {form for form in known if any(e[0] == "name" for e in index.namer._known(form))}
    said = {text for text in {*index.namer.kinds, *terms} if smalltalk.said(text)}
    assert said == set()
    told = [a for a in index.ask_texts if smalltalk.said(a) or itself.about_itself(a)]
    assert told == []


def test_the_longest_message_takes_no_time() -> None:
    assert smalltalk.said("ha" * 40) == "reaction"
    assert smalltalk.said("谢谢你" * 26 + "吗") is None
    assert smalltalk.said("thanks " * 40) is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_questions_about_the_assistant(lang: str) -> None:
    assert {text for text in ITSELF[lang] if not itself.about_itself(text)} == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_questions_about_other_sources(lang: str) -> None:
    assert {text for text in OF_OTHERS[lang] if itself.about_itself(text)} == set()


@pytest.mark.parametrize(("text", "key", "lang"), [
    ("thx that helped alot!! 💜", "thanks", "en"), ("wow", "reaction", "en"),
    ("aww that's sad", "reaction", "en"), ("ขอบคุณค่าาา", "thanks", "th"), ("merciii", "thanks",
            "fr"),
    ("where do you get your info from and can i trust it", "who_are_you", "en"),
    ("¿cuáles son tus fuentes?", "who_are_you", "es"), ("我能相信你吗", "who_are_you", "zh"),
])  # fmt: skip
def test_the_reply_fits(assistant: Assistant, text: str, key: str, lang: str) -> None:
    reply = assistant.ask(text, history=["when did chan's room end"], page=lang)
    assert (reply.mode, reply.text) == ("chat", load().get(lang, f"reply.{key}"))
