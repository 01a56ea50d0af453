"""Replies: exact quotations, honest abstentions, helplines in every one, whatever comes in."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kwell_qa import building, embedding
from kwell_qa.assistant import Assistant, Engine
from kwell_qa.bundle import Bundle
from kwell_qa.helplines import FLOOR, Helplines
from kwell_qa.records import Citation, QuotedSentence, Reply
from kwell_qa.texts import load
from reply_schema import check


def test_the_founding_question(assistant: Assistant, index: Bundle) -> None:
    data = check(assistant.ask("did Bang Chan's Room just trail off?", country="KR"), index)
    assert data["mode"] == "answer"
    assert "14 May 2023" in data["text"]
    assert data["country"] == "KR"
    assert data["helplines"][0]["dial"] == "tel:109"
    assert data["emergency"] == "119"
    for c in data["citations"]:
        assert c["link"] == f"/read/{c['document']}#s={c['start']}-{c['end']}"


@pytest.mark.parametrize(
    ("question", "mode"),
    [
        ("What is the LOVE MYSELF campaign?", "answer"),
        ("capital of mongolia?", "abstain"),
        ("hello!", "chat"),
        ("안녕하세요", "chat"),
        ("is this private?", "chat"),
        ("who are you", "chat"),
        ("thank you so much", "chat"),
        ("which helpline can I call in Brazil?", "helplines"),
        ("my korean friend in canada needs a helpline number", "helplines"),
        ("any helpline for korean foreigners in japan", "helplines"),
        ("what number did the album Love Yourself: Tear get on Billboard", "answer"),
        ("is there a helpline in english in korea", "answer"),
        ("i want to die", "crisis"),
        ("나 진짜 죽고 싶어", "crisis"),
        ("quiero morirme", "crisis"),
        ("this comeback killed me, what is MOA Diary", "answer"),
    ],
)
def test_modes(assistant: Assistant, index: Bundle, question: str, mode: str) -> None:
    assert check(assistant.ask(question), index)["mode"] == mode


UNKNOWN = [
    "What is the name of Taeyeon's therapist?", "How tall is Bang Chan?",
    "Which brand of tea does IU drink in the studio?", "what is the mbti of RM",
]  # fmt: skip


def test_an_abstention_offers_questions_that_are_answered(assistant: Assistant) -> None:
    replies = [assistant.ask(question) for question in UNKNOWN]
    silent = [reply for reply in replies if reply.mode == "abstain"]
    assert len(silent) >= 3
    offered = [near for reply in silent for near in reply.suggestions]
    assert offered
    for near in offered:
        assert assistant.ask(near).mode == "answer", near
    for reply in silent:
        assert reply.reason == "not-covered"
        assert len(reply.suggestions) <= 3


def test_a_claim_is_never_quoted_without_its_verdict(assistant: Assistant, index: Bundle) -> None:
    """Whatever sentence of a disputed claim is asked for, its first, the verdict, comes too."""
    asked = 0
    for document in index.documents:
        if document.claim is None or document.claim.verdict == "confirmed":
            continue
        for sentence in document.sentences[1::3]:
            reply = assistant.ask(document.text[sentence.start : sentence.end])
            quoted = {(c.document, c.start) for c in reply.citations}
            for name in {name for name, _ in quoted}:
                claim = index.by_id[name].claim
                if claim is not None and claim.verdict != "confirmed":
                    assert (name, index.by_id[name].sentences[0].start) in quoted, sentence
                    asked += 1
    assert asked >= 20


def test_what_is_not_corroborated_is_labelled(assistant: Assistant) -> None:
    reply = assistant.ask("What is ATEEZ's Wonderland campaign?")
    for citation in reply.citations:
        line = next(x for x in reply.text.splitlines() if x.startswith(f"[{citation.n}] "))
        doubted = "not confirmed" in line or "each from a source of its own" in line
        assert doubted == (not citation.corroborated and bool(citation.sources)), line


def test_helplines_follow_the_country_and_never_the_language(assistant: Assistant) -> None:
    assert assistant.ask("방찬이 누구예요?").country is None
    assert assistant.ask("방찬이 누구예요?", country="JP").country == "JP"
    named = assistant.ask("any number to call in Brazil?")
    assert named.country == "BR"
    assert "188" in named.text


def test_care_comes_with_a_person_to_reach(assistant: Assistant) -> None:
    reply = assistant.ask("i want to die. which bts songs are about loving yourself", country="US")
    assert (reply.mode, reply.sentences) == ("crisis", ())
    assert reply.helplines[0].dial == "tel:988"
    assert "988" in reply.text
    assert "911" in reply.text


def test_a_crisis_stays_for_the_visit(assistant: Assistant) -> None:
    reply = assistant.ask("ok. what colour is their lightstick", history=["i want to die", "idk"])
    assert reply.mode == "crisis"


STRANGE = [
    "", " ", "\n", "?", "💜💜💜", "a" * 100_000, "\x00\x07\x1b[31m", "<script>alert(1)</script>",
    "‮mail‬ عربي", "ب" * 3000, "```" * 400, "\ud800 lone", "0" * 8192, "‏", "{{7*7}}", "%s %n",
    "what is " + "\u200b" * 5000 + "MOA Diary", "SELECT 1; --", "🏳️‍🌈" * 500,
]  # fmt: skip


@pytest.mark.parametrize("text", STRANGE)
def test_strange_input_gets_a_reply(assistant: Assistant, index: Bundle, text: str) -> None:
    check(assistant.ask(text), index)
    check(assistant.ask("what is MOA Diary", history=[text, text]), index)
    check(assistant.ask("what is MOA Diary", lang=text[:50], country=text[:50]), index)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=300), history=st.lists(st.text(max_size=80), max_size=4))
def test_any_text_gets_a_reply(
    assistant: Assistant, index: Bundle, text: str, history: list[str]
) -> None:
    check(assistant.ask(text, history), index)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=30), times=st.integers(1, 400))
def test_up_to_8_kib_gets_a_reply(
    assistant: Assistant, index: Bundle, text: str, times: int
) -> None:
    long = (text * times).encode("utf-8", "replace")[:8192].decode("utf-8", "ignore")
    assert check(assistant.ask(long), index)["reason"] != "too-long"


def test_too_long_is_refused_with_helplines_unless_somebody_is_in_trouble(
    assistant: Assistant,
) -> None:
    long = "i love this group so much and the choreo " * 300
    assert assistant.ask(long).reason == "too-long"
    assert assistant.ask(long + ". I can't go on, I want to die").mode == "crisis"


def test_same_question_same_reply(assistant: Assistant) -> None:
    one, two = (assistant.ask("How did Chan's Room end?", explain=True) for _ in range(2))
    assert dataclasses.replace(one, timings_ms={}) == dataclasses.replace(two, timings_ms={})


def test_replies_that_differ_have_ids_that_differ(assistant: Assistant) -> None:
    american = dataclasses.replace(assistant, default_country="US")
    named = dataclasses.replace(american, default_why="region")
    replies = [
        assistant.ask("hi"), assistant.ask("hi", page="ko"), assistant.ask("hi", lang="ko"),
        american.ask("hi"), named.ask("hi"), american.ask("hi", country="US"),
    ]  # fmt: skip
    assert len({reply.id for reply in replies}) == len(replies)
    again = assistant.ask("hi", page="ko", explain=True)
    assert again.id == replies[1].id


def test_a_follow_up_takes_its_subject_from_before(assistant: Assistant) -> None:
    reply = assistant.ask("when did it stop?", history=["what was chan's room"])
    assert reply.resolved is not None
    assert "chan's room" in reply.resolved.casefold()
    assert "2023" in reply.text
    assert assistant.ask("what is MOA Diary", history=["what was chan's room"]).resolved is None


def test_a_follow_up_is_shown_in_the_persons_own_words(assistant: Assistant) -> None:
    reply = assistant.ask("언제 끝났어?", history=["방찬 라이브가 뭐예요?"])
    assert reply.resolved is not None
    assert reply.resolved.startswith("언제 끝났어?")
    longer = assistant.ask("why?", history=["what was chan's room", "thanks", "when did it stop?"])
    assert longer.resolved is not None
    assert "chan's room" in longer.resolved.casefold()


def test_another_subject_is_not_taken_for_a_follow_up(assistant: Assistant) -> None:
    reply = assistant.ask("what does doomscrolling mean", history=["what was chan's room"])
    assert reply.mode == "answer"
    assert reply.resolved is None
    assert "oomscrolling" in reply.sentences[0].text


class Raising:
    """A retriever that always fails."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle

    def search(self, *_: object) -> object:
        raise RuntimeError("provoked")


