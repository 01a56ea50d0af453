"""A citation → the sentences around its quotation, and how well the quotation is sourced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kwell_qa.citing import is_corroborated
from kwell_qa.records import Citation, Document
from kwell_qa.web.words import Words

__all__ = ["Context", "Sourcing", "around", "sourcing"]

_SENTENCES = 2
"""Whole sentences shown before and after a quotation, within its section if it has others."""


@dataclass(frozen=True, slots=True)
class Context:
    """``before + quote + after`` is one slice of the document's text."""

    before: str
    after: str
    cut_before: bool
    """Whether the section begins earlier than ``before``."""
    cut_after: bool


@dataclass(frozen=True, slots=True)
class Sourcing:
    """In words how far a sentence can be relied on; ``strong`` as the contract has it."""

    words: str
    strong: bool


def around(citation: Citation, documents: Mapping[str, Document]) -> Context | None:
    """The context of a quotation; ``None`` where the loaded text is not the one it is from."""
    document = documents.get(citation.document)
    start, end = citation.start, citation.end
    if document is None or document.text[start:end] != citation.quote:
        return None
    section = next(
        (part for part in document.sections if part.start <= start < part.end), None
    )
    if section is None:
        return None
    inside = [one for one in document.sentences if section.start <= one.start < section.end]
    if len(inside) < 2:
        # A section of one sentence has its context in the sections beside it.
        inside = list(document.sentences)
    earlier = [one.start for one in inside if one.end <= start]
    later = [one.end for one in inside if one.start >= end]
    first = earlier[-_SENTENCES:][0] if earlier else start
    last = later[:_SENTENCES][-1] if later else end
    return Context(
        document.text[first:start], document.text[end:last],
        bool(earlier) and first > earlier[0], bool(later) and last < later[-1],
    )  # fmt: skip


def sourcing(citation: Citation, words: Words) -> Sourcing:
    """ "2 sources agree", "official source", "only one source (fan blog); not confirmed"."""
    kinds = [source.evidence for source in citation.sources]
    publishers = {source.publisher for source in citation.sources}
    if not kinds:
        return Sourcing(words("ui.no_sources"), False)
    if not citation.corroborated and is_corroborated(citation.sources):
        return Sourcing(words("card.several"), False)
    if not citation.corroborated:
        if len(publishers) == 1:
            return Sourcing(words("card.single", evidence=words.evidence(kinds[0])), False)
        return Sourcing(words("card.unconfirmed"), False)
    if len(publishers) > 1:
        return Sourcing(words("card.agree", count=str(len(publishers))), True)
    key = "card.official" if "official" in kinds else "card.research"
    return Sourcing(words(key), True)
