"""Versions of the index side by side: published in one rename, verified, rolled back."""

from __future__ import annotations

import itertools
import os
import re
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kwell_qa import manifest as manifests
from kwell_qa.digests import sha256_of
from kwell_qa.errors import REBUILD, IndexFault, NothingIndexed
from kwell_qa.manifest import Manifest

__all__ = [
    "KEEP", "Version", "checksums", "clear_leavings", "current", "folder_of", "mark", "point",
    "pointed", "previous", "publish", "read_manifest", "standing", "sync", "sync_tree", "verify",
    "versions",
]  # fmt: skip

KEEP = 3
"""Versions kept, the published one among them."""


@dataclass(frozen=True, slots=True)
class Version:
    """One finished version; ``built`` is an ISO 8601 time in UTC, empty where it is damaged."""

    name: str
    built: str
    current: bool


def current(index: Path) -> str:
    """Name of the published version.

    Raises:
        NothingIndexed: nothing was published under ``index`` yet.
        IndexFault: what is published cannot be told.
    """
    path = index / "CURRENT"
    try:
        version = path.read_text("utf-8").strip()
    except PermissionError:
        raise IndexFault(f"{path}: may not be read; make it readable for this user") from None
    except (FileNotFoundError, NotADirectoryError):
        raise NothingIndexed(f"{path}: no articles are indexed yet; {REBUILD}") from None
    except (OSError, UnicodeDecodeError):
        raise IndexFault(f"{path}: cannot be read; {REBUILD}") from None
    if not version or "/" in version or version.startswith("."):
        raise IndexFault(f"{path}: got {version!r:.40}, no version; {REBUILD}")
    return version


def pointed(index: Path) -> str:
    """What ``CURRENT`` says, sound or not; empty where it cannot be read."""
    try:
        return (index / "CURRENT").read_text("utf-8", errors="replace").strip()
    except OSError:
        return ""


def standing(index: Path, before: str | None = None) -> str:
    """What a build that came to no end leaves, in words; ``before`` is what was ``pointed`` at."""
    now = pointed(index)
    if before is not None and now != before:
        return f"the new index is published: {now}"
    return "the published index is unchanged" if now else "no index is published yet"


def folder_of(index: Path, version: str | None = None) -> Path:
    """Folder of a version, or of the published one."""
    return index / (version or current(index))


def read_manifest(index: Path, version: str | None = None) -> Manifest:
    """The manifest of a version, or of the published one.

    Raises:
        IndexFault: it is missing, damaged, or of another schema.
    """
    return manifests.read(folder_of(index, version) / "manifest.json")


