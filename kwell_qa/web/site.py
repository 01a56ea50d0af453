"""One running site: what is loaded, and how questions reach the assistant."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kwell_qa.assistant import Assistant
from kwell_qa.countries import RATHER_NOT_SAY, said
from kwell_qa.errors import KwellError, NothingIndexed
from kwell_qa.helplines import Helplines
from kwell_qa.records import Document, HelplineChoice, Reply, Why
from kwell_qa.settings import Settings
from kwell_qa.texts import load as load_texts
from kwell_qa.web.limits import Busy, Gate, Limiter
from kwell_qa.web.metrics import Metrics
from kwell_qa.web.starters import KeyedAsks
from kwell_qa.web.visitor import Visitor, place_of
from kwell_qa.web.words import Words

__all__ = ["Loaded", "Site"]

log = logging.getLogger(__name__)
POLL_SECONDS = 1.0
STORE_SECONDS = 5.0
"""How often a vector store elsewhere is looked at."""
HELPLINES_SECONDS = 3.0
"""How often the helplines file is looked at; numbers are put right without a new start."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What there is to answer with, replaced as a whole when more of it is there.

    The helplines that are served are the assistant's: a page and a reply never differ in them.
    """

    assistant: Assistant
    documents: Mapping[str, Document] = field(default_factory=dict)
    index: str | None = None
    phase: str = "warming"
    faults: tuple[str, ...] = ()
    helplines_fault: str | None = None
    """The one of ``faults`` that is of the helplines file."""


class Site:
    """Helplines at once, reading pages soon, answers when the model is there."""

    def __init__(self, settings: Settings) -> None:
        from kwell_qa.linefile import HelplineFile
        from kwell_qa.milvus import store_at

        self.settings = settings
        self.vector_store = store_at(settings.vector_store, settings.vector_token)
        self.texts = load_texts()
        self.file = HelplineFile(settings)
        self.limiter = Limiter(settings.rate_limit)
        self.gate = Gate()
        self.metrics = Metrics()
        self.now = Loaded(
            Assistant(self.file.lines, None, settings.default_country, self.texts),
            faults=self._faults(), helplines_fault=self.file.fault,
        )  # fmt: skip
        self._keyed: KeyedAsks | None = None
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()
        self._settled = threading.Event()

    @property
    def helplines(self) -> Helplines:
        """What is served now: the file's last sound state."""
        return self.now.assistant.helplines

    @property
    def keyed(self) -> KeyedAsks:
        """Starters of the documents that are served now, worked out once for each index."""
        documents, found = self.now.documents, self._keyed
        if found is None or found.documents is not documents:
            found = self._keyed = KeyedAsks.of(documents)
        return found

    def _faults(self) -> tuple[str, ...]:
        return (self.file.fault,) if self.file.fault else ()

    # Loading

    def start(self) -> None:
        """Load index and model in the background; harmless when called again."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="kwell-load", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Look for new versions no more, and let nobody wait for an answer that would hold up the
        end."""
        self._stopped.set()
        self.gate.close()

    def _run(self) -> None:
        """Load, then swap to whatever version is published, for as long as the site runs."""
        # Noted before loading, so that a version published meanwhile is not missed.
        seen = self._published()
        try:
            self._load()
        finally:
            self._settled.set()
        self.file.keep()
        checked = looked = time.monotonic()
        while not self._stopped.wait(POLL_SECONDS):
            if time.monotonic() > looked + HELPLINES_SECONDS:
                self.look_at_helplines()
                looked = time.monotonic()
            published = self._published()
            if published != seen:
                seen = published
                self.refresh()
            elif self.vector_store and time.monotonic() > checked + STORE_SECONDS:
                self.look_at_store()
                checked = time.monotonic()

    def _published(self) -> tuple[int, int] | None:
        """Changes whenever a version is published."""
        try:
            found = (self.settings.index_dir / "CURRENT").stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino

    def refresh(self) -> None:
        """Serve the published version from now on, once it is loaded and verified.

        Questions in hand end on the version they began with. Where the new one does not
        verify, the present one goes on serving, and the fault is told by /readyz.
        """
        from kwell_qa import serving

        now = self.now
        faults = self._faults()
        try:
            engine = serving.load_engine(
                self.settings.index_dir, self.settings.model, before=now.assistant.engine,
                store=self.vector_store, prompts=serving.given(self.settings),
            )  # fmt: skip
        except Exception as error:
            # What was indexed meanwhile and cannot be used has failed.
            unindexed = now.assistant.unindexed and isinstance(error, NothingIndexed)
            assistant = replace(now.assistant, unindexed=unindexed)
            told = replace(now, assistant=assistant, faults=(*faults, _said(error)))
            if told != now:
                self.now = told
                log.error("the index was not swapped: %s", _said(error))
            return
        assistant = replace(now.assistant, engine=engine)
        self.now = Loaded(
            assistant, engine.bundle.by_id, engine.bundle.hash, "ready", faults, self.file.fault
        )
        self.metrics.ready.set(1)
        log.info("serving index %s", engine.bundle.hash[:16])

    def look_at_store(self) -> None:
        """Tell by /readyz when the vector store goes away, and serve again when it is back.

        Questions meanwhile get the helplines, and are told that the search failed.
        """
        now = self.now
        engine = now.assistant.engine
        if engine is None:
            self.refresh()
            return
        try:
            engine.bundle.check()
        except KwellError as error:
            if now.phase == "ready":
                log.error("%s", error)
                self.now = replace(now, phase="failed", faults=(*now.faults, str(error)))
                self.metrics.ready.set(0)
        else:
            if now.phase != "ready":
                self.now = replace(now, phase="ready", faults=self._faults())
                self.metrics.ready.set(1)

    def look_at_helplines(self) -> None:
        """Serve a changed helplines file at once, or tell by /readyz what is wrong with it."""
        if not self.file.look():
            return
        now = self.now
        rest = (fault for fault in now.faults if fault != now.helplines_fault)
        self.now = replace(
            now,
            assistant=replace(now.assistant, helplines=self.file.lines),
            faults=(*self._faults(), *rest),
            helplines_fault=self.file.fault,
        )
        # Afterwards, so that nobody waits for a slow disk to see the right number.
        self.file.keep()
        if self.file.fault:
            log.error("the helplines were not changed: %s", self.file.fault)
        else:
            log.info("serving changed helplines")

    def settle(self, seconds: float) -> None:
        """Wait until loading has ended, well or not, at most so long; not where none began."""
        if self._thread is not None:
            self._settled.wait(seconds)

    def _load(self) -> None:
        from kwell_qa import bundle, serving

        try:
            # Reading pages need neither a model, which takes seconds longer to load, nor vectors.
            name, documents = bundle.load_texts(self.settings.index_dir)
            self.now = replace(self.now, documents=documents, index=name)
        except Exception as error:
            log.warning("no reading pages: %s", _said(error))
        try:
            made = serving.ready(self.settings, self.vector_store, self.file)
        except Exception as error:  # whatever breaks, the helplines stay on screen
            self.now = replace(self.now, phase="failed", faults=(*self.now.faults, _said(error)))
        else:
            engine = made.assistant.engine
            self.now = Loaded(
                made.assistant,
                engine.bundle.by_id if engine else self.now.documents,
                engine.bundle.hash if engine else self.now.index,
                "ready" if engine else "failed",
                made.faults,
                self.file.fault,
            )
            for note in made.notes:
                log.warning("%s", note)
        self.metrics.ready.set(1 if self.now.phase == "ready" else 0)
        for fault in self.now.faults:
            log.error("%s", fault)

    # Asking

    def language(self, wanted: str | None, visitor: Visitor) -> str:
        """The language of the page: what was chosen, else the browser's, else English."""
        return self.texts.language(wanted or self.offered(visitor))

    def offered(self, visitor: Visitor) -> str | None:
        """The first language of the browser that replies come in, if any."""
        return visitor.best(tuple(self.texts.texts))

    def words(self, wanted: str | None, visitor: Visitor) -> Words:
        return Words(self.texts, self.language(wanted, visitor))

    def assistant_for(self, country: str | None, visitor: Visitor) -> Assistant:
        """The assistant with this visitor's region where no country was chosen."""
        return _for_visitor(self.now.assistant, country, visitor)

    def choice(
        self, country: str | None, visitor: Visitor, lang: str, why: Why = "chosen",
        category: str | None = None,
    ) -> HelplineChoice:
        """The helplines of a page: chosen country or that of its address (``why`` says which),
        else the browser's region, else its time zone, else the setting. While care leads, those
        of its ``category``."""
        assistant = self.assistant_for(country, visitor)
        return assistant.helplines.choose(
            said(country), category, assistant.default_country, lang,
            why=why, default_why=assistant.default_why,
        )  # fmt: skip

    def ask(
        self,
        question: str,
        history: Sequence[str],
        lang: str | None,
        country: str | None,
        visitor: Visitor,
        explain: bool = False,
        page: str | None = None,
    ) -> Reply:
        """One reply. Where the site is warming up or crowded, care and helplines still come.

        ``page``: the language of the page, where it is not that of the browser.
        """
        begun = time.perf_counter()
        page = page or self.offered(visitor)
        now = self.now  # read once: what is loaded meanwhile must not excuse what was not there
        assistant = _for_visitor(now.assistant, country, visitor)
        excuse = "ui.loading" if now.phase == "warming" else None
        try:
            with self.gate():
                reply = assistant.ask(question, history, lang, said(country), explain, page)
        except Busy:
            # Without the engine only the safety screen and the helplines work, which is quick.
            reply = _without_engine(assistant).ask(
                question, history, lang, said(country), page=page
            )
            excuse = "ui.busy"
        reply = self.excused(reply, excuse)
        self.metrics.replies.labels(reply.mode, reply.reason or "none").inc()
        self.metrics.seconds.observe(time.perf_counter() - begun)
        return reply

    def without_engine(
        self,
        question: str,
        history: Sequence[str],
        lang: str | None,
        country: str | None,
        visitor: Visitor,
        excuse: str,
        page: str | None = None,
        **values: str,
    ) -> Reply:
        """Care where it is called for, else the excuse; never a search."""
        assistant = _without_engine(self.assistant_for(country, visitor))
        reply = assistant.ask(
            question, history, lang, said(country), page=page or self.offered(visitor)
        )
        return self.excused(reply, excuse, **values)

    def excused(self, reply: Reply, key: str | None, **values: str) -> Reply:
        """A failed reply with the true reason for it; any other as it is."""
        if key is None or reply.reason != "failed":
            return reply
        text = Words(self.texts, reply.language)(key, **values)
        return replace(reply, text=text, reason=key.removeprefix("ui."))


def _said(error: Exception) -> str:
    """What may be told of an error: ours in full, of others only what kind it was."""
    return str(error) if isinstance(error, KwellError) else f"failed: {type(error).__name__}"


def _without_engine(assistant: Assistant) -> Assistant:
    """One that looks nothing up, for a reason of its own that is told instead."""
    return replace(assistant, engine=None, unindexed=False)


def _for_visitor(assistant: Assistant, country: str | None, visitor: Visitor) -> Assistant:
    if said(country) == RATHER_NOT_SAY:
        return replace(assistant, default_country=None)
    place, why = place_of(visitor, assistant.helplines)
    return replace(assistant, default_country=place, default_why=why) if place else assistant
