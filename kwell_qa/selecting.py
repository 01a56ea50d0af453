"""Evidence on sentences → the one to six that together answer, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from kwell_qa.answertypes import AnswerType
from kwell_qa.attributes import attributes_met, specifics_missed
from kwell_qa.bundle import Bundle
from kwell_qa.errors import IndexFault
from kwell_qa.looking import FEATURES, Candidate, Looker
from kwell_qa.meanings import Meanings
from kwell_qa.questions import Query
from kwell_qa.retrieval import Found, Retriever
from kwell_qa.tokens import terms

__all__ = ["FEATURES", "SURENESS", "Candidate", "Selection", "Selector", "ruled_out"]

MAX_SENTENCES = 6
USUAL_SENTENCES = 4
POOL = 40
"""Candidates that are chosen from."""
FLOOR = 4.0
"""How far below the best sentence's score another may be."""
WIDE = frozenset({"how", "why", "define", "compare"})
"""Kinds of question that no single fact answers."""

OVER = FEATURES.index("ask_over")

SURENESS = (
    "best", "second", "ask", "section", "cosine", "coverage", "inner", "rare", "named", "foreign",
    "typed", "focus", "understood",
    "meant", "meant_near", "unmeant", "attribute", "elsewhere",
    "ask_over", "agreement", "lead", "unheard",
)  # fmt: skip
"""What is known of a whole selection, from which its probability of answering is made."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen sentences in display order, and the probability that they answer."""

    chosen: tuple[Candidate, ...]
    probability: float
    evidence: tuple[float, ...]
    foreign_names: tuple[str, ...] = ()
    """Names in the question that the chosen sentences do not hold."""


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


def ruled_out(evidence: Sequence[float]) -> bool:
    """Whether the sentences cannot answer, however near they are.

    So where they name nobody that the question names, cannot tell the attribute it asks, or
    speak of another year or country.
    """
    known = dict(zip(SURENESS, evidence, strict=True))
    return known["foreign"] == 1 or known["attribute"] == 0 or known["elsewhere"] == 1


