"""Corpus folder → published index: read once, embed only what is new, publish atomically."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from kwell_qa import (
    assembling,
    bundle,
    corpus,
    filling,
    inputs,
    manifest,
    multilingual,
    naming,
    upgrading,
    versions,
    workers,
)
from kwell_qa.disks import afterwards, told
from kwell_qa.embedding import Embedder
from kwell_qa.errors import Finding, IndexFault, UsageError
from kwell_qa.exports import Exporter
from kwell_qa.gathering import Gathered, Gatherer, Texts
from kwell_qa.helplines import keep_last_good
from kwell_qa.kept import Kept
from kwell_qa.locking import LOCK_SECONDS, Progress, locked
from kwell_qa.milvus import VectorStore
from kwell_qa.notes import Notes
from kwell_qa.parts import Maker
from kwell_qa.reports import Clock, Report, sizes, stale_reviews
from kwell_qa.store import TextStore
from kwell_qa.vectorcache import VectorCache

__all__ = ["Plan", "build", "reembed", "rollback"]


@dataclass(frozen=True)
class Plan:
    """How a build goes about it; what comes out is the same but for ``dry_run``."""

    full: bool = False
    """Embed everything anew."""
    dry_run: bool = False
    stage: bool = False
    """Leave what is published, and put the new version beside it."""
    keep: int = versions.KEEP
    wait: float = LOCK_SECONDS
    """Seconds to wait for another build to end."""
    pool: tuple[Executor, int] | None = None
    """Where to embed, and how many workers are there: see ``workers.hired``."""
    exporter: Exporter | None = None
    """Exports the model for serving without torch."""
    store: VectorStore | None = None
    """Where to put the vectors instead of into files."""
    notes: Notes | None = None
    """What was found out about files before."""
    replace: bool = True
    """Whether to publish where documents of another folder are published."""


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
        UsageError: another build holds the lock, the folder cannot be written, or other documents
            are published there and the plan does not replace them.
    """
    plan = plan or Plan(full=full, dry_run=dry_run, exporter=exporter)
    clock = Clock()
    progress("checking", 0, 1)
    reader = corpus.Reader(corpus_dir, plan.notes)
    checked = tuple(check(corpus_dir))
    clock("checking")
    progress("checking", 1, 1)
    if _stops(checked):
        return Report(False, None, findings=checked, seconds=clock.total)
    names = inputs.words_of(corpus_dir)
    if not plan.replace:
        _refuse_others(reader, index_dir)
    with _writing(index_dir, plan, progress):
        one = _Build(reader, names, index_dir, make_embedder(), checked, plan, progress, clock)
        report = one.run()
        if report.version and plan.notes:
            plan.notes.drop_idle()
        if report.published:
            with afterwards(index_dir):
                keep_last_good(corpus_dir / "helplines.yaml", index_dir)
        return report


def reembed(
    index_dir: Path,
    make_embedder: Callable[[], Embedder],
    plan: Plan,
    progress: Progress = lambda *_: None,
) -> Report:
    """Build anew from the texts of the published version alone: another model or other chunks.

    Raises:
        IndexFault: nothing is published under ``index_dir``, or it is damaged.
        UsageError: another build holds the lock, or the folder cannot be written.
    """
    clock = Clock()
    versions.current(index_dir)  # so that no folder is made where there is none
    with _writing(index_dir, plan, progress):
        kept = Kept(index_dir)
        one = _Build(kept, kept.names, index_dir, make_embedder(), (), plan, progress, clock)
        return one.run()


def _refuse_others(reader: corpus.Reader, index_dir: Path) -> None:
    """Leave an index alone that was built of another folder: no document is in both.

    Raises:
        UsageError: it was.
    """
    try:
        published = versions.read_manifest(index_dir)["documents"]
    except IndexFault:
        return  # a missing or damaged index has nothing to lose
    found: list[str] = []
    for packed in reader:
        if packed.id in published:
            return
        found.append(packed.id)
    if found:
        raise UsageError(
            f"{index_dir} was built of another folder ({_few(published)}), "
            f"{reader.directory} has none of its documents ({_few(found)}); add --index DIR or set "
            "KWELL_INDEX_DIR to build it elsewhere, or add --replace to replace what is published"
        )