def checksums(directory: Path) -> dict[str, str]:
    """SHA-256 of every file under ``directory`` by its path there."""
    return {
        path.relative_to(directory).as_posix(): sha256_of(path)
        for path in sorted(directory.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


def verify(folder: Path, manifest: Manifest, names: Iterable[str] | None = None) -> None:
    """Check every file of a version, or those of ``names``, against its checksum.

    Raises:
        IndexFault: a file is missing, unreadable or damaged; names it and the remedy.
    """
    for name in manifest["files"] if names is None else names:
        path = folder / name
        try:
            found = sha256_of(path)
        except PermissionError:
            raise IndexFault(f"{path}: may not be read; make it readable for this user") from None
        except OSError:
            raise IndexFault(f"{path}: missing; {REBUILD}") from None
        if found != manifest["files"].get(name):
            raise IndexFault(f"{path}: damaged (its checksum differs); {REBUILD}")


def sync(path: Path) -> None:
    """Have the system write ``path`` to disk now."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(directory: Path) -> None:
    """The same for all that is in ``directory``, and itself."""
    for path in directory.rglob("*"):
        sync(path)
    sync(directory)


def point(index: Path, version: str) -> None:
    """Make ``version`` the published one, in one atomic rename.

    Readers see the old name or the new one, never something between.
    """
    pointer = index / f".CURRENT-{os.getpid()}"
    try:
        pointer.write_text(version + "\n", encoding="utf-8", newline="\n")
        sync(pointer)
        os.replace(pointer, index / "CURRENT")
    finally:
        pointer.unlink(missing_ok=True)
    sync(index)


def publish(index: Path, made: Path, keep: int = KEEP, stage: bool = False) -> str:
    """Make the finished folder ``made`` a version and publish it; keep the last ``keep``.

    With ``stage`` it stands beside the published one, which stays that.

    Nothing that is published is ever moved or overwritten, so that a crash at any point leaves
    the old version or the new one, whole. Returns the new version's name.
    """
    manifest = manifests.read(made / "manifest.json")
    version = _name_for(index, manifest)
    if (index / version).exists():
        shutil.rmtree(made)
    else:
        os.replace(made, index / version)
    # Versions stand in order of when they were published last.
    os.utime(index / version / "manifest.json")
    sync(index)
    if not stage:
        point(index, version)
    for old in [found for found in versions(index) if not found.current][keep - 1 :]:
        _remove(index, old.name)
    return version


def _name_for(index: Path, manifest: Manifest) -> str:
    """Where a version goes: a free name, or that of a version which is the same to the byte."""
    stem = str(manifest["hash"])[:16]
    for count in itertools.count(1):
        name = stem if count == 1 else f"{stem}-{count}"
        if not (index / name).exists():
            return name
        try:
            there = read_manifest(index, name)
            # The same files may be told of otherwise: served in another precision, say.
            if all(there.get(part) == manifest.get(part) for part in ("files", "export", "reads")):
                verify(index / name, there)
                return name
        except IndexFault:
            # What is there is damaged; the new one goes beside it.
            continue
    raise AssertionError("counted to the end")


def _remove(index: Path, version: str) -> None:
    """Take a version away; renamed first, so that no half of it is ever taken for a version."""
    aside = index / f".old-{version}"
    os.replace(index / version, aside)
    shutil.rmtree(aside, ignore_errors=True)


def clear_leavings(index: Path) -> None:
    """Take away what builds that died have left; only while holding the lock."""
    for path in index.glob(".build-*"):
        shutil.rmtree(path, ignore_errors=True)
    for path in index.glob(".old-*"):
        shutil.rmtree(path, ignore_errors=True)
    for pattern in (".CURRENT-*", ".helplines.yaml-*"):
        for path in index.glob(pattern):
            path.unlink(missing_ok=True)


def versions(index: Path) -> tuple[Version, ...]:
    """Every finished version, the one published last first."""
    try:
        published = current(index)
    except IndexFault:
        published = ""
    found = []
    for path in index.iterdir() if index.is_dir() else ():
        if path.name.startswith(".") or not (path / "manifest.json").is_file():
            continue
        try:
            built = str(manifests.read(path / "manifest.json")["built"])
        except IndexFault:
            built = ""
        when = (path / "manifest.json").stat().st_mtime_ns
        found.append((when, Version(path.name, built, path.name == published)))
    return tuple(one for _, one in sorted(found, key=lambda pair: (-pair[0], pair[1].name)))


def mark(index: Path) -> str:
    """What tells this index from others in a vector store: eight digits, drawn once."""
    path = index / ".mark"
    try:
        found = path.read_text("utf-8").strip()
    except OSError:
        found = ""
    if not re.fullmatch("[0-9a-f]{8}", found):
        found = secrets.token_hex(4)
        path.write_text(found + "\n", encoding="utf-8", newline="\n")
    return found


def previous(index: Path) -> str:
    """The version that was published before the present one and can still be read.

    Raises:
        IndexFault: there is none.
    """
    found = versions(index)
    place = next((row for row, one in enumerate(found) if one.current), -1)
    for one in found[place + 1 :]:
        if one.built:
            return one.name
    others = ", ".join(one.name for one in found if not one.current and one.built)
    raise IndexFault(
        f"{index}: no version before {current(index)} is kept, so there is none to go back to; "
        + (f"--rollback VERSION publishes another: {others}" if others else "it stays published")
    )
