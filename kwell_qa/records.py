"""The nouns of kwell-qa: plain frozen records, no behaviour beyond their own invariants."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Literal

__all__ = [
    "CARE",
    "KINDS",
    "NUMBERED",
    "Citation",
    "Claim",
    "Document",
    "Evidence",
    "Helpline",
    "HelplineChoice",
    "Kind",
    "Mode",
    "Passage",
    "QuotedSentence",
    "RankedPassage",
    "Reply",
    "Screening",
    "Section",
    "Sentence",
    "Source",
    "Step",
    "Verdict",
    "Why",
    "plain",
]

Evidence = Literal["official", "news", "academic", "reference", "fan-blog", "opinion", "unknown"]
Kind = Literal["article", "campaign", "topic", "guide", "glossary"]
KINDS: tuple[Kind, ...] = ("article", "campaign", "topic", "guide", "glossary")
Verdict = Literal["confirmed", "wrong in detail", "not found"]
Mode = Literal["answer", "abstain", "crisis", "support", "helplines", "chat"]
CARE: tuple[Mode, ...] = ("crisis", "support")
"""The modes of a reply that puts people before answers."""
NUMBERED = 31
"""Sentences of a section that an ask can name: a bit each of a number of 32."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a sentence comes from. ``published`` is an ISO date, year-month or year."""

    key: str
    publisher: str
    url: str | None
    published: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Section:
    """A run of ``Document.text[start:end]``; the lead section has no heading.

    ``asks`` are questions in people's own words that the section answers: extra search
    keys, never quoted. ``answered_by`` tells for each of them which of the section's sentences
    answer it, counted from 0; none where the section as a whole does.
    """

    heading: str | None
    start: int
    end: int
    asks: tuple[str, ...] = ()
    answered_by: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document, ``Document.text[start:end]``, and the sources it rests on."""

    start: int
    end: int
    section: int
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A disputed claim that a document examines."""

    statement: str
    claimant: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Document:
    """One article as it is indexed. Every offset counts characters of ``text``."""

    id: str
    title: str
    kind: Kind
    lang: str
    text: str
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    sources: tuple[Source, ...]
    artists: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    period: str | None = None
    license: str | None = None
    reviewed: str | None = None
    url: str | None = None
    verbatim: bool = False
    claim: Claim | None = None
    related: tuple[str, ...] = ()
    path: str = ""
    """Where it stood in the corpus folder, with forward slashes."""


def plain(record: object) -> Any:
    """What JSON holds of a document: as ``dataclasses.asdict``, but quick, with no copies."""
    if isinstance(record, tuple):
        return [plain(part) for part in record]
    names = _FIELDS.get(type(record))
    if names is None:
        return record
    return {name: plain(getattr(record, name)) for name in names}


_FIELDS: dict[type, tuple[str, ...]] = {
    kind: tuple(one.name for one in fields(kind))
    for kind in (Source, Section, Sentence, Claim, Document)
}


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one section, sized for the embedding model: ``Document.text[start:end]``."""

    document: str
    section: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A retrieved passage; ``score`` grows with relevance, best first in any list."""

    document: str
    start: int
    end: int
    score: float
    ranks: tuple[tuple[str, int], ...] = ()
    """Its rank, from 1, in each list that found it, for ``--explain``."""


@dataclass(frozen=True, slots=True)
class Screening:
    """What the safety screen saw. Routing only: never shown, stored or called a risk level."""

    level: Literal["crisis", "support", "none"] = "none"
    category: str | None = None
    person: Literal["first", "third", "none"] = "none"


@dataclass(frozen=True, slots=True)
class Helpline:
    """One service. ``display`` is read by people, ``dial`` (``tel:`` URI) by phones.

    ``dial`` is ``None`` where the number cannot be dialled from outside its country or the
    service has none; then ``display``, ``chat_url`` or ``website`` is the way in.
    """

    country: str
    name: str
    display: str | None = None
    dial: str | None = None
    sms: str | None = None
    chat_url: str | None = None
    website: str | None = None
    hours: str = "unknown"
    languages: tuple[str, ...] = ()
    audience: str = "general"
    checked: str = ""
    name_local: str | None = None
    cost: str | None = None
    note: str | None = None
    sms_display: str | None = None
    sources: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    """What it helps with besides its ``audience``."""
    also: tuple[tuple[str, str | None], ...] = ()
    """Further numbers of the same service: what people read and the ``tel:`` URI, if any."""
    timezone: str | None = None
    """IANA zone of the times in ``hours``; ``None`` where no source makes it clear."""


