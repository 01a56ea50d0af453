"""Questions that ask two things: how they are cut, and that neither thing is dropped."""

from __future__ import annotations

import pytest

from kwell_qa import questions
from kwell_qa.assistant import Assistant
from kwell_qa.halving import halves
from kwell_qa.joining import joined
from kwell_qa.presenting import reply_json
from kwell_qa.selecting import MAX_SENTENCES, Selection
from kwell_qa.web.rendering import turn
from kwell_qa.web.words import Words

TWO = [
    ("en", "when did it start, and who pays for it?", "when did it start", "who pays for it?"),
    ("en", "Did she return? When was that?", "Did she return?", "When was that?"),
    ("en", "which song is it n what year was it made", "which song is it", "what year was it made"),
    ("ko", "누가 만들었어요? 언제 시작됐어요?", "누가 만들었어요?", "언제 시작됐어요?"),
    ("ja", "いつ始まったの？あと誰が作ったの？", "いつ始まったの？", "誰が作ったの？"),
    ("zh", "这首歌是谁写的？还有什么时候发行的？", "这首歌是谁写的？", "什么时候发行的？"),
    ("es", "¿Quién la escribió y cuándo salió?", "¿Quién la escribió", "cuándo salió?"),
    ("pt", "quem criou o app e quanto custa por mês?", "quem criou o app", "quanto custa por mês?"),
    ("fr", "qui a écrit la chanson et elle est sortie quand ?", "qui a écrit la chanson",
     "elle est sortie quand ?"),
    ("de", "Wer hat es gegründet und wann war das genau?", "Wer hat es gegründet",
     "wann war das genau?"),
    ("id", "siapa yang bikin lagunya dan kapan rilisnya?", "siapa yang bikin lagunya",
     "kapan rilisnya?"),
    ("th", "ใครเป็นคนแต่งเพลงนี้ แล้วออกเมื่อไหร่", "ใครเป็นคนแต่งเพลงนี้", "ออกเมื่อไหร่"),
    ("vi", "ai viết bài hát này và khi nào phát hành?", "ai viết bài hát này",
     "khi nào phát hành?"),
    ("ar", "من كتب هذه الأغنية ومتى صدرت بالضبط؟", "من كتب هذه الأغنية", "متى صدرت بالضبط؟"),
    ("ar", "من كتب هذه الأغنية؟ ومتى صدرت بالضبط؟", "من كتب هذه الأغنية؟",
     "متى صدرت بالضبط؟"),
    ("ko", "누가 만들었고 언제 시작됐어요?", "누가 만들었고", "언제 시작됐어요?"),
    ("en", "when did it start, and who pays for it? thanks so much", "when did it start",
     "who pays for it?"),
    ("tl", "sino ang sumulat ng kanta at kailan ito lumabas?", "sino ang sumulat ng kanta",
     "kailan ito lumabas?"),
]  # fmt: skip
ONE = [
    ("en", "what did RM and Suga say about sleep?"),
    ("en", "the rapper who felt sick on a plane, is he the one who took time off"),
    ("en", "who runs the foundation, is it her agency?"),
    ("en", "what about aespa, when were they there?"),
    ("en", "The act was passed in 2019, what is the penalty?"),
    ("en", "how does dance turn up in apps and in trends?"),
    ("es", "¿Qué hacen los fans y los artistas?"),
    ("es", "¿Es verdad que Suga tuvo ansiedad y que dejó el grupo?"),
    ("es", "¿Qué hago si siento que nadie me quiere y que todo va mal?"),
    ("pt", "é verdade que o Suga teve ansiedade e que saiu do grupo?"),
    ("fr", "C'est vrai que Suga a été malade et qu'il a quitté le groupe ?"),
    ("fr", "que dit RM sur la pression et les gens qui l'aident ?"),
    ("de", "Was hat Suga über Angst und über Schlaf gesagt?"),
    ("id", "apa yang dikatakan RM dan Suga soal tidur?"),
    ("vi", "RM nói gì với LHQ khi có bài phát biểu?"),
    ("tl", "ano ang sinabi ni RM at ni Suga?"),
    ("th", "RM พูดอะไรเรื่องการนอนและความเครียด"),
    ("zh", "RM在联合国说了什么，为什么大家都记得"),
    ("ko", "RM이 유엔에서 뭐라고 말했나요?"),
    ("ko", "언제 군대 가고 싶다고 했어요?"),
    ("ko", "슈가가 왜 힘들다고 말했어요?"),
    ("ko", "에스파와 블랙핑크가 유엔에서 뭐 했어요?"),
    ("ja", "ジョンヒョンが書いた曲と財団について教えて"),
]
KNOWN, UNKNOWN = "when did the Min Yoongi Center open", "what does one session cost there?"


