"""A document as it is kept: what it is told apart by, and the rest as text and JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from kwell_qa import manifest
from kwell_qa.records import Claim, Document, Section, Sentence, Source, plain

__all__ = ["Packed", "document_of"]


@dataclass(frozen=True, slots=True)
class Packed:
    """A document that is made into records only where somebody wants them.

    ``digest`` is that of the whole document; ``record`` is JSON of everything but ``text``;
    ``asks`` are a section, an ask of it, and which of the section's sentences answer it, a bit
    each, 0 for all; ``evidence`` is that of each source.
    """

    id: str
    path: str
    title: str
    kind: str
    lang: str
    digest: str
    reviewed: str | None
    evidence: tuple[str, ...]
    asks: tuple[tuple[int, str, int], ...]
    record: str
    text: str
    _made: Document | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, document: Document) -> Packed:
        values = plain(document)
        digest = manifest.digest(values)
        del values["text"]
        return cls(
            document.id, document.path, document.title, document.kind, document.lang, digest,
            document.reviewed, tuple(source.evidence for source in document.sources),
            tuple(
                (row, ask, sum(1 << place for place in places))
                for row, part in enumerate(document.sections)
                for ask, places in zip(part.asks, part.answered_by, strict=True)
            ),
            json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
            document.text, document,
        )  # fmt: skip

    def document(self) -> Document:
        """The document itself."""
        return self._made or document_of(self.record, self.text)

    def to_bytes(self) -> bytes:
        """One line of what it is told apart by, one of its record, and its text."""
        head = [self.id, self.path, self.title, self.kind, self.lang, self.digest,
                self.reviewed, self.evidence, self.asks]  # fmt: skip
        whole = f"{json.dumps(head, ensure_ascii=False)}\n{self.record}\n{self.text}"
        return whole.encode("utf-8", "surrogatepass")

    @classmethod
    def from_bytes(cls, data: bytes) -> Packed:
        """What ``to_bytes`` gave."""
        head, record, text = data.decode("utf-8", "surrogatepass").split("\n", 2)
        name, path, title, kind, lang, digest, reviewed, evidence, asks = json.loads(head)
        asked = tuple((row, ask, answers) for row, ask, answers in asks)
        return cls(name, path, title, kind, lang, digest, reviewed, tuple(evidence), asked,
                   record, text)  # fmt: skip


def document_of(record: str, text: str) -> Document:
    """The document of a record and its text."""
    values: dict[str, Any] = {**json.loads(record), "text": text}
    values["sections"] = tuple(
        Section(s["heading"], s["start"], s["end"], tuple(s["asks"]),
                tuple(map(tuple, s["answered_by"]))) for s in values["sections"]
    )
    values["sentences"] = tuple(
        Sentence(s["start"], s["end"], s["section"], tuple(s["sources"]))
        for s in values["sentences"]
    )
    values["sources"] = tuple(Source(**source) for source in values["sources"])
    for key in ("artists", "topics", "related"):
        values[key] = tuple(values[key])
    values["claim"] = Claim(**values["claim"]) if values["claim"] else None
    return Document(**values)
