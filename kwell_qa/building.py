"""Corpus folder → published index: read once, embed only what is new, publish atomically."""

from __future__ import annotations

import json
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from kwell_qa import bundle, chunking, corpus, filling, manifest, naming, upgrading, versions
from kwell_qa.embedding import Embedder
from kwell_qa.errors import Finding, IndexFault, UsageError
from kwell_qa.exports import Exporter
from kwell_qa.gathering import Before, Gathered, Gatherer, Texts
from kwell_qa.helplines import keep_last_good
from kwell_qa.lexical import LexicalIndex
from kwell_qa.records import Document
from kwell_qa.rows import Passages
from kwell_qa.store import Documents, TextStore
from kwell_qa.vectorcache import VectorCache
from kwell_qa.vectors import FLAT_LIMIT, FaissIndex

__all__ = ["LOCK_SECONDS", "Plan", "Report", "build", "calibration", "is_stale", "rollback"]

Vectors = NDArray[np.float32]
Keys = NDArray[np.uint64]
Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and how much there is."""
LOCK_SECONDS = 600.0


@dataclass(frozen=True)
class Plan:
    """How a build goes about it; what comes out is the same but for ``dry_run``."""

    full: bool = False
    """Embed everything anew."""
    dry_run: bool = False
    keep: int = versions.KEEP
    wait: float = LOCK_SECONDS
    """Seconds to wait for another build to end."""
    pool: tuple[Executor, int] | None = None
    """Where to embed, and how many workers are there; with it, ``embed``."""
    embed: filling.Embed | None = None
    exporter: Exporter | None = None
    """Exports the model for serving without torch."""


@dataclass(frozen=True)
class Report:
    """What a build did. ``findings`` are errors in content; any makes the exit code 1."""

    published: bool
    version: str | None
    documents: int = 0
    passages: int = 0
    sentences: int = 0
    asks: int = 0
    words: int = 0
    tokens: int = 0
    embedded: int = 0
    reused: int = 0
    languages: dict[str, int] = field(default_factory=dict)
    evidence: dict[str, int] = field(default_factory=dict)
    stale_reviews: tuple[str, ...] = ()
    """Documents that were last reviewed over a year ago."""
    skipped: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    search: dict[str, dict[str, Any]] = field(default_factory=dict)
    """How each family of vectors is searched."""
    bytes: dict[str, int] = field(default_factory=dict)
    """Size of each file or folder of the version."""
    seconds_by_step: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0


def calibration() -> dict[str, Any]:
    """The shipped calibration: how evidence becomes a probability, and the threshold."""
    text = (resources.files("kwell_qa") / "data" / "calibration.json").read_text("utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


def _inputs(gathered: Gathered, names: dict[str, Any], embedder: Embedder) -> dict[str, Any]:
    """Everything that decides the index: same inputs, same hash."""
    calibrated = calibration()
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
        "counts": gathered.counts,
        "languages": gathered.languages,
        "threshold": calibrated["threshold"],
        "calibration": calibrated,
    }


def build(
    corpus_dir: Path,
    index_dir: Path,
    make_embedder: Callable[[], Embedder],
    *,
    plan: Plan | None = None,
    full: bool = False,
    dry_run: bool = False,
    check: Callable[[Path], Sequence[Finding]] = lambda _: (),
    exporter: Exporter | None = None,
    progress: Progress = lambda *_: None,
) -> Report:
    """Read ``corpus_dir``, embed what is new, publish under ``index_dir``.

    A document with errors, or one that was published and can no longer be read, stops the
    build: nothing is published, and the index stays as it was. A file that never could be read
    is reported and left out. ``check`` gives further findings that stop it. ``full``,
    ``dry_run`` and ``exporter`` are those of a ``plan`` that is not given.

    Raises:
        ContentError: there is no corpus, or names and lexicon have errors.
        UsageError: another build holds the lock, or the folder cannot be written.
    """
    plan = plan or Plan(full=full, dry_run=dry_run, exporter=exporter)
    clock = _Clock()
    progress("reading", 0, 1)
    reader = corpus.Reader(corpus_dir)
    names = naming.to_json(
        naming.load_names(corpus_dir / "names.yaml"),
        naming.load_lexicon(corpus_dir / "lexicon.yaml"),
    )
    checked = tuple(check(corpus_dir))
    clock("checking")
    if _stops(checked):
        return Report(False, None, findings=checked, seconds=clock.total)
    try:
        if not plan.dry_run:
            index_dir.mkdir(parents=True, exist_ok=True)
        with _locked(index_dir, 0 if plan.dry_run else plan.wait, progress):
            if not plan.dry_run:
                versions.clear_leavings(index_dir)
            one = _Build(reader, names, index_dir, make_embedder(), checked, plan, progress, clock)
            report = one.run()
            if report.published:
                keep_last_good(corpus_dir / "helplines.yaml", index_dir)
            return report
    except OSError as error:
        raise UsageError(
            f"{error.filename or index_dir}: cannot be written ({error.strerror or error}); "
            "free space or mend permissions; the published index is unchanged"
        ) from None


def rollback(index_dir: Path, version: str | None = None) -> str:
    """Publish ``version`` again, or the one published before the present one; its name.

    Raises:
        IndexFault: there is none, or it does not verify; what is published stays.
        UsageError: a build is under way.
    """
    with _locked(index_dir, 0, lambda *_: None):
        name = version or versions.previous(index_dir)
        if "/" in name or name.startswith(".") or not (index_dir / name).is_dir():
            known = ", ".join(one.name for one in versions.versions(index_dir))
            raise IndexFault(f"{index_dir}: got no version {name!r}, wanted one of {known}")
        bundle.open_version(index_dir / name)
        versions.point(index_dir, name)
        return name


def _stops(findings: Sequence[Finding]) -> list[Finding]:
    return [f for f in findings if f.severity == "error" and f.rule != "unreadable"]


class _Clock:
    """Seconds of each step, from the end of the one before."""

    def __init__(self) -> None:
        self._started = self._last = time.perf_counter()
        self.steps: dict[str, float] = {}

    def __call__(self, step: str) -> None:
        now = time.perf_counter()
        self.steps[step] = round(now - self._last, 3)
        self._last = now

    @property
    def total(self) -> float:
        return time.perf_counter() - self._started


@contextmanager
def _locked(index_dir: Path, wait: float, progress: Progress) -> Iterator[None]:
    """Hold the lock of ``index_dir``; another builder is waited for, and named."""
    if not index_dir.is_dir():
        yield  # a dry run of what is not there yet
        return
    lock = FileLock(index_dir / ".lock")
    holder = index_dir / ".lock-holder"
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if wait:
            progress(f"waiting for the build of {_holder(holder)}", 0, 1)
        try:
            lock.acquire(timeout=wait)
        except Timeout:
            raise UsageError(
                f"{index_dir / '.lock'}: held by the build of {_holder(holder)}; "
                "wait for it to end, or end it"
            ) from None
    try:
        since = datetime.now(UTC).isoformat(timespec="seconds")
        holder.write_text(f"process {os.getpid()} on {socket.gethostname()} since {since}\n")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _holder(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip() or "another process"
    except OSError:
        return "another process"


class _Build:
    """One build, from an empty folder to a published version."""

    def __init__(
        self, documents: corpus.Reader, names: dict[str, Any], index_dir: Path,
        embedder: Embedder, checked: tuple[Finding, ...], plan: Plan, progress: Progress,
        clock: _Clock,
    ) -> None:  # fmt: skip
        self._reader = documents
        self._names = names
        self._index = index_dir
        self._embedder = embedder
        self._checked = checked
        self._plan = plan
        self._progress = progress
        self._clock = clock

    def run(self) -> Report:
        place = None if self._plan.dry_run else self._index
        work = Path(tempfile.mkdtemp(prefix=".build-", dir=place))
        gatherer = None
        try:
            before = self._before()
            gatherer = Gatherer(work, self._embedder, naming.from_json(self._names), before)
            for done, document in enumerate(self._documents(), start=1):
                gatherer.add(document)
                self._progress("reading", done, len(self._reader.paths))
            self._progress("reading", len(self._reader.paths), len(self._reader.paths))
            findings = tuple(dict.fromkeys((*self._reader.findings, *self._checked)))
            gathered = gatherer.finish()
            self._clock("reading")
            lost = self._published_paths(before) & set(self._reader.unreadable)
            if _stops(findings) or lost or not gathered.digests:
                return Report(
                    False, None, len(gathered.digests), findings=findings,
                    skipped=tuple(self._reader.unreadable), seconds=self._clock.total,
                )  # fmt: skip
            return self._finish(work, gatherer, gathered, findings)
        finally:
            if gatherer is not None:
                gatherer.close()
            shutil.rmtree(work, ignore_errors=True)

    def _documents(self) -> Iterator[Document]:
        return iter(self._reader)

    def _before(self) -> Before | None:
        """The published version, where it cuts and reads texts as this build does."""
        if self._plan.full:
            return None
        try:
            before = Before(versions.folder_of(self._index))
        except IndexFault:
            # A missing or damaged index has nothing to give; everything is read anew.
            return None
        made = before.manifest
        same = (
            made["names_hash"] == manifest.digest(self._names)
            and made["terms"] == naming.recipe()
            and made["chunking"] == chunking.recipe()
            and made["model"]["fingerprint"] == self._embedder.fingerprint
        )
        return before if same else None

    def _published_paths(self, before: Before | None) -> set[str]:
        if before is not None:
            return before.paths
        try:
            return Before(versions.folder_of(self._index)).paths
        except IndexFault:
            return set()

    def _cache(self) -> VectorCache | None:
        """Vectors that were made before; ``None`` in a dry run that finds none."""
        folder = self._index / ".vectors" / self._embedder.fingerprint[:16]
        if self._plan.dry_run and (self._plan.full or not folder.is_dir()):
            return None
        if self._plan.full:
            shutil.rmtree(folder, ignore_errors=True)
        cache = VectorCache(folder, self._embedder.dimension)
        if not len(cache) and not self._plan.full and not self._plan.dry_run:
            upgrading.take_vectors(self._index, cache, self._embedder.fingerprint)
        return cache

    def _finish(
        self, work: Path, gatherer: Gatherer, gathered: Gathered, findings: tuple[Finding, ...]
    ) -> Report:
        inputs = _inputs(gathered, self._names, self._embedder)
        counts = gathered.counts
        cache = self._cache()
        try:
            wanted = filling.unknown(gathered, cache)
            total = sum(map(len, wanted.values()))
            report = Report(
                False, manifest.digest(inputs)[:16], counts["documents"], counts["passages"],
                counts["sentences"], counts["asks"], counts["words"], gathered.tokens,
                embedded=total,
                reused=sum(map(len, gathered.keys.values())) - total,
                languages=gathered.languages, evidence=gathered.evidence,
                stale_reviews=_stale(gathered.reviews), findings=findings,
                skipped=tuple(self._reader.unreadable),
            )  # fmt: skip
            if self._plan.dry_run or cache is None:
                return _with(report, seconds=self._clock.total)
            texts = Texts(gathered, gatherer.store)
            if self._plan.exporter:
                self._embedder = self._plan.exporter.swap(self._embedder, _spread(texts, gathered))
                self._clock("exporting")
            self._fill(texts, gathered, wanted, cache, total)
            self._clock("embedding")
            made = work / "made"
            search = self._write(made, gatherer, gathered, cache)
            self._clock("writing")
            report = _with(
                report, published=True, search=search, bytes=_sizes(made),
                seconds_by_step=self._clock.steps,
            )
            version = self._publish(made, inputs, report, self._exported(made, gathered))
            self._tidy(gathered, cache)
            self._clock("publishing")
            return _with(report, version=version, seconds=self._clock.total)
        finally:
            if cache is not None:
                cache.close()

    def _fill(
        self, texts: Texts, gathered: Gathered, wanted: dict[str, Any], cache: VectorCache,
        total: int,
    ) -> None:  # fmt: skip
        done = 0

        def step(count: int) -> None:
            nonlocal done
            done += count
            self._progress("embedding", done, total)

        embed = self._plan.embed or filling.embed_with(self._embedder)
        filling.fill(gathered, texts, wanted, cache, embed, step, self._plan.pool)

    def _write(
        self, made: Path, gatherer: Gatherer, gathered: Gathered, cache: VectorCache
    ) -> dict[str, dict[str, Any]]:
        """The files of a version but for its manifest; how its vectors are searched."""
        made.mkdir()
        made.chmod(0o755)
        gatherer.store.finish(made / "texts.sqlite")
        gathered.rows.write(made / "rows")
        _put(made / "words.txt", "".join(f"{word}\n" for word in gathered.words))
        _put(made / "names.json", json.dumps(self._names, ensure_ascii=False))
        LexicalIndex.of(gathered.passage_terms).write(made / "bm25-passages")
        LexicalIndex.of(gathered.sentence_terms).write(made / "bm25-sentences")
        search = {}
        for done, name in enumerate(bundle.FAMILIES):
            self._progress("writing", done, len(bundle.FAMILIES))
            keys = gathered.keys[name]


            def vectors(rows: slice, keys: Keys = keys) -> Vectors:
                return cache.get(keys[rows])

            search[name] = FaissIndex.build(
                len(keys), self._embedder.dimension, vectors, made / name
            )
        self._progress("writing", len(bundle.FAMILIES), len(bundle.FAMILIES))
        return search

    def _exported(self, made: Path, gathered: Gathered) -> dict[str, Any]:
        """The manifest's entry for the exported model, measured on what was just made."""
        if self._plan.exporter is None:
            return {}
        documents = Documents(TextStore(made / "texts.sqlite"))
        # Of a very large corpus its first part is enough to measure on.
        passages = Passages(gathered.rows, documents)[:FLAT_LIMIT]
        index = FaissIndex.read(made / "passages.faiss", self._embedder.dimension)
        vectors = index.rows(range(len(passages)))
        read = documents[: _documents_of(passages, gathered)]
        return {"export": self._plan.exporter.entry(read, passages, vectors, self._last_export())}

    def _last_export(self) -> dict[str, Any] | None:
        """What the published manifest says of its export."""
        try:
            made = {} if self._plan.full else versions.read_manifest(self._index)
        except IndexFault:
            return None
        entry: dict[str, Any] | None = made.get("export")
        return entry

    def _publish(
        self, made: Path, inputs: dict[str, Any], report: Report, export: dict[str, Any]
    ) -> str:
        told = asdict(report)
        told["findings"] = [str(finding) for finding in report.findings]
        text = manifest.text_of(
            manifest.sealed(inputs, {
                "files": versions.checksums(made), "search": report.search, "report": told,
                "built": datetime.now(UTC).isoformat(timespec="seconds"), **export,
            })
        )  # fmt: skip
        _put(made / "manifest.json", text)
        versions.sync_tree(made)
        # Nothing is published that could not be read back.
        bundle.open_version(made)
        return versions.publish(self._index, made, self._plan.keep)

    def _tidy(self, gathered: Gathered, cache: VectorCache) -> None:
        """Drop vectors that nothing uses any more, once they are most of what is kept."""
        live = np.unique(np.concatenate(list(gathered.keys.values())), axis=0)
        if len(cache) > 2 * len(live) + 4 * filling.WINDOW:
            cache.compact(live)
        used = {
            versions.read_manifest(self._index, one.name)["model"]["fingerprint"][:16]
            for one in versions.versions(self._index) if one.built
        }  # fmt: skip
        for path in (self._index / ".vectors").iterdir():
            if path.name not in used:
                shutil.rmtree(path, ignore_errors=True)


