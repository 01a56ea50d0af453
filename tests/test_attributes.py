"""What is asked of a subject, and whether sentences can tell it at all."""

from __future__ import annotations

import pytest

from kwell_qa.attributes import attributes_met, specifics_missed


@pytest.mark.parametrize(
    ("question", "sentences", "met"),
    [
        ("how tall is Felix", "Felix spoke about sleep in 2021.", 0.0),
        ("how tall is Felix", "Felix is 171 centimetres tall.", 1.0),
        ("what did Felix say", "Felix spoke about sleep in 2021.", 0.5),
        # That something made anybody better tells of no preference.
        ("DNA or Dope, which one is the better song", "No study shows that it made people better.",
         0.0),
        ("which one is the best album", "Critics called the second the best of the year.", 1.0),
        # Two things asked, one told.
        ("how tall is Felix and when was he born", "Felix was born in Sydney.", 0.0),
    ],
)  # fmt: skip
def test_only_sentences_that_speak_of_it_can_tell_it(
    question: str, sentences: str, met: float
) -> None:
    assert attributes_met(question, sentences) == met


@pytest.mark.parametrize(
    ("question", "dated", "missed"),
    [
        ("what happened in 2023", False, True),
        ("what happened in 2021", False, False),
        ("when in 2023 did it happen", True, False),
        ("is it free in Canada", False, True),
        ("I live in Canada, is it free", False, False),
        ("is it free", False, False),
    ],
)
def test_a_year_or_place_that_is_not_told_is_missed(
    question: str, dated: bool, missed: bool
) -> None:
    assert specifics_missed(question, lambda: "In 2021 it was free in Korea.", dated) is missed
