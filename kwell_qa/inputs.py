"""What decides an index, and whether a published one is still what its inputs make."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

from kwell_qa import (
    adapter,
    choosing,
    chunking,
    corpus,
    embedding,
    manifest,
    naming,
    registry,
    unanswered,
    versions,
)
from kwell_qa.embedding import Embedder, Given
from kwell_qa.errors import ContentError, IndexFault, StoreFault
from kwell_qa.gathering import Gathered
from kwell_qa.milvus import VectorStore
from kwell_qa.notes import Notes

__all__ = ["calibration", "is_stale", "of", "words_of"]


def calibration(asks: int) -> dict[str, Any]:
    """The shipped calibration: how evidence becomes a probability, and the threshold.

    Where documents come with no ``asks``, the evidence of these is missing and the rest has to tell
    more: such an index has another.
    """
    name = "calibration.json" if asks else "calibration-plain.json"
    text = (resources.files("kwell_qa") / "data" / name).read_text("utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


def words_of(corpus_dir: Path) -> dict[str, Any]:
    """What a corpus holds beside documents, as the index keeps it: names, words, and what is asked
    of it in vain.

    Raises:
        ContentError: one of the files has errors.
    """
    return {
        **naming.to_json(
            registry.load_names(corpus_dir / registry.NAMES),
            registry.load_lexicon(corpus_dir / registry.LEXICON),
        ),
        "unanswered": unanswered.load(corpus_dir / unanswered.FILE),
    }


def of(gathered: Gathered, names: dict[str, Any], embedder: Embedder) -> dict[str, Any]:
    """Everything that decides the index: same inputs, same hash."""
    calibrated = calibration(gathered.counts["asks"])
    return {
        "schema": manifest.SCHEMA,
        "corpus_hash": manifest.digest(gathered.digests),
        "documents": gathered.digests,
        "names_hash": manifest.digest(names),
        "model": {
            "name": embedder.name,
            "weights_sha256": embedder.weights_sha256,
            "fingerprint": embedder.fingerprint,
            "prompts": embedder.prompts,
            "max_tokens": embedder.max_tokens,
        },
        "dimension": embedder.dimension,
        "normalised": True,
        "chunking": chunking.recipe(),
        "terms": naming.recipe(),
        "adapter": adapter.recipe(),
        "counts": gathered.counts,
        "languages": gathered.languages,
        "threshold": calibrated["threshold"],
        "calibration": calibrated,
    }


def is_stale(
    corpus_dir: Path, index_dir: Path, model: str = "", store: VectorStore | None = None,
    notes: Notes | None = None, given: Given | None = None,
) -> str | None:  # fmt: skip
    """Why the published index should be built anew, or ``None``; loads no model.

    Every file of it is read, so a damaged one is mended before anybody is served with it; so is
    every file of the corpus, but one that is noted in ``notes`` with the same content is not
    parsed again. ``store`` is where vectors belong, ``None`` into files; ``given`` are prompts set
    by hand. A corpus with errors is never up to date, so that a build tells of them.

    Raises:
        StoreFault: the store cannot be reached.
    """
    try:
        made = versions.read_manifest(index_dir)
        versions.verify(versions.folder_of(index_dir), made)
    except IndexFault as error:
        return str(error)
    try:
        names = words_of(corpus_dir)
        reader = corpus.Reader(corpus_dir, notes)
        hashes = {packed.id: packed.digest for packed in reader}
    except ContentError:
        return "the corpus has errors"
    if any(finding.severity == "error" for finding in reader.findings):
        return "the corpus has errors"
    if made["documents"] != hashes or made["names_hash"] != manifest.digest(names):
        return "the corpus has changed"
    if made["chunking"] != chunking.recipe():
        return "chunks are cut in another way now"
    if made["terms"] != naming.recipe():
        return "words are taken from texts in another way now"
    if made["adapter"] != adapter.recipe():
        return "vectors are adapted to the corpus in another way now"
    if made["calibration"] != calibration(made["counts"]["asks"]):
        return "the calibration has changed"
    wanted = model or choosing.model_of(corpus_dir)
    if made["model"]["name"] != wanted:
        return f"the model is {wanted} now"
    if _prompted_otherwise(made["model"], given or Given()):
        return "other prompts are written before texts now"
    if "reads" not in made:
        return "it is not measured which languages the model reads"
    return _misplaced(made, store)


def _prompted_otherwise(made_by: dict[str, Any], given: Given) -> bool:
    prompts = embedding.prompts_of(made_by["name"], given)
    if prompts is None:
        # Nothing of the model is here; what is set by hand can be told all the same.
        return given.differs(made_by["prompts"])
    return bool(prompts != made_by["prompts"])


def _misplaced(made: dict[str, Any], store: VectorStore | None) -> str | None:
    """What is wrong with where the vectors lie."""
    collections = [told["collection"] for told in made["search"].values() if "collection" in told]
    if bool(collections) != (store is not None):
        return "vectors belong into " + ("a vector store now" if store else "files now")
    try:
        for name in collections:
            if store is not None:
                store.check(name)
    except StoreFault:
        raise
    except IndexFault as error:
        return str(error)
    return None
