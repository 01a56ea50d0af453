"""When Python looks for unused objects that hold each other: not while an index is loaded.

Everything that is made then is kept. Each look goes through all of it, half a million objects, and
finds nothing: a seventh of the processor time from the start of a process to its first answer.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["kept"]


@contextmanager
def kept() -> Iterator[None]:
    """What is made meanwhile is kept, and not looked through later either.

    It goes as soon as nothing refers to it, as ever, and nothing in it refers back in a ring.
    """
    swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if swept:
            gc.enable()
