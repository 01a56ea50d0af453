"""Questions to begin with, for people who cannot or may not type: by topic, each with a key.

A key names one of the corpus' own ``asks`` or one of the shipped questions, so that a plain link
can ask it; what a person writes never stands in an address.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kwell_qa.records import Document
from kwell_qa.web.examples import examples, load_starters

__all__ = ["PER_TOPIC", "KeyedAsk", "KeyedAsks", "ask_of", "by_topic", "keys"]

PER_TOPIC = 4
_MOST_TOPICS = 60
_SHIPPED = "start"


@dataclass(frozen=True, slots=True)
class KeyedAsk:
    """One question and the key that a link carries: document, section and ask, by number."""

    key: str
    ask: str


def keys(documents: Mapping[str, Document]) -> dict[str, str]:
    """The key of every ask; where two documents share one, that of the first."""
    found: dict[str, str] = {}
    for document in documents.values():
        for number, section in enumerate(document.sections):
            for place, ask in enumerate(section.asks):
                found.setdefault(ask, f"{document.id}.{number}.{place}")
    for number, one in enumerate(load_starters()):
        if any(name in documents for name in one.documents):
            for lang, ask in one.asks.items():
                found.setdefault(ask, f"{_SHIPPED}.{number}.{lang}")
    return found


def ask_of(documents: Mapping[str, Document], key: str) -> str | None:
    """The question that a key names, or ``None``."""
    name, _, rest = key.partition(".")
    section, _, place = rest.partition(".")
    if name == _SHIPPED:
        return _shipped(documents, section, place)
    document = documents.get(name)
    if document is None or not (section + place).isascii():
        return None
    if not (section.isdigit() and place.isdigit()) or len(section + place) > 8:
        return None
    try:
        return document.sections[int(section)].asks[int(place)]
    except IndexError:
        return None


def _shipped(documents: Mapping[str, Document], number: str, lang: str) -> str | None:
    known = {str(place): one for place, one in enumerate(load_starters())}
    one = known.get(number)
    there = one is not None and any(name in documents for name in one.documents)
    return one.asks.get(lang) if one is not None and there else None


def by_topic(documents: Mapping[str, Document]) -> dict[str, tuple[str, ...]]:
    """A few questions for each topic of two documents or more, the most frequent topics first."""
    # The first ask of each section, so that four chips ask four different things. All documents
    # are gone through once: each is read from disk.
    firsts = [
        (document.topics, [section.asks[0] for section in document.sections if section.asks])
        for document in documents.values()
    ]
    counted = Counter(topic for topics, _ in firsts for topic in topics)
    found: dict[str, tuple[str, ...]] = {}
    for topic, count in counted.most_common():
        if count < 2 or len(found) == _MOST_TOPICS:
            break
        asks = [ask for topics, own in firsts if topic in topics for ask in own]
        if asks:
            found[topic] = tuple(dict.fromkeys(asks))[:PER_TOPIC]
    return found


@dataclass(frozen=True, slots=True)
class KeyedAsks:
    """Keys and topics of some documents, kept since all of these are read for them."""

    documents: Mapping[str, Document]
    keys: Mapping[str, str]
    by_topic: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, documents: Mapping[str, Document]) -> KeyedAsks:
        return cls(documents, keys(documents), by_topic(documents))

    def starters(self, lang: str, topic: str | None) -> tuple[KeyedAsk, ...]:
        """The starters of a topic; those of the chat where the topic is none of the documents'."""
        asks = self.by_topic.get(topic or "") or tuple(
            ask for one in examples(self.documents, lang) for ask in one.asks
        )
        return tuple(KeyedAsk(self.keys[ask], ask) for ask in asks if ask in self.keys)
