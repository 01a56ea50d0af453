"""Text → unit vectors by onnxruntime, from a model that ``exporting`` wrote; imports no torch."""

from __future__ import annotations

import functools
import itertools
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kwell_qa.digests import sha256_of
from kwell_qa.embedding.pacing import Pace
from kwell_qa.embedding.protocol import Vectors
from kwell_qa.errors import REBUILD, ModelFault

__all__ = ["META_SCHEMA", "PRECISIONS", "OnnxEmbedder", "find_export", "load_export", "read_meta"]

META_SCHEMA = 1
PRECISIONS = ("fp32", "int8")
_FEW = 16
"""Texts that are not worth starting threads for where they are one or two batches."""
_Cut = tuple[list[int], dict[str, NDArray[np.int64]]]
"""Numbers of texts of one length, and what the graph takes of them."""
_Over = Callable[[Callable[[_Cut], int], Iterable[_Cut]], Iterable[int]]
"""``map``, or that of a pool."""


def read_meta(folder: Path) -> dict[str, Any]:
    """What ``exporting`` says of the model in ``folder``.

    Raises:
        ModelFault: there is none, or it is of another make.
    """
    try:
        meta = json.loads((folder / "meta.json").read_text("utf-8"))
    except (OSError, ValueError):
        raise ModelFault(f"{folder / 'meta.json'}: missing or damaged; {REBUILD}") from None
    if not isinstance(meta, dict) or meta.get("schema") != META_SCHEMA:
        raise ModelFault(f"{folder / 'meta.json'}: of another version; {REBUILD}")
    return meta


def find_export(
    models: Path, name: str, source_sha256: str, prompts: Mapping[str, str]
) -> Path | None:
    """The folder under ``models`` that holds the model ``name`` as it is now, or ``None``.

    An export has the ``prompts`` in it that it was made with.
    """
    for path in sorted(models.glob("*/meta.json")):
        try:
            meta = read_meta(path.parent)
        except ModelFault:
            continue
        known = meta["name"], meta["source_sha256"], meta["prompts"]
        if known == (name, source_sha256, prompts):
            return path.parent
    return None


def load_export(
    folder: Path, precision: str, checksums: dict[str, str] | None = None
) -> OnnxEmbedder:
    """The exported model in ``folder``, its files checked against ``checksums``.

    Where none are given, those of its own ``meta.json`` are taken.

    Raises:
        ModelFault: a file is missing, damaged or cannot be loaded.
    """
    meta = read_meta(folder)
    wanted = checksums if checksums is not None else meta["files"]
    names = (f"{precision}.onnx", "tokenizer.json")
    for name in names:
        try:
            found = sha256_of(folder / name)
        except OSError:
            raise ModelFault(f"{folder / name}: missing; {REBUILD}") from None
        if found != wanted.get(name):
            raise ModelFault(f"{folder / name}: damaged (its checksum differs); {REBUILD}")
    return OnnxEmbedder(folder, meta, precision)


class OnnxEmbedder:
    """An ``Embedder`` over an exported graph that pools and normalises by itself.

    One graph run uses one thread; texts are spread over the processors it may use. So a question
    costs no waiting between threads, and questions that come together do not crowd each other.
    """

    def __init__(self, folder: Path, meta: dict[str, Any], precision: str) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self.name: str = meta["name"]
        self.fingerprint: str = meta["fingerprint"]
        self.weights_sha256: str = meta["weights_sha256"]
        self.prompts: dict[str, str] = meta["prompts"]
        self.dimension: int = meta["dimension"]
        self.max_tokens: int = meta["max_tokens"]
        self.precision = precision
        self.pace = Pace()
        self.folder = folder
        self._query_prompt: str = meta["query_prompt"]
        self._document_prompt: str = meta["document_prompt"]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = onnxruntime.InferenceSession(
                str(folder / f"{precision}.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            # Both libraries raise their own errors, and plain Exception for bad files.
            raise ModelFault(
                f"{folder}: cannot be loaded ({type(error).__name__}); {REBUILD}"
            ) from None
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._marks = len(self._tokenizer.encode("").ids)
        self._inputs = [made.name for made in self._session.get_inputs()]
        self._run = self._session.run

    def count_tokens(self, text: str) -> int:
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Vectors:
        return self._embed([self._document_prompt + text for text in texts], progress)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Each runs alone or beside texts of equal length, so that neighbours change nothing."""
        return self._embed([self._query_prompt + text for text in texts], None)

    def prepared(self, texts: Sequence[str]) -> Callable[[], Vectors]:
        """What ``embed_queries`` gives for ``texts``, cut into tokens now and run when called.

        What is left to run leaves Python to other threads.
        """
        return functools.partial(
            self._vectors, self._cut([self._query_prompt + text for text in texts])
        )

    def _embed(self, texts: Sequence[str], progress: Callable[[int], None] | None) -> Vectors:
        cuts = self._cut(texts)
        if len(cuts) <= 2 and len(texts) <= _FEW:
            return self._vectors(cuts)
        with ThreadPoolExecutor(self.pace.threads) as pool:
            return self._vectors(cuts, pool.map, progress)

    def _cut(self, texts: Sequence[str]) -> list[_Cut]:
        rows = [self._ids(text) for text in texts]
        return [(batch, self._feed([rows[row] for row in batch])) for batch in self._batches(rows)]

    def _vectors(
        self, cuts: list[_Cut], over: _Over = map, progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """Vectors of all texts that ``cuts`` are of, shape (texts, dimension), run by ``over``."""
        vectors = np.empty((sum(len(batch) for batch, _ in cuts), self.dimension), np.float32)

        def work(cut: _Cut) -> int:
            batch, feed = cut
            vectors[batch] = self._run(None, feed)[0]
            return len(batch)

        for count in over(work, cuts):
            if progress:
                progress(count)
        return vectors

    def _ids(self, text: str) -> list[int]:
        """Token numbers of ``text``, cut at the model's length with the end mark kept."""
        ids: list[int] = self._tokenizer.encode(text).ids
        if len(ids) > self.max_tokens:
            encoding = self._tokenizer.encode(text, add_special_tokens=False)
            encoding.truncate(self.max_tokens - self._marks)
            ids = self._tokenizer.post_process(encoding).ids
        return ids

    def _batches(self, rows: list[list[int]]) -> list[list[int]]:
        """Row numbers in batches of texts of equal length, longest first, or each alone.

        Equal lengths need no padding. Of several texts none runs alone: sums over one text are
        made in another order than over many, and its last bit would hang on the size of batches.
        int8 takes its scale from all that it runs at once, so there each text runs by itself and
        its vector is the same in any company.
        """
        order = sorted(range(len(rows)), key=lambda row: (-len(rows[row]), row))
        if self.precision != "fp32":
            return [[row] for row in order]
        batches: list[list[int]] = []
        for length, alike in itertools.groupby(order, key=lambda row: len(rows[row])):
            group = list(alike)
            most = max(2, -(-self.pace.batch_tokens // max(1, length)))
            parts = [group[start : start + most] for start in range(0, len(group), most)]
            if len(parts) > 1 and len(parts[-1]) == 1:
                parts[-2:] = [parts[-2] + parts[-1]]
            batches += parts
        return batches

    def _feed(self, rows: list[list[int]]) -> dict[str, NDArray[np.int64]]:
        """What the graph takes of texts of one length."""
        ids = np.array(rows, np.int64)
        feed = {name: np.zeros_like(ids) for name in self._inputs}
        feed["input_ids"] = ids
        if "attention_mask" in feed:
            feed["attention_mask"] = np.ones_like(ids)
        return feed