@pytest.mark.parametrize(
    "fault", ["no index", "raising retriever", "no helpline file", "empty index"]
)
@pytest.mark.parametrize("question", ["what is MOA Diary", "i want to die", "hello", ""])
def test_helplines_whatever_fails(
    fault: str, question: str, assistant: Assistant, index: Bundle
) -> None:
    engine = assistant.engine
    assert engine is not None
    broken = {
        "no index": Assistant(assistant.helplines, None),
        "raising retriever": Assistant(
            assistant.helplines,
            dataclasses.replace(engine, retriever=Raising(index)),  # type: ignore[arg-type]
        ),
        "no helpline file": Assistant(Helplines(), engine),
        "empty index": Assistant(
            assistant.helplines,
            dataclasses.replace(
                engine, retriever=type(engine.retriever)(
                    dataclasses.replace(
                        index,
                        rows=dataclasses.replace(index.rows, passages=index.rows.passages[:0]),
                    ), embedding.load(""))),
        ),
    }[fault]  # fmt: skip
    reply = broken.ask(question, country="KR")
    assert reply.helplines
    assert reply.mode in ("crisis", "abstain", "chat", "answer")
    if "die" in question:
        assert reply.mode == "crisis"


class Broken(Engine):
    """An engine of which every part raises, as where its files are gone."""

    @property
    def bundle(self) -> Bundle:
        raise RuntimeError("provoked")


