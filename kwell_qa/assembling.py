"""What was gathered and embedded → the files of one version, and its manifest."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kwell_qa import adapter, bundle, manifest, postings, prior, versions
from kwell_qa.bags import TERMS
from kwell_qa.errors import IndexFault, StoreFault
from kwell_qa.exports import Exporter, Measured
from kwell_qa.gathering import Gathered
from kwell_qa.locking import Progress
from kwell_qa.milvus import MilvusIndex, VectorStore
from kwell_qa.reports import Report
from kwell_qa.rows import Passages
from kwell_qa.store import Documents, StoreWriter, TextStore
from kwell_qa.vectorcache import VectorCache
from kwell_qa.vectors import FLAT_LIMIT, FaissIndex, Labels

__all__ = ["drop_unused", "export_entry", "prefix_of", "publish", "told", "write"]

Vectors = NDArray[np.float32]
Take = Callable[[slice | NDArray[np.int64]], Vectors]
"""Rows of a family → their vectors."""


def write(
    made: Path, store: StoreWriter, gathered: Gathered, names: dict[str, Any],
    cache: VectorCache, progress: Progress, elsewhere: tuple[VectorStore, str] | None = None,
) -> dict[str, dict[str, Any]]:  # fmt: skip
    """The files of a version but for its manifest, into the new folder ``made``.

    Returns how each family of vectors is searched. ``store`` is finished and closed.
    ``elsewhere`` is a vector store to put vectors in, and what its collections' names begin with.
    """
    made.mkdir()
    made.chmod(0o755)
    store.finish(made / "texts.sqlite")
    gathered.rows.write(made / "rows")
    _put(made / "words.txt", "".join(f"{word}\n" for word in gathered.words))
    _put(made / "names.json", json.dumps(names, ensure_ascii=False))
    postings.write(gathered.passage_terms, made / "bm25-passages")
    postings.write(gathered.sentence_terms, made / "bm25-sentences")
    _write_bags(gathered, made / "bags")
    adapted = _adapted(made, gathered, cache)
    search = {}
    for done, name in enumerate(bundle.FAMILIES):
        progress("writing", done, len(bundle.FAMILIES))
        keys = gathered.keys[name]
        vectors = adapted[name]
        if elsewhere and name in bundle.ELSEWHERE:
            labels = Labels(getattr(gathered.rows, name)[:, 0],
                            *TextStore(made / "texts.sqlite").traits)  # fmt: skip
            search[name] = MilvusIndex.build(
                elsewhere[0], f"{elsewhere[1]}{name}_", len(keys), cache.dimension, vectors, labels
            )
        else:
            search[name] = FaissIndex.build(
                len(keys), cache.dimension, vectors, made / name, searched=name != "words"
            )
    prior.write(_prior(gathered, cache.dimension, adapted), made)
    progress("writing", len(bundle.FAMILIES), len(bundle.FAMILIES))
    return search


def _write_bags(gathered: Gathered, folder: Path) -> None:
    """Words, names and pieces of texts, words by their place in the vocabulary of the posting
    lists."""
    folder.mkdir()
    place = gathered.passage_terms.places()
    for name, bags in gathered.bags.items():
        bags.write(folder / name, place if name in TERMS else None)


def _adapted(made: Path, gathered: Gathered, cache: VectorCache) -> dict[str, Take]:
    """Some vectors of each family by row, as they are searched: adapted, where asks teach how."""

    def kept(family: str) -> Take:
        return lambda rows: cache.get(gathered.keys[family][rows])

    found = {family: kept(family) for family in bundle.FAMILIES}
    unanswered = len(gathered.keys["unanswered"]), found["unanswered"]
    learnt = adapter.fit(
        gathered.rows, cache.dimension, found["asks"], found["sentences"], unanswered
    )
    if learnt is None:
        return found
    adapter.write(learnt, made)

    def through(turn: Callable[[Vectors], Vectors], take: Take) -> Take:
        return lambda rows: turn(take(rows))

    for family in ("passages", "sentences"):
        found[family] = through(learnt.of_texts, found[family])
    for family in ("asks", "unanswered"):
        found[family] = through(learnt.of_questions, found[family])
    return found


def _prior(gathered: Gathered, dimension: int, found: dict[str, Take]) -> Vectors:
    asks, unanswered = len(gathered.keys["asks"]), len(gathered.keys["unanswered"])
    return prior.fit(dimension, (asks, found["asks"]), (unanswered, found["unanswered"]))


def export_entry(
    made: Path, gathered: Gathered, cache: VectorCache, exporter: Exporter, index: Path | None
) -> dict[str, Any]:
    """The manifest's entry for the exported model, measured on what was just made.

    What the version published under ``index`` measured is not measured again.
    """

    def measured() -> Measured:
        documents = Documents(TextStore(made / "texts.sqlite"))
        # Of a very large corpus its first part is enough to measure on.
        passages = Passages(gathered.rows, documents)[:FLAT_LIMIT]
        vectors = cache.get(gathered.keys["passages"][: len(passages)])
        return documents[: _documents_of(passages, gathered)], passages, vectors

    return exporter.entry(measured, told(index, "export") if index else None)


def _documents_of(passages: Sequence[Any], gathered: Gathered) -> int:
    """How many documents the first ``passages`` come from."""
    return int(gathered.rows.passages[len(passages) - 1, 0]) + 1 if passages else 0


def told(index: Path, entry: str) -> dict[str, Any] | None:
    """What the published manifest has as ``entry``."""
    try:
        found: dict[str, Any] | None = versions.read_manifest(index).get(entry)
    except IndexFault:
        return None
    return found


def publish(
    index: Path, made: Path, decided: dict[str, Any], report: Report, keep: int,
    reads: dict[str, Any], export: dict[str, Any] | None = None, stage: bool = False,
    vector_store: VectorStore | None = None,
) -> str:  # fmt: skip
    """Seal the version in ``made``, read it back, and publish it under ``index``; its name.

    With ``stage`` it stands beside the published one, which stays that. ``reads`` are the
    languages that its model reads.
    """
    report_told = asdict(report)
    report_told["findings"] = [str(finding) for finding in report.findings]
    beside = {
        "files": versions.checksums(made), "search": report.search, "report": report_told,
        "reads": reads,
        "built": datetime.now(UTC).isoformat(timespec="seconds"),
        **({"export": export} if export else {}),
    }  # fmt: skip
    _put(made / "manifest.json", manifest.text_of(manifest.sealed(decided, beside)))
    versions.sync_tree(made)
    # Nothing is published that could not be read back.
    bundle.open_version(made, vector_store)
    return versions.publish(index, made, keep, stage)


def prefix_of(index: Path) -> str:
    """What the collections of ``index`` begin with in a vector store that others share."""
    return f"kwell_{versions.mark(index)}_"


def drop_unused(index: Path, store: VectorStore) -> None:
    """Take away the collections of ``index`` that no kept version needs.

    A store that cannot be reached keeps them until the next build.
    """
    used = {
        how.get("collection")
        for one in versions.versions(index) if one.built
        for how in versions.read_manifest(index, one.name)["search"].values()
    }  # fmt: skip
    with suppress(StoreFault):
        store.drop(name for name in store.collections(prefix_of(index)) if name not in used)


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
