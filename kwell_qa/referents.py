"""Whom and what chosen sentences are about, beside whom and what the question is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from kwell_qa.bags import Few
from kwell_qa.bundle import Bundle
from kwell_qa.candidates import Candidate
from kwell_qa.questions import Query
from kwell_qa.tokens import terms

__all__ = ["Referents"]

_SUBJECT = re.compile(
    r"^\W*(?:(?:and|but|so|ok|hey|hi)\W+)*(?:(?:why|when|where|what|how|how long|who) )?"
    r"(?:did|does|has|is|was|will) (?P<who>(?!\w*ing\b)[A-Za-z]{3,}) \w",
    re.IGNORECASE,
)
_SPEECH = re.compile(
    r"\b(?:what|how)(?:s| has| have|'s)? (?:(?:did|does|do|has|have|had) )?(?P<who>[^?.!]{2,50})"
    r" (?:say|said|tell|told|comment|commented|respond|responded|react|reacted|reply|replied|answer"
    r"|answered|explain|explained|advise|advised|recommend)\b",
    re.IGNORECASE,
)
"""What somebody said is asked after."""
_SPOKE = re.compile(
    r"\b(?:said|says?|saying|told|tell\w*|wrote|writ\w+|spoke\w*|speak\w*|speech\w*|talk\w*|call\w*|post\w*|explain\w*"
    r"|thank\w*|shar\w+|messag\w+|according|urged?|ask\w*|promis\w+|apologi\w+|announc\w*|reveal\w*|admit\w*|state\w*"
    r"|express\w*|describ\w+|recall\w*|letter|interview\w*|quot\w+|advi[cs]\w+|tips?|answer\w*|warn\w*|recommend\w*|confess\w*"
    r"|mention\w*|encourag\w*|wish\w*|lyrics?|words?|react\w*|respon\w+|repl\w+|comment\w*|den\w+|criticis\w+"
    r"|prais\w+|compar\w+|remember\w*|hop\w+|felt|feel\w*|thought|think\w*|believ\w+|joked?|sees?|saw|put it|named?|confirmed?"
    r"|absent|missed|instead|without|could not|did not|view|argue\w*|suggest\w*|note[ds]?|add(?:ed|s)|claim\w*|testif\w+|declar\w+|list\w*|means?|meant)\b",
    re.IGNORECASE,
)
_WHERE = {"organisation", "place"}
"""Kinds of names that say with whom or where something was."""


class Referents:
    """Who is named in what one index holds."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle

    def foreign(self, query: Query, sections: NDArray[np.int64]) -> tuple[str, ...]:
        """Names in the question that none of the sections holds."""
        names = self._bundle.names(query.names)
        held = self._bundle.bags.section_names.of(sections).hold(names)
        return tuple(name for place, name in enumerate(query.names) if not held[:, place].any())

    def of_another(self, query: Query, chosen: Sequence[Candidate]) -> bool:
        """Whether a person is asked about and the sentences name others only.

        A document on several members holds all their names; what it says of one is no answer about
        another.
        """
        persons = self._persons(query.names)
        if not persons:
            return False
        told = self.names_in(chosen).numbers.tolist()
        named = self._persons([self._bundle.name_list[number] for number in told])
        if not named or named & persons:
            return False
        # "Was it Rosé or Jennie?" names both, one of them without her group.
        asked = query.text.casefold()
        return not any(name.split(" of ")[0].casefold() in asked for name in named)

    def of_nobody(
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
        told = self.names_in(chosen) if query.instead else bags.section_names.of(sections)
        return not (self._bundle.of_others(asked)[told.numbers] < 0).any()

    def apart(self, query: Query, chosen: Sequence[Candidate]) -> bool:
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

    def silent(self, query: Query, chosen: Sequence[Candidate]) -> bool:
        """Whether it is asked what a person said, and no sentence that names them tells of a word
        said or written."""
        match = _SPEECH.search(query.english)
        who = match["who"].casefold() if match else ""
        persons = [name for name in self._persons(query.names) if name.casefold() in who]
        if not persons:
            return False
        held = self.names_in(chosen).hold(self._bundle.names(persons)).any(axis=1)
        rows = (chosen[place].row for place in np.flatnonzero(held).tolist())
        texts = (self._bundle.sentence(row) for row in rows)
        return not any(_SPOKE.search(text) for text in texts)

    def names_in(self, chosen: Sequence[Candidate]) -> Few:
        """The names that each of the sentences holds."""
        rows = np.array([candidate.row for candidate in chosen])
        return self._bundle.bags.sentence_names.of(rows)

    def telling(self, query: Query, chosen: Sequence[Candidate]) -> NDArray[np.bool_]:
        """Which sentences may tell an attribute of the artists who are asked about: those that
        name one of them, whose they are, or what is theirs. When others came back is no answer.

        All of them where no artist is asked about. Shape (sentences,).
        """
        asked, kinds = self._artists(query), self._bundle.namer.kinds
        if not asked:
            return np.ones(len(chosen), bool)
        names = self.names_in(chosen)
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
        return (names.sums(theirs & ~person & ~group) > 0) | (of_group & ~others)

    def is_unknown(self, query: Query) -> bool:
        """Whether a question that names nobody asks about a subject that the corpus never names:
        "why did Quorvelle take a break?"."""
        match = None if query.names or query.lang != "en" else _SUBJECT.match(query.text)
        said = terms(match["who"]) if match else ()
        return len(said) == 1 and said[0] not in self._bundle.word_number

    def _artists(self, query: Query) -> frozenset[str]:
        kinds = self._bundle.namer.kinds
        return frozenset(name for name in query.names if kinds.get(name) in ("person", "group"))

    def _persons(self, names: Iterable[str]) -> set[str]:
        kinds = self._bundle.namer.kinds
        return {name for name in names if kinds.get(name) == "person"}
