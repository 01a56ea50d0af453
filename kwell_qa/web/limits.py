"""How much one client, and all together, may ask at a time. In this process only."""

from __future__ import annotations

import ipaddress
import logging
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from limits import RateLimitItemPerSecond
from slowapi import Limiter as Routes
from starlette.requests import Request

from kwell_qa.threads import processors

__all__ = ["Busy", "Gate", "Limiter", "client_key", "client_of"]

# It would log who was refused; addresses are in no log of ours. A filter, for logging's own
# set-up switches disabled loggers on again.
logging.getLogger("slowapi").addFilter(lambda record: False)
_SCOPE = "questions"


class Limiter:
    """At most ``limit`` questions in any ``window`` seconds from each client.

    One count for every way to ask. Routes are guarded by slowapi; Gradio's events and forms,
    which must answer in a shape of their own, ask the same store by ``wait``. A client is
    forgotten when its window has passed.
    """

    def __init__(self, limit: int, window: int = 60) -> None:
        self._routes = Routes(key_func=client_of, strategy="moving-window")
        self._item = RateLimitItemPerSecond(limit, window)
        self._limit = f"{limit} per {window} seconds"

    def guard(self, route: Callable[..., Any]) -> Callable[..., Any]:
        """``route``, which takes ``request``, refusing with slowapi's ``RateLimitExceeded``."""
        guarded: Callable[..., Any] = self._routes.shared_limit(self._limit, scope=_SCOPE)(route)
        return guarded

    def wait(self, client: str) -> int:
        """0 and the question counts, or the seconds after which the client may ask again."""
        if self._routes.limiter.hit(self._item, client, _SCOPE):
            return 0
        return self.left(client)

    def left(self, client: str) -> int:
        """The seconds, at least 1, until a client that was refused may ask again."""
        again = self._routes.limiter.get_window_stats(self._item, client, _SCOPE).reset_time
        return max(1, math.ceil(again - time.time()))


class Busy(Exception):
    """More questions are waiting than can be answered soon."""


class Gate:
    """Lets ``running`` questions through at once and ``waiting`` more stand in line.

    As many as this process may use processors, where it is not said otherwise; two at least, for
    one waits for its vectors while another is read.
    """

    def __init__(self, running: int | None = None, waiting: int = 16) -> None:
        running = max(2, processors()) if running is None else running
        self._places = threading.BoundedSemaphore(running + waiting)
        self._running = threading.BoundedSemaphore(running)
        self._closed = False

    def close(self) -> None:
        """Turn away who stands in line, now that the server ends; who is through is answered."""
        self._closed = True

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Raises ``Busy`` at once where the line is full, and in the line once it is closed."""
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            with self._running:
                if self._closed:
                    raise Busy
                yield
        finally:
            self._places.release()


def client_key(host: str | None) -> str:
    """Who counts as one client: an IPv4 address, or the /64 that one IPv6 user owns."""
    try:
        address = ipaddress.ip_address(host or "")
    except ValueError:
        return host or "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def client_of(request: Request) -> str:
    """Who asks: the address of the connection, or what a trusted proxy says of it."""
    return client_key(request.client.host if request.client else None)
