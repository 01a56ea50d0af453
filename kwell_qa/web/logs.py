"""Lines for the maintainer, as text or as JSON. What people write is in none of them."""

from __future__ import annotations

import datetime
import json
import logging

__all__ = ["FORMATS", "JsonLines", "configure"]

FORMATS = ("text", "json")
_FIELDS = ("method", "part", "status", "ms")
"""What a line on a request holds besides its message; ``part`` is the first of its path only."""


class JsonLines(logging.Formatter):
    """One JSON object a line: ``time`` (UTC), ``level``, ``logger``, ``message``, and fields."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
        line: dict[str, object] = {
            "time": when.isoformat(timespec="milliseconds"), "level": record.levelname,
            "logger": record.name, "message": record.getMessage(),
        }  # fmt: skip
        line.update({name: getattr(record, name) for name in _FIELDS if hasattr(record, name)})
        if record.exc_info and record.exc_info[0]:
            # A traceback's lines may hold arguments, and with them somebody's words.
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


def _own(record: logging.LogRecord) -> bool:
    """Other libraries may tell of what passes through them: of those, only what went wrong."""
    return record.name.startswith("kwell_qa") or record.levelno >= logging.WARNING


def configure(level: str, form: str) -> None:
    """Send all lines of ``level`` and above to stderr, in one of ``FORMATS``."""
    handler = logging.StreamHandler()
    plain = logging.Formatter("%(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonLines() if form == "json" else plain)
    handler.addFilter(_own)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # Warnings of libraries would else be lines of their own kind between these.
    logging.captureWarnings(True)
