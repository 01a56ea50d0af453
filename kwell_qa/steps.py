"""Lists in a text, whose items belong together: the steps of an exercise."""

from __future__ import annotations

from collections.abc import Sequence

from kwell_qa.records import Sentence

__all__ = ["lists"]


def lists(text: str, sentences: Sequence[Sentence]) -> list[range]:
    """Places of the sentences of each list among ``sentences``, which stand in ``text`` in order.

    Items stand on lines of their own, other blocks are a blank line apart (``composing``).
    """
    found: list[range] = []
    begin = 0  # where the block began that the sentence at hand belongs to
    first: int | None = None  # where the list began, if in one
    for place, sentence in enumerate(sentences):
        before = text[max(0, sentence.start - 2) : sentence.start]
        if not before.endswith("\n"):
            continue
        if before == "\n\n" or len(before) < 2:
            if first is not None:
                found.append(range(first, place))
            first = None
        elif first is None:
            first = begin
        begin = place
    if first is not None:
        found.append(range(first, len(sentences)))
    return found
