"""What a message tells of: trouble, an artist, nothing at all; with what index and model know."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from kwell_qa import caring, safety, whose
from kwell_qa.embedding import DEFAULT_MODEL
from kwell_qa.engine import Engine
from kwell_qa.glossing import glossed
from kwell_qa.hearing import screen
from kwell_qa.news import asks_news, tells_of_others
from kwell_qa.normalise import normalise
from kwell_qa.records import Screening
from kwell_qa.texts import Catalogue

__all__ = ["Listener"]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Listener:
    """Listens with patterns alone where there is no ``engine``."""

    engine: Engine | None
    texts: Catalogue

    def screened(self, question: str, history: Sequence[str]) -> Screening:
        """What the safety screen says; worry for an artist is trouble too."""
        if self.engine is None:
            return screen(question, history)
        seen = screen(question, history, self._embed, self.engine.model)
        if seen.level == "none" and caring.is_asked_after(question) and self.names_artist(question):
            # Whether they are okay is all that is asked, and nobody here can know.
            return Screening("support", "third-party", "third")
        return seen

    def attributed(self, question: str, screening: Screening) -> Screening:
        """``screening``, told of another where the message only quotes what another wrote."""
        try:
            adult = whose.role(normalise(question)) is not None
            return caring.read_quotes(question, screening, adult, lambda rest: screen(rest, ()))
        except Exception:
            # Care needs none of this.
            log.error("reading quotes failed", exc_info=log.isEnabledFor(logging.DEBUG))
            return screening

    def tells_trouble(self, message: str) -> bool:
        """Whether a message needs care by itself."""
        return self.screened(message, ()).level != "none"

    def is_calm(self, message: str) -> bool:
        """Whether the screen's model sees no trouble at all; for an engine that is there."""
        assert self.engine is not None
        return safety.is_calm(message, self._embed, self.engine.model)

    def asks_of_artist(self, question: str, spoken: str) -> bool:
        """Whether a hard subject is asked about as news of a public person, not told of oneself.

        Where that is not certain, it is the person's own.
        """
        if not self.names_artist(question):
            return False
        if asks_news(question, spoken):
            return True
        # A word for trouble alone makes none, where it is told of the artist.
        return tells_of_others(question, spoken) and safety.is_mild(
            question, self._embed, self.engine.model if self.engine else DEFAULT_MODEL
        )

    def names_artist(self, question: str) -> bool:
        """Whether an artist is named that the corpus knows."""
        if self.engine is None:
            return False
        namer = self.engine.bundle.namer
        return any(namer.kinds[name] in ("person", "group") for name in namer.mentions(question))

    @property
    def _embed(self) -> safety.Embed | None:
        """Vectors of messages for the screen, where its model has a head for them."""
        if self.engine is None or self.engine.embed is None:
            return None
        return glossed(self.engine.embed, self.texts.function_words, self.engine.bundle.namer)
