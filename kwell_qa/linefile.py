"""The helplines file that is served, and what stands in for it; light enough to come first."""

from __future__ import annotations

import logging
from pathlib import Path

from kwell_qa.helplines import LAST_GOOD, Helplines, keep_last_good, load, load_or_floor
from kwell_qa.settings import REPOSITORY, Settings

__all__ = ["HelplineFile", "helplines_of"]

log = logging.getLogger(__name__)
_NAME = "helplines.yaml"
_SHIPPED = REPOSITORY / "corpus" / _NAME


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
