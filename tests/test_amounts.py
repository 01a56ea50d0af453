"""A number answers "how many" where it counts what is asked after, and a date never does."""

from __future__ import annotations

import pytest

from kwell_qa import questions
from kwell_qa.amounts import counted
from kwell_qa.answertypes import AnswerType
from kwell_qa.assistant import Assistant
from kwell_qa.meanings import Meanings


@pytest.mark.parametrize(("question", "sentence", "least", "most"), [
    ("how many donors came", "The drive had 1,031 new donors.", 1.0, 1.0),
    ("how many donors came", "The drive closed on 25 January 2026.", 0.0, 0.0),
    ("how many reports has KWANGYA 119 handled", "KWANGYA 119 opened in June 2023.", 0.0, 0.0),
    ("how many weeks did it last", "It ran for ten days and drew 80,000 people.", 0.3, 0.9),
    ("how many children were treated", "They came from Seoul.", 0.0, 0.0),
])  # fmt: skip
def test_what_a_number_counts(
    assistant: Assistant, question: str, sentence: str, least: float, most: float
) -> None:
    assert assistant.engine is not None
    index = assistant.engine.bundle
    query = questions.read(question, (), "en", index.namer)
    found = assistant.engine.retriever.search(query)
    meanings = Meanings(query, found, index)
    asked = AnswerType.of(query).focus
    near = counted([sentence], asked, query.names, meanings, index)
    assert least - 1e-6 <= near <= most + 1e-6
