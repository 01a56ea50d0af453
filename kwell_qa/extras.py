"""What may stand below care: an offer to answer later, a guide's words, a calming guide asked for.

Care needs none of it, and is said where any of it fails.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kwell_qa import caring, guidance, questions
from kwell_qa.candidates import Candidate
from kwell_qa.citing import Quoted
from kwell_qa.engine import Engine, Fit
from kwell_qa.guidance import FRIEND
from kwell_qa.hearing import screen
from kwell_qa.intents import intent_of
from kwell_qa.normalise import normalise
from kwell_qa.questions import Query
from kwell_qa.records import Document, Screening
from kwell_qa.requesting import asks
from kwell_qa.selecting import Selection
from kwell_qa.texts import Catalogue
from kwell_qa.whose import Role, speaks_of_looks

__all__ = ["CALMING", "Titles", "calming", "guide", "offer"]

CALMING = (
    "coping-breathing-and-grounding", "coping-sleep", "coping-loneliness",
    "finding-professional-help",
)  # fmt: skip
"""Guides whose words are answered with at once, also after a crisis, where they are asked for."""
ASKED = 0.5
"""How sure it must be that a guide answers what is asked, where none speaks to it by its words."""
TOLD = 0.9
"""The same for one's own trouble where nothing is asked by its form: "wanna tell my parents but the
talk is scary"."""


@dataclass(frozen=True)
class Titles(Mapping[str, str]):
    """Titles by id of the documents that can be read now; only that of the guide is looked up."""

    documents: Mapping[str, Document]

    def __getitem__(self, name: str) -> str:
        try:
            return self.documents[name].title
        except Exception as error:
            # A guide that cannot be read is not offered; care stands without it.
            raise KeyError(name) from error

    def __iter__(self) -> Iterator[str]:
        return iter(self.documents)

    def __len__(self) -> int:
        return len(self.documents)


def _read(engine: Engine, texts: Catalogue, question: str) -> tuple[Query, str]:
    """A question by itself, and the language that it is written in."""
    namer = engine.bundle.namer
    spoken = questions.detect_language(question, texts.function_words, namer)
    return questions.read(question, (), spoken, namer), spoken


def guide(
    engine: Engine, texts: Catalogue, question: str, documents: Sequence[str], role: Role | None
) -> tuple[Quoted, str | None]:
    """What one of some guides says to what was told, where one does; and which to read."""
    if len(question.encode()) > questions.MAX_BYTES:
        return Quoted(), guidance.beside((), (), role)
    query, spoken = _read(engine, texts, question)
    said = f"{question} {query.english}"
    apt = guidance.apt(documents, said)
    own = guidance.BODY in documents and FRIEND not in documents
    asked = guidance.asked_of(apt, said) if role is None else []
    if own and speaks_of_looks(normalise(question)):
        apt, asked = [], [(guidance.BODY, guidance.KINDER)]
    elif own and guidance.is_worn_out(said):
        apt, asked = [], [(FRIEND, guidance.HELPER)]
    fit = functools.partial(guidance.fit_to_quote, said, role=role)
    selection = engine.guidance(query, apt, fit) if apt else None
    for document, instead in asked:
        if selection is None:
            selection = engine.guidance(_read(engine, texts, instead)[0], (document,), fit)
    asking = asks(question, spoken)
    if selection is None and role is None and (asking or FRIEND not in documents):
        sure = ASKED if asking else TOLD
        selection = engine.guidance(query, guidance.to_ask(said), fit, sure)
    if selection is None:
        return Quoted(), guidance.beside(documents, apt, role)
    quoted = engine.quoted(selection.chosen)
    return quoted, quoted.citations[0].document


def offer(
    engine: Engine, texts: Catalogue, question: str, screening: Screening, carried: bool
) -> str | None:
    """What else was asked and could be answered later; never while there is danger now.

    Only a question that names somebody the corpus knows and that it answers: what merely
    sounds harmless ("how high is …") is not handed back.
    """
    if screening.category == "danger-now":
        return None
    asked = [question] if carried else [
        one for one in caring.sentences(question)
        if one.endswith(("?", "？", "؟")) and one != question.strip()
        and screen(one, ()).level == "none"
    ]  # fmt: skip
    for one in asked:
        if not engine.bundle.namer.mentions(one):
            continue
        query, _ = _read(engine, texts, one)
        if intent_of(query) is not None:
            continue
        chosen = engine.selector.select(query, engine.retriever.search(query))
        if chosen.chosen and chosen.probability >= engine.threshold:
            return one
    return None


def calming(engine: Engine, texts: Catalogue, question: str) -> tuple[Query, Selection] | None:
    """What calming guides answer to ``question``, in words fit for a crisis; ``None`` if none."""
    if len(question.encode()) > questions.MAX_BYTES or engine.bundle.namer.mentions(question):
        return None
    query, spoken = _read(engine, texts, question)
    said = f"{question} {query.english}"
    apt = guidance.apt(CALMING, said)
    if not apt or intent_of(query) is not None:
        return None
    fit = functools.partial(guidance.fit_to_quote, said)
    # The whole answer, with all the steps of an exercise, where nothing else is in it.
    _, _, whole = engine.select(query, spoken)
    if whole.chosen and whole.probability >= engine.threshold and all(
        _is_calming(engine, one, fit) for one in whole.chosen
    ):
        return query, whole
    selection = engine.guidance(query, apt, fit)
    return (query, selection) if selection else None


def _is_calming(engine: Engine, one: Candidate, fit: Fit) -> bool:
    document, heading, words = engine.words_of(one)
    return document.id in CALMING and fit(heading, words)
