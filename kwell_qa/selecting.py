"""Evidence on sentences → the one to six that together answer, and how sure that is."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kwell_qa.bundle import Bundle
from kwell_qa.candidates import Candidate, Candidates
from kwell_qa.defining import DEFINED, answers, is_only_to_define
from kwell_qa.errors import REBUILD, IndexFault
from kwell_qa.evidence import SURENESS, Evidence, ruled_out
from kwell_qa.looking import FEATURES, Looker
from kwell_qa.meanings import Meanings
from kwell_qa.premises import DENIED, correction, led_by, unborne
from kwell_qa.questions import Query
from kwell_qa.retrieval import Found, Retriever
from kwell_qa.rows import CLAIM, DISPUTED
from kwell_qa.steps import lists

__all__ = ["FEATURES", "SURENESS", "Candidate", "Selection", "Selector", "ruled_out"]

MAX_SENTENCES = 6
USUAL_SENTENCES = 4
POOL = 40
"""Candidates that are chosen from."""
FLOOR, WIDE_FLOOR = 2.0, 3.0
"""How far below the best sentence's score another may be; the second where much is asked. Of those
between the two, 5 of 100 held what was asked, where all that are quoted have 43 of 100."""
FRESH = 1.5
"""What a sentence gains that holds all of the question's words, none of them said before."""
REPEATS, LIKE, SAME = 3.0, 0.6, 0.93
"""What each step of cosine beyond ``LIKE`` to a chosen sentence costs; ``SAME`` is left out."""
STRANGER = 1.0
"""What a sentence loses whose section and title hold none of the names in the question. Fixed, for
the weights of so rare a case cannot be fitted: most candidates hold them."""
NAMED, TOLD, TYPED = (FEATURES.index(name) for name in ("named", "told", "typed"))
RAISED, ASKED = 0.4, 0.59
"""A claim is spoken of where what is said of it scores at most so far below all else, and where one
of the asks that it answers is so near (cosine). Of the questions that a claim led wrongly, this
keeps 15 of 130; of those that speak of one, 64 of 73."""
STATED = 2
"""Sections of a disputed document that are on the claim itself: the verdict, and who claims it."""
NAMES_ANEW = 3.5
"""What a sentence gains that holds another of several names in the question."""
LEADING, INTRODUCES = FEATURES.index("lead"), 1.0
"""What the first sentence of a document gains where nothing is asked but who somebody is."""
ARTISTS = frozenset({"person", "group"})
STRAY = 1.0
"""What a sentence costs that names other artists and none of those in the question."""
EVENLY = 0.5
"""What a sentence gains, where all names are told of, that tells of one that is told of least."""
ELSEWHERE = 0.1
"""What a sentence of another document costs."""
UNASKED = 0.5
"""What a sentence on a disputed claim costs that the question does not speak of."""
_STEPS = re.compile(
    r"\b(?:steps?|exercises?|walk me through|how do (?:i|you|u) do)\b", re.IGNORECASE
)
_HEARSAY = re.compile(r"\b(?:says|writes|claims|credits)\b|\bno other source\b")
"""In a definition that only repeats what somebody says: the verdict on that comes before it."""
NEARLY = 1.0
"""How far below a document's best sentence the one may be that leads by its date or reason."""
DOCUMENTS = 3
"""Documents at the most, unless the question compares, or names more things than that."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen sentences in display order, and the probability that they answer."""

    chosen: tuple[Candidate, ...]
    probability: float
    evidence: tuple[float, ...]
    foreign_names: tuple[str, ...] = ()
    """Names in the question that the chosen sentences do not hold."""
    corrects: bool = False
    """Whether the first sentence is the verdict on a claim that the question speaks of."""
    left: tuple[str, ...] = ()
    """The half of the question that they leave unanswered."""


