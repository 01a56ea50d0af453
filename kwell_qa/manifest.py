"""The manifest of one version of the index: what made it, sealed; the only user of jsonschema."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kwell_qa.errors import REBUILD, IndexFault

__all__ = [
    "BESIDE_HASH", "SCHEMA", "digest", "read", "rules_of", "schema", "sealed", "text_of",
]  # fmt: skip

SCHEMA = 7
BESIDE_HASH = ("hash", "files", "built", "report", "search", "reads", "export", "seal")
"""Fields that follow from the inputs, or tell of the build, and are not hashed as inputs."""
Manifest = dict[str, Any]


def digest(value: object) -> str:
    """SHA-256 of ``value`` as JSON of one form."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def rules_of(files: Iterable[str | Path | None], libraries: Iterable[str] = ()) -> str:
    """SHA-256 of what decides a result: our own source or data files, and installed libraries.

    Line ends do not count, since a checkout may change them.
    """
    found = hashlib.sha256()
    for path in files:
        found.update(Path(str(path)).read_bytes().replace(b"\r\n", b"\n"))
    for library in libraries:
        found.update(f"{library} {version(library)}\n".encode())
    return found.hexdigest()


def schema() -> Manifest:
    """The JSON Schema of manifests, which is shipped as ``data/manifest.schema.json``."""
    text = (resources.files("kwell_qa") / "data" / "manifest.schema.json").read_text("utf-8")
    data: Manifest = json.loads(text)
    return data


def sealed(inputs: Manifest, beside: Manifest) -> Manifest:
    """A manifest of ``inputs``, which decide its hash, and of what stands ``beside`` them.

    Its ``seal`` is a checksum of everything else in it, so that damage is noticed.

    Raises:
        ValueError: it is not of the schema; names the field.
    """
    # Costs a third of a second to import, and only builders write manifests: readers can tell
    # by the seal that a manifest is as its builder, which checked it, left it.
    from jsonschema import Draft202012Validator

    manifest = {**inputs, "hash": digest(inputs), **beside}
    manifest["seal"] = digest(manifest)
    errors = sorted(Draft202012Validator(schema()).iter_errors(manifest), key=str)
    if errors:
        raise ValueError(f"manifest: {errors[0].json_path}: {errors[0].message}")
    return manifest


def text_of(manifest: Manifest) -> str:
    """The manifest as its file holds it."""
    return json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read(path: Path) -> Manifest:
    """The manifest in ``path``.

    Raises:
        IndexFault: it is missing, of another schema, or not as it was written.
    """
    try:
        manifest = json.loads(path.read_text("utf-8"))
    except PermissionError:
        raise IndexFault(f"{path}: may not be read; make it readable for this user") from None
    except (OSError, ValueError):
        raise IndexFault(f"{path}: missing or damaged; {REBUILD}") from None
    if not isinstance(manifest, dict) or manifest.get("schema") != SCHEMA:
        found = manifest.get("schema") if isinstance(manifest, dict) else None
        raise IndexFault(f"{path}: got schema {found!r}, wanted {SCHEMA}; {REBUILD}")
    seal = manifest.get("seal")
    if seal != digest({key: value for key, value in manifest.items() if key != "seal"}):
        raise IndexFault(f"{path}: damaged (its seal differs); {REBUILD}")
    return manifest
