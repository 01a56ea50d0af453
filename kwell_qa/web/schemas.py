"""What the interface takes and gives, for checking requests and for ``/openapi.json``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from kwell_qa.countries import RATHER_NOT_SAY, countries_of_world, said
from kwell_qa.records import Evidence, Kind, Mode, Why
from kwell_qa.texts import ALIASES, LANGUAGES, known_language

__all__ = [
    "OF_COUNTRY",
    "AnyCountry",
    "AnyLang",
    "AskIn",
    "Country",
    "DocumentOut",
    "HealthOut",
    "HelplinesNowOut",
    "HelplinesOut",
    "Lang",
    "Listing",
    "ProblemOut",
    "ReadyOut",
    "ReplyOut",
]  # fmt: skip

_TAG = r"(-[A-Za-z0-9]{2,8}){0,3}$"
AnyLang = Annotated[str, Field(pattern=f"^[A-Za-z]{{2,3}}{_TAG}")]
AnyCountry = Annotated[str, Field(pattern=r"^([A-Za-z]{2}|[Nn][Oo][Nn][Ee])?$")]


# A word of one's own instead of a pattern of eighty characters; what came is never repeated.


def _known_lang(value: str) -> str:
    if not re.fullmatch(f"[A-Za-z]{{2,3}}{_TAG}", value) or not known_language(value):
        wanted = f"not a language of replies; wanted one of {', '.join(LANGUAGES)}"
        raise PydanticCustomError("language", wanted)
    return value


def _known_country(value: str) -> str:
    if said(value) == RATHER_NOT_SAY:
        return RATHER_NOT_SAY
    if value.upper() not in countries_of_world():
        wanted = "no country; wanted its two letters of ISO 3166-1, for example KR, or none"
        raise PydanticCustomError("country", wanted)
    return value


def _any_case(codes: Iterable[str]) -> str:
    """A pattern for codes in letters of either case, as JSON Schema can have it."""
    return "|".join("".join(f"[{c.upper()}{c.lower()}]" for c in code) for code in sorted(codes))


def _pairs() -> str:
    """The same for the codes of countries, which are many: by their first letters."""
    seconds: dict[str, str] = {}
    for code in sorted(countries_of_world()):
        seconds[code[0]] = seconds.get(code[0], "") + code[1] + code[1].lower()
    return "|".join(f"[{first}{first.lower()}][{found}]" for first, found in seconds.items())


Lang = Annotated[
    str,
    AfterValidator(_known_lang),
    WithJsonSchema(
        {"type": "string", "pattern": f"^({_any_case((*LANGUAGES, *ALIASES))}){_TAG}"}
    ),
]
Country = Annotated[
    str,
    AfterValidator(_known_country),
    WithJsonSchema({"type": "string", "pattern": f"^({_pairs()}|[Nn][Oo][Nn][Ee])?$"}),
]


OF_COUNTRY = (
    "ISO 3166-1, for the helplines, for example KR; empty or none: would rather not say, so that "
    "nothing is guessed and the international directories come"
)


class AskIn(BaseModel):
    """A question, the person's earlier turns, and what the person chose."""

    model_config = ConfigDict(extra="forbid", strict=True)

    question: str
    history: list[str] = Field(
        default=[], description="earlier user turns, oldest first; the last that fit are read"
    )
    lang: Lang | None = Field(
        default=None,
        description=f"language of the reply's own words: {', '.join(LANGUAGES)}, or a tag of one",
    )
    country: Country | None = Field(default=None, description=OF_COUNTRY)
    explain: bool = Field(default=False, description="add passages and how they were found")


class _Out(BaseModel):
    # Fields may be added within version 1.
    model_config = ConfigDict(extra="allow")


class SourceOut(_Out):
    publisher: str
    url: str | None
    published: str | None
    evidence: Evidence


class SentenceOut(_Out):
    text: str
    citation: int


class CitationOut(_Out):
    n: int
    document: str
    title: str
    section: str
    quote: str
    start: int
    end: int
    link: str
    lang: str
    sources: list[SourceOut]
    corroborated: bool


class NumberOut(_Out):
    """A further number of a service."""

    display: str
    dial: str | None


class HelplineOut(_Out):
    country: str
    name: str
    display: str | None
    dial: str | None
    sms: str | None
    chat_url: str | None
    website: str | None
    hours: str
    languages: list[str]
    audience: str
    checked: str
    name_local: str | None
    cost: str | None
    note: str | None
    sms_display: str | None
    timezone: str | None = Field(description="IANA zone of the times in `hours`")
    topics: list[str] = Field(description="what it helps with besides its audience")
    sources: list[str]
    also: list[NumberOut]


