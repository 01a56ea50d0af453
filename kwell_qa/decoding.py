"""The text of a file that must be UTF-8, and what it is where it is not."""

from __future__ import annotations

import codecs
import os
import re
from pathlib import Path

from kwell_qa.errors import Unreadable

__all__ = ["decode", "opened"]

_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"), (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"), (codecs.BOM_UTF16_BE, "UTF-16"),
)  # fmt: skip
_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1f]")


def opened(path: Path, error: OSError) -> Unreadable:
    """What to tell where the system does not open a file or folder."""
    # Not by Path, which stops at folders that may not be looked into.
    if os.path.islink(path) and not os.path.exists(path):
        return Unreadable(f"a link to {os.readlink(path)}, which is not there",
                          "mend the link, or remove it")  # fmt: skip
    if isinstance(error, FileNotFoundError):
        return Unreadable("is no longer there", "put it back, or run again without it")
    return Unreadable(f"cannot be opened ({error.strerror})", "mend its permissions")


def decode(path: Path) -> str:
    """The file's text, without a byte order mark.

    Raises:
        Unreadable: it is empty, binary or in another encoding, or cannot be opened.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise opened(path, error) from None
    if not data.strip():
        raise Unreadable("the file is empty", "give it text, or remove it", 1)
    wide = _wide(data)
    if wide:
        raise Unreadable(f"{wide}, not UTF-8", "save it as UTF-8", 1)
    if b"\x00" in data:
        line = data[: data.index(b"\x00")].count(b"\n") + 1
        if _is_text(data):
            raise Unreadable("a NUL character (U+0000) in the text", "take it out", line)
        raise Unreadable("binary data, not text", "name it by what it is, or remove it", line)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Unreadable(
            f"not UTF-8 (byte 0x{data[error.start]:02x})", "save it as UTF-8", line
        ) from None


def _wide(data: bytes) -> str | None:
    """Which encoding of two or four bytes a letter the file is in, if any.

    Without a mark it is told by Latin text, every other byte of which is nothing.
    """
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    even, odd = data[::2].count(0), data[1::2].count(0)
    if marked or not (even or odd) or len(data) % 2 or min(even, odd):
        return marked
    return "UTF-16" if max(even, odd) > len(data) // 4 else None


def _is_text(data: bytes) -> bool:
    """Whether the file is text but for its NUL characters."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not _CONTROLS.search(data)
