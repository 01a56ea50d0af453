"""One builder at a time: the lock of an index, and who holds it; the only user of filelock."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from kwell_qa.errors import UsageError

__all__ = ["LOCK_SECONDS", "Progress", "locked"]

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and how much there is."""
LOCK_SECONDS = 600.0


@contextmanager
def locked(index_dir: Path, wait: float, progress: Progress) -> Iterator[None]:
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