def _with(report: Report, **changes: Any) -> Report:
    from dataclasses import replace

    return replace(report, **changes)


def _documents_of(passages: Sequence[Any], gathered: Gathered) -> int:
    """How many documents the first ``passages`` come from."""
    return int(gathered.rows.passages[len(passages) - 1, 0]) + 1 if passages else 0


def _spread(texts: Texts, gathered: Gathered, count: int = 2048) -> list[str]:
    """Texts of passages, evenly from all."""
    total = len(gathered.rows.passages)
    return list(texts.of("passages", range(0, total, max(1, -(-total // count)))))


def _stale(reviews: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    today = datetime.now(UTC).date()
    year_ago = today.replace(year=today.year - 1, day=min(today.day, 28)).isoformat()
    return tuple(path for path, date in reviews if date < year_ago)


def _sizes(made: Path) -> dict[str, int]:
    """Bytes of each file and folder in ``made``."""
    return {
        path.name: sum(
            file.stat().st_size for file in ([path] if path.is_file() else path.rglob("*"))
        )
        for path in sorted(made.iterdir())
    }


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def is_stale(corpus_dir: Path, index_dir: Path, model: str = "") -> str | None:
    """Why the published index should be built anew, or ``None``; loads no model.

    Raises:
        ContentError: the corpus cannot be read.
    """
    try:
        made = versions.read_manifest(index_dir)
    except IndexFault as error:
        return str(error)
    names = naming.to_json(
        naming.load_names(corpus_dir / "names.yaml"),
        naming.load_lexicon(corpus_dir / "lexicon.yaml"),
    )
    hashes = {
        document.id: manifest.digest(asdict(document)) for document in corpus.Reader(corpus_dir)
    }
    if made["documents"] != hashes or made["names_hash"] != manifest.digest(names):
        return "the corpus has changed"
    if made["chunking"] != chunking.recipe():
        return "chunks are cut in another way now"
    if made["terms"] != naming.recipe():
        return "words are taken from texts in another way now"
    if made["calibration"] != calibration():
        return "the calibration has changed"
    wanted = model or "all-MiniLM-L6-v2"
    if made["model"]["name"] != wanted:
        return f"the model is {wanted} now"
    return None