@pytest.mark.parametrize(("lang", "question", "first", "second"), TWO)
def test_two_questions_are_told_apart(lang: str, question: str, first: str, second: str) -> None:
    assert halves(question, lang) == (first, second)


@pytest.mark.parametrize(("lang", "question"), ONE)
def test_one_question_stays_one(lang: str, question: str) -> None:
    assert halves(question, lang) is None


def test_a_long_message_is_not_cut() -> None:
    assert halves("who wrote it? " + "because " * 40 + "when was it made?", "en") is None


def test_both_halves_are_answered(assistant: Assistant) -> None:
    reply = assistant.ask("what does moa stand for and what's nctzen made out of")
    said = " ".join(one.text for one in reply.sentences)
    assert "MOA" in said
    assert "NCTzen" in said
    assert len(reply.sentences) <= MAX_SENTENCES
    assert reply.left == ()


def test_the_known_half_is_answered_and_the_other_named(assistant: Assistant) -> None:
    reply = assistant.ask(f"{KNOWN} and {UNKNOWN}")
    assert reply.mode == "answer"
    assert "30 September 2025" in " ".join(one.text for one in reply.sentences)
    assert reply.left == (UNKNOWN,)
    assert reply_json(reply)["left"] == [UNKNOWN]
    assert f"I found nothing to quote on this part: {UNKNOWN}" in reply.text
    # It stands before what is quoted, also on the page.
    shown = str(turn(UNKNOWN, reply, Words(assistant.texts, "en")))
    assert 0 < shown.index("nothing to quote on this part") < shown.index("30 September 2025")


def test_a_number_that_is_wanted_too_is_not_told_as_missing(assistant: Assistant) -> None:
    reply = assistant.ask("what does moa stand for, and which number can i call?", country="KR")
    assert (reply.mode, reply.left) == ("answer", ())
    assert reply.helplines


def test_two_halves_of_small_talk_are_small_talk(assistant: Assistant) -> None:
    reply = assistant.ask("how are you and what can you do?")
    assert reply.mode == "chat"
    assert reply.text == assistant.ask("what can you do?").text


def test_two_halves_unknown_are_not_answered(assistant: Assistant) -> None:
    reply = assistant.ask("how tall is the center's door and what colour is its roof?")
    assert (reply.mode, reply.left) == ("abstain", ())


def test_the_second_half_is_read_after_the_first(assistant: Assistant) -> None:
    reply = assistant.ask(
        "when was the very last chans room and what reason did he give?", explain=True
    )
    assert reply.explain
    assert "Chan's Room" in reply.explain["halves"][1]  # type: ignore[index]


def test_what_points_back_to_the_first_half_points_no_further(assistant: Assistant) -> None:
    history = ["what did Taeyeon say about depression"]
    reply = assistant.ask("when was the last chan's room and why did it stop?", history=history)
    assert reply.resolved is None
    assert {"stray-kids-chans-room"} <= {one.document for one in reply.citations}
    # Where the first half names nothing, both are about what was said before.
    reply = assistant.ask("when was that and did she get help?", history=history)
    assert reply.resolved


def test_what_is_said_of_a_claim_keeps_its_verdict(assistant: Assistant) -> None:
    engine = assistant.engine
    assert engine
    select, disputed = engine.selector.select, engine.selector.disputed

    def found(question: str) -> Selection:
        query = questions.read(question, (), "en", engine.bundle.namer)
        return select(query, engine.retriever.search(query))

    claim = found("did Chan's Room trail off slowly in 2023?")
    other = found("which breathing exercises can I do, and what are the steps?")
    doubted = {one.document for one in claim.chosen if disputed(one.document)}
    assert doubted
    for two in ((claim, other), (other, claim)):
        whole, left = joined(other, two, 0.0, disputed)
        assert left == ()
        assert len(whole.chosen) == MAX_SENTENCES
        kept = [one for one in whole.chosen if one.document in doubted]
        assert {one.document for one in kept if one.sentence == 0} == {
            one.document for one in kept
        }
