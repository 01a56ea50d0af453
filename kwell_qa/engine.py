"""Index and model together: a question's sentences, and near questions where there are none."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property

import numpy as np

from kwell_qa import questions, safety, wholes
from kwell_qa.bundle import Bundle
from kwell_qa.candidates import Candidate
from kwell_qa.citing import Quoted
from kwell_qa.embedding import Embedder, RememberingEmbedder
from kwell_qa.hearing import screen
from kwell_qa.intents import intent_of
from kwell_qa.joining import joined
from kwell_qa.oneself import of_oneself
from kwell_qa.questions import Query
from kwell_qa.records import Document
from kwell_qa.remembered import Remembered
from kwell_qa.retrieval import Found, Retriever
from kwell_qa.screening_model import MODELS
from kwell_qa.selecting import SURENESS, Selection, Selector
from kwell_qa.tokens import fold

__all__ = ["Engine"]

Fit = Callable[[str | None, str], bool]
"""Heading of a section and a sentence in it → whether it may be quoted."""

SUGGESTIONS = 3
TRIED = 8
"""How many near questions are tried until three are found that can be answered."""
SURER = 0.02
"""How much surer an offered question must be than an asked one: the index has its vector in full
precision, and it may be asked in another."""
GUIDANCE = 4
"""Sentences of a guide at the most: somebody who is not well has enough to read."""
NEAR, NEAR_OTHERS = 0.4, 0.6
"""Cosine from which one of the corpus' own questions is near enough to be offered: where it is on a
name in the question, and else."""
SURE, SCORE = 0.3, 0.7
"""How sure it must be that a guide speaks to what was told, and the least score of a sentence of
it: more than for an answer, since nobody asked to read it. Chosen on the development messages."""
NEAREST = 0.05
"""How sure an answer that is not given must be for its best sentences to be shown as what is
nearest: ``SHOWN`` of one document at the most, none of them further than ``BEHIND`` below the best.
Of 40 own questions refused though the corpus knows them, they hold the answer to 26; they stand
below one in five refusals that are right."""
SHOWN, BEHIND = 2, 0.5
KEPT = 128
"""Questions whose sentences are remembered, some 50 KB each."""
TOLD = 3
"""Words of its own from which a question that points back is tried by itself."""
CHANGE = 0.1
"""How much surer a question must be on its own than with the earlier turns to be read so."""
BARE = 0.75
"""How sure it must be where it says little and names nobody: "how long did you rest?" in a language
that drops its pronouns."""
ALONE = 0.9
"""How sure it must be by itself for the earlier turns to say nothing, however sure with them."""
DEFINED = 0.5
"""How sure it must be where it asks what a thing is, or how one does it, and says which, whatever
came before."""
TOGETHER = 0.6
"""How sure what seems to say all must be with the earlier turns, which tell much of the answer."""
HOW = 2
"""Words of its own by which it says what is to be done."""


def _key(query: Query, spoken: str) -> bytes:
    """Names a question by all that its search depends on; case and spaces of its text do not
    count, but for one of two halves, which is told of these. A hash, so that nobody's words are
    kept."""
    text = " ".join(fold(query.text).split())
    return hashlib.sha256(repr((replace(query, text=text), spoken)).encode()).digest()


def _asks_how(query: Query, alone: Query) -> bool:
    """Whether it asks how one does something, and says by itself what."""
    return len(alone.subject) >= HOW and wholes.asks_how(query.text)


def _best(some: Sequence[Candidate], most: int) -> tuple[Candidate, ...]:
    """The best of ``some`` by score, ``most`` of them, in the order in which they came."""
    kept = sorted(some, key=lambda one: -one.score)[:most]
    return tuple(one for one in some if one in kept)


class Reading(Enum):
    """How a message was read: as given, without the earlier turns, or with them after all.

    It is remembered in the place of a query, which holds somebody's words.
    """

    GIVEN = "given"
    ALONE = "alone"
    TOGETHER = "together"

    def of(self, query: Query) -> Query:
        """``query`` as it was read, in the words in which it was asked."""
        other = {Reading.ALONE: query.alone, Reading.TOGETHER: query.together}.get(self)
        return query if other is None else replace(other, text=query.text, halves=query.halves)


@dataclass(frozen=True)
class Engine:
    """Index and model together: what is needed to answer from the corpus."""

    retriever: Retriever
    selector: Selector
    threshold: float

    @classmethod
    def of(cls, bundle: Bundle, embedder: Embedder) -> Engine:
        if not isinstance(embedder, RememberingEmbedder):
            embedder = RememberingEmbedder(embedder)
        retriever = Retriever(bundle, embedder)
        calibration = bundle.manifest["calibration"]
        return cls(retriever, Selector(retriever, calibration), float(calibration["threshold"]))

    @property
    def bundle(self) -> Bundle:
        return self.retriever.bundle

    @property
    def embed(self) -> safety.Embed | None:
        """Texts → vectors for the safety screen; ``None`` where it was fitted to other models."""
        return self.retriever.embed if self.model in MODELS else None

    @property
    def model(self) -> str:
        """The name of the model that made the index."""
        return str(self.bundle.manifest["model"]["name"])

    def begin(self, query: Query, spoken: str) -> None:
        """Have ``query`` embedded beside what the caller does next, where ``select`` needs it."""
        if self._asked.get(_key(query, spoken)) is None:
            self.retriever.begin(query)

    def select(self, query: Query, spoken: str) -> tuple[Query, Found, Selection]:
        """The sentences for ``query``, read with the earlier turns or, where it changes the
        subject, without them.

        What was found for the questions asked last is remembered; the safety screen, which
        comes before, is not.
        """
        key = _key(query, spoken)
        known = self._asked.get(key)
        if known is None:
            known = read, found, selection = self._select(query)
            # Who asks it again waits for no vectors.
            self._asked.put(key, (read, replace(found, embed_ms=0.0), selection))
        read, found, selection = known
        return read.of(query), found, selection

    def _select(self, query: Query) -> tuple[Reading, Found, Selection]:
        """The same for both halves of a question that has two, which are answered one by one."""
        read, found, selection = self._select_one(query)
        if query.halves:
            halves = [self._select_one(half)[2] for half in query.halves]
            selection, left = joined(selection, halves, self.threshold, self.selector.disputed)
            # Who also wants a number finds it beside every answer.
            unmet = [query.halves[one] for one in left if intent_of(query.halves[one]) is None]
            selection = replace(selection, left=tuple(half.text for half in unmet))
        return read, found, selection

    def _select_one(self, query: Query) -> tuple[Reading, Found, Selection]:
        """What is found for ``query``, and how it was read for that.

        A follow-up may be answered better without the earlier turns, and what seemed to say all
        only with them.
        """
        found = self.retriever.search(query)
        selection = self.selector.select(query, found)
        unanswered = selection.probability < self.threshold
        other, read = query.together if unanswered else None, Reading.TOGETHER
        alone = query.alone
        # "what about ordinary pupils, are they stressed too?": what points back may point to
        # something in the question itself.
        if alone is not None and (
            not questions.points_back(alone) or (unanswered and len(alone.subject) >= TOLD)
        ):
            other, read = alone, Reading.ALONE
        if other is None:
            return Reading.GIVEN, found, selection
        found_anew = self.retriever.search(other)
        anew = self.selector.select(other, found_anew)
        waited = found.embed_ms + found_anew.embed_ms
        bar = self._bar(query, selection, alone if read is Reading.ALONE else None)
        if anew.probability >= bar:
            return read, replace(found_anew, embed_ms=waited), anew
        return Reading.GIVEN, replace(found, embed_ms=waited), selection

    def _bar(self, query: Query, selection: Selection, alone: Query | None) -> float:
        """How sure another reading of ``query``, ``alone`` or with more of the earlier turns, must
        be beside what is selected by this one."""
        bar = max(self.threshold, selection.probability + CHANGE)
        if alone is None:
            return bar if query.resolved else max(bar, TOGETHER)
        if not alone.names and len(alone.subject) < TOLD:
            bar = max(bar, BARE)
        if questions.defines_by_itself(query.text) or _asks_how(query, alone):
            bar = min(bar, DEFINED)
        return min(bar, ALONE)

    def guidance(
        self, query: Query, documents: Collection[str],
        fit: Fit = lambda heading, sentence: True, sure: float = SURE,
    ) -> Selection | None:  # fmt: skip
        """Sentences of that one of some ``documents`` that speaks best to ``query``.

        Those only that are ``fit``, by the heading of their section and their words. ``None``
        where none does so at least as surely as ``sure``.
        """
        selection = self._only(query, documents)
        if not selection.chosen or selection.probability < max(self.threshold, sure):
            return None
        best = max(selection.chosen, key=lambda one: one.score).document
        chosen = {one.document for one in selection.chosen}
        if len(chosen) > 1:
            selection = self._only(query, (self.bundle.documents[best].id,))
        fitting = [one for one in selection.chosen if self._fits(one, fit)]
        return replace(selection, chosen=_best(fitting, GUIDANCE)) if fitting else None

    def _fits(self, one: Candidate, fit: Fit) -> bool:
        _, heading, words = self.words_of(one)
        return one.score >= SCORE and fit(heading, words)

    def words_of(self, one: Candidate) -> tuple[Document, str | None, str]:
        """The document of a sentence that may be quoted, its section's heading and its words."""
        document = self.bundle.documents[one.document]
        sentence = document.sentences[one.sentence]
        heading = document.sections[sentence.section].heading
        return document, heading, document.text[sentence.start : sentence.end]

    def quoted(self, chosen: Iterable[Candidate]) -> Quoted:
        """Chosen sentences as quotations, numbered in their order."""
        documents = self.bundle.documents
        return Quoted.of((documents[one.document], one.sentence) for one in chosen)

    def _only(self, query: Query, documents: Collection[str]) -> Selection:
        """What is chosen where nothing but some documents may be quoted."""
        found = self.retriever.search(query, among=self.retriever.only(documents))
        return self.selector.select(query, found)

    @cached_property
    def _asked(self) -> Remembered[tuple[Reading, Found, Selection]]:
        """What was found for the last questions: of this index only, and in memory only."""
        return Remembered(KEPT)

    def explain(self, query: Query, selection: Selection) -> dict[str, object]:
        """What was searched and how sure the answer is, beside the ranks of passages."""
        return {
            "searched": query.english,
            "names": list(query.names),
            "kind": query.kind,
            "halves": [half.english for half in query.halves],
            "probability": round(selection.probability, 4),
            "threshold": self.threshold,
            "evidence": dict(zip(SURENESS, (round(v, 4) for v in selection.evidence), strict=True)),
        }

    def nearest(self, selection: Selection) -> tuple[Candidate, ...]:
        """What to show of ``selection`` where it is no answer: the best of it, in its order, where
        there is some chance that it is what was meant; nothing of a claim not confirmed."""
        if selection.probability < NEAREST:
            return ()
        certain = [one for one in selection.chosen if not self.selector.disputed(one.document)]
        if not certain:
            return ()
        best = max(certain, key=lambda one: one.score)
        close = [
            one for one in certain
            if one.document == best.document and one.score >= best.score - BEHIND
        ]  # fmt: skip
        return _best(close, SHOWN)

    def near(
        self, query: Query, found: Found, function_words: Mapping[str, frozenset[str]]
    ) -> tuple[str, ...]:
        """Up to three near questions of the corpus' own, from different sections, that it answers.

        Nearer ones only where they are about none of the names in the question. None in which
        somebody speaks of themselves: nobody is made to say that. Each is tried once, by the vector
        that the index has of it.
        """
        near: list[str] = []
        asked = found.ask_cosine
        about = self.bundle.named(asked.keys, query.names) * bool(query.names)
        least = np.where(about > 0, NEAR, NEAR_OTHERS)
        apt = np.flatnonzero(asked.values >= least)
        for place in apt[np.lexsort((asked.keys[apt], -asked.values[apt]))][:TRIED].tolist():
            if len(near) == SUGGESTIONS:
                break
            row = self._offered(int(asked.keys[place]), query.lang, function_words)
            if row is None:
                continue
            if row not in self._tried:
                self._tried[row] = self._answers(row, function_words)
            if self._tried[row]:
                near.append(self.bundle.ask_texts[row])
        return tuple(near)

    def _offered(
        self, section: int, lang: str, function_words: Mapping[str, frozenset[str]]
    ) -> int | None:
        """Row of the ask of a section that may be offered: the first in ``lang``, else English."""
        key = section, lang
        if key not in self._offers:
            rows = range(*self.bundle.rows.sections[section : section + 2, 3].tolist())
            spoken: dict[str, int] = {}
            for row in rows:
                ask = self.bundle.ask_texts[row]
                of = questions.detect_language(ask, function_words)
                if not of_oneself(ask, of):
                    spoken.setdefault(of, row)
                    if of == lang:
                        break
            self._offers[key] = spoken.get(lang, spoken.get("en"))
        return self._offers[key]

    @cached_property
    def _offers(self) -> dict[tuple[int, str], int | None]:
        """What may be offered of sections, by language.

        Never more than there are asks, and nothing of what anybody wrote; so is the next one.
        """
        return {}

    @cached_property
    def _tried(self) -> dict[int, bool]:
        """Which of the corpus' own questions were tried, and whether they are answered."""
        return {}

    def _answers(self, row: int, function_words: Mapping[str, frozenset[str]]) -> bool:
        """Whether one of the corpus' own questions gets an answer when it is asked."""
        ask = self.bundle.ask_texts[row]
        if screen(ask, ()).level != "none":
            return False
        namer = self.bundle.namer
        spoken = questions.detect_language(ask, function_words, namer)
        query = questions.read(ask, (), spoken, namer)
        if intent_of(query) is not None:
            return False
        selection = self.selector.select(query, self.retriever.search(query, ask=row))
        return bool(selection.chosen) and selection.probability >= self.threshold + SURER
