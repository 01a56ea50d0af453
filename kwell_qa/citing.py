"""Chosen sentences → citations: exact quotation, who says it, and where it opens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from kwell_qa.places import language_name
from kwell_qa.records import Citation, Document, QuotedSentence, Source
from kwell_qa.texts import Catalogue

__all__ = ["Quoted", "cite", "is_corroborated", "link_to", "listing"]


def is_corroborated(sources: Sequence[Source]) -> bool:
    """Whether a sentence rests on two publishers, or on one official or academic source."""
    if any(source.evidence in ("official", "academic") for source in sources):
        return True
    return len({source.publisher.casefold() for source in sources}) >= 2


def link_to(document: Document, start: int, end: int) -> str:
    """Where a quotation opens highlighted."""
    if document.verbatim and document.url:
        fragment = quote(document.text[start:end], safe="").replace("-", "%2D")
        return f"{document.url}#:~:text={fragment}"
    return f"/read/{document.id}#s={start}-{end}"


def cite(n: int, document: Document, index: int) -> Citation:
    """Citation number ``n``, of the sentence ``index`` of ``document``."""
    sentence = document.sentences[index]
    by_key = {source.key: source for source in document.sources}
    sources = tuple(by_key[key] for key in sentence.sources if key in by_key)
    agreed = is_corroborated(sources) and not _tells_apart(document, index)
    return Citation(
        n=n, document=document.id, title=document.title,
        section=document.sections[sentence.section].heading or "",
        quote=document.text[sentence.start : sentence.end],
        start=sentence.start, end=sentence.end,
        link=link_to(document, sentence.start, sentence.end),
        sources=sources, corroborated=agreed, lang=document.lang,
    )  # fmt: skip


def _tells_apart(document: Document, index: int) -> bool:
    """Whether sources of a sentence stand each for a part of it, so that together they confirm
    nothing: in an overview, and in the verdict on a claim, which names who makes the claim beside
    what was found instead."""
    claim = document.claim
    verdict = index == 0 and claim is not None and claim.verdict != "confirmed"
    return verdict or "overview" in document.topics


def listing(citations: Sequence[Citation], language: str, texts: Catalogue) -> str:
    """The citations as lines of text: number, title, and who said so, when, in which kind."""
    say = texts.get
    lines = [say(language, "ui.sources_title")]
    for citation in citations:
        said = "; ".join(
            say(language, "ui.quote_from", publisher=source.publisher,
                date=source.published or say(language, "ui.undated"))
            + f" ({say(language, 'ui.evidence_' + source.evidence.replace('-', '_'))})"
            for source in citation.sources
        )  # fmt: skip
        several = is_corroborated(citation.sources)
        status = "" if citation.corroborated or not said else " — " + say(
            language, "card.several" if several else "ui.not_corroborated")  # fmt: skip
        told = f": {said}" if said else ""
        lines.append(f"[{citation.n}] {citation.title}{told}{status}")
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Quoted:
    """Quotations in display order, numbered from 1, and where each comes from."""

    sentences: tuple[QuotedSentence, ...] = ()
    citations: tuple[Citation, ...] = ()

    @classmethod
    def of(cls, chosen: Iterable[tuple[Document, int]]) -> Quoted:
        """Sentences of documents, by their numbers in these."""
        citations = tuple(cite(n, *one) for n, one in enumerate(chosen, start=1))
        return cls(tuple(QuotedSentence(one.quote, one.n) for one in citations), citations)

    def parts(self, language: str, texts: Catalogue) -> tuple[str, ...]:
        """The quotations, which language they are in where that is another, and their sources.

        Nothing where nothing is quoted.
        """
        if not self.citations:
            return ()
        said = [f"“{sentence.text}” [{sentence.citation}]" for sentence in self.sentences]
        foreign = [one.lang for one in self.citations if one.lang not in ("und", language)]
        if foreign:
            name = language_name(foreign[0], "fil" if language == "tl" else language)
            said.append(texts.get(language, "reply.quotes_language", language=name))
        return (*said, listing(self.citations, language, texts))
