"""The steps of an exercise are quoted all, or not as steps."""

from __future__ import annotations

import pytest

from kwell_qa.assistant import Assistant
from kwell_qa.records import Sentence
from kwell_qa.steps import lists


def sentences(text: str) -> tuple[Sentence, ...]:
    """One for each full stop."""
    found, start = [], 0
    for place, character in enumerate(text):
        if character == ".":
            found.append(Sentence(start, place + 1, 0, ()))
            start = place + 1
            while text[start : start + 1].isspace():
                start += 1
    return tuple(found)


@pytest.mark.parametrize(("text", "found"), [
    ("A plain one. And more.\n\nAnother.", []),
    ("Lead.\n\nOne. With more.\nTwo.\nThree.\n\nEnd.", [range(1, 5)]),
    ("One.\nTwo.", [range(0, 2)]),
    ("Lead.\n\nOne.\nTwo.\n\nBetween.\n\nThree.\nFour.", [range(1, 3), range(4, 6)]),
    ("", []),
])  # fmt: skip
def test_lists_are_found_by_their_lines(text: str, found: list[range]) -> None:
    assert lists(text, sentences(text)) == found


@pytest.mark.parametrize(("question", "steps"), [
    ("how to do 5 4 3 2 1 grounding",
     ["Step 1", "Step 2", "Step 3", "Step 4", "Step 5"]),
    ("how do i do calm breathing step by step",
     ["To begin calm breathing", "let each breath flow", "breathe in gently",
      "let the breath out", "Keep the calm breathing going"]),
    ("how does muscle relaxation work, what are the steps",
     ["Start muscle relaxation", "Go on with muscle relaxation", "Finish muscle relaxation"]),
])  # fmt: skip
def test_an_exercise_is_quoted_whole_and_in_order(
    assistant: Assistant, question: str, steps: list[str]
) -> None:
    reply = assistant.ask(question)
    assert len(reply.sentences) <= 6
    places = [
        next((n for n, one in enumerate(reply.sentences) if step in one.text), None)
        for step in steps
    ]
    assert None not in places
    assert places == sorted(places)
