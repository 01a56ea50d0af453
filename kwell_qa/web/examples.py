"""Questions to start with: from the corpus' own ``asks``, so that each has an answer."""

from __future__ import annotations

from collections.abc import Mapping

from kwell_qa.records import Document

__all__ = ["EXAMPLES", "SHOWN", "examples"]

SHOWN = 8
EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "en": (
        "did chan's room trail off in 2023",
        "how many hours should a teenager sleep",
        "is nctzen for life a real nct campaign",
        "is it weird that my bias feels like a friend",
        "which BTS member gave the speech at the united nations in 2018",
        "how do i deal with exam stress",
        "how do i stop doomscrolling",
        "how to respond when a friend tells you they feel awful",
    ),
    "ko": (
        "에이티즈 원더랜드 캠페인 진짜야",
        "방탄소년단 유엔 연설 2018 언제",
        "유사 사회적 관계가 뭐예요",
        "사생팬이 뭐예요",
        "둠스크롤링 뜻",
        "방탄소년단 러브 마이셀프 캠페인이 뭐야",
    ),
}
"""Asks of the corpus by language; tests/test_web.py asks each."""


def examples(documents: Mapping[str, Document], lang: str) -> tuple[str, ...]:
    """Up to eight questions that the loaded documents answer.

    Of another corpus than ours, the first question of each of its first documents.
    """
    asks = {ask for document in documents.values() for part in document.sections
            for ask in part.asks}  # fmt: skip
    for wanted in (lang, "en"):
        chosen = tuple(ask for ask in EXAMPLES.get(wanted, ()) if ask in asks)
        if chosen:
            return chosen[:SHOWN]
    firsts = (part.asks[0] for document in documents.values() for part in document.sections[:1]
              if part.asks)  # fmt: skip
    return tuple(firsts)[:SHOWN]
