"""Chosen sentences → what is known of them together: whether they can answer the question."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kwell_qa.amounts import counted
from kwell_qa.answertypes import AnswerType
from kwell_qa.attributes import attributes_met
from kwell_qa.bags import Few
from kwell_qa.bundle import Bundle
from kwell_qa.candidates import Candidate, Candidates
from kwell_qa.looking import FARTHER, FEATURES, Weights
from kwell_qa.meanings import Meanings
from kwell_qa.premises import Correction
from kwell_qa.questions import Query, focus
from kwell_qa.referents import Referents
from kwell_qa.retrieval import Found
from kwell_qa.specifics import YEAR, specifics_missed, years_missed
from kwell_qa.tokens import stem, words

__all__ = ["FOLLOWING", "SURENESS", "Evidence", "ruled_out"]

SURENESS = (
    "best", "second", "ask", "section", "cosine", "coverage", "inner", "rare", "named", "foreign",
    "typed", "focus", "understood",
    "meant", "meant_near", "unmeant", "attribute", "elsewhere",
    "ask_over", "agreement", "lead", "unheard",
    "told", "joint", "joint_meant", "joint_unmeant", "joint_typed", "specific", "stranger",
    "counted", "dated", "closed", "in_vain", "prior", "amount",
)  # fmt: skip
"""What is known of a whole selection, from which its probability of answering is made.

The ``joint`` ones ask for all in one sentence: near misses hold the name here and the rest there.
"""
FOLLOWING = ("odds", "in_vain", "cosine")
"""What tells whether a follow-up is answered: the log odds by ``SURENESS``, in which the earlier
turns count for much, and of what it says itself how far such is asked in vain and how near the
sentences come to it."""
COSINE, OVER = FEATURES.index("cosine"), FEATURES.index("ask_over")
NEAR = 0.25
"""Least cosine of the sentences to what a follow-up says itself for that to make them surer: what
is far from all that is told may be asked of anything. Of 1,296 questions on other things, each
after one that is answered, 15 fewer are answered so, and no follow-up less."""
AROUND = 20
"""Candidates that the best one is compared with."""
_CLOSED = re.compile(
    r"^\W*(?:and |so |but )?(?:is|are|was|were|did|does|do|has|have|had|can|will)\b"
)
_VERDICT = 1.0
"""How far below the best sentence's score one that may put the question right counts."""
_CAPITAL = re.compile(r"(?<=[a-z,] )[A-Z][A-Za-z'’]+")
_TAG = re.compile(
    r"(?<!\ba)(?<!\bthe)(?<!\bmy)(?<!human),? right *\?|, ?right$|\bcorrect *\?+$"
    r"|\b(?:is|was|did|were|are|does|has)n['’]?t (?:it|that|they|he|she|you) *\?*$"
)
"""What makes a question of a claim."""
APART = 0.6
"""How sure it must be where no section speaks of both, the artists and where: of the questions of
the tests that such sections answered less surely, 3 were near misses and 1 a right answer."""
ASSERTED = 5
"""Words before the part that asks from which they assert something: "in 2019, …" does not."""


def _is_dated_beside(query: Query) -> bool:
    """Whether a year in the question is asked for, or only asserted beside what is asked: the right
    date corrects it ("it came out in 2025, how …", "they were first in 2021, right?")."""
    if query.kind == "when" or _TAG.search(query.text.casefold().rstrip()):
        return True
    if query.lang != "en":
        return False
    asking = focus(query.text)
    told = len(words(query.text)) - len(words(asking))
    return told >= ASSERTED and not YEAR.search(asking)


def ruled_out(evidence: Sequence[float]) -> bool:
    """Whether the sentences cannot answer, however near they are.

    So where they name nobody that the question names, cannot tell the attribute it asks, or
    speak of another person, artist, year or country.
    """
    known = dict(zip(SURENESS, evidence, strict=True))
    return known["foreign"] == 1 or known["attribute"] == 0 or known["elsewhere"] == 1


def _corrects(chosen: Sequence[Candidate], raised: Container[int]) -> bool:
    """Whether the sentences tell that a claim is wrong.

    What is asked of it may be wrong, too, where to watch it, say: the verdict answers that.
    """
    best = max(candidate.score for candidate in chosen)
    return any(
        candidate.score > best - _VERDICT and candidate.document in raised for candidate in chosen
    )


@dataclass(frozen=True)
class _Quoted:
    """The chosen sentences, in their order.

    Bags of the terms of each, of the titles of their documents, and of the headings and asks of
    their sections; ``best`` is what ``Meanings.nearest`` gives for these three, one after another.
    """

    texts: tuple[str, ...]
    table: NDArray[np.int64]
    terms: Few
    titles: Few
    around: Few
    best: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def sections(self) -> NDArray[np.int64]:
        return self.table[:, 3]


