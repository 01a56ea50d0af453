"""Chosen sentences → what is known of them together: whether they can answer the question."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kwell_qa.amounts import counted
from kwell_qa.answertypes import AnswerType
from kwell_qa.attributes import YEAR, attributes_met, specifics_missed
from kwell_qa.bags import Few
from kwell_qa.bundle import Bundle
from kwell_qa.candidates import Candidate, Candidates
from kwell_qa.looking import FARTHER, FEATURES, Weights
from kwell_qa.meanings import Meanings
from kwell_qa.questions import Query, focus
from kwell_qa.retrieval import Found
from kwell_qa.tokens import stem, terms, words

__all__ = ["SURENESS", "Evidence", "ruled_out"]

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
COSINE, OVER = FEATURES.index("cosine"), FEATURES.index("ask_over")
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
_ONCE = tuple(
    re.compile(rf"\b(?:{words})", re.IGNORECASE) for words in (
        r"start|beg[aiu]n|launch|open(?:ed|ing)?\b|found(?:ed|ing)\b|debut|establish|set up",
        r"end(?:ed|s|ing)?\b|stop|clos(?:e|ed|ing)\b|shut",
        r"releas|c[ao]me out|publish|premier",
    )
)  # fmt: skip
"""What happens once to a thing: it begins, ends, or comes out."""
_SUBJECT = re.compile(
    r"^\W*(?:(?:and|but|so|ok|hey|hi)\W+)*(?:(?:why|when|where|what|how|how long|who) )?"
    r"(?:did|does|has|is|was|will) (?P<who>(?!\w*ing\b)[A-Za-z]{3,}) \w",
    re.IGNORECASE,
)
_WHERE = {"organisation", "place"}
"""Kinds of names that say with whom or where something was."""
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

    def __init__(self, bundle: Bundle, sureness: Mapping[str, Any]) -> None:
        self._bundle = bundle
        self._weights = np.array([sureness["weights"][name] for name in SURENESS])
        self._bias = float(sureness["bias"])

    def sure(
        self, query: Query, chosen: Sequence[Candidate], evidence: Sequence[float]
    ) -> float:
        """The probability that the ``chosen`` sentences, of which this is known, answer."""
        if ruled_out(evidence):
            return 0.0
        odds = float(np.dot(self._weights, evidence)) + self._bias
        probability = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
        return 0.0 if probability < APART and self._apart(query, chosen) else probability

    def of(
        self, query: Query, found: Found, ranked: Candidates,
        chosen: Sequence[Candidate], meanings: Meanings, raised: Container[int] = (),
    ) -> tuple[tuple[float, ...], tuple[str, ...]]:  # fmt: skip
        """One value for each of ``SURENESS``, and the names in the question that are not told.

        ``ranked`` are all candidates, best first, ``chosen`` those to quote, at least one,
        ``raised`` the documents on wrong claims that the question speaks of.
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
        foreign = self._foreign(query, quoted.sections)
        scores = [*ranked.scores[:2].tolist(), -6.0]
        cosine = max(candidate.features[COSINE] for candidate in chosen)
        corrected = _corrects(chosen, raised)
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
            0.5 if corrected
            else attributes_met(query.english, self._telling(query, chosen, quoted)),
            float(not corrected and self._elsewhere(query, chosen, quoted)),
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

    def _foreign(self, query: Query, sections: NDArray[np.int64]) -> tuple[str, ...]:
        """Names in the question that none of the sections holds."""
        names = self._bundle.names(query.names)
        held = self._bundle.bags.section_names.of(sections).hold(names)
        return tuple(name for place, name in enumerate(query.names) if not held[:, place].any())

    def _elsewhere(
        self, query: Query, chosen: Sequence[Candidate], quoted: _Quoted
    ) -> bool:
        """Whether the question names a year or place that nothing near the sentences mentions, or
        a person where they name others, or artists of whom nothing is said there."""
        return (
            self._of_another(query, chosen)
            or self._of_nobody(query, chosen, quoted.sections)
            or self._unknown(query)
            or (
                specifics_missed(f"{query.english} {query.text}", lambda: self._around(quoted),
                                 _is_dated_beside(query), query.kind == "where")
                and self.correction(query, chosen) is None
            )
        )  # fmt: skip

    def correction(self, query: Query, chosen: Sequence[Candidate]) -> Candidate | None:
        """The sentence that puts right a year asserted of what happens once: it is on all that is
        named, and tells another. "Why did Chan's Room end in 2021?"."""
        asked = next((one for one in _ONCE if one.search(query.english)), None)
        said = set(YEAR.findall(query.english))
        if asked is None or not query.names or not said or query.kind == "when":
            return None
        names = self._names_in(chosen)
        told = names.hold(self._bundle.names(query.names)).all(axis=1)
        for place in np.flatnonzero(told).tolist():
            candidate = chosen[place]
            text = self._bundle.sentence(candidate.row)
            years = set(YEAR.findall(text))
            if years and not years & said and asked.search(text):
                return candidate
        return None

    def _of_another(self, query: Query, chosen: Sequence[Candidate]) -> bool:
        """Whether a person is asked about and the sentences name others only.

        A document on several members holds all their names; what it says of one is no answer about
        another.
        """
        persons = self._persons(query.names)
        if not persons:
            return False
        told = self._names_in(chosen).numbers.tolist()
        named = self._persons([self._bundle.name_list[number] for number in told])
        if not named or named & persons:
            return False
        # "Was it Rosé or Jennie?" names both, one of them without her group.
        asked = query.text.casefold()
        return not any(name.split(" of ")[0].casefold() in asked for name in named)

    def _of_nobody(
        self, query: Query, chosen: Sequence[Candidate], sections: NDArray[np.int64]
    ) -> bool:
        """Whether artists are asked about, and the sections name none of them, nor whose they are,
        nor what is theirs: what BTS did at the UN is no answer about RIIZE.

        Nor do the sentences themselves where another took the place of somebody asked about before:
        "and Stray Kids?".
        """
        asked, bags = self._artists(query), self._bundle.bags
        if not asked:
            return False
        told = self._names_in(chosen) if query.instead else bags.section_names.of(sections)
        return not (self._bundle.of_others(asked)[told.numbers] < 0).any()

    def _apart(self, query: Query, chosen: Sequence[Candidate]) -> bool:
        """Whether artists and a body or place are asked about, and no section of the
        ``chosen`` holds both: what others did at the UN, and what these did elsewhere."""
        asked, kinds = self._artists(query), self._bundle.namer.kinds
        where = [name for name in query.names if kinds.get(name) in _WHERE]
        if not asked or not where:
            return False
        rows = self._bundle.rows.sentences[[candidate.row for candidate in chosen], 3]
        held = self._bundle.bags.section_names.of(rows.astype(np.int64))
        theirs = self._bundle.of_others(asked)[held.numbers] < 0
        there = held.hold(self._bundle.names(where)).any(axis=1)
        return not ((held.sums(theirs) > 0) & there).any()

    def _names_in(self, chosen: Sequence[Candidate]) -> Few:
        """The names that each of the sentences holds."""
        rows = np.array([candidate.row for candidate in chosen])
        return self._bundle.bags.sentence_names.of(rows)

    def _artists(self, query: Query) -> frozenset[str]:
        kinds = self._bundle.namer.kinds
        return frozenset(name for name in query.names if kinds.get(name) in ("person", "group"))

    def _telling(self, query: Query, chosen: Sequence[Candidate], quoted: _Quoted) -> str:
        """The sentences that may tell an attribute of the artists who are asked about: those that
        name one of them, whose they are, or what is theirs. When others came back is no answer."""
        asked, kinds = self._artists(query), self._bundle.namer.kinds
        if not asked:
            return " ".join(quoted.texts)
        names = self._names_in(chosen)
        told = [self._bundle.name_list[number] for number in names.numbers.tolist()]
        theirs = self._bundle.of_others(asked)[names.numbers] < 0
        # "The BTS rapper" may be any of them.
        one = bool(self._persons(asked))
        person = np.array(
            [one and kinds[name] == "person" and name not in asked for name in told], bool
        )
        group = np.array([kinds[name] == "group" and name not in asked for name in told], bool)
        # "Haerin of NewJeans" tells nothing of Hanni, "her song with Suga" does.
        others, of_group = names.sums(person) > 0, names.sums(theirs & group) > 0
        about = (names.sums(theirs & ~person & ~group) > 0) | (of_group & ~others)
        return " ".join(text for text, own in zip(quoted.texts, about, strict=True) if own)

    def _unknown(self, query: Query) -> bool:
        """Whether a question that names nobody asks about a subject that the corpus never names:
        "why did Quorvelle take a break?"."""
        match = None if query.names or query.lang != "en" else _SUBJECT.match(query.text)
        said = terms(match["who"]) if match else ()
        return len(said) == 1 and said[0] not in self._bundle.word_number

    def _persons(self, names: Iterable[str]) -> set[str]:
        kinds = self._bundle.namer.kinds
        return {name for name in names if kinds.get(name) == "person"}

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
            share = self._names_in(chosen).hold(bundle.names(query.names)).mean(axis=1)
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
        known = self._bundle.word_number
        english = set(words(query.english))
        return any(
            word in english and stem(word) not in known
            for match in _CAPITAL.finditer(query.text)
            for word in words(match.group())
        )
