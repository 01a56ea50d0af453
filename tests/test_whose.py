"""Whose trouble a message tells of, and which plain questions and words are no trouble at all."""

from __future__ import annotations

import pytest

from kwell_qa import safety
from kwell_qa.assistant import Assistant
from kwell_qa.normalise import told_apart
from kwell_qa.texts import load

COUNSELLING = [
    "tư vấn tâm lý là gì?", "TƯ VẤN viên làm công việc gì", "tu van vien la ai",
    "tu van tam ly o truong la gi", "em muon duoc tu van ve hoc tap", "đường dây tư vấn mở mấy giờ",
]  # fmt: skip
SUICIDE = [
    "em nghĩ đến chuyện tự vẫn mỗi đêm", "minh muon tu van", "muon tu van cho xong",
    "đi tư vấn rồi mà vẫn muốn chết", "can tu van cho xong doi nay",
]  # fmt: skip
HELP = {
    "en": ("what happens when I ring a helpline?", "what does a counsellor ask at first?"),
    "ko": ("상담 전화하면 무슨 일이 생기나요?", "심리상담이 뭐예요?"),
    "ja": ("相談窓口に電話するとどうなるの？", "カウンセラーは最初に何を聞くの？"),
    "zh": ("打心理热线会发生什么？", "打热线会通知家长吗"),
    "es": ("¿qué pasa si llamo a una línea de apoyo?", "¿qué es la psicoterapia?"),
    "pt": ("o que acontece se eu ligar para a linha de apoio?",
           "os meus pais vão saber se eu ligar?"),
    "id": ("apa yang terjadi kalau aku nelpon hotline?", "konseling itu apa?"),
    "th": ("จะเกิดอะไรขึ้นถ้าโทรสายด่วน", "นักบำบัดถามอะไรบ้าง"),
    "vi": ("chuyện gì xảy ra nếu em gọi tổng đài?", "gọi tổng đài có mất tiền không"),
    "fr": ("que se passe-t-il si j'appelle un numéro d'écoute ?",
           "c'est quoi une psychothérapie ?"),
    "de": ("was passiert, wenn ich beim Krisentelefon anrufe?", "was fragt eine Therapeutin?"),
    "ar": ("ماذا يحدث إذا اتصلت بخط الدعم؟", "ما هو العلاج النفسي؟"),
    "tl": ("ano ang mangyayari kung tumawag ako sa hotline?", "ano ang trabaho ng therapist?"),
}
EVERYDAY = [
    "quando ligo para o meu irmão ele não atende",
    "wenn ich meinen Vater anrufe, geht er nicht ran",
    "si llamo a mi madre no responde", "how do I say no to a friend without hurting her feelings",
]  # fmt: skip
# (a friend is low or hardly eats and it is asked how to help, the friend tells of dying and it is
# asked whether to ask, a friend of the fandom posted a farewell, empty after a concert)
TOLD = {
    "en": ("my friend has been so sad for weeks, what can I say to her?",
           "my cousin says she wants to die, do I ask her openly?",
           "a mutual of mine posted a farewell and is gone", "why do I feel empty after a concert"),
    "ko": ("절친이 요즘 계속 우울해해서 뭐라고 말해야 할지 모르겠어요",
           "동생이 죽고 싶다고 하는데 솔직하게 물어봐도 돼요?",
           "덕친이 마지막 인사 글을 남겼어요", "팬미팅 끝나고 마음이 너무 공허해"),
    "ja": ("親友がずっと落ち込んでる、どう励ましたらいい？",
           "弟が死にたいと言うんだけど聞いたほうがいい？",
           "推し友が「さようなら」って書いて投稿してた", "公演が終わってから心が空っぽ"),
    "zh": ("闺蜜最近很难过，我该怎么安慰她", "同学说不想活了，我该直接问她吗",
           "同担写了一封告别的信就不见了", "演唱会散场以后好失落"),
    "es": ("mi prima llora todos los días, ¿cómo la consuelo?",
           "mi primo dice que quiere morir, ¿le pregunto?",
           "una compañera del fandom escribió un adiós", "después del concierto me siento vacía"),
    "pt": ("minha prima anda triste, o que eu falo?",
           "minha prima diz que quer morrer, devo perguntar?",
           "uma colega do fandom escreveu um adeus", "depois do show me sinto vazia"),
    "id": ("sepupuku sering nangis, gimana cara menghiburnya?",
           "sahabatku bilang mau mati, aku tanya langsung?",
           "mutualku bikin thread perpisahan", "pulang dari konser hatiku hampa"),
    "th": ("น้องสาวร้องไห้ทุกวัน จะปลอบยังไงดี", "เพื่อนบอกว่าอยากตาย ควรถามตรงๆไหม",
           "มิวชวลเขียนคำลาไว้แล้วหายไป", "คอนเสิร์ตจบแล้วใจหายมาก"),
    "vi": ("em gái mình khóc hoài, mình an ủi thế nào",
           "bạn mình nói muốn chết, mình có nên hỏi thẳng",
           "đứa bạn trong fandom viết lời từ biệt", "xem xong concert thấy trống rỗng"),
    "fr": ("ma cousine pleure tous les soirs, comment la consoler ?",
           "mon cousin dit qu'il veut mourir, je lui demande ?",
           "une copine du fandom a publié un adieu", "après le concert je me sens vide"),
    "de": ("meine Cousine weint jeden Abend, wie tröste ich sie?",
           "mein Cousin sagt, er will sterben, soll ich ihn fragen?",
           "eine Bekannte aus dem Fandom hat ein Lebewohl gepostet",
           "nach dem Konzert fühle ich mich leer"),
    "ar": ("زميلتي حزينة منذ أيام، كيف أواسيها؟", "صديقي يقول إنه يريد أن يموت هل أسأله؟",
           "صاحبتي كتبت وداعا في حسابها", "بعد الحفلة أحس بفراغ"),
    "tl": ("umiiyak ang pinsan ko gabi-gabi, paano ko siya matutulungan?",
           "sabi ng pinsan ko gusto na niyang mamatay, tanungin ko ba siya?",
           "yung moot ko nagsulat ng paalam",
           "pagkatapos ng concert parang walang laman ang puso ko"),
}  # fmt: skip
HARMED = [
    ("my friends keep making fun of me, what do I do", "bullying"),
    ("友達にずっと無視されてる、どうしたらいい", "bullying"),
    ("mis amigas me insultan en clase, ¿qué hago?", "bullying"),
    ("meine Freundinnen mobben mich, was soll ich tun", "bullying"),
    ("my best friend died last month, what do I do", "grief"),
]


