"""What is wrong with a YAML file, in words, at the line where it is to be mended."""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

__all__ = ["Fault", "told", "twice"]

_TABBED = re.compile(r" *\t")
_REMEDY = "quote values that hold : # or commas, and indent with spaces"


@dataclass(frozen=True, slots=True)
class Fault:
    """``line`` counts from 1 and may be unknown."""

    line: int | None
    message: str
    remedy: str


class _Twice(yaml.MarkedYAMLError):
    """A key that a mapping has already."""


def twice(root: yaml.Node | None) -> None:
    """Make sure that no mapping has a key twice: YAML's loader would drop the first unseen.

    Raises:
        yaml.YAMLError: one has.
    """
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if isinstance(key, yaml.ScalarNode) and key.value in seen:
                    raise _Twice(problem=f"the key {key.value!r} stands twice",
                                 problem_mark=key.start_mark)  # fmt: skip
                seen.add(str(key.value))
                waiting.append(value)
        elif isinstance(node, yaml.SequenceNode):
            waiting.extend(node.value)


def told(error: Exception, text: str, before: int = 0) -> Fault:
    """What to tell of an ``error`` that reading ``text`` raised.

    ``text`` is as it stands in the file, and ``before`` counts the lines of the file above it.
    """
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark is not None else None
    if isinstance(error, _Twice):
        return Fault(before + (line or 1), str(error.problem), "take one out")
    tab = _tab(text, line)
    if tab is not None:
        return Fault(before + tab, "a tab at the start of the line", "indent with spaces")
    problem = getattr(error, "problem", None) or str(error) or "nested too deep"
    if isinstance(error, yaml.reader.ReaderError):
        character = error.character if isinstance(error.character, int) else ord(error.character)
        line = text.count("\n", 0, text.find(chr(character))) + 1
        return Fault(before + line, f"a character that may not be there (U+{character:04X})",
                     "take it out")  # fmt: skip
    return Fault(None if line is None else before + line, f"not valid YAML ({problem})", _REMEDY)


def _tab(text: str, line: int | None) -> int | None:
    """The first line that a tab indents, if it stands where the fault is noticed, or above."""
    lines = text.split("\n")
    for number, one in enumerate(lines[: line + 1 if line else len(lines)], start=1):
        if _TABBED.match(one):
            return number
    return None
