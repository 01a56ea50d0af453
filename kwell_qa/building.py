"""Corpus folder → published index. Vectors of unchanged texts are taken from the last one."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from kwell_qa import bundle, chunking, corpus, naming
from kwell_qa.embedding import Embedder
from kwell_qa.errors import Finding, IndexFault, UsageError
from kwell_qa.exports import Exporter
from kwell_qa.helplines import keep_last_good
from kwell_qa.lexical import LexicalIndex
from kwell_qa.records import Document, Passage
from kwell_qa.tokens import terms
from kwell_qa.vectors import FaissIndex

__all__ = ["Report", "build", "calibration", "is_stale", "passage_terms"]

Vectors = NDArray[np.float32]
Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and how much there is."""
LOCK_SECONDS = 600


@dataclass(frozen=True)
class Report:
    """What a build did. ``findings`` are errors in content; any makes the exit code 1."""

    published: bool
    version: str | None
    documents: int = 0
    passages: int = 0
    sentences: int = 0
    asks: int = 0
    embedded: int = 0
    reused: int = 0
    languages: dict[str, int] = field(default_factory=dict)
    evidence: dict[str, int] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    seconds: float = 0.0


def calibration() -> dict[str, Any]:
    """The shipped calibration: how evidence becomes a probability, and the threshold."""
    text = (resources.files("kwell_qa") / "data" / "calibration.json").read_text("utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


def _digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def passage_terms(document: Document, passage: Passage) -> list[str]:
    """Terms of a passage: its text, and title, heading, artists and asks beside it.

    Title and heading count twice: they say what a passage is about.
    """
    section = document.sections[passage.section]
    heading = section.heading or ""
    around = [document.title, document.title, heading, heading, *document.artists, *section.asks]
    return terms(" \n ".join([document.text[passage.start : passage.end], *around]))


def sentence_terms(document: Document, row: int) -> list[str]:
    """Terms of one sentence, with its title's, which say whom it is about."""
    sentence = document.sentences[row]
    heading = document.sections[sentence.section].heading or ""
    around = f"{document.title} \n {heading}"
    return terms(document.text[sentence.start : sentence.end]) + sorted(set(terms(around)))


def _key(text: str, as_query: bool) -> str:
    """What a vector is kept by: its text, and the prompt it was embedded with."""
    return hashlib.sha256(f"{as_query}{text}".encode()).hexdigest()[:32]


class _Known:
    """Vectors of the published index by the hash of their text, where the model is the same."""

    def __init__(self, index: Path, fingerprint: str) -> None:
        self.rows: dict[str, NDArray[np.float32]] = {}
        try:
            manifest = bundle.read_manifest(index)
            if manifest["model"]["fingerprint"] != fingerprint:
                return
            loaded = bundle.load(index)
            folder = index / bundle.current(index)
            keys = json.loads((folder / "keys.json").read_text("utf-8"))
            for name in ("passages", "sentences", "asks", "words"):
                matrix = getattr(loaded, f"{name[:-1]}_vectors").matrix()
                self.rows.update(zip(keys[name], matrix, strict=True))
        except (IndexFault, KeyError, ValueError, OSError):
            # A missing or damaged index has nothing to give; everything is made anew.
            self.rows = {}


def _vectors(
    texts: Sequence[str], keys: Sequence[str], known: _Known,
    embed: Callable[[Sequence[str]], Vectors], dimension: int,
) -> tuple[Vectors, int]:  # fmt: skip
    """Vectors of ``texts``, shape (n, dimension), and how many had to be made."""
    wanted = {key: text for key, text in zip(keys, texts, strict=True) if key not in known.rows}
    made = embed(list(wanted.values()))
    known.rows.update(zip(wanted, made, strict=True))
    matrix = np.empty((len(keys), dimension), np.float32)
    for row, key in enumerate(keys):
        matrix[row] = known.rows[key]
    return matrix, len(wanted)


def manifest_of(
    loaded: corpus.Corpus, names: dict[str, Any], embedder: Embedder, counts: dict[str, int]
) -> dict[str, Any]:
    """Everything that decides the index, and its hash: same inputs, same hash."""
    hashes = {document.id: _digest(asdict(document)) for document in loaded.documents}
    calibrated = calibration()
    inputs = {
        "schema": bundle.SCHEMA,
        "corpus_hash": _digest(hashes),
        "documents": hashes,
        "names_hash": _digest(names),
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
        "counts": counts,
        "languages": dict(sorted(Counter(d.lang for d in loaded.documents).items())),
        "threshold": calibrated["threshold"],
        "calibration": calibrated,
    }
    return {**inputs, "hash": _digest(inputs)}


def build(
    corpus_dir: Path,
    index_dir: Path,
    make_embedder: Callable[[], Embedder],
    *,
    full: bool = False,
    dry_run: bool = False,
    check: Callable[[Path], Sequence[Finding]] = lambda _: (),
    exporter: Exporter | None = None,
    progress: Progress = lambda *_: None,
) -> Report:
    """Read ``corpus_dir``, embed what is new, publish under ``index_dir``.

    A document with errors, or one that was published and can no longer be read, stops the
    build: nothing is published, and the index stays as it was. A file that never could be read
    is reported and left out. ``check`` gives further findings that stop it.
    ``exporter`` exports the model for serving without torch.

    Raises:
        ContentError: there is no corpus, or names and lexicon have errors.
        UsageError: another build holds the lock, or the folder cannot be written.
    """
    started = time.perf_counter()
    progress("reading", 0, 1)
    loaded = corpus.load(corpus_dir)
    names = naming.to_json(
        naming.load_names(corpus_dir / "names.yaml"),
        naming.load_lexicon(corpus_dir / "lexicon.yaml"),
    )
    findings = tuple(dict.fromkeys((*loaded.findings, *check(corpus_dir))))
    lost = _published_paths(index_dir) & set(loaded.unreadable)
    stops = [f for f in findings if f.severity == "error" and f.rule != "unreadable"]
    if stops or lost or not loaded.documents:
        return Report(False, None, len(loaded.documents), skipped=loaded.unreadable,
                      findings=findings, seconds=time.perf_counter() - started)  # fmt: skip
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        with FileLock(index_dir / ".lock", timeout=0 if dry_run else LOCK_SECONDS):
            report = _build(loaded, names, index_dir, make_embedder(), findings,
                            full, dry_run, progress, started, exporter)  # fmt: skip
            if report.published:
                keep_last_good(corpus_dir / "helplines.yaml", index_dir)
            return report
    except Timeout:
        raise UsageError(f"{index_dir}: another build holds .lock; wait for it to end") from None
    except OSError as error:
        raise UsageError(
            f"{error.filename or index_dir}: cannot be written ({error.strerror}); "
            "free space or mend permissions; the published index is unchanged"
        ) from None


def _published_paths(index_dir: Path) -> set[str]:
    try:
        return {document.path for document in bundle.load(index_dir).documents}
    except IndexFault:
        return set()


def _build(
    loaded: corpus.Corpus, names: dict[str, Any], index_dir: Path, embedder: Embedder,
    findings: tuple[Finding, ...], full: bool, dry_run: bool, progress: Progress, started: float,
    exporter: Exporter | None,
) -> Report:  # fmt: skip
    documents = loaded.documents
    budget = min(chunking.CHUNK_TOKENS, embedder.max_tokens - 2)
    passages: list[Passage] = []
    for done, document in enumerate(documents):
        room = embedder.max_tokens - 4 - max(
            (embedder.count_tokens(chunking.heading_line(document, number))
             for number in range(len(document.sections))), default=0)  # fmt: skip
        passages.extend(chunking.split(document, embedder.count_tokens, min(budget, room)))
        progress("splitting", done + 1, len(documents))
    by_id = {document.id: document for document in documents}
    texts = {
        "passages": [bundle.passage_text(by_id[p.document], p) for p in passages],
        "sentences": [d.text[s.start : s.end] for d in documents for s in d.sentences],
        "asks": [ask for _, _, ask in bundle.asks_of(documents)],
        # Words are embedded as questions are, so that a question's words compare with them.
        "words": list(bundle.words_of(documents).values()),
    }
    keys = {
        name: [_key(text, as_query=name == "words") for text in rows]
        for name, rows in texts.items()
    }
    counts = {"documents": len(documents), **{name: len(rows) for name, rows in texts.items()}}
    manifest = manifest_of(loaded, names, embedder, counts)
    version = manifest["hash"][:16]
    known = _Known(index_dir, embedder.fingerprint if not full else "")
    total = len({key for rows in keys.values() for key in rows if key not in known.rows})
    done = 0

    def step(count: int) -> None:
        nonlocal done
        done += count
        progress("embedding", done, total)

    report = {
        "documents": len(documents), "passages": len(passages),
        "sentences": len(texts["sentences"]), "asks": len(texts["asks"]),
        "languages": manifest["languages"],
        "evidence": dict(sorted(Counter(s.evidence for d in documents for s in d.sources).items())),
        "skipped": loaded.unreadable, "findings": findings,
    }  # fmt: skip
    every = sum(len(rows) for rows in texts.values())
    if dry_run:
        return Report(False, version, embedded=total, reused=every - total, **report,
                      seconds=time.perf_counter() - started)  # fmt: skip
    if exporter:
        embedder = exporter.swap(embedder, texts["passages"])
    matrices = {}
    embedded = 0
    for name, rows in texts.items():
        embed = (
            embedder.embed_queries
            if name == "words"
            else lambda wanted: embedder.embed_passages(wanted, step)
        )
        matrices[name], count = _vectors(rows, keys[name], known, embed, embedder.dimension)
        embedded += count
    if exporter:
        last = None if full else _last_export(index_dir)
        manifest["export"] = exporter.entry(documents, passages, matrices["passages"], last)
    progress("writing", 0, 1)
    made = Path(tempfile.mkdtemp(prefix=".build-", dir=index_dir))
    try:
        made.chmod(0o755)
        bundle.write(
            made,
            bundle.Bundle(
                manifest={**manifest, "built": datetime.now(UTC).isoformat(timespec="seconds")},
                documents=documents,
                passages=tuple(passages),
                passage_vectors=FaissIndex.of(matrices["passages"]),
                sentence_vectors=FaissIndex.of(matrices["sentences"]),
                ask_vectors=FaissIndex.of(matrices["asks"]),
                passage_terms=LexicalIndex.of(
                    [passage_terms(by_id[p.document], p) for p in passages]
                ),
                sentence_terms=LexicalIndex.of(
                    [sentence_terms(d, row) for d in documents for row in range(len(d.sentences))]
                ),
                namer=naming.from_json(names),
                words=tuple(bundle.words_of(documents)),
                word_vectors=FaissIndex.of(matrices["words"]),
            ),
            keys,
        )
        bundle.publish(index_dir, made, version)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    progress("writing", 1, 1)
    return Report(True, version, embedded=embedded, reused=every - embedded, **report,
                  seconds=time.perf_counter() - started)  # fmt: skip


def _last_export(index_dir: Path) -> dict[str, Any] | None:
    """What the published manifest says of its export."""
    try:
        entry: dict[str, Any] | None = bundle.read_manifest(index_dir).get("export")
    except IndexFault:
        return None
    return entry


def is_stale(corpus_dir: Path, index_dir: Path, model: str = "") -> str | None:
    """Why the published index should be built anew, or ``None``; loads no model.

    Raises:
        ContentError: the corpus cannot be read.
    """
    try:
        manifest = bundle.read_manifest(index_dir)
    except IndexFault as error:
        return str(error)
    loaded = corpus.load(corpus_dir)
    names = naming.to_json(
        naming.load_names(corpus_dir / "names.yaml"),
        naming.load_lexicon(corpus_dir / "lexicon.yaml"),
    )
    hashes = {document.id: _digest(asdict(document)) for document in loaded.documents}
    if manifest["documents"] != hashes or manifest["names_hash"] != _digest(names):
        return "the corpus has changed"
    if manifest["chunking"] != chunking.recipe():
        return "chunks are cut in another way now"
    if manifest["calibration"] != calibration():
        return "the calibration has changed"
    wanted = model or "all-MiniLM-L6-v2"
    if manifest["model"]["name"] != wanted:
        return f"the model is {wanted} now"
    return None


