"""Names that a question says it does not mean: "Mina from TWICE (not the AOA girl)"."""

from __future__ import annotations

import re

from kwell_qa.naming import Namer
from kwell_qa.tokens import terms

__all__ = ["without_excluded"]

_BEFORE = {
    "en": r"not|as opposed to|rather than|instead of|other than|unlike", "es": "no|en vez de",
    "pt": "não|nao|em vez de", "fr": "pas|et non", "de": "nicht|statt", "id": "bukan|bkn",
    "vi": "không phải|ko phải|k phải", "tl": "hindi|di", "ar": "مش|مو|ليس|ليست|لا", "th": "ไม่ใช่",
    "zh": "不是|而不是",
}
"""What stands before the names, in the words of each language."""
_AFTER = {"ko": "말고|아니고|아니라", "ja": "じゃなくて|ではなくて?|じゃない方|じゃないほう"}
"""What stands after them."""
_ASKED = re.compile(
    r"\b(?:is|was|are|were|did|does|do|has|have|had|will|would|could|can|should|may|might|it|that|why|or)\W*$"
)
"""Before "not" in a question that only denies: "did Suga not …"."""
_KINDS = frozenset(
    "the a an that those one ones s of from by about song songs girl guy boy man woman member group"
    " band album campaign idol singer rapper leader person version thing app series".split()
)
"""Words that say what kind of thing a name is of."""
_MOST = 5
"""Words that names may take, with such words."""


def without_excluded(question: str, lang: str, namer: Namer) -> tuple[str, tuple[str, ...]]:
    """``question`` without what it says that it does not mean, and the names in that.

    As it was where nothing else would be left to ask.
    """
    for start, end in _places(question, lang):
        if lang in _AFTER:
            found = _last_words(question, start, lang, namer)
            first, last = (found[0], end) if found else (0, 0)
        else:
            if lang == "en" and _ASKED.search(question[:start].casefold()):
                continue
            found = _first_words(question, end, lang, namer)
            first, last = (start, found[0]) if found else (0, 0)
        if found is None:
            continue
        rest = f"{question[:first].rstrip(' ,;(（–—-')} {question[last:].lstrip(' ,;)）')}"
        named = any(name not in found[1] for name in namer.read(rest, lang).names)
        if named or len(terms(rest)) > 1:
            return " ".join(rest.split()), found[1]
    return question, ()


def _places(question: str, lang: str) -> list[tuple[int, int]]:
    """Where the words of exclusion stand."""
    source = _BEFORE.get(lang) or _AFTER.get(lang)
    if source is None:
        return []
    spaced = lang not in ("th", "zh", "ko", "ja")
    pattern = rf"(?<!\w)(?:{source})(?!\w)" if spaced else f"(?:{source})"
    return [one.span() for one in re.finditer(pattern, question, re.IGNORECASE)]


def _first_words(
    question: str, start: int, lang: str, namer: Namer
) -> tuple[int, tuple[str, ...]] | None:
    """Where names that begin at ``start`` end, and which they are; ``None`` where none do."""
    clause = re.split(r"[,.;:?!()（），。？！、–—]", question[start:])[0]
    ends = [one.end() for one in re.finditer(r"\S+", clause)][:_MOST]
    if lang in ("th", "zh"):
        ends = [len(clause)] if len(clause) <= 4 * _MOST else []
    for end in reversed(ends):
        if names := _only_names(clause[:end], lang, namer):
            return start + end, names
    return None


def _last_words(
    question: str, end: int, lang: str, namer: Namer
) -> tuple[int, tuple[str, ...]] | None:
    """Where names that end at ``end`` begin, and which they are; ``None`` where none do."""
    clause = re.split(r"[,.;:?!()（），。？！、–—]", question[:end])[-1]
    begins = [one.start() for one in re.finditer(r"\S+", clause)][-_MOST:]
    for begin in begins:
        if names := _only_names(clause[begin:], lang, namer):
            return end - len(clause) + begin, names
    return None


def _only_names(words: str, lang: str, namer: Namer) -> tuple[str, ...]:
    """The names in ``words`` where they hold nothing else but what kind of thing that is."""
    gloss = namer.read(words, lang)
    small = 3 if lang != "en" else 0
    names, others = list(gloss.names), []
    for word in gloss.unnamed:
        if word.casefold() in _KINDS or len(word) <= small:
            continue
        # "not joy's": an ordinary word may only be a name here.
        bare = namer.bare(word.casefold(), ())
        if bare:
            names.append(bare)
        else:
            others.append(word)
    return () if others else tuple(names)
