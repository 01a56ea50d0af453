"""The documents of a published version, read back as a corpus is: a build without the originals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kwell_qa import manifest, naming, versions
from kwell_qa.errors import BUILD, Finding, IndexFault
from kwell_qa.packing import Packed
from kwell_qa.store import Documents, TextStore

__all__ = ["Kept"]


class Kept:
    """What the version published under ``index_dir`` holds, in its order.

    ``paths`` are those the documents had in their corpus; nothing is found wrong with them, since
    they were published.
    """

    def __init__(self, index_dir: Path) -> None:
        """Open the published version.

        Raises:
            IndexFault: there is none, it is damaged, or its names were folded by other rules.
        """
        folder = versions.folder_of(index_dir)
        made = manifest.read(folder / "manifest.json")
        versions.verify(folder, made, ("texts.sqlite", "names.json"))
        if made["terms"] != naming.recipe():
            raise IndexFault(
                f"{folder / 'names.json'}: its names were read with {made['terms']}, but here are "
                f"{naming.recipe()}; build from the corpus: {BUILD}"
            )
        self.findings: list[Finding] = []
        self.unreadable: list[str] = []
        self.names: dict[str, Any] = json.loads((folder / "names.json").read_text("utf-8"))
        store = TextStore(folder / "texts.sqlite")
        self.paths = [str(path) for (path,) in store.rows("SELECT path FROM documents")]
        self._documents = Documents(store)

    def __iter__(self) -> Iterator[Packed]:
        return map(Packed.of, self._documents)