def _few(ids: Collection[str]) -> str:
    """``a, b and 3 more``."""
    first, more = sorted(ids)[:2], len(ids) - 2
    return ", ".join(first) + (f" and {more} more" if more > 0 else "")


@contextmanager
def _writing(index_dir: Path, plan: Plan, progress: Progress) -> Iterator[None]:
    """Hold ``index_dir`` for writing, but in a dry run, which writes nothing there.

    Raises:
        UsageError: another build holds the lock, or what is inside cannot write.
    """
    if plan.dry_run:
        yield
        return
    with told(index_dir):
        index_dir.mkdir(parents=True, exist_ok=True)
        with locked(index_dir, plan.wait, progress):
            versions.clear_leavings(index_dir)
            yield


def rollback(
    index_dir: Path, version: str | None = None, store: VectorStore | None = None
) -> str:
    """Publish ``version`` again, or the one published before the present one; its name.

    ``store`` is where its vectors lie if they are in no files.

    Raises:
        IndexFault: there is none, or it does not verify; what is published stays.
        UsageError: a build is under way, or the folder cannot be written.
    """
    with told(index_dir), locked(index_dir, 0, lambda *_: None):
        name = version or versions.previous(index_dir)
        if "/" in name or name.startswith(".") or not (index_dir / name).is_dir():
            known = ", ".join(one.name for one in versions.versions(index_dir))
            raise IndexFault(f"{index_dir}: got no version {name!r}, wanted one of {known}")
        bundle.open_version(index_dir / name, store)
        versions.point(index_dir, name)
        return name


def _stops(findings: Sequence[Finding]) -> list[Finding]:
    return [f for f in findings if f.severity == "error" and f.rule != "unreadable"]