class Selector:
    """Chooses sentences by weights that were fitted to labelled questions."""

    def __init__(self, retriever: Retriever, calibration: Mapping[str, Any]) -> None:
        self._bundle: Bundle = retriever.bundle
        sentence, sureness = calibration["sentence"], calibration["sureness"]
        for fitted, wanted in ((sentence, FEATURES), (sureness, SURENESS)):
            if set(fitted["weights"]) != set(wanted):
                raise IndexFault(
                    "manifest.json: calibrated for other evidence than this version uses; "
                    "run: python scripts/build_index.py"
                )
        self._weights = np.array([sentence["weights"][name] for name in FEATURES])
        self._bias = float(sentence["bias"])
        self._certain = float(sentence.get("certain", math.inf))
        self._doubtful = float(sentence.get("doubtful", -math.inf))
        self._sure = np.array([sureness["weights"][name] for name in SURENESS])
        self._sure_bias = float(sureness["bias"])
        self._looker = Looker(retriever)

    def candidates(self, query: Query, found: Found) -> list[Candidate]:
        """Sentences worth a look with their features, best score first."""
        return self.scored(self._looker.candidates(query, found))

    def scored(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """The same candidates with scores by these weights, best first."""
        scored = [
            replace(c, score=float(np.dot(c.features, self._weights)) + self._bias)
            for c in candidates
        ]
        return sorted(scored, key=lambda c: (-c.score, c.row))

    def select(self, query: Query, found: Found) -> Selection:
        """The sentences that together answer ``query`` best."""
        return self.choose(query, found, self.candidates(query, found))

    def choose(self, query: Query, found: Found, ranked: Sequence[Candidate]) -> Selection:
        """The same from candidates that have their scores, best first."""
        if not ranked:
            return Selection((), 0.0, (0.0,) * len(SURENESS))
        chosen = self._with_verdicts(self._greedy(query, ranked), ranked)
        evidence, foreign = self._evidence(query, found, ranked, chosen)
        probability = _logistic(float(np.dot(self._sure, evidence)) + self._sure_bias)
        if ruled_out(evidence):
            probability = 0.0
        return Selection(tuple(self._in_order(query, chosen)), probability, evidence, foreign)

    def _limit(self, query: Query, best: float) -> int:
        """Sentences at the most: fewer beside a plain best sentence, more beside a doubtful."""
        wide = query.many or query.kind in WIDE
        more = (wide and best < self._certain) or best < self._doubtful
        return MAX_SENTENCES if more else USUAL_SENTENCES

    def _greedy(self, query: Query, ranked: Sequence[Candidate]) -> list[Candidate]:
        """Candidates one by one, each for its score and for what it adds to those before."""
        look = self._looker
        weights = look.weights(query, query.terms)
        total = sum(weights.values()) or 1.0
        pool = ranked[:POOL]
        limit = self._limit(query, pool[0].score)
        vectors = self._bundle.sentence_vectors.rows([candidate.row for candidate in pool])
        likeness = vectors @ vectors.T
        left = dict.fromkeys(range(len(pool)))
        chosen: list[int] = []
        covered: set[str] = set()
        names_left = set(query.names)
        while left and len(chosen) < limit:
            documents = {pool[i].document for i in chosen}
            best, best_gain = -1, -math.inf
            for i in left:
                candidate = pool[i]
                elsewhere = bool(chosen) and candidate.document not in documents
                if elsewhere and len(documents) >= 3 and not query.many:
                    continue
                here = look.terms_of(candidate.row)
                fresh = sum(w for t, w in weights.items() if t in here and t not in covered) / total
                same = max((float(likeness[i, j]) for j in chosen), default=0.0)
                naming = bool(names_left and look.names_of(candidate, names_left))
                gain = candidate.score + fresh - 3.0 * max(0.0, same - 0.6)
                if len(query.names) > 1 and naming:
                    gain += 2.5
                if elsewhere and not naming and not query.many:
                    gain -= 0.3
                if gain > best_gain:
                    best, best_gain = i, gain
            if best < 0 or (chosen and best_gain < pool[0].score - FLOOR):
                break
            del left[best]
            if any(likeness[best, j] > 0.93 for j in chosen):
                continue
            chosen.append(best)
            covered |= look.terms_of(pool[best].row)
            names_left -= look.names_of(pool[best], names_left)
        return [pool[i] for i in chosen]

    def _with_verdicts(
        self, chosen: list[Candidate], ranked: Sequence[Candidate]
    ) -> list[Candidate]:
        """``chosen`` with the verdict, the first sentence, of each disputed claim in it.

        What nobody could confirm is never quoted without the sentence that says so.
        """
        for number in dict.fromkeys(candidate.document for candidate in chosen):
            if not self._disputed(number) or any(
                (c.document, c.sentence) == (number, 0) for c in chosen
            ):
                continue
            row = self._bundle.rows.sentence(number, 0)
            least = chosen[-1]
            verdict = next((c for c in ranked if c.row == row), None) or replace(
                least, document=number, sentence=0, row=row
            )
            # Where there is no room, the last chosen goes; a verdict never does.
            kept = chosen if len(chosen) < MAX_SENTENCES else chosen[:-1]
            chosen = [*kept[:1], verdict, *kept[1:]]
        return [
            c for c in chosen
            if not self._disputed(c.document)
            or any((o.document, o.sentence) == (c.document, 0) for o in chosen)
        ]  # fmt: skip

    def _disputed(self, number: int) -> bool:
        claim = self._bundle.documents[number].claim
        return claim is not None and claim.verdict != "confirmed"

    def _evidence(
        self, query: Query, found: Found, ranked: Sequence[Candidate], chosen: Sequence[Candidate]
    ) -> tuple[tuple[float, ...], tuple[str, ...]]:
        bundle = self._bundle
        weights = {term: self._looker.idf(term) for term in query.terms}
        answer_type = AnswerType.of(query)
        meanings = Meanings(query, found, self._bundle, self._looker.idf)
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
            if answer_type.focus:
                focus = max(focus, met * (len(answer_type.focus & here) / len(answer_type.focus)))
            else:
                focus = max(focus, 0.5)
            ask = max(ask, found.ask_cosine.get(key, 0.2))
            section_cosine = max(section_cosine, found.passage_cosine.get(key, 0.2))
        inner |= {term for candidate in chosen[:1]
                  for term in terms(bundle.documents[candidate.document].title)}  # fmt: skip
        if query.translated:
            # What the gloss could not turn into English says nothing about coverage.
            weights = {term: weight for term, weight in weights.items() if term.isascii()}
        total = sum(weights.values()) or 1.0
        missing = [weight for term, weight in weights.items() if term not in near]
        foreign = tuple(name for name in query.names if name not in held)
        scores = [candidate.score for candidate in ranked[:2]] + [-6.0]
        evidence = (
            max(-6.0, scores[0]) / 4,
            max(-6.0, scores[1]) / 4,
            ask,
            section_cosine,
            max((candidate.features[0] for candidate in chosen), default=0.0),
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
            max((candidate.features[OVER] for candidate in chosen), default=0.0),
            found.agreement,
            scores[0] - scores[1] if len(ranked) > 1 else 0.0,
            self._unheard(query),
        )
        return evidence, foreign

    def _unheard(self, query: Query) -> float:
        """Share of the question's own words that stand nowhere in the corpus."""
        if not query.subject:
            return 0.0
        known = self._bundle.word_number
        return sum(stem not in known for stem, _ in query.subject) / len(query.subject)

    def _in_order(self, query: Query, chosen: Sequence[Candidate]) -> list[Candidate]:
        """Documents by their best sentence, sentences in reading order within each.

        Where the question wants a person, date, number or reason, the document's best sentence
        of that type leads.
        """
        order: dict[int, list[Candidate]] = {}
        for candidate in sorted(chosen, key=lambda c: (-c.score, c.row)):
            order.setdefault(candidate.document, []).append(candidate)
        # What corrects the question comes before what answers it.
        best = max(candidate.score for candidate in chosen)
        first = [n for n, group in order.items()
                 if self._disputed(n) and max(c.score for c in group) > best - 1.0]  # fmt: skip
        out: list[Candidate] = []
        for number in dict.fromkeys([*first, *order]):
            group = order[number]
            reading = sorted(group, key=lambda c: c.sentence)
            leads = query.kind in ("when", "count", "who", "where", "why") and not out
            if leads and not self._disputed(number):
                reading.remove(group[0])
                reading.insert(0, group[0])
            out.extend(reading)
        return out
