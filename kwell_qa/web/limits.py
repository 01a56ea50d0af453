"""How much one client, and all together, may ask at a time. In this process only."""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["Busy", "Gate", "Limiter", "client_key"]

# slowapi was tried: it works on routes, but cannot guard Gradio's events, gives Retry-After only
# through a private method, and brings four packages; this is all that is needed of it.


class Limiter:
    """At most ``limit`` questions in any ``window`` seconds from each client.

    Clients are forgotten when their window has passed, the longest silent first beyond
    ``most`` of them, so that memory is bounded.
    """

    def __init__(
        self,
        limit: int,
        window: float = 60.0,
        most: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.limit, self.window, self.most, self.clock = limit, window, most, clock
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, client: str) -> int:
        """0 and the question counts, or the seconds after which the client may ask again."""
        now = self.clock()
        with self._lock:
            times = self._seen.setdefault(client, deque())
            self._seen.move_to_end(client)
            while times and times[0] <= now - self.window:
                times.popleft()
            if len(times) >= self.limit:
                return max(1, math.ceil(times[0] + self.window - now))
            times.append(now)
            while len(self._seen) > self.most:
                self._seen.popitem(last=False)
            return 0


class Busy(Exception):
    """More questions are waiting than can be answered soon."""


class Gate:
    """Lets ``running`` questions through at once and ``waiting`` more stand in line."""

    def __init__(self, running: int = 2, waiting: int = 16) -> None:
        self._places = threading.BoundedSemaphore(running + waiting)
        self._running = threading.BoundedSemaphore(running)

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Raises ``Busy`` at once where the line is full."""
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            with self._running:
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