class Evidence:
    """What is known of selections from one index."""

    def __init__(
        self, bundle: Bundle, sureness: Mapping[str, Any], following: Mapping[str, Any] | None
    ) -> None:
        self._bundle = bundle
        self._referents = Referents(bundle)
        self._weights = np.array([sureness["weights"][name] for name in SURENESS])
        self._bias = float(sureness["bias"])
        self._following = following and (
            np.array([following["weights"][name] for name in FOLLOWING]), float(following["bias"])
        )

    def following(
        self, found: Found, chosen: Sequence[Candidate], evidence: Sequence[float]
    ) -> tuple[float, float, float] | None:
        """One value for each of ``FOLLOWING``, where a follow-up says something itself."""
        if found.itself is None:
            return None
        vectors = self._bundle.sentence_vectors.rows(np.array([one.row for one in chosen]))
        return (
            self._odds(evidence), found.itself.in_vain,
            float((vectors @ found.itself.vector).max()),
        )  # fmt: skip

    def _odds(self, evidence: Sequence[float]) -> float:
        return float(np.dot(self._weights, evidence)) + self._bias

    def sure(
        self, query: Query, found: Found, chosen: Sequence[Candidate], evidence: Sequence[float]
    ) -> float:
        """The probability that the ``chosen`` sentences, of which this is known, answer."""
        if ruled_out(evidence):
            return 0.0
        odds = self._odds(evidence)
        if self._following and (told := self.following(found, chosen, evidence)):
            weights, bias = self._following
            follows = float(np.dot(weights, told)) + bias
            odds = follows if told[FOLLOWING.index("cosine")] >= NEAR else min(odds, follows)
        probability = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
        return 0.0 if probability < APART and self._referents.apart(query, chosen) else probability

    def of(
        self, query: Query, found: Found, ranked: Candidates,
        chosen: Sequence[Candidate], meanings: Meanings, raised: Container[int] = (),
        right: Correction | None = None,
    ) -> tuple[tuple[float, ...], tuple[str, ...]]:  # fmt: skip
        """One value for each of ``SURENESS``, and the names in the question that are not told.

        ``ranked`` are all candidates, best first, ``chosen`` those to quote, at least one,
        ``raised`` the documents on wrong claims that the question speaks of, ``right`` what puts it
        right otherwise.
        """
        quoted = self._quoted(chosen, meanings)
        count = len(quoted)
        answer_type = AnswerType.of(query)
        met = answer_type.met(
            self._bundle.bags.sentence_pieces.of(np.array([c.row for c in chosen])),
            quoted.table[:, 6],
        )
        focus = met * meanings.of(answer_type.focus, quoted.terms, quoted.best[:, :count])
        # What the sentences and the first one's title say, and all that stands near them.
        inner = [*range(count), count]
        near = slice(None)
        best = np.stack([quoted.best[:, part].max(axis=1) for part in (inner, near)], axis=1)
        covered = meanings.covered(best)
        # What the gloss could not turn into English says nothing about coverage.
        wanted = [term for term in query.terms if term.isascii() or not query.translated]
        weights = Weights.of(self._bundle.passage_terms, wanted)
        held = quoted.terms.beside(quoted.titles, quoted.around).hold(weights.wanted)
        said = np.stack([held[part].any(axis=0) for part in (inner, near)])
        shares = weights.covered(said)
        missing = weights.values[~said[1]]
        foreign = self._referents.foreign(query, quoted.sections)
        scores = [*ranked.scores[:2].tolist(), -6.0]
        cosine = max(candidate.features[COSINE] for candidate in chosen)
        corrected = _corrects(chosen, raised) or bool(right and right.denies)
        evidence = (
            max(-6.0, scores[0]) / 4,
            max(-6.0, scores[1]) / 4,
            found.ask_cosine.value_of(quoted.sections, FARTHER).max(),
            found.passage_cosine.value_of(quoted.sections, FARTHER).max(),
            cosine,
            shares[1],
            shares[0],
            missing.max(initial=0.0) / 10,
            1.0 - (len(foreign) / len(query.names) if query.names else 0.0),
            1.0 if foreign and len(foreign) == len(query.names) else 0.0,
            met.max(),
            focus.max(),
            query.understood,
            covered[0],
            covered[1],
            meanings.missed(best)[1],
            0.5
            if corrected
            else attributes_met(
                query.english, self._telling(query, chosen, quoted), query.before
            ),
            float(not corrected and self._elsewhere(query, chosen, quoted, right)),
            max(candidate.features[OVER] for candidate in chosen),
            found.agreement,
            scores[0] - scores[1] if len(ranked) > 1 else 0.0,
            self._unheard(query),
            *self._joint(query, chosen, quoted, focus, meanings),
            cosine - float(ranked.features[:AROUND, COSINE].mean(dtype=np.float64)),
            float(self._stranger(query)),
            float(query.kind == "count"),
            float(query.kind == "when"),
            float(bool(_CLOSED.match(query.english.casefold()))),
            found.in_vain,
            found.prior,
            self._amount(query, answer_type, quoted, meanings),
        )
        return tuple(map(float, evidence)), foreign

    def _quoted(self, chosen: Sequence[Candidate], meanings: Meanings) -> _Quoted:
        bundle = self._bundle
        rows = np.array([candidate.row for candidate in chosen])
        table = bundle.rows.sentences[rows].astype(np.int64)
        terms = bundle.bags.sentence_terms.of(rows)
        titles = bundle.bags.title_terms.of(table[:, 0])
        around = bundle.bags.section_terms.of(table[:, 3])
        texts = tuple(bundle.texts[number][start:end]
                      for number, start, end in table[:, [0, 4, 5]].tolist())  # fmt: skip
        best = meanings.nearest(terms.beside(titles, around))
        return _Quoted(texts, table, terms, titles, around, best)

    def _elsewhere(
        self, query: Query, chosen: Sequence[Candidate], quoted: _Quoted, right: Correction | None
    ) -> bool:
        """Whether the question names a year or place that nothing near the sentences mentions, or
        a person where they name others, or artists of whom nothing is said there."""
        return (
            self._referents.of_another(query, chosen)
            or self._referents.of_nobody(query, chosen, quoted.sections)
            or self._referents.is_unknown(query)
            or self._referents.silent(query, chosen)
            or (right is None and self._particulars_missed(query, quoted))
        )  # fmt: skip

    def _particulars_missed(self, query: Query, quoted: _Quoted) -> bool:
        asked, dated = f"{query.english} {query.text}", _is_dated_beside(query)
        return specifics_missed(
            asked, lambda: self._around(quoted), dated, query.kind == "where"
        ) or (not dated and years_missed(asked, quoted.texts))

    def _telling(self, query: Query, chosen: Sequence[Candidate], quoted: _Quoted) -> str:
        """The sentences that may tell an attribute of who is asked about."""
        about = self._referents.telling(query, chosen)
        return " ".join(text for text, own in zip(quoted.texts, about, strict=True) if own)

    def _around(self, quoted: _Quoted) -> str:
        """Titles, periods and whole sections that the sentences come from."""
        told: list[str] = []
        for number, section in quoted.table[:, [0, 3]].tolist():
            document = self._bundle.documents[number]
            part = document.sections[section - self._bundle.rows.documents[number, 0]]
            told += (document.title, document.period or "", document.text[part.start : part.end])
        return " ".join(told)

    def _joint(
        self, query: Query, chosen: Sequence[Candidate], quoted: _Quoted,
        focus: NDArray[np.float64], meanings: Meanings,
    ) -> tuple[float, float, float, float, float]:  # fmt: skip
        """The best single sentence by names, words, meanings, the word met least, and type.

        ``focus`` is how far each is of the wanted type and speaks of what is asked after.
        """
        bundle = self._bundle
        weights = Weights.of(bundle.passage_terms, [word for word, _ in query.subject])
        share = np.ones(len(quoted))
        if query.names:
            share = self._referents.names_in(chosen).hold(bundle.names(query.names)).mean(axis=1)
        words_in = quoted.terms.hold(weights.wanted) @ weights.values
        best = quoted.best[:, : len(quoted)]
        covered = meanings.covered(best)
        least = np.where(share > 0, meanings.missed(best), 1.0)
        return (
            share.max(),
            (share * (words_in / weights.total if weights.total else 1.0)).max(),
            (share * covered).max(),
            min(1.0, least.min()),
            (share * covered * focus).max(),
        )

    def _unheard(self, query: Query) -> float:
        """Share of the question's own words that stand nowhere in the corpus."""
        if not query.subject:
            return 0.0
        known = self._bundle.word_number
        return sum(word not in known for word, _ in query.subject) / len(query.subject)

    def _amount(
        self, query: Query, answer_type: AnswerType, quoted: _Quoted, meanings: Meanings
    ) -> float:
        """How near a number comes to counting what is asked after, 0 to 1; 0.5 where none is."""
        if query.kind != "count" or not answer_type.focus:
            return 0.5
        return counted(quoted.texts, answer_type.focus, query.names, meanings, self._bundle)

    def _stranger(self, query: Query) -> bool:
        """Whether the question names somebody or something that the corpus never does."""
        if query.lang == "de":
            return False  # every noun has a capital there
        known = self._bundle.word_number
        english = set(words(query.english))
        return any(
            word in english and stem(word) not in known
            for match in _CAPITAL.finditer(query.text)
            for word in words(match.group())
        )
