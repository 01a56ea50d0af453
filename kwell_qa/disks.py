"""Disks that are full and folders that may not be written, in words and with the remedy."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kwell_qa import versions
from kwell_qa.errors import UsageError

__all__ = ["afterwards", "told"]

log = logging.getLogger(__name__)


@contextmanager
def told(index_dir: Path) -> Iterator[None]:
    """What must be written, or there is no new version; says which one is published then.

    Raises:
        UsageError: it cannot be written.
    """
    before = versions.pointed(index_dir)
    try:
        yield
    except BrokenPipeError:
        raise  # who read our progress went away: no fault of a disk
    except OSError as error:
        raise UsageError(
            f"{error.filename or index_dir}: cannot be written ({error.strerror or error}); "
            f"free space or mend permissions; {versions.standing(index_dir, before)}"
        ) from None


@contextmanager
def afterwards(index_dir: Path) -> Iterator[None]:
    """What is done once a version is published; where it fails, that version serves all the same.

    The next build does it again.
    """
    try:
        yield
    except OSError as error:
        log.warning("%s: cannot be written (%s); free space or mend permissions; "
                    "the new index is published all the same",
                    error.filename or index_dir, error.strerror or error)  # fmt: skip
