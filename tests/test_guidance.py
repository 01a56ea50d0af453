"""What a guide says, quoted below care: where it speaks to what was told, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kwell_qa import bundle
from kwell_qa.assistant import Assistant
from kwell_qa.caring import GUIDES
from kwell_qa.engine import GUIDANCE, Engine
from kwell_qa.extras import Titles
from kwell_qa.guidance import QUOTED, QUOTED_OF_FRIENDS, fit_to_quote, speaks_to
from kwell_qa.records import Document, Reply
from kwell_qa.store import Documents
from kwell_qa.texts import load
from kwell_qa.web.rendering import turn
from kwell_qa.web.words import Words

TOLD = {
    "it's 4 in the morning again and I can't sleep, I feel awful": "coping-sleep",
    "strangers keep sending me vile messages since I posted my cover": "reporting-and-blocking",
    "everyone calls me silly for mourning an idol, my heart is broken": "grief-and-parasocial-loss",
    "siento que nadie me quiere y estoy muy sola": "coping-loneliness",
    # What is told is far from every sentence; the guide is asked in its place.
    "finals next week and my stomach hurts every morning": "coping-exam-stress-and-school",
    "how come im sad even when theres ppl all around me": "coping-loneliness",
    "转学以后一个朋友都没有 每天自己吃饭 怎么办": "coping-loneliness",
    "ย้ายโรงเรียนแล้วไม่มีเพื่อนเลย ทำไงดี": "coping-loneliness",
    "im always the one everybody vents to and im drained": "supporting-a-friend",
    # Asked, and answered by a guide that speaks of it in other words.
    # Told, and nearly said by a guide.
    "wanna tell my parents im not ok but the talk is scary as hell": "finding-professional-help",
    "i feel so low lately and i don't know why, nothing happened": "finding-professional-help",
}


@pytest.mark.parametrize(("told", "document"), TOLD.items())
def test_care_comes_first_and_then_one_guide(
    assistant: Assistant, index: bundle.Bundle, told: str, document: str
) -> None:
    reply = assistant.ask(told, country="GB")
    assert reply.mode == "support"
    assert {one.document for one in reply.citations} == {document}
    assert 1 <= len(reply.sentences) <= GUIDANCE
    for one in reply.citations:
        assert index.by_id[document].text[one.start : one.end] == one.quote
    said = "grief_artist" if "an idol" in told else reply.category
    opening = load().get(reply.language, f"care.{said}").split("\n\n")[0]
    assert reply.text.startswith(opening)
    quote = reply.text.index(reply.sentences[0].text)
    assert reply.emergency
    assert reply.text.index(reply.emergency) < quote
    assert [step.link for step in reply.steps] == ["/breathe", f"/read/{document}"]


@pytest.mark.parametrize("told", [
    "temanku lagi sedih banget, aku bingung mau ngomong apa ke dia",
    "my friend is crying a lot about her grades, what are good words to say",
])  # fmt: skip
def test_who_seeks_words_for_a_friend_gets_the_guide_on_that(
    assistant: Assistant, told: str
) -> None:
    reply = assistant.ask(told, country="GB")
    assert reply.mode == "support"
    assert {one.document for one in reply.citations} == {"supporting-a-friend"}


@pytest.mark.parametrize("told", [
    "my uncle hits me when he is drunk", "I throw up after meals so that nobody sees",
    "he touched me and I said no", "I want to die", "I drink every night to fall asleep",
])  # fmt: skip
def test_some_trouble_gets_people_and_nothing_to_read(assistant: Assistant, told: str) -> None:
    reply = assistant.ask(told)
    assert reply.mode in ("crisis", "support")
    assert reply.category not in QUOTED
    assert not reply.citations


def test_nothing_is_quoted_that_does_not_speak_to_it(assistant: Assistant) -> None:
    assert assistant.engine is not None
    unsure = replace(assistant.engine, threshold=0.999)
    reply = replace(assistant, engine=unsure).ask(next(iter(TOLD)))
    assert reply.mode == "support"
    assert not reply.citations
    assert reply.steps[1].link == f"/read/{GUIDES['distress']}"


def test_care_stands_where_the_search_fails(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Engine, *_: object) -> None:
        raise RuntimeError("no search")

    monkeypatch.setattr(Engine, "guidance", broken)
    reply = assistant.ask(next(iter(TOLD)))
    assert reply.mode == "support"
    assert not reply.citations


def test_a_guide_is_offered_by_its_own_title_and_only_where_it_can_be_read(
    index: bundle.Bundle,
) -> None:
    asked: list[str] = []

    class Held(dict[str, Document]):
        def __getitem__(self, name: str) -> Document:
            asked.append(name)
            if name == "broken":
                raise OSError("the store is damaged")
            return index.by_id[name]

    titles = Titles(Held())
    assert titles["coping-sleep"] == index.by_id["coping-sleep"].title
    assert "no-such-guide" not in titles
    assert "broken" not in titles
    assert asked == ["coping-sleep", "no-such-guide", "broken"]


def test_care_reads_no_titles_but_the_guides(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def all_of_them(self: Documents) -> Iterator[Document]:
        raise AssertionError("care read the whole store")

    monkeypatch.setattr(Documents, "__iter__", all_of_them)
    assert assistant.ask("I want to die").steps[1].link == f"/read/{GUIDES['suicidal']}"


def test_ways_to_a_person_stand_above_the_quotations(assistant: Assistant) -> None:
    words = Words(load(), "en")
    told = next(iter(TOLD))
    reply: Reply = assistant.ask(told, country="GB")
    card = str(turn(told, reply, words))
    assert card.index("kw-now") < card.index("kw-quotes")
    assert card.index(reply.citations[0].title) < card.index("kw-quotes")
    # The quotations are told once, in the list of them.
    assert card.partition("kw-quotes")[0].count(reply.sentences[0].text) == 0


def test_what_may_be_quoted_is_written_for_those_who_ask(index: bundle.Bundle) -> None:
    for documents in (*QUOTED.values(), *QUOTED_OF_FRIENDS.values()):
        for one in documents:
            assert index.by_id[one].kind in ("guide", "topic")


def test_figures_studies_and_reporting_are_never_quoted_below_care(index: bundle.Bundle) -> None:
    grief = index.by_id["grief-and-parasocial-loss"]
    fit, unfit = [], []
    for sentence in grief.sentences:
        heading = grief.sections[sentence.section].heading
        text = grief.text[sentence.start : sentence.end]
        (fit if fit_to_quote("my idol is gone", heading, text) else unfit).append((heading, text))
    assert "Why careful words matter" not in {heading for heading, _ in fit}
    assert not [text for _, text in fit if "study" in text or "suicide" in text]
    assert len(fit) >= 8
    assert len([heading for heading, _ in unfit if heading == "Why careful words matter"]) == 8
    sleep = "Before an exam, choose sleep over a night of cramming."
    assert not fit_to_quote("I cannot sleep", None, sleep)
    assert fit_to_quote("I cannot sleep before my exam", None, sleep)


def test_what_follows_a_report_is_for_friends_of_who_is_bullied() -> None:
    after = "After the report"
    friend = "When a bullied friend does not want to report, listen and ask why."
    assert fit_to_quote("my friend is bullied and won't report", after, friend)
    assert not fit_to_quote("I am bullied", after, friend)
    assert not fit_to_quote("my friend is bullied", after, "Reporting guarantees no removal.")


def test_a_guide_is_quoted_only_on_its_own_subject() -> None:
    assert not speaks_to("coping-exam-stress-and-school", "I feel empty after a concert")
    assert speaks_to("coping-exam-stress-and-school", "finals are near and I shake")
    assert not speaks_to("grief-and-parasocial-loss", "our dog died")
    assert speaks_to("grief-and-parasocial-loss", "my favourite singer died")
    assert speaks_to("supporting-a-friend", "")


@pytest.mark.parametrize("told", [
    "is it normal to feel empty after a concert",
    "I spent all my savings on albums and feel guilty",
    "推しが亡くなって悲しいのは変ですか", "our dog died on the day of the comeback",
])  # fmt: skip
def test_what_does_not_fit_is_not_quoted(assistant: Assistant, told: str) -> None:
    reply = assistant.ask(told)
    assert reply.mode == "support"
    quoted = " ".join(one.quote for one in reply.citations)
    for unfit in ("exam", "study", "suicide", "Bubble"):
        assert unfit not in quoted
    assert reply.citations == () or "亡" in told
