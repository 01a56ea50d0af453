"""How commands end before their end: quietly where nobody reads their output any more, as ``head``
expects, and by the exit code of their kind where somebody stops them."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable
from typing import TextIO

__all__ = ["DEAF", "STOPPED", "quietly"]

DEAF = 141
"""The exit code of a command whose reader went away: 128 and the number of SIGPIPE."""

STOPPED = 130
"""That of one which was stopped by Ctrl-C: 128 and the number of SIGINT."""


def quietly(main: Callable[[], int]) -> int:
    """The exit code of ``main``, all its output written; ``DEAF`` where nobody reads it."""
    try:
        code = main()
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        deaf = [stream for stream in (sys.stdout, sys.stderr) if _is_deaf(stream)]
        if not deaf:
            raise  # another pipe broke, which is an error
        for stream in deaf:
            # Python writes what is left once more as it ends, and would complain.
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return DEAF


def _is_deaf(stream: TextIO) -> bool:
    """Whether the reader of ``stream`` went away."""
    try:
        pipe = select.poll()
        pipe.register(stream.fileno(), select.POLLOUT)
    except (AttributeError, OSError):  # a system without poll, or no file behind the stream
        return False
    return any(event & (select.POLLERR | select.POLLHUP) for _, event in pipe.poll(0))
