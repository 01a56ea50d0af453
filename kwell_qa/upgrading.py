"""Vectors out of an index of the layout before this one, so that an upgrade embeds nothing anew."""

from __future__ import annotations

import json
from pathlib import Path

from kwell_qa import versions
from kwell_qa.errors import IndexFault
from kwell_qa.vectorcache import VectorCache
from kwell_qa.vectors import FaissIndex

__all__ = ["take_vectors"]

_BEFORE = 2
_BLOCK = 512


def take_vectors(index_dir: Path, cache: VectorCache, fingerprint: str) -> int:
    """Put the vectors of a published schema 2 index into ``cache``; how many were taken.

    One that is missing, damaged, or of another model has nothing to give.
    """
    try:
        folder = versions.folder_of(index_dir)
        made = json.loads((folder / "manifest.json").read_text("utf-8"))
        if made["schema"] != _BEFORE or made["model"]["fingerprint"] != fingerprint:
            return 0
        versions.verify(folder, made)
        keys = json.loads((folder / "keys.json").read_text("utf-8"))
        taken = 0
        for name in keys:
            index = FaissIndex.read(folder / f"{name}.faiss", cache.dimension)
            rows = [bytes.fromhex(key) for key in keys[name]]
            for start in range(0, len(rows), _BLOCK):
                part = range(start, min(len(rows), start + _BLOCK))
                cache.append(rows[part.start : part.stop], index.rows(part))
                taken += len(part)
        return taken
    except (IndexFault, OSError, ValueError, KeyError, TypeError):
        return 0