Why = Literal[
    "chosen", "url", "region", "timezone", "default", "named", "international", "no-service"
]
"""How a country was known: chosen by the person, named by the page's address, the browser's
region, the device's time zone, the site's setting, or the question; or why none is shown."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something small to do or read now: ``kind`` is ``breathe`` or ``guide``."""

    kind: str
    title: str
    link: str
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class HelplineChoice:
    """Helplines for one request, never none, and why these: crisis lines, youth
    lines, those for the subject.

    ``country`` is ISO 3166-1 alpha-2, or ``None`` for the international directories.
    ``emergency`` is the number for danger to life, ``None`` where no country is known.
    """

    helplines: tuple[Helpline, ...]
    country: str | None
    emergency: str | None
    why: Why = "international"
    emergency_all: tuple[str, ...] = ()
    emergency_note: str | None = None
    own: bool = True
    """Whether one of them is there for the very subject; if not, the first listens to it too."""

    def __post_init__(self) -> None:
        if not self.helplines:
            raise ValueError("got no helpline, wanted at least one: use helplines.FLOOR")


@dataclass(frozen=True, slots=True)
class QuotedSentence:
    """One sentence of an answer, an exact slice of a document, and its citation's number."""

    text: str
    citation: int


@dataclass(frozen=True, slots=True)
class Citation:
    """Proof of one quoted sentence: ``quote == document.text[start:end]``."""

    n: int
    document: str
    title: str
    section: str
    quote: str
    start: int
    end: int
    link: str
    sources: tuple[Source, ...]
    corroborated: bool
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person gets, version 1 of the contract. Cannot be built without a helpline."""

    id: str
    mode: Mode
    language: str
    country: str | None
    text: str
    helplines: tuple[Helpline, ...]
    emergency: str | None = None
    sentences: tuple[QuotedSentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    suggestions: tuple[str, ...] = ()
    passages: tuple[RankedPassage, ...] | None = None
    index: str | None = None
    timings_ms: dict[str, float] = field(default_factory=dict)
    resolved: str | None = None
    """The question as it was understood, where earlier turns were needed to tell."""
    left: tuple[str, ...] = ()
    """The half of a question that nothing answers, where the other is: in its own words, or in ours
    where it asks for both sides of one thing."""
    category: str | None = None
    why: Why | None = None
    """How the country of the helplines was known."""
    steps: tuple[Step, ...] = ()
    reason: str | None = None
    """Why there is no answer: ``not-covered``, ``nothing-indexed``, ``too-long``, ``failed``; what
    a site adds stands in docs/api.md."""
    explain: dict[str, object] | None = None
    version: int = 1

    def __post_init__(self) -> None:
        if not self.helplines:
            raise ValueError("got a reply without a helpline, wanted at least one")
        if not self.text.strip():
            raise ValueError("got an empty reply, wanted words")
        numbers = [citation.n for citation in self.citations]
        if numbers != list(range(1, len(numbers) + 1)):
            raise ValueError(f"got citations {numbers}, wanted 1..n in order of first use")
        quotes = {citation.n: citation.quote for citation in self.citations}
        for sentence in self.sentences:
            if quotes.get(sentence.citation) != sentence.text:
                raise ValueError(f"got a sentence that is not its citation's quote: {sentence}")
        if set(quotes) != {sentence.citation for sentence in self.sentences}:
            raise ValueError(f"got citations {sorted(quotes)} of which some are never used")

    @property
    def opening(self) -> str:
        """Its own words, up to what it quotes."""
        if not self.sentences:
            return self.text
        return self.text.partition(f"“{self.sentences[0].text}”")[0]
