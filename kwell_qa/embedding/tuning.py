"""What is added to the packaged model's weights, so that it knows how people ask about this field.

Low-rank adaptation (Hu et al. 2021, "LoRA: Low-Rank Adaptation of Large Language Models"): to the
weights of each linear layer, shape (out, in), the product ``up @ down`` of two thin matrices is
added once, when the model is loaded. So a tuned model costs what the plain one costs.
``scripts/tune_model.py`` makes the file.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kwell_qa.digests import sha256_of
from kwell_qa.errors import ModelFault

__all__ = ["FILE", "LAYERS", "Tuning", "digest", "read", "write"]

FILE = Path(__file__).resolve().parent.parent / "data" / "tuning.npz"
LAYERS = (
    "attention.self.query", "attention.self.key", "attention.self.value",
    "attention.output.dense", "intermediate.dense", "output.dense",
)  # fmt: skip
"""The linear layers of each block that are tuned."""
_REMEDY = "reinstall kwell-qa, or run: python scripts/tune_model.py"


@dataclass(frozen=True)
class Tuning:
    """``down`` (rank, in) and ``up`` (out, rank) by the name of the layer, and how they were made.

    ``recipe["base"]`` is the SHA-256 of the weights that they belong to.
    """

    down: dict[str, NDArray[np.float16]]
    up: dict[str, NDArray[np.float16]]
    recipe: dict[str, Any]

    def apply(self, body: Any) -> None:
        """Add to the weights of a transformers model, in place."""
        import torch

        with torch.no_grad():
            for name, down in self.down.items():
                added = self.up[name].astype(np.float32) @ down.astype(np.float32)
                body.get_submodule(name).weight += torch.from_numpy(added)


def digest(path: Path = FILE) -> str:
    """SHA-256 of the file.

    Raises:
        ModelFault: it is not there.
    """
    try:
        return sha256_of(path)
    except OSError:
        raise ModelFault(f"{path}: not there; {_REMEDY}") from None


def write(tuning: Tuning, path: Path = FILE) -> None:
    arrays = {f"down.{name}": part for name, part in tuning.down.items()}
    arrays |= {f"up.{name}": part for name, part in tuning.up.items()}
    recipe = json.dumps(tuning.recipe, sort_keys=True).encode()
    # Uncompressed and without dates, so that the same numbers make the same file.
    np.savez(path, recipe=np.frombuffer(recipe, np.uint8), **arrays)  # type: ignore[arg-type]


def read(base: str, path: Path = FILE) -> Tuning:
    """What ``write`` wrote, for the weights of SHA-256 ``base``.

    Raises:
        ModelFault: the file is missing, damaged or belongs to other weights.
    """
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as held:
            arrays = {name: held[name] for name in held.files}
        recipe = json.loads(arrays.pop("recipe").tobytes())
        down = {name[5:]: part for name, part in arrays.items() if name.startswith("down.")}
        up = {name[3:]: part for name, part in arrays.items() if name.startswith("up.")}
        found = str(recipe["base"])
        if not down or down.keys() != up.keys():
            raise ValueError(f"{len(down)} parts down, {len(up)} up")
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise ModelFault(f"{path}: cannot be read ({error}); {_REMEDY}") from None
    if found != base:
        raise ModelFault(f"{path}: made for weights {found[:12]}, got {base[:12]}; {_REMEDY}")
    return Tuning(down, up, recipe)
