"""Settings: environment variables read once, at the edge, into one frozen record."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from kwell_qa.countries import countries_of_world
from kwell_qa.errors import UsageError

__all__ = ["REPOSITORY", "Settings", "from_env"]

REPOSITORY = Path(__file__).resolve().parent.parent
PREFIX = "KWELL_"
LOG_FORMATS = ("text", "json")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True, slots=True)
class Settings:
    """How one process is set up; each field is the variable ``KWELL_<FIELD>``."""

    host: str = "127.0.0.1"
    port: int = 7860
    corpus_dir: Path = REPOSITORY / "corpus"
    index_dir: Path = REPOSITORY / "index"
    model: str = ""
    query_prompt: str | None = None
    passage_prompt: str | None = None
    allowed_origins: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    rate_limit: int = 60
    default_country: str | None = None
    log_level: str = "WARNING"
    log_format: str = "text"
    feedback_file: Path | None = None
    vector_store: str = ""
    vector_token: str = field(default="", repr=False)


def _port(value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 65535:
        raise ValueError("a number from 1 to 65535")
    return int(value)


def _rate(value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 100_000:
        raise ValueError("questions a minute and client, a number from 1 to 100000")
    return int(value)


def _country(value: str) -> str | None:
    # A code that is none would show nobody's helplines to all who choose no country.
    if value.upper() not in countries_of_world():
        raise ValueError("two letters of ISO 3166-1, for example KR")
    return value.upper()


def _origins(value: str) -> tuple[str, ...]:
    origins = tuple(part.rstrip("/") for part in re.split(r"[\s,]+", value) if part)
    for origin in origins:
        if not re.fullmatch(r"https?://[A-Za-z0-9.\-]+(:\d{1,5})?", origin):
            raise ValueError("origins with scheme, parted by commas: https://school.example")
    return origins


def _proxies(value: str) -> tuple[str, ...]:
    proxies = tuple(part for part in re.split(r"[\s,]+", value) if part)
    for proxy in proxies:
        try:
            ipaddress.ip_network(proxy)
        except ValueError:
            wanted = "addresses or networks, parted by commas: 127.0.0.1, 10.0.0.0/8"
            raise ValueError(wanted) from None
    return proxies


def _level(value: str) -> str:
    if value.upper() not in LOG_LEVELS:
        raise ValueError("one of " + ", ".join(LOG_LEVELS))
    return value.upper()


def _format(value: str) -> str:
    if value.lower() not in LOG_FORMATS:
        raise ValueError("one of " + ", ".join(LOG_FORMATS))
    return value.lower()


def _host(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.:\-]{1,253}", value):
        raise ValueError("a host name or address")
    return value


def _file(value: str) -> Path:
    file = Path(value)
    if file.is_dir() or not file.parent.is_dir():
        raise ValueError("a file in a folder that exists")
    return file


def _prompt(value: str) -> str:
    if len(value) > 1000:
        raise ValueError("at most 1000 characters to write before a text, or none")
    return "" if value.strip().lower() == "none" else value


def _store(value: str) -> str:
    if re.search(":.*@", value, re.DOTALL):
        # However it is written: the usual message would print it, and with it a password.
        raise UsageError("KWELL_VECTOR_STORE: holds a password; put it into KWELL_VECTOR_TOKEN")
    if re.fullmatch(r"https?://[A-Za-z0-9.\-]+(:\d{1,5})?(/\w+)?", value):
        return value
    file = Path(value)
    if "://" in value or file.suffix != ".db" or not file.parent.is_dir():
        raise ValueError("http://host:port of a Milvus server, or a file *.db in a folder "
                         "that exists")  # fmt: skip
    return str(file.resolve())


_READERS: dict[str, Callable[[str], Any]] = {
    "host": _host,
    "port": _port,
    "corpus_dir": Path,
    "index_dir": Path,
    "model": str,
    "query_prompt": _prompt,
    "passage_prompt": _prompt,
    "allowed_origins": _origins,
    "trusted_proxies": _proxies,
    "rate_limit": _rate,
    "default_country": _country,
    "log_level": _level,
    "log_format": _format,
    "feedback_file": _file,
    "vector_store": _store,
    "vector_token": str,
}


_AS_WRITTEN = frozenset({"query_prompt", "passage_prompt"})
"""Values whose spaces at the ends count: "query: " parts itself from the question by one."""


def from_env(environ: Mapping[str, str]) -> Settings:
    """Read ``KWELL_*`` from ``environ``; an empty value counts as unset.

    Raises:
        UsageError: a value is not allowed; the message names it and what is allowed.
    """
    values: dict[str, Any] = {}
    for one in fields(Settings):
        name = PREFIX + one.name.upper()
        raw = environ.get(name, "")
        if not raw.strip():
            continue
        raw = raw if one.name in _AS_WRITTEN else raw.strip()
        try:
            values[one.name] = _READERS[one.name](raw)
        except ValueError as error:
            raise UsageError(f"{name}: got {raw!r}, wanted {error}") from None
    return Settings(**values)