class HelplineNowOut(HelplineOut):
    """A helpline at the time of the request."""

    open_now: bool | None = Field(description="null where its hours are not known")
    stale: bool = Field(description="its last check was long ago")


class PassageOut(_Out):
    document: str
    start: int
    end: int
    score: float
    ranks: dict[str, int] = Field(description="its rank in each list that found it")


class StepOut(_Out):
    """Something small to do or read now."""

    kind: str
    title: str
    link: str
    lang: str


class ReplyOut(_Out):
    """A reply, version 1."""

    id: str
    version: int
    mode: Mode
    language: str
    country: str | None
    text: str
    sentences: list[SentenceOut]
    citations: list[CitationOut]
    helplines: Annotated[list[HelplineOut], Field(min_length=1)]
    emergency: str | None
    why: Why | None = Field(description="how the country of the helplines was known")
    steps: list[StepOut] = Field(description="with care only")
    suggestions: list[str]
    passages: list[PassageOut] | None = Field(default=None, description="with explain only")
    explain: dict[str, Any] | None = Field(default=None, description="with explain only")
    index: str | None
    timings_ms: dict[str, float]
    resolved: str | None = Field(
        description="the question as it was understood, where earlier turns were needed to tell"
    )
    left: list[str] = Field(
        description="the half of a question that nothing answers, where the other half is answered"
    )
    category: str | None = Field(description="of care: what it is about")
    reason: str | None = Field(description="why there is no answer")


class _ChoiceOut(_Out):
    country: str | None
    emergency: str | None
    emergency_all: list[str]
    emergency_note: str | None
    why: Why = Field(description="how the country was known, or why none is shown")


class HelplinesOut(_ChoiceOut):
    """The helplines of one country, or the international directories."""

    helplines: Annotated[list[HelplineOut], Field(min_length=1)]


class HelplinesNowOut(_ChoiceOut):
    """The helplines of one country, or the international directories, and which are open."""

    helplines: Annotated[list[HelplineNowOut], Field(min_length=1)]


class FieldFault(_Out):
    """What is wrong with one field: ``loc`` is the way to it. What was sent is not repeated."""

    loc: list[str | int]
    msg: str
    type: str


class ProblemOut(_Out):
    """Why a request was refused (RFC 9457); with helplines all the same."""

    type: str
    title: str
    status: int
    detail: str
    error: str = Field(description="the same as a sentence for people, in their language")
    errors: list[FieldFault] | None = Field(default=None, description="with 422 only")
    mode: Mode | None = Field(
        default=None, description="crisis or support: besides, all of a reply's fields, with care"
    )
    text: str | None = Field(default=None, description="that reply's text, with `mode`")
    category: str | None = Field(default=None, description="what its care is about, with `mode`")
    steps: list[StepOut] | None = Field(default=None, description="its steps, with `mode`")
    helplines: Annotated[list[HelplineOut], Field(min_length=1)]
    emergency: str | None
    country: str | None


class HealthOut(_Out):
    """The process is alive."""

    status: str


class ReadyOut(_Out):
    """What is loaded; ``faults`` says in words for the maintainer what is not."""

    status: str
    index: str | None
    documents: int
    model: bool
    helplines: bool
    faults: list[str]


class ClaimOut(_Out):
    """A disputed claim that a document examines."""

    statement: str
    claimant: str
    verdict: str


class SummaryOut(_Out):
    id: str
    title: str
    kind: Kind
    lang: str
    artists: list[str]
    topics: list[str]
    period: str | None
    license: str | None
    reviewed: str | None
    url: str | None
    verbatim: bool
    characters: int
    claim: ClaimOut | None
    link: str


class Listing(_Out):
    """All that is indexed."""

    index: str | None
    documents: list[SummaryOut]


class SectionOut(_Out):
    """A run of the text; the first may have no heading."""

    heading: str | None
    start: int
    end: int


class DocumentSentenceOut(_Out):
    """A sentence of the text, the number of its section, and the keys of its sources."""

    start: int
    end: int
    section: int
    sources: list[str]


class KeyedSourceOut(SourceOut):
    key: str


class DocumentOut(SummaryOut):
    """A document with its exact text."""

    text: str
    sections: list[SectionOut]
    sentences: list[DocumentSentenceOut]
    sources: list[KeyedSourceOut]
    related: list[str]
