"""Builds whose texts are embedded elsewhere: the same index, to the bit."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path

import pytest

from conftest import ROOT
from kwell_qa import building, exports, filling, multilingual, versions, workers
from kwell_qa.embedding import OnnxEmbedder
from kwell_qa.errors import ModelFault, UsageError


@contextmanager
def dask() -> Iterator[tuple[Executor, int]]:
    distributed = pytest.importorskip("distributed", reason="pip install 'kwell-qa[dask]'")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None,
            host="127.0.0.1",
        ) as cluster,
        workers.hired(cluster.scheduler_address) as pool,
    ):  # fmt: skip
        assert pool is not None
        yield pool


@pytest.mark.parametrize("kind", ["processes", "dask"])
def test_workers_make_the_same_index_to_the_bit(
    kind: str, tiny_corpus: Path, tmp_path: Path, index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "WINDOW", 4)
    embedder = exports.builder("", index_dir)
    assert isinstance(embedder, OnnxEmbedder), "the repository's index has an export"
    building.build(tiny_corpus, tmp_path / "alone", lambda: embedder)
    with workers.hired("2") if kind == "processes" else dask() as pool:
        assert pool is not None
        assert pool[1] == 2
        # The builder itself is not to embed anything now; what a model reads is measured there.
        reads = versions.read_manifest(tmp_path / "alone")["reads"]
        monkeypatch.setattr(multilingual, "measured", lambda *_: reads)
        monkeypatch.setattr(OnnxEmbedder, "_embed", None)
        plan = building.Plan(pool=pool)
        report = building.build(tiny_corpus, tmp_path / "many", lambda: embedder, plan=plan)
    assert report.embedded > 4 * filling.WINDOW
    alone, many = (versions.read_manifest(tmp_path / name) for name in ("alone", "many"))
    assert alone["hash"] == many["hash"]
    assert alone["files"] == many["files"]


def test_a_worker_with_other_weights_or_without_the_folder_refuses(tmp_path: Path) -> None:
    with pytest.raises(ModelFault, match="give all machines the index folder at the same path"):
        workers.embed(("all-MiniLM-L6-v2", str(tmp_path / "gone"), "f", ()), ["a"], False)


def test_a_worker_that_dies_is_told_in_plain_words() -> None:
    def work() -> None:
        with workers.hired("2") as pool:
            assert pool is not None
            pool[0].submit(_die).result()

    with pytest.raises(UsageError, match=r"one died.*build again with fewer than 2"):
        work()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_one_worker_is_the_builder_itself() -> None:
    with workers.hired("1") as pool:
        assert pool is None


@pytest.mark.parametrize("wanted", ["0", "-1", "many", "1000", "10.0.0.5:8786", ""])
def test_a_number_or_an_address_is_wanted(wanted: str) -> None:
    wrong = pytest.raises(UsageError, match=r"--workers: got .* wanted a number")
    with wrong, workers.hired(wanted):
        pass


def test_a_scheduler_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="pip install 'kwell-qa[dask]'")
    monkeypatch.setattr(workers, "CONNECT_SECONDS", 0.5)
    with (
        pytest.raises(UsageError, match=r"tcp://127\.0\.0\.1:9 cannot be reached"),
        workers.hired("tcp://127.0.0.1:9"),
    ):
        pass


def test_the_script_takes_workers(tiny_corpus: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "scripts/build_index.py", "--corpus", str(tiny_corpus),
         "--index", str(tmp_path / "index"), "--workers", "many"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "--workers: got 'many', wanted a number from 1 to 256" in done.stderr
