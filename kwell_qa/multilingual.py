"""Which languages a model reads, measured when an index is built.

Our own texts say the same things in thirteen languages. A model reads a language whose sentences
lie nearest to what they say in English: then a question in it finds English passages by itself
(recall@1 of bitext retrieval, as on Tatoeba: Artetxe and Schwenk 2019, "Massively Multilingual
Sentence Embeddings for Zero-Shot Cross-Lingual Transfer and Beyond").
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from kwell_qa import texts
from kwell_qa.embedding import Embedder
from kwell_qa.manifest import digest

__all__ = ["BAR", "SENTENCES", "languages", "measured"]

BAR = 0.8
"""Share of a language's sentences whose nearest English one must be their own. The packaged model,
taught in English, has .03 to .58 (French, by words that both share)."""
SENTENCES = (
    "start.quotes", "card.unconfirmed", "card.several", "card.not_copied", "card.offline",
    "feedback.thanks", "device.keep", "device.note", "device.cleared", "ui.intro", "ui.privacy",
    "ui.help_intro", "ui.emergency_unknown", "ui.corroborated", "ui.busy", "ui.loading",
    "ui.no_sources", "ui.why_international", "ui.stale", "ui.not_found", "ui.bad_request",
    "reply.answer_lead", "reply.abstain", "reply.abstain_quotes", "reply.abstain_near",
    "reply.abstain_where", "reply.nothing_indexed", "reply.failed", "reply.thanks",
    "reply.goodbye", "reply.cannot_do_that", "widget.builder_title", "widget.builder_intro",
    "widget.starters", "widget.launcher", "guide.happens_youth", "guide.protocol_title",
    "guide.exit_stays", "guide.breathing_title", "guide.breathing_done",
)  # fmt: skip
"""Keys of the texts that are compared: whole, without placeholders, and no two alike."""


def measured(embedder: Embedder, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The manifest's entry on which languages ``embedder`` reads.

    Sentences are embedded as questions are, English ones as passages. ``before`` is the entry of
    another version, which stands where it was measured on the same model and the same texts.
    """
    known = texts.load()
    langs = [lang for lang in texts.LANGUAGES if lang in known.texts]
    said = {lang: [known.raw(lang, key) for key in SENTENCES] for lang in langs}
    source = {
        "fingerprint": embedder.fingerprint, "sample": digest(said), "sentences": len(SENTENCES),
        "bar": BAR,
    }  # fmt: skip
    if before and all(before.get(key) == value for key, value in source.items()):
        return dict(before)
    english = embedder.embed_passages(said["en"])
    others = [lang for lang in langs if lang != "en"]
    asked = embedder.embed_queries([text for lang in others for text in said[lang]])
    cosines = (asked @ english.T).reshape(len(others), len(SENTENCES), len(SENTENCES))
    own = np.eye(len(SENTENCES), dtype=bool)
    # Nearer than any other: to a model that reads nothing of a text, all are equally far.
    rivals = np.where(own, -np.inf, cosines).max(axis=2)
    found = np.diagonal(cosines, axis1=1, axis2=2) > rivals
    shares = found.mean(axis=1).round(3).tolist()
    recall = dict(zip(others, shares, strict=True))
    read = sorted(lang for lang, share in recall.items() if share >= BAR)
    return {**source, "recall_at_1": recall, "languages": read}


def languages(manifest: Mapping[str, Any]) -> frozenset[str]:
    """The languages other than English that the model of an index reads, by its manifest.

    None where that was not measured, as in indexes from before it was.
    """
    return frozenset((manifest.get("reads") or {}).get("languages", ()))
