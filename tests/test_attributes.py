"""What is asked of a subject, and whether sentences can tell it at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from kwell_qa import corpus
from kwell_qa.attributes import attributes_met
from kwell_qa.specifics import specifics_missed


@pytest.mark.parametrize(
    ("question", "sentences", "met"),
    [
        ("how tall is Felix", "Felix spoke about sleep in 2021.", 0.0),
        ("how tall is Felix", "Felix is 171 centimetres tall.", 1.0),
        ("what did Felix say", "Felix spoke about sleep in 2021.", 0.5),
        # That something made anybody better tells of no preference.
        ("DNA or Dope, which one is the better song", "No study shows that it made people better.",
         0.0),
        ("who is the best person to tell about bullying", "Tell an adult whom you trust.", 0.5),
        ("is it better to tell a teacher or just push through", "Tell your school early.", 0.5),
        ("who is better, Jin or V", "Jin sang it.", 0.0),
        ("my sister is glued to her tablet", "A timer is one tool.", 0.5),
        ("who takes 20 tablets a day", "Sunmi needed less.", 0.0),
        ("did the agency get a fine, and how much", "The agency said nothing.", 0.0),
        ("im fine til the pit gets packed, how can i come down", "Breathe slowly.", 0.5),
        ("which one is the best album", "Critics called the second the best of the year.", 1.0),
        ("how much money did the group give", "3,419 people came in 2026.", 0.0),
        ("how much did fans raise", "Fans raised 1,026,531 US dollars.", 1.0),
        ("how much sleep do i need", "Teenagers need eight hours.", 0.5),
        ("how many litres of blood did they give", "3,419 people came in 2026.", 0.0),
        ("how many views does episode 5 have", "It was a weekly live stream.", 0.0),
        ("how many people watched the concert", "It drew 756,000 viewers.", 1.0),
        ("what did they wear that day", "They spoke in New York.", 0.0),
        ("what is her dog called", "Pets help the singer.", 0.0),
        ("do dogs help the singer", "Pets help the singer.", 0.5),
        ("what is the name of her dog", "Pets help the singer.", 0.0),
        ("which clinic does she go to", "She went every two weeks.", 0.0),
        ("what was the setlist that night", "It was streamed on 3 May.", 0.0),
        ("which songs were on the setlist", "They performed five songs.", 1.0),
        ("what did his mother say about the speech", "He spoke for six minutes.", 0.0),
        ("what did his mother say about the speech", "His parents were proud.", 1.0),
        ("what do i say when my mum told me to stop", "Listen and ask how they are.", 0.5),
        ("how do my parents feel when i stan too much", "Stan is a word.", 0.5),
        ("which part of the lyrics did he write", "All five wrote the words.", 0.0),
        ("what lines did he write about it", "He wrote his lyrics to help.", 0.5),
        ("what does medication do", "Medicine can take weeks to work.", 0.5),
        ("who did the choreography", "The song came out in May.", 0.0),
        ("does our choreography lift the mood more", "Dancing can lift the mood.", 0.5),
        ("how much money did it raise", "All the proceeds went to children.", 0.0),
        ("what medicine does she take", "She needed a lower dose of medicine.", 0.0),
        ("which airline was it", "An employee of a foreign airline sold it.", 0.0),
        ("name of the judge in the case", "The court ruled in July.", 0.0),
        ("which illness did she have", "She took a break in 2023.", 0.0),
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
        ("I moved to Canada, is it free", False, False),
        ("I live in Canada, was it held in Japan", False, True),
        ("as a fan from Brazil can I ask if it was in Tokyo", False, True),
        ("was it begun in South Korea", False, False),
    ],
)
def test_a_year_or_place_that_is_not_told_is_missed(
    question: str, dated: bool, missed: bool
) -> None:
    assert specifics_missed(question, lambda: "In 2021 it was free in Korea.", dated) is missed


def test_few_questions_of_the_corpus_ask_what_their_document_cannot_tell() -> None:
    """Of the ``asks`` in which something is asked of a thing, most find it in their document; what
    a medicine is for somebody is one of those that are refused on purpose."""
    asked = missed = 0
    for document in corpus.load(Path(__file__).parent.parent / "corpus").documents:
        told = f"{document.title} {document.text}"
        for ask in (ask for section in document.sections for ask in section.asks):
            met = attributes_met(ask, told)
            asked += met != 0.5
            missed += met == 0.0
    assert asked >= 500
    assert missed <= 0.17 * asked


@pytest.mark.parametrize(("question", "told"), [
    ("what did fans in the Philippines begin", "Six Philippine fan bases began it."),
    ("who dined in London", "They were at Buckingham Palace."),
])  # fmt: skip
def test_a_place_is_told_by_its_people_or_its_houses_too(question: str, told: str) -> None:
    assert not specifics_missed(question, lambda: told)
    assert specifics_missed(question, lambda: "They were in Tokyo.")


@pytest.mark.parametrize(("place", "told"), [
    ("Italy", "The hospital published a digital guide."), ("Paris", "No comparison was made."),
    ("Scotland", "The critic Scott wrote of it."), ("England", "It was sung in English."),
])  # fmt: skip
def test_no_place_is_found_inside_another_word(place: str, told: str) -> None:
    assert specifics_missed(f"was it in {place}", lambda: told)
