"""What a regular expression needs: the strings of which any match holds at least one.

The screen has thousands of small patterns; most can be ruled out for a message by looking
for plain strings first. ``re`` exposes no parse tree, so the standard library's own parser
is used; only ``required`` touches it, and where it finds nothing sure it says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = ["alternatives", "further", "required"]

_MOST = 400
"""More strings than this are not worth looking for."""
_FEW = 40
"""The same where each is looked for by itself."""


def alternatives(source: str) -> list[str]:
    """``a|(?:b|c)`` cut at its outer ``|``, and at those of one group that spans it all."""
    parts = _cut(source)
    if len(parts) > 1:
        return [piece for part in parts for piece in alternatives(part)]
    if source.startswith("(?:") and source.endswith(")") and _closes(source) == len(source) - 1:
        inner = source[3:-1]
        if len(_cut(inner)) > 1:
            return alternatives(inner)
    return [source]


def _plain(source: str) -> Iterator[tuple[int, str, int]]:
    """Place, character and depth of each that is neither escaped nor in a class; a bracket has the
    depth outside it."""
    depth, inside, skip = 0, False, False
    for place, char in enumerate(source):
        if skip:
            skip = False
        elif char == "\\":
            skip = True
        elif inside:
            inside = char != "]"
        elif char == "[":
            inside = True
        else:
            depth -= char == ")"
            yield place, char, depth
            depth += char == "("


def _closes(source: str) -> int:
    """Where the bracket that opens at 0 closes; -1 if nowhere."""
    return next((place for place, char, depth in _plain(source) if char == ")" and depth == 0), -1)


def _cut(source: str) -> list[str]:
    """``source`` cut at each ``|`` outside brackets."""
    parts, start = [], 0
    for place, char, depth in _plain(source):
        if char == "|" and depth == 0:
            parts.append(source[start:place])
            start = place + 1
    return [*parts, source[start:]]


def required(source: str) -> tuple[str, ...]:
    """Strings of which each match of ``source`` holds one; empty where none are sure.

    Takes about half a millisecond. Raises ``re.error`` for what is not a regular expression.
    """
    import re._parser as sre  # type: ignore[import-not-found]

    best = _of(sre.parse(source))
    return tuple(sorted(best)) if best else ()


def further(source: str, needs: tuple[str, ...], most: int = 2) -> list[tuple[str, ...]]:
    """Other sets than ``needs`` of which each match of ``source`` holds one string each.

    Of all that are known the ``most`` that rule out most.
    """
    import re._parser as sre

    found = {one for one in _sets(sre.parse(source), deep=True) if len(one) <= _FEW}
    found.discard(frozenset(needs))
    best = sorted(found, key=lambda one: (-min(map(len, one)), len(one), sorted(one)))
    return [tuple(sorted(one)) for one in best[:most]]


def _of(tree: Any) -> frozenset[str]:
    """The best set for a sequence: longest shortest string, then fewest strings."""
    usable = _sets(tree)
    return max(usable, key=lambda found: (min(map(len, found)), -len(found)), default=frozenset())


def _sets(tree: Any, deep: bool = False) -> list[frozenset[str]]:
    """Sets for the parts of a sequence, of each of which any match holds a string.

    Of a group the best one, or all where ``deep``.
    """
    sets: list[frozenset[str]] = []
    run = ""
    for kind, value in [*tree, (None, None)]:
        name = str(kind)
        if name == "LITERAL":
            run += chr(value)
            continue
        if run:
            sets.append(frozenset((run,)))
            run = ""
        if name == "SUBPATTERN":
            sets += _sets(value[3], deep) if deep else [_of(value[3])]
        elif name == "BRANCH":
            branches = [_of(branch) for branch in value[1]]
            if all(branches):
                sets.append(frozenset().union(*branches))
        elif name in ("MAX_REPEAT", "MIN_REPEAT") and value[0] > 0:
            sets += _sets(value[2], deep) if deep else [_of(value[2])]
        elif name == "IN" and all(str(item[0]) == "LITERAL" for item in value):
            sets.append(frozenset(chr(item[1]) for item in value))
    return [found for found in sets if 0 < len(found) <= _MOST]
