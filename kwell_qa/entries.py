"""Lists of entries in YAML, each with its line, for files that people keep."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from kwell_qa import yamlfaults
from kwell_qa.decoding import decode, opened
from kwell_qa.errors import ContentError, Finding, Unreadable

__all__ = ["entries", "texts_of"]


def entries(path: Path) -> list[tuple[dict[str, Any], int]]:
    """The mappings of a YAML list with the line of each; none where the file is not there.

    Raises:
        ContentError: the file cannot be opened, or is no YAML list.
    """
    try:
        if not path.is_file() and not path.is_symlink():
            return []
        text = decode(path)
    except (OSError, Unreadable) as error:
        fault = error if isinstance(error, Unreadable) else opened(path, error)
        raise ContentError(
            Finding(path, fault.line, "unreadable", str(fault), fault.remedy)
        ) from None
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
        root = loader.get_single_node()
        yamlfaults.twice(root)
        data = loader.construct_document(root) if root is not None else None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        found = yamlfaults.told(error, text)
        raise ContentError(
            Finding(path, found.line, "yaml", found.message, found.remedy)
        ) from None
    if not isinstance(data, list) or not isinstance(root, yaml.SequenceNode):
        raise ContentError(Finding(path, 1, "yaml", "got no list", "write a list of entries"))
    return [
        (item, node.start_mark.line + 1) for item, node in zip(data, root.value, strict=True)
    ]


def texts_of(value: Any) -> tuple[str, ...] | None:
    """A list of texts that are not empty, or ``None`` where ``value`` is none."""
    if isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value):
        return tuple(value)
    return None