class _Build:
    """One build, from an empty folder to a published version."""

    def __init__(
        self, documents: corpus.Reader | Kept, names: dict[str, Any], index_dir: Path,
        embedder: Embedder, checked: tuple[Finding, ...], plan: Plan, progress: Progress,
        clock: Clock,
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
            maker = Maker(self._embedder, naming.from_json(self._names))
            gatherer = Gatherer(work, maker, self._plan.notes)
            self._progress("reading", 0, len(self._reader.paths))
            for done, packed in enumerate(self._reader, start=1):
                gatherer.add(packed)
                self._progress("reading", done, len(self._reader.paths))
            self._progress("reading", len(self._reader.paths), len(self._reader.paths))
            findings = tuple(dict.fromkeys((*self._reader.findings, *self._checked)))
            gathered = gatherer.finish(tuple(self._names["unanswered"]))
            self._clock("reading")
            lost = self._reader.unreadable and self._lost()
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

    def _lost(self) -> set[str]:
        """Files that cannot be read any more, but are published."""
        try:
            folder = versions.folder_of(self._index)
            made = manifest.read(folder / "manifest.json")
            versions.verify(folder, made, ("texts.sqlite",))
            published = TextStore(folder / "texts.sqlite").rows("SELECT path FROM documents")
            closed = set(self._reader.unreadable)
            return {
                str(path) for (path,) in published
                # A folder that cannot be looked into closes all that is in it.
                if closed & {str(path), *map(str, PurePosixPath(path).parents)}
            }  # fmt: skip
        except IndexFault:
            # A missing or damaged index has nothing to lose.
            return set()

    def _cache(self) -> VectorCache | None:
        """Vectors that were made before; ``None`` in a dry run that finds none."""
        folder = self._index / ".vectors" / self._embedder.fingerprint[:16]
        if self._plan.dry_run and (self._plan.full or not folder.is_dir()):
            return None
        if self._plan.full:
            shutil.rmtree(folder, ignore_errors=True)
        cache = VectorCache(folder, self._embedder.dimension, self._plan.dry_run)
        if not len(cache) and not self._plan.full and not self._plan.dry_run:
            upgrading.take_vectors(self._index, cache, self._embedder.fingerprint)
        return cache

    def _finish(
        self, work: Path, gatherer: Gatherer, gathered: Gathered, findings: tuple[Finding, ...]
    ) -> Report:
        decided = inputs.of(gathered, self._names, self._embedder)
        counts = gathered.counts
        cache = self._cache()
        try:
            wanted = filling.unknown(gathered, cache)
            total = sum(map(len, wanted.values()))
            report = Report(
                False, manifest.digest(decided)[:16], counts["documents"], counts["passages"],
                counts["sentences"], counts["asks"], counts["words"], gathered.tokens,
                embedded=total,
                reused=sum(map(len, gathered.keys.values())) - total,
                languages=gathered.languages, evidence=gathered.evidence,
                stale_reviews=stale_reviews(gathered.reviews), findings=findings,
                skipped=tuple(self._reader.unreadable),
            )  # fmt: skip
            if self._plan.dry_run or cache is None:
                return replace(report, seconds=self._clock.total)
            texts = Texts(gathered, gatherer.store)
            if self._plan.exporter:
                spread = _spread(texts, gathered)
                self._embedder = self._plan.exporter.swap(self._embedder, spread)
                self._clock("exporting")
            if self._plan.pool is None:
                report = replace(report, pace=filling.paced(self._embedder, texts, wanted))
            self._fill(texts, gathered, wanted, cache, total)
            self._clock("embedding")
            made = work / "made"
            search = assembling.write(
                made, gatherer.store, gathered, self._names, cache, self._progress,
                self._elsewhere(),
            )  # fmt: skip
            self._clock("writing")
            report = replace(
                report, published=not self._plan.stage, search=search, bytes=sizes(made),
                seconds_by_step=self._clock.steps,
            )
            reads = multilingual.measured(
                self._embedder, None if self._plan.full else assembling.told(self._index, "reads")
            )
            version = assembling.publish(
                self._index, made, decided, report, self._plan.keep, reads,
                self._exported(made, gathered, cache), self._plan.stage, self._plan.store,
            )  # fmt: skip
            with afterwards(self._index):
                self._tidy(gathered, cache)
            self._clock("publishing")
            return replace(report, version=version, seconds=self._clock.total)
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

        embed = filling.embed_with(self._embedder)
        if self._plan.pool:
            embed = partial(workers.embed, workers.recipe_of(self._embedder))
        filling.fill(gathered, texts, wanted, cache, embed, step, self._plan.pool)

    def _elsewhere(self) -> tuple[VectorStore, str] | None:
        store = self._plan.store
        return (store, assembling.prefix_of(self._index)) if store else None

    def _exported(
        self, made: Path, gathered: Gathered, cache: VectorCache
    ) -> dict[str, Any] | None:
        if self._plan.exporter is None:
            return None
        return assembling.export_entry(
            made, gathered, cache, self._plan.exporter,
            None if self._plan.full else self._index,
        )  # fmt: skip

    def _tidy(self, gathered: Gathered, cache: VectorCache) -> None:
        """Drop vectors that nothing uses any more, once they are most of what is kept."""
        live = np.unique(np.concatenate(list(gathered.keys.values())), axis=0)
        if len(cache) > 2 * len(live) + 4 * filling.WINDOW:
            cache.compact(live)
        if self._plan.store:
            assembling.drop_unused(self._index, self._plan.store)
        used = {
            versions.read_manifest(self._index, one.name)["model"]["fingerprint"][:16]
            for one in versions.versions(self._index) if one.built
        }  # fmt: skip
        for path in (self._index / ".vectors").iterdir():
            if path.name not in used:
                shutil.rmtree(path, ignore_errors=True)


def _spread(texts: Texts, gathered: Gathered, count: int = 2048) -> list[str]:
    """Texts of passages, evenly from all."""
    total = len(gathered.rows.passages)
    return list(texts.of("passages", range(0, total, max(1, -(-total // count)))))
