"""Settings → an Assistant that is ready, or one that says what it lacks and still helps."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from kwell_qa import bundle, exports, sweeping, threads
from kwell_qa.assistant import Assistant, Engine
from kwell_qa.embedding import Given
from kwell_qa.errors import REBUILD, IndexFault, KwellError, NothingIndexed
from kwell_qa.helplines import LAST_GOOD, Helplines, keep_last_good, load, load_or_floor
from kwell_qa.milvus import VectorStore, store_at
from kwell_qa.settings import REPOSITORY, Settings

__all__ = ["HelplineFile", "Ready", "given", "helplines_of", "load_engine", "ready"]

log = logging.getLogger(__name__)
_NAME = "helplines.yaml"
_SHIPPED = REPOSITORY / "corpus" / _NAME


@dataclass(frozen=True, slots=True)
class Ready:
    """An assistant, and what is wrong with it in words for the maintainer.

    ``notes`` tell what is worse than it could be and yet serves.
    """

    assistant: Assistant
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def helplines_of(settings: Settings) -> tuple[Helplines, str | None]:
    """The corpus' helplines, and what is wrong with their file if anything is.

    Served instead are then the copy that the last build kept, else those of the repository,
    else the built-in floor. A corpus that has no helplines of its own gets the repository's.
    """
    return load_or_floor(_file_of(settings), settings.index_dir / LAST_GOOD, _SHIPPED)


def _file_of(settings: Settings) -> Path:
    own = settings.corpus_dir / _NAME
    return _SHIPPED if not own.exists() and _SHIPPED.is_file() else own


class HelplineFile:
    """The helplines file and its last sound state, looked at again for as long as it is served."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._path = _file_of(settings)
        # Noted before it is read, so that a change meanwhile is not missed.
        self._seen = self._mark()
        self.lines, self.fault = helplines_of(settings)

    def look(self) -> bool:
        """Whether another state of the file is served, or told of, than before.

        It is checked in full, numbers too: nobody has looked at what was just saved. Where it is
        broken, or gone, what was served goes on to be.
        """
        own = self._settings.corpus_dir / _NAME
        if self._path != own and own.exists():
            self._path = own
        mark = self._mark()
        if mark == self._seen:
            return False
        self._seen = mark
        try:
            lines = load(self._path)
        except Exception as error:  # whatever is wrong, people must still get a helpline
            before, told = self.fault, str(error) or type(error).__name__
            self.fault = f"{told}; serving what was read before"
            return self.fault != before
        self.lines, self.fault = lines, None
        return True

    def keep(self) -> None:
        """Have the copy beside the index be what is served, where that is sound."""
        if self.fault is not None or not self._settings.index_dir.is_dir():
            return
        try:
            keep_last_good(self._settings.corpus_dir / _NAME, self._settings.index_dir)
        except OSError as error:
            # Nobody lacks a helpline for it now.
            log.warning("%s: cannot be written (%s); make the folder writable for this user",
                        self._settings.index_dir / LAST_GOOD, error.strerror)  # fmt: skip

    def _mark(self) -> tuple[Path, int, int, int] | None:
        """Changes whenever the file is saved."""
        try:
            found = self._path.stat()
        except OSError:
            return None
        return self._path, found.st_mtime_ns, found.st_ino, found.st_size


def load_engine(
    index_dir: Path, model: str = "", notes: list[str] | None = None,
    before: Engine | None = None, version: str | None = None, store: VectorStore | None = None,
    prompts: Given | None = None,
) -> Engine:  # fmt: skip
    """Index and the model that made it, as exported where it was, else by sentence-transformers.

    The latter is told in ``notes``. The model of ``before`` serves on where it is the same.
    ``version`` is one that need not be published, ``store`` where the vectors lie if in no files.
    Questions get the prompts that the index was built for; ``prompts`` set by hand must be these.

    Raises:
        NothingIndexed: there is no index yet.
        IndexFault: it is damaged, or ``model`` or ``prompts`` are not those that made it.
        ModelFault: the model cannot be loaded.
        StoreFault: the vector store cannot be reached.
    """
    loaded = bundle.open_version(index_dir / (version or bundle.current(index_dir)), store)
    if store and notes is not None and not loaded.elsewhere:
        notes.append(f"KWELL_VECTOR_STORE is set, but vectors lie in files; {REBUILD}")
    made_by = loaded.manifest["model"]
    if model and model != made_by["name"]:
        raise IndexFault(
            f"KWELL_MODEL: got {model!r}, but the index was made by {made_by['name']!r}; "
            f"unset it, or {REBUILD} --model {model}"
        )
    if prompts and prompts.differs(made_by["prompts"]):
        raise IndexFault(
            f"KWELL_QUERY_PROMPT, KWELL_PASSAGE_PROMPT: got {prompts.query!r} and "
            f"{prompts.passage!r}, but the index was made with {made_by['prompts']}; "
            f"unset them, or {REBUILD}"
        )
    if before is not None and _same_model(before, loaded):
        return Engine.of(loaded, before.retriever.embedder)
    embedder, note = exports.server(loaded.manifest, index_dir)
    if note and notes is not None:
        notes.append(note)
    if embedder.fingerprint != made_by["fingerprint"]:
        raise IndexFault(
            f"{index_dir}: made by other weights of {made_by['name']!r} than are here; {REBUILD}"
        )
    return Engine.of(loaded, embedder)


def given(settings: Settings) -> Given:
    """The prompts that are set by hand."""
    return Given(settings.query_prompt, settings.passage_prompt)


def _same_model(before: Engine, loaded: bundle.Bundle) -> bool:
    old, new = before.bundle.manifest, loaded.manifest
    return (
        before.retriever.embedder.fingerprint == new["model"]["fingerprint"]
        and old.get("export") == new.get("export")
    )


def ready(
    settings: Settings, store: VectorStore | None = None, file: HelplineFile | None = None
) -> Ready:
    """Everything that can be had; faults never keep the helplines away.

    ``store`` is the vector store of the settings, where it is open already; ``file`` has their
    helplines, where they are read already.
    """
    threads.calm()
    store = store or store_at(settings.vector_store, settings.vector_token)
    lines, fault = (file.lines, file.fault) if file else helplines_of(settings)
    faults = [fault] if fault else []
    notes: list[str] = []
    engine, unindexed = None, False
    try:
        with sweeping.kept():
            engine = load_engine(
                settings.index_dir, settings.model, notes, store=store, prompts=given(settings)
            )
    except KwellError as error:
        unindexed = isinstance(error, NothingIndexed)
        faults.append(str(error))
    assistant = Assistant(lines, engine, settings.default_country, unindexed=unindexed)
    return Ready(assistant, tuple(faults), tuple(notes))