@pytest.mark.parametrize("text", COUNSELLING)
def test_counselling_is_not_suicide(text: str) -> None:
    assert "tuvan" in told_apart(text)
    assert safety.screen(text).level == "none"


@pytest.mark.parametrize("text", SUICIDE)
def test_suicide_in_vietnamese_is_still_heard(text: str) -> None:
    assert safety.screen(text).level == "crisis"


def test_english_words_are_no_vietnamese_without_accents() -> None:
    for text in ("which group had so many kpop songs before", "he has never met a song like that"):
        assert not [unit for unit in safety.hits(text) if unit.lang == "vi"]
    assert [unit for unit in safety.hits("so song qua roi minh muon chet") if unit.lang == "vi"]


@pytest.mark.parametrize("lang", HELP)
def test_questions_on_what_help_is_like_are_no_alarm(lang: str, assistant: Assistant) -> None:
    for text in HELP[lang]:
        assert assistant._listener.screened(text, ()).level == "none", text


def test_everyday_things_are_no_alarm(assistant: Assistant) -> None:
    for text in EVERYDAY:
        assert assistant._listener.screened(text, ()).level == "none", text


@pytest.mark.parametrize("text", [
    "what happens when I call a helpline? I want to die",
    "is it anonymous to call a helpline if I want to kill myself",
    "o que acontece se eu ligar para o CVV, quero morrer",
])  # fmt: skip
def test_trouble_beside_such_a_question_is_heard(text: str) -> None:
    assert safety.screen(text).level == "crisis"


@pytest.mark.parametrize("lang", TOLD)
def test_whose_trouble_it_is(lang: str, assistant: Assistant) -> None:
    low, dying, farewell, empty = (assistant._listener.screened(text, ()) for text in TOLD[lang])
    assert (low.level, low.person) == ("support", "third")
    for seen in (dying, farewell):
        assert (seen.level, seen.category, seen.person) == ("crisis", "third-party", "third")
    assert (empty.level, empty.category, empty.person) == ("support", "distress", "first")


def test_being_low_is_not_a_friends_where_it_is_told_to_one() -> None:
    own = safety.screen("should i tell my idol on bubble or a friend that i feel low")
    assert own.person != "third"
    behind = safety.screen("everyone is talking about me behind my back at school")
    assert (behind.level, behind.category, behind.person) == ("support", "bullying", "first")


@pytest.mark.parametrize(("text", "category"), HARMED)
def test_who_is_harmed_by_friends_is_the_one_cared_for(text: str, category: str) -> None:
    seen = safety.screen(text)
    assert (seen.level, seen.category, seen.person) == ("support", category, "first")


def test_a_farewell_to_a_tour_is_none_of_a_friend() -> None:
    for text in ("友達がさよならツアーの写真を投稿してた", "teman posting perpisahan sekolah"):
        assert safety.screen(text).level == "none"


def test_care_for_who_helps_a_friend(assistant: Assistant) -> None:
    for lang, (low, *_) in TOLD.items():
        reply = assistant.ask(low, country="GB")
        assert reply.mode == "support"
        assert reply.text.startswith(load().get(lang, "care.friend").partition("\n\n")[0]), low
        assert [step.link for step in reply.steps] == ["/breathe", "/read/supporting-a-friend"]
        assert {one.document for one in reply.citations} <= {"supporting-a-friend"}
        assert reply.emergency
        assert reply.helplines


def test_a_general_question_on_friends_is_answered(assistant: Assistant) -> None:
    reply = assistant.ask("what should you not say to a friend with an eating disorder?")
    assert reply.mode == "answer"
    assert {one.document for one in reply.citations} >= {"supporting-a-friend"}


def test_who_is_bullied_among_people_is_sent_to_no_platform(assistant: Assistant) -> None:
    reply = assistant.ask("kids in my class laugh at me because I like kpop")
    assert reply.category == "bullying"
    assert reply.steps[1].link == "/read/coping-loneliness"
    online = assistant.ask("somebody in my class posts jokes about my photos online every day")
    assert online.steps[1].link == "/read/reporting-and-blocking"


@pytest.mark.parametrize("text", [
    "meu grupo favorito acabou e eu só choro", "mi grupo se separó y no paro de llorar",
    "mon groupe s'est séparé et je pleure tout le temps", "최애 그룹이 해체해서 계속 울어요",
])  # fmt: skip
def test_tears_for_a_group_that_ended_are_grief(text: str) -> None:
    assert safety.screen(text).category == "grief"
