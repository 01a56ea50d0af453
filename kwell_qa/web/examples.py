"""Questions to start with: from the corpus' own ``asks``, so that each has an answer."""

from __future__ import annotations

from collections.abc import Mapping

from kwell_qa.records import Document

__all__ = ["EXAMPLES", "SHOWN", "examples"]

SHOWN = 8
EXAMPLES: Mapping[str, str] = {}
"""Ask → the document that it is from; tests/test_web.py asks each."""


def examples(documents: Mapping[str, Document], lang: str) -> tuple[str, ...]:
    """Up to eight questions that the loaded documents answer, chosen ones first."""
    asks = {ask for document in documents.values() for part in document.sections
            for ask in part.asks}  # fmt: skip
    chosen = [ask for ask in EXAMPLES if ask in asks]
    if not chosen:
        firsts = (
            part.asks[0]
            for document in documents.values()
            if document.lang in (lang, "en")
            for part in document.sections[:1]
            if part.asks
        )
        chosen = list(firsts)
    return tuple(chosen[:SHOWN])
