"""Every question that the empty chat offers has a cited answer, in every language."""

from __future__ import annotations

import pytest

from kwell_qa.assistant import Assistant
from kwell_qa.records import Document, Section
from kwell_qa.texts import LANGUAGES, load
from kwell_qa.web.examples import examples, load_starters


def test_every_starter_is_there_in_every_language() -> None:
    starters = load_starters()
    assert len(starters) >= 8
    for one in starters:
        assert set(one.asks) == set(LANGUAGES), one.documents
        assert len(set(one.asks.values())) == len(LANGUAGES), "two languages share a text"
        for lang in LANGUAGES:
            assert load().get(lang, f"start.{one.topic}")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_starter_is_answered_from_its_document(assistant: Assistant, lang: str) -> None:
    for one in load_starters():
        reply = assistant.ask(one.asks[lang], (), lang, None)
        assert reply.mode == "answer", one.asks[lang]
        cited = [citation.document for citation in reply.citations]
        assert cited[0] in one.documents, (one.asks[lang], cited)


def test_only_what_is_loaded_is_offered() -> None:
    text = Document("coping-sleep", "Sleep", "guide", "en", "Sleep well.", (), (), ())
    found = examples({"coping-sleep": text}, "ko")
    assert [starters.topic for starters in found] == ["coping"]
    assert len(found[0].asks) == 1
    assert examples({}, "en") == ()
    part = Section(None, 0, 5, ("what is this",))
    other = Document("mine", "Mine", "article", "en", "Words", (part,), (), ())
    assert [(one.topic, one.asks) for one in examples({"mine": other}, "fr")] == [
        (None, ("what is this",))
    ]