@pytest.mark.parametrize(("text", "lang", "mode"), [
    ("I want to kill myself", "en", "crisis"), ("나 진짜 죽고 싶어", "ko", "crisis"),
    ("quiero morirme", "es", "crisis"), ("방찬이 누구예요?", "ko", "abstain"),
])  # fmt: skip
@pytest.mark.parametrize("history", [(), ("hi",), ("I want to die",)])
def test_a_broken_engine_is_answered_without_in_the_writers_language(
    assistant: Assistant, text: str, lang: str, mode: str, history: tuple[str, ...]
) -> None:
    held = assistant.engine
    assert held is not None
    broken = Assistant(assistant.helplines, Broken(held.retriever, held.selector, held.threshold))
    reply = broken.ask(text, history, country="KR")
    wanted = "crisis" if history == ("I want to die",) else mode
    assert (reply.mode, reply.language) == (wanted, lang)
    assert reply.helplines[0].dial == "tel:109"
    assert set(reply.timings_ms) >= {"screen", "total"}
    if mode == "crisis":
        assert load().get(lang, "care.suicidal").partition("\n\n")[0] in reply.text


def test_a_reply_without_a_helpline_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="without a helpline"):
        Reply(id="x", mode="chat", language="en", country=None, text="hi", helplines=())
    with pytest.raises(ValueError, match="not its citation's quote"):
        Reply(id="x", mode="answer", language="en", country=None, text="hi", helplines=FLOOR,
              sentences=(QuotedSentence("other", 1),),
              citations=(
                  Citation(1, "d", "t", "", "quote", 0, 5, "/read/d", (), False),))  # fmt: skip


def test_building_from_the_founding_kind_of_texts(
    tmp_path: Path, embedder: embedding.Embedder
) -> None:
    """Four plain articles that nobody prepared answer too, in exact quotations."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "one.txt").write_text(
        "Fandom and rest\n\nThe Lantern choir pauses every August so that its singers can sleep.\n"
        "Its fans started a reading club called Quiet Pages in 2021.\n"
    )
    (folder / "two.txt").write_text("Boats\n\nA harbour ferry leaves at nine on weekdays only.\n")
    report = building.build(folder, tmp_path / "index", lambda: embedder)
    assert report.published
    from kwell_qa.bundle import load

    bundle = load(tmp_path / "index")
    made = Assistant(Helplines(), Engine.of(bundle, embedder))
    question = "When did fans of the Lantern choir start the Quiet Pages reading club?"
    data = check(made.ask(question), bundle)
    assert data["mode"] == "answer"
    assert "2021" in data["sentences"][0]["text"]
    assert data["citations"][0]["sources"][0]["evidence"] == "unknown"


@pytest.mark.parametrize(
    "text", ["is my message stored somewhere?", "are these chats saved", "is this anonymous"]
)
def test_questions_about_privacy_are_answered(assistant: Assistant, text: str) -> None:
    reply = assistant.ask(text)
    assert reply.mode == "chat"
    assert "does not store" in reply.text
