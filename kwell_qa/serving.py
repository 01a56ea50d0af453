"""Settings → an Assistant that is ready, or one that says what it lacks and still helps."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kwell_qa import bundle, exports, sweeping, threads
from kwell_qa.assistant import Assistant, Engine
from kwell_qa.embedding import Given
from kwell_qa.errors import REBUILD, IndexFault, KwellError, NothingIndexed
from kwell_qa.linefile import HelplineFile, helplines_of
from kwell_qa.milvus import VectorStore, store_at
from kwell_qa.settings import Settings

__all__ = ["HelplineFile", "Ready", "given", "helplines_of", "load_engine", "ready"]


@dataclass(frozen=True, slots=True)
class Ready:
    """An assistant, and what is wrong with it in words for the maintainer.

    ``notes`` tell what is worse than it could be and yet serves.
    """

    assistant: Assistant
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


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