class Selector:
    """Chooses sentences by weights that were fitted to labelled questions."""

    def __init__(self, retriever: Retriever, calibration: Mapping[str, Any]) -> None:
        self._bundle: Bundle = retriever.bundle
        sentence, sureness = calibration["sentence"], calibration["sureness"]
        for fitted, wanted in ((sentence, FEATURES), (sureness, SURENESS)):
            if set(fitted["weights"]) != set(wanted):
                raise IndexFault(
                    "manifest.json: calibrated for other evidence than this version uses; "
                    f"{REBUILD}"
                )
        self._weights = np.array([sentence["weights"][name] for name in FEATURES])
        self._bias = float(sentence["bias"])
        self._close = float(sentence.get("close", -math.inf))
        self._looker = Looker(retriever)
        self.evidence = Evidence(self._bundle, sureness, calibration.get("following"))

    def candidates(
        self, query: Query, found: Found, meanings: Meanings | None = None
    ) -> Candidates:
        """Sentences worth a look with their features, best score first."""
        meanings = meanings or self._meanings(query, found)
        return self.scored(self._looker.candidates(query, found, meanings))

    def _meanings(self, query: Query, found: Found) -> Meanings:
        return Meanings(query, found, self._bundle)

    def scored(self, candidates: Candidates) -> Candidates:
        """The same candidates with scores by these weights, best first."""
        features = candidates.features.astype(np.float64)
        strange = STRANGER * (features[:, NAMED] == 0)
        return candidates.scored(features @ self._weights + self._bias - strange)

    def select(self, query: Query, found: Found) -> Selection:
        """The sentences that together answer ``query`` best."""
        meanings = self._meanings(query, found)
        return self.choose(query, found, self.candidates(query, found, meanings), meanings)

    def choose(
        self, query: Query, found: Found, ranked: Candidates,
        meanings: Meanings | None = None,
    ) -> Selection:  # fmt: skip
        """The same from candidates that have their scores, best first."""
        ranked = self._meant(query, ranked)
        if not len(ranked):
            return Selection((), 0.0, (0.0,) * len(SURENESS))
        limit = self._limit(query, ranked)
        raised = self._raised(ranked)
        pool = self._near(query, self._asked(query, ranked[:POOL], raised))
        chosen = self._defined(query, self._greedy(query, pool, limit), pool, limit)
        right = correction(query, chosen, pool, self._bundle)
        chosen = led_by(right, chosen)[:MAX_SENTENCES]
        chosen = self._with_verdicts(chosen, ranked, limit)
        meanings = meanings or self._meanings(query, found)
        evidence, foreign = self.evidence.of(query, found, ranked, chosen, meanings, raised, right)
        probability = self.evidence.sure(query, found, chosen, evidence)
        if right is not None and right.denies:
            probability = max(probability, DENIED)
        elif right is None and unborne(query, self._bundle):
            probability = 0.0
        elif probability and is_only_to_define(query) and self._definition(query, chosen):
            probability = max(probability, DEFINED)
        whole, first = self._whole(query, chosen), right.candidate if right else None
        ordered = tuple(self._in_order(query, whole, raised, first))
        return Selection(ordered, probability, evidence, foreign, ordered[0].document in raised)

    def _meant(self, query: Query, ranked: Candidates) -> Candidates:
        """``ranked`` without what is only about names that the question excludes."""
        if not query.excluded:
            return ranked
        strange = self._looker.names_in(query.excluded, ranked).any(axis=1)
        asked = self._looker.names_in(query.names, ranked).any(axis=1)
        return ranked.at(np.flatnonzero(asked | ~strange))

    def _limit(self, query: Query, ranked: Candidates) -> int:
        """Sentences at the most: more where much is asked, or the next are nearly as good."""
        if query.wide:
            return MAX_SENTENCES
        if len(ranked) <= USUAL_SENTENCES:
            return USUAL_SENTENCES
        close = ranked.scores[0] - ranked.scores[USUAL_SENTENCES] < self._close
        return MAX_SENTENCES if close else USUAL_SENTENCES

    def _greedy(self, query: Query, pool: Candidates, limit: int) -> list[Candidate]:
        """Candidates one by one, each for its score and for what it adds to those before."""
        likeness = pool.vectors @ pool.vectors.T
        words = self._words_in(query, pool)
        names, several = self._looker.names_in(query.names, pool), len(query.names) > 1
        if several:
            wanted, bags = self._bundle.names(query.names), self._bundle.bags
            # A title that holds several of them does not tell which a sentence is on.
            vague = bags.title_names.of(pool.documents).hold(wanted).sum(axis=1) > 1
            names[vague] = bags.sentence_names.of(pool.rows).hold(wanted)[vague]
        unsaid, told = np.ones(words.shape[1]), np.zeros(names.shape[1], int)
        same = np.zeros(len(pool), np.float32)
        # What was chosen or passed over is never looked at again.
        left, best_score = np.zeros(len(pool)), pool.scores.max()
        if not several:
            # No word that is new makes up for a sentence that is far from what is asked.
            left[pool.scores < best_score - (WIDE_FLOOR if query.wide else FLOOR)] = -np.inf
        chosen: list[int] = []
        for _ in range(len(pool)):
            if len(chosen) == limit:
                break
            gains = pool.scores + left + FRESH * (words @ unsaid)
            gains -= REPEATS * np.maximum(0.0, same - LIKE)
            naming = names[:, told == 0].any(axis=1)
            if several:
                gains += NAMES_ANEW * naming
                if told.all() and told.max() > told.min():
                    gains += EVENLY * names[:, told == told.min()].any(axis=1)
            if chosen and query.kind != "compare":
                known = [*set(pool.documents[chosen].tolist())]
                elsewhere = (pool.documents[:, None] != known).all(axis=1)
                if not query.many:
                    gains -= ELSEWHERE * (elsewhere & ~naming)
                if len(known) >= max(DOCUMENTS, len(query.names)):
                    gains[elsewhere] = -np.inf
            best = int(gains.argmax())
            floor = best_score - (WIDE_FLOOR if query.wide else FLOOR) if chosen else -np.inf
            if gains[best] < floor or np.isinf(gains[best]):
                break
            left[best] = -np.inf
            if same[best] > SAME:
                continue
            chosen.append(best)
            unsaid[words[best] > 0] = 0
            told += names[best]
            same = np.maximum(same, likeness[best])
        return [pool[place] for place in chosen]

    def _words_in(self, query: Query, pool: Candidates) -> NDArray[np.float64]:
        """Share of all weight of each of the question's words that each candidate holds, else 0.

        Shape (candidates, words).
        """
        weights = self._looker.weights(query, query.terms)
        held = self._bundle.bags.sentence_terms.of(pool.rows).hold(weights.wanted)
        return held * (weights.values / (weights.total or 1.0))

    def _defined(
        self, query: Query, chosen: list[Candidate], pool: Candidates, limit: int
    ) -> list[Candidate]:
        """``chosen`` with a definition first where one is asked for and the pool holds one."""
        definition = self._definition(query, pool)
        if definition is None:
            return chosen
        others = [c for c in chosen if c.row != definition.row]
        # It comes on top, where that is not too many.
        return [definition, *others[: min(limit, MAX_SENTENCES - 1)]]

    def _definition(self, query: Query, among: Sequence[Candidate]) -> Candidate | None:
        """The first that says what a thing is, where just that is asked."""
        if query.kind != "define" or query.many:
            return None
        sentence = self._bundle.sentence
        return next((c for c in among if answers(query, sentence(c.row))), None)

    def _with_verdicts(
        self, chosen: list[Candidate], ranked: Candidates, limit: int
    ) -> list[Candidate]:
        """``chosen`` with the verdict, the first sentence, of each disputed claim in it.

        What nobody could confirm is never quoted without the sentence that says so; where there
        is no room for both, neither is.
        """
        kept: list[Candidate] = []
        for candidate in chosen:
            verdict = self._verdict(candidate, ranked)
            fresh = [c for c in (candidate, verdict) if c and all(c.row != k.row for k in kept)]
            if len(kept) + len(fresh) <= max(limit, len(chosen)):
                kept.extend(fresh)
        return kept

    def _verdict(self, candidate: Candidate, ranked: Candidates) -> Candidate | None:
        """The other sentence that says what is wrong with the claim of a disputed document."""
        if candidate.sentence == 0 or not self.disputed(candidate.document):
            return None
        row = self._bundle.rows.sentence(candidate.document, 0)
        place = np.flatnonzero(ranked.rows == row)
        return ranked[int(place[0])] if len(place) else replace(candidate, sentence=0, row=row)

    def disputed(self, number: int) -> bool:
        return bool(self._are_disputed(np.array([number]))[0])

    def _are_disputed(self, numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of some documents are on a claim that is not confirmed."""
        return np.asarray(self._bundle.rows.documents[numbers, 1] & CLAIM == DISPUTED)

    def _whole(self, query: Query, chosen: list[Candidate]) -> list[Candidate]:
        """``chosen`` with all steps of a list of which it has half, where a way to do is asked, or
        one where steps are.

        An exercise without its fourth step is none; what else was chosen makes room.
        """
        if query.kind == "compare" or not query.wide or len(query.names) > 1:
            return chosen
        if any(self.disputed(one.document) for one in chosen):
            return chosen  # no verdict may go
        asked = _STEPS.search(query.english)
        runs = []
        for number in dict.fromkeys(one.document for one in chosen):
            document = self._bundle.documents[number]
            for run in lists(document.text, document.sentences):
                held = [one for one in chosen if one.document == number and one.sentence in run]
                enough = 1 if asked else max(2, len(run) / 2)
                if len(held) >= enough and len(run) <= MAX_SENTENCES:
                    runs.append((held, run))
        if runs:
            held, run = max(runs, key=lambda one: (len(one[0]) > 1, max(c.score for c in one[0])))
            step = held[0]
            steps = [
                next((one for one in held if one.sentence == place),
                     replace(step, sentence=place, row=step.row + place - step.sentence))
                for place in run
            ]  # fmt: skip
            others = [one for one in chosen if one not in held]
            return [*steps, *others[: MAX_SENTENCES - len(steps)]]
        return chosen

    def _section(self, candidate: Candidate) -> int:
        return int(self._bundle.rows.sentences[candidate.row, 3])

    def _is_step(self, candidate: Candidate, among: Sequence[Candidate]) -> bool:
        """Whether it is of a list of which others are ``among`` the chosen."""
        document = self._bundle.documents[candidate.document]
        held = {one.sentence for one in among}
        return any(
            candidate.sentence in run and len(held & set(run)) > 1
            for run in lists(document.text, document.sentences)
        )

    def _raised(self, ranked: Candidates) -> frozenset[int]:
        """Numbers of the documents on disputed claims that the question speaks of.

        A document on a claim holds facts, too: who asks for these has claimed nothing.
        """
        rows = self._bundle.rows
        section = rows.sentences[ranked.rows, 3] - rows.documents[ranked.documents, 0]
        stated = self._are_disputed(ranked.documents) & (section < STATED)
        bar = ranked.scores[~stated].max(initial=-np.inf) - RAISED
        near = stated & (ranked.features[:, TOLD] >= ASKED)
        spoken = set(ranked.documents[near].tolist())
        return frozenset(spoken & set(ranked.documents[stated & (ranked.scores >= bar)].tolist()))

    def _asked(self, query: Query, pool: Candidates, raised: frozenset[int]) -> Candidates:
        """``pool`` with scores that count what speaks of an unasked claim less."""
        disputed = self._are_disputed(pool.documents)
        unasked = disputed & ~np.isin(pool.documents, list(raised))
        first = pool.features[:, LEADING] * (~disputed if query.names and not query.subject else 0)
        return pool.scored(pool.scores - UNASKED * unasked + INTRODUCES * first)

    def _near(self, query: Query, pool: Candidates) -> Candidates:
        """``pool`` with scores that count what is said of others than those asked about less."""
        kinds, groups = self._bundle.namer.kinds, self._bundle.namer.groups
        artists = {name for name in query.names if kinds.get(name) in ARTISTS} or {
            owner for name in query.names for owner in groups.get(name, ())
            if kinds.get(owner) in ARTISTS
        }  # fmt: skip
        if not artists or query.kind == "compare" or query.besides:
            return pool
        others = self._bundle.of_others(frozenset(artists))
        named = self._bundle.bags.sentence_names.of(pool.rows)
        signs = others[named.numbers]
        strange = (named.sums(signs > 0) > 0) & (named.sums(signs < 0) == 0)
        return pool.scored(pool.scores - STRAY * strange)

    def _in_order(
        self, query: Query, chosen: Sequence[Candidate], raised: frozenset[int],
        right: Candidate | None,
    ) -> list[Candidate]:  # fmt: skip
        """Documents by their best sentence, sentences in reading order within each.

        What corrects the question, the verdict on a claim that it speaks of, comes first.

        The best sentence leads, before those of its document that come earlier in it: one that
        holds the person, date, number or reason that is wanted, where that is nearly as good; the
        rest of its section follows. Steps are read in their order.
        """
        order: dict[int, list[Candidate]] = {}
        for candidate in sorted(chosen, key=lambda c: (-c.score, c.row)):
            order.setdefault(candidate.document, []).append(candidate)
        defining = self._definition(query, chosen)
        bar = -math.inf
        if defining and not _HEARSAY.search(self._bundle.sentence(defining.row)):
            bar = defining.score + 0.5
        first = [n for n, group in order.items()
                 if n in raised and max(c.score for c in group) > bar]  # fmt: skip
        then = [one.document for one in (right, defining) if one]
        out: list[Candidate] = []
        for number in dict.fromkeys([*first, *then, *order]):
            group = order[number]
            reading = sorted(group, key=lambda c: c.sentence)
            leads = not out and query.kind != "define"
            lead = defining if defining in group else _lead(query.kind, group) if leads else None
            lead = right if right in group else lead
            if lead and number not in raised:
                section, step = self._section(lead), self._is_step(lead, group)
                reading.sort(key=lambda c: (
                    c != lead and not step, self._section(c) != section, c.sentence
                ))  # fmt: skip
            out.extend(reading)
        return out


def _lead(kind: str | None, group: Sequence[Candidate]) -> Candidate:
    """The best that holds what the question wants, where that is nearly the best of all.

    ``group`` are a document's, best first.
    """
    if kind == "how":
        return group[0]
    near = (one for one in group if one.score >= group[0].score - NEARLY)
    return next((one for one in near if one.features[TYPED] == 1), group[0])
