"""Text → sentences with exact offsets; the only user of sentencex."""

from __future__ import annotations

from sentencex import get_sentence_boundaries

__all__ = ["split_sentences"]


def split_sentences(text: str, lang: str = "en") -> list[tuple[int, int]]:
    """Start and end of each sentence in ``text``, in order, without outer white space.

    ``text[start:end]`` is the sentence; together they hold every character of ``text``
    that is not white space.
    """
    spans: list[tuple[int, int]] = []
    cursor = 0
    for boundary in get_sentence_boundaries(lang if lang != "und" else "en", text):
        piece: str = boundary["text"]
        # The library counts from pieces it has seen; looking each piece up keeps offsets
        # exact whatever it does with rare characters.
        start = text.index(piece, cursor)
        cursor = start + len(piece)
        if piece.strip():
            lead = len(piece) - len(piece.lstrip())
            spans.append((start + lead, start + len(piece.rstrip())))
    return spans
