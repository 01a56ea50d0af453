"""Messages are weighed by what they say in English."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from kwell_qa import bundle, screening_model
from kwell_qa.assistant import Assistant
from kwell_qa.glossing import gloss, glossed
from kwell_qa.naming import Namer
from kwell_qa.texts import load

WORDS = load().function_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("어제 한숨도 못 잤어요", {"sleep"}),
        ("meine schwester singt den ganzen tag", {"sing"}),
        ("estoy muy cansada de la escuela", {"tired", "school"}),
        ("ฉันเหนื่อยกับโรงเรียน", {"tired", "school"}),
        ("neomu himdeureo wae", {"difficult"}),
    ],
)
def test_other_languages_are_glossed(index: bundle.Bundle, text: str, words: set[str]) -> None:
    assert words <= set(gloss(text, WORDS, index.namer).split())


def test_english_and_unknown_words_stand_as_they_are(index: bundle.Bundle) -> None:
    for text in ("I feel so low today", "", "???", "zzgrblx vrrk"):
        assert gloss(text, WORDS, index.namer) == text
    # Another corpus may come without a lexicon.
    assert gloss("나는 너무 지쳤어", WORDS, Namer((), ())) == "나는 너무 지쳤어"


def test_vectors_are_of_glosses_in_the_order_of_the_texts(index: bundle.Bundle) -> None:
    asked: list[str] = []

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        asked.extend(texts)
        return np.zeros((len(texts), screening_model.DIMENSION), np.float32)

    made = glossed(embed, WORDS, index.namer)(["I feel low", "estoy muy cansada de la escuela"])
    assert made.shape == (2, screening_model.DIMENSION)
    assert asked[0] == "I feel low"
    assert "tired" in asked[1]
    assert "cansada" not in asked[1]


def test_the_assistant_weighs_glosses(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    engine = assistant.engine
    assert engine is not None
    real = type(engine.retriever).embed
    monkeypatch.setattr(
        type(engine.retriever), "embed",
        lambda self, texts: (seen.extend(texts), real(self, texts))[1],
    )  # fmt: skip
    assistant.ask("nunca sirvo para nada y estoy sola en la escuela")
    assert seen
    assert not any("nunca sirvo" in text for text in seen)
