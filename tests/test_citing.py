"""What is said of the sources of a quotation: whether they confirm it."""

from __future__ import annotations

from typing import Any

from kwell_qa.assistant import Assistant
from kwell_qa.citing import is_corroborated
from kwell_qa.records import Source


def test_corroboration_needs_two_publishers_or_a_strong_one() -> None:
    def source(publisher: str, evidence: Any = "news") -> Source:
        return Source(publisher, publisher, None, None, evidence)

    assert not is_corroborated([])
    assert not is_corroborated([source("NME")])
    assert not is_corroborated([source("NME"), source("nme")])
    assert is_corroborated([source("NME"), source("Sportskeeda")])
    assert is_corroborated([source("BIGHIT", "official")])
    assert is_corroborated([source("A journal", "academic")])


def test_sources_of_an_overview_are_not_said_to_agree(assistant: Assistant) -> None:
    reply = assistant.ask("What have BTS and TXT each done with UNICEF?")
    overviews = [c for c in reply.citations if c.document.startswith("overview-")]
    assert overviews
    assert not any(citation.corroborated for citation in overviews)
    assert "each from a source of its own" in reply.text


def test_sources_of_a_verdict_are_not_said_to_agree(assistant: Assistant) -> None:
    reply = assistant.ask("What is ATEEZ's Wonderland campaign?")
    verdict = reply.citations[0]
    assert verdict.quote.startswith("No source confirms")
    assert is_corroborated(verdict.sources)
    assert not verdict.corroborated
    # What was found about the song instead stands on its own sources.
    assert any(citation.corroborated for citation in reply.citations[1:])
