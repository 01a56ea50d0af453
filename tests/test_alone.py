"""A question that is clear by itself is answered by itself, whatever was asked before."""

from __future__ import annotations

import itertools

import pytest

from kwell_qa.assistant import Assistant
from kwell_qa.web.examples import load_starters


@pytest.mark.parametrize("lang", ["en", "es"])
def test_no_starter_hangs_on_another(assistant: Assistant, lang: str) -> None:
    asks = [one.asks[lang] for one in load_starters() if lang in one.asks]
    alone = {ask: [one.quote for one in assistant.ask(ask).citations] for ask in asks}
    assert all(alone.values())
    for before, ask in itertools.permutations(asks, 2):
        told = [one.quote for one in assistant.ask(ask, (before,)).citations]
        assert told == alone[ask], (before, ask)


@pytest.mark.parametrize("ask", ["how do i meditate?", "How can I stop crying?"])
def test_how_one_does_a_thing_says_which(assistant: Assistant, ask: str) -> None:
    assert assistant.ask(ask, ("What is MOA Diary?",)).resolved is None


@pytest.mark.parametrize("ask", ["how do i join?", "how can people donate?"])
def test_some_verbs_say_nothing_alone(assistant: Assistant, ask: str) -> None:
    assert assistant.ask(ask, ("What is LOVE MYSELF by BTS?",)).resolved is not None
