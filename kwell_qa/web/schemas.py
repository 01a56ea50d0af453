"""What the interface takes and gives, for checking requests and for ``/openapi.json``."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from kwell_qa.records import Evidence, Kind, Mode

__all__ = [
    "AskIn", "Country", "DocumentOut", "HealthOut", "HelplinesOut", "Lang", "Listing",
    "ProblemOut", "ReadyOut", "ReplyOut",
]  # fmt: skip

Lang = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]
Country = Annotated[str, Field(pattern=r"^[A-Za-z]{2}$")]


class AskIn(BaseModel):
    """A question, the person's earlier turns, and what the person chose."""

    model_config = ConfigDict(extra="forbid", strict=True)

    question: str
    history: list[str] = Field(default=[], max_length=50, description="earlier user turns")
    lang: Lang | None = Field(default=None, description="language of the reply's own words")
    country: Country | None = Field(default=None, description="ISO 3166-1, for the helplines")
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
    sources: list[SourceOut]
    corroborated: bool


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


class PassageOut(_Out):
    document: str
    start: int
    end: int
    score: float


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
    suggestions: list[str]
    passages: list[PassageOut] | None = Field(default=None, description="with explain only")
    index: str | None
    timings_ms: dict[str, float]


class HelplinesOut(_Out):
    """The helplines of one country, or the international directories."""

    country: str | None
    emergency: str | None
    emergency_all: list[str]
    helplines: Annotated[list[HelplineOut], Field(min_length=1)]


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


class SummaryOut(_Out):
    id: str
    title: str
    kind: Kind
    lang: str
    artists: list[str]
    topics: list[str]
    reviewed: str | None
    link: str


class Listing(_Out):
    """All that is indexed."""

    index: str | None
    documents: list[SummaryOut]


class DocumentOut(SummaryOut):
    """A document with its exact text."""

    text: str
    sections: list[dict[str, Any]]
    sentences: list[dict[str, Any]]
    sources: list[SourceOut]
