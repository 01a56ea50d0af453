"""Counters for Prometheus. No label ever holds a text, a name or an address."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

__all__ = ["Metrics"]

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """One registry for one app, so that tests can make several."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.replies = Counter(
            "kwell_replies", "Replies given.", ["mode", "reason"], registry=self.registry
        )
        self.seconds = Histogram(
            "kwell_reply_seconds", "Time to a reply.", buckets=_BUCKETS, registry=self.registry
        )
        self.refused = Counter(
            "kwell_refused", "Requests refused.", ["status"], registry=self.registry
        )
        self.ready = Gauge(
            "kwell_ready", "1 when index and model are loaded.", registry=self.registry
        )

    def text(self) -> bytes:
        return generate_latest(self.registry)
