"""Lists of entries in YAML, each with its line, for files that people keep."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from kwell_qa.errors import ContentError, Finding

__all__ = ["entries", "texts_of"]


def entries(path: Path) -> list[tuple[dict[str, Any], int]]:
    """The mappings of a YAML list with the line of each; none where the file is not there.

    Raises:
        ContentError: the file cannot be opened, or is no YAML list.
    """
    try:
        if not path.is_file():
            return []
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(path.read_text("utf-8"))
        root = loader.get_single_node()
        data = loader.construct_document(root) if root is not None else None
    except OSError as error:
        raise ContentError(
            Finding(path, None, "unreadable", f"cannot be opened ({error.strerror})",
                    "mend its permissions")
        ) from None  # fmt: skip
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise ContentError(
            Finding(path, mark.line + 1 if mark else None, "yaml", f"not valid YAML ({error})",
                    "mend the line")
        ) from None  # fmt: skip
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
