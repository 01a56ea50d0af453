"""Chosen sentences → what is known of them together: whether they can answer the question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from kwell_qa.answertypes import AnswerType
from kwell_qa.attributes import attributes_met, specifics_missed
from kwell_qa.bundle import Bundle
from kwell_qa.looking import FEATURES, Candidate, Looker
from kwell_qa.meanings import Meanings
from kwell_qa.questions import Query
from kwell_qa.retrieval import Found
from kwell_qa.tokens import stem, terms, words

__all__ = ["SURENESS", "Evidence", "ruled_out"]

SURENESS = (
    "best", "second", "ask", "section", "cosine", "coverage", "inner", "rare", "named", "foreign",
    "typed", "focus", "understood",
    "meant", "meant_near", "unmeant", "attribute", "elsewhere",
    "ask_over", "agreement", "lead", "unheard",
    "told", "joint", "joint_meant", "joint_unmeant", "joint_typed", "specific", "stranger",
    "counted", "dated", "closed",
)  # fmt: skip
"""What is known of a whole selection, from which its probability of answering is made.

The ``joint`` ones ask for all in one sentence: near misses hold the name here and the rest there.
"""
COSINE, OVER = FEATURES.index("cosine"), FEATURES.index("ask_over")
KEPT = 8192
"""Sentences whose names stay in memory after use."""
AROUND = 20
"""Candidates that the best one is compared with."""
_CLOSED = re.compile(
    r"^\W*(?:and |so |but )?(?:is|are|was|were|did|does|do|has|have|had|can|will)\b"
)
_CAPITAL = re.compile(r"(?<=[a-z,] )[A-Z][A-Za-z'’]+")


def ruled_out(evidence: Sequence[float]) -> bool:
    """Whether the sentences cannot answer, however near they are.

    So where they name nobody that the question names, cannot tell the attribute it asks, or
    speak of another year or country.
    """
    known = dict(zip(SURENESS, evidence, strict=True))
    return known["foreign"] == 1 or known["attribute"] == 0 or known["elsewhere"] == 1


class Evidence:
    """What is known of selections from one index."""

    def __init__(self, bundle: Bundle, looker: Looker) -> None:
        self._bundle = bundle
        self._looker = looker
        self._names_in = lru_cache(KEPT)(self._named)

    def _named(self, row: int) -> frozenset[str]:
        """Canonical names in a sentence itself."""
        number, index = self._bundle.sentence_rows[row]
        document = self._bundle.documents[number]
        sentence = document.sentences[index]
        return self._bundle.namer.mentions(document.text[sentence.start : sentence.end])

    def of(
        self, query: Query, found: Found, ranked: Sequence[Candidate],
        chosen: Sequence[Candidate], meanings: Meanings,
    ) -> tuple[tuple[float, ...], tuple[str, ...]]:  # fmt: skip
        """One value for each of ``SURENESS``, and the names in the question that are not told.

        ``ranked`` are all candidates, best first, ``chosen`` those to quote, at least one.
        """
        bundle = self._bundle
        answer_type = AnswerType.of(query)
        near: set[str] = set()
        inner: set[str] = set()
        held: set[str] = set()
        typed = focus = ask = section_cosine = 0.0
        quoted: list[str] = []
        around: list[str] = []
        for candidate in chosen:
            document = bundle.documents[candidate.document]
            sentence = document.sentences[candidate.sentence]
            key = (candidate.document, sentence.section)
            part = document.sections[sentence.section]
            here = self._looker.terms_of(candidate.row)
            inner |= here
            beside = (document.title, part.heading or "", *part.asks)
            near |= here | set(terms(" ".join(beside)))
            held |= bundle.names_of.section(*key)
            quoted.append(document.text[sentence.start : sentence.end])
            around += (document.title, document.period or "", document.text[part.start : part.end])
            met = answer_type.met(quoted[-1])
            typed = max(typed, met)
            focus = max(focus, met * meanings.of(answer_type.focus, here))
            ask = max(ask, found.ask_cosine.get(key, 0.2))
            section_cosine = max(section_cosine, found.passage_cosine.get(key, 0.2))
        inner |= {term for candidate in chosen[:1]
                  for term in terms(bundle.documents[candidate.document].title)}  # fmt: skip
        weights = {term: self._looker.idf(term) for term in query.terms}
        if query.translated:
            # What the gloss could not turn into English says nothing about coverage.
            weights = {term: weight for term, weight in weights.items() if term.isascii()}
        total = sum(weights.values()) or 1.0
        missing = [weight for term, weight in weights.items() if term not in near]
        foreign = tuple(name for name in query.names if name not in held)
        scores = [candidate.score for candidate in ranked[:2]] + [-6.0]
        cosine = max(candidate.features[COSINE] for candidate in chosen)
        others = [candidate.features[COSINE] for candidate in ranked[:AROUND]]
        evidence = (
            max(-6.0, scores[0]) / 4,
            max(-6.0, scores[1]) / 4,
            ask,
            section_cosine,
            cosine,
            sum(weight for term, weight in weights.items() if term in near) / total,
            sum(weight for term, weight in weights.items() if term in inner) / total,
            max(missing, default=0.0) / 10,
            1.0 - (len(foreign) / len(query.names) if query.names else 0.0),
            1.0 if foreign and len(foreign) == len(query.names) else 0.0,
            typed,
            focus,
            query.understood,
            meanings.covered(inner),
            meanings.covered(near),
            meanings.missed(near),
            attributes_met(query.english, " ".join(quoted)),
            float(specifics_missed(f"{query.english} {query.text}", " ".join(around))),
            max(candidate.features[OVER] for candidate in chosen),
            found.agreement,
            scores[0] - scores[1] if len(ranked) > 1 else 0.0,
            self._unheard(query),
            *self._joint(query, chosen, quoted, answer_type, meanings),
            cosine - sum(others) / len(others),
            float(self._stranger(query)),
            float(query.kind == "count"),
            float(query.kind == "when"),
            float(bool(_CLOSED.match(query.english.casefold()))),
        )
        return evidence, foreign

    def _joint(
        self, query: Query, chosen: Sequence[Candidate], quoted: Sequence[str],
        answer_type: AnswerType, meanings: Meanings,
    ) -> tuple[float, float, float, float, float]:  # fmt: skip
        """The best single sentence by names, words, meanings, the word met least, and type."""
        weights = {word: self._looker.idf(word) for word, _ in query.subject}
        total = sum(weights.values())
        told = joint = meant = typed = 0.0
        least = 1.0
        for candidate, text in zip(chosen, quoted, strict=True):
            here = self._looker.terms_of(candidate.row)
            names = self._names_in(candidate.row)
            share = sum(name in names for name in query.names) / len(query.names) if (
                query.names) else 1.0  # fmt: skip
            words_in = sum(w for word, w in weights.items() if word in here)
            covered = meanings.covered(here)
            told = max(told, share)
            joint = max(joint, share * (words_in / total if total else 1.0))
            meant = max(meant, share * covered)
            least = min(least, meanings.missed(here) if share else 1.0)
            by_type = answer_type.met(text) * meanings.of(answer_type.focus, here)
            typed = max(typed, share * covered * by_type)
        return told, joint, meant, least, typed

    def _unheard(self, query: Query) -> float:
        """Share of the question's own words that stand nowhere in the corpus."""
        if not query.subject:
            return 0.0
        known = self._bundle.word_number
        return sum(word not in known for word, _ in query.subject) / len(query.subject)

    def _stranger(self, query: Query) -> bool:
        """Whether the question names somebody or something that the corpus never does."""
        known = self._bundle.word_number
        english = set(words(query.english))
        return any(
            word in english and stem(word) not in known
            for match in _CAPITAL.finditer(query.text)
            for word in words(match.group())
        )
