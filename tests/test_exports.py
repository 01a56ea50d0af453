"""The light export serves what the reference serves, and serving it needs no torch."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from conftest import ROOT
from kwell_qa import building, bundle, embedding, exports, serving, threads
from kwell_qa.embedding import exporting
from kwell_qa.embedding.exporting import Trial
from kwell_qa.embedding.pacing import Pace
from kwell_qa.errors import ModelFault
from kwell_qa.settings import Settings

HEAVY = ("torch", "transformers", "sentence_transformers", "gradio", "pandas", "trafilatura",
         "scipy", "bm25s")  # fmt: skip
"""What neither an answer nor a server needs."""
ASKING = (*HEAVY, "jsonschema", "pydantic", "langchain_text_splitters")
TEXTS = (
    "Evening walks are a weekly meeting.", "rest", "부산에서 합창단이 노래했다", "",
    "a much longer passage about how a club of people who walk came to be what it is " * 12,
)  # fmt: skip


@pytest.fixture(scope="session")
def exported(
    tiny_model: Path, tiny_corpus_kept: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """An index of the tiny corpus whose tiny model was exported."""
    index = tmp_path_factory.mktemp("exported") / "index"
    report = building.build(
        tiny_corpus_kept, index, lambda: exports.builder(str(tiny_model), index),
        exporter=exports.Exporter(index),
    )  # fmt: skip
    assert report.published
    return index


def entry_of(index: Path) -> dict[str, object]:
    entry: dict[str, object] = bundle.read_manifest(index)["export"]
    return entry


def test_export_gives_the_references_vectors(tiny_model: Path, exported: Path) -> None:
    reference = embedding.load(str(tiny_model))
    light = embedding.load_export(exported / str(entry_of(exported)["folder"]), "fp32")
    assert light.fingerprint == reference.fingerprint
    assert (light.dimension, light.max_tokens) == (reference.dimension, reference.max_tokens)
    for name in ("embed_passages", "embed_queries"):
        wanted, found = getattr(reference, name)(TEXTS), getattr(light, name)(TEXTS)
        assert np.allclose((wanted * found).sum(axis=1), 1, atol=1e-4)
    assert [light.count_tokens(t) for t in TEXTS] == [reference.count_tokens(t) for t in TEXTS]


@pytest.mark.parametrize("precision", ["fp32", "int8"])
def test_neighbours_in_a_batch_change_nothing(exported: Path, precision: str) -> None:
    light = embedding.load_export(exported / str(entry_of(exported)["folder"]), precision)
    together = light.embed_queries(TEXTS)
    for text, row in zip(TEXTS, together, strict=True):
        alone = light.embed_queries([text])[0]
        assert np.abs(alone - row).max() < (1e-6 if precision == "fp32" else 1e-7)


def test_no_vector_depends_on_the_pace(exported: Path) -> None:
    light = embedding.load_export(exported / str(entry_of(exported)["folder"]), "fp32")
    texts = [f"{word} {other}" for word in TEXTS[0].split() for other in TEXTS[0].split()]
    light.pace = Pace(2048, 2)
    wanted = light.embed_passages(texts)
    for tokens in (1, 8, 16, 24, 64):
        light.pace = Pace(tokens, 1)
        assert (light.embed_passages(texts) == wanted).all()
        rows = [light._ids(text) for text in texts]
        lengths = [len(row) for row in rows]
        alone = [group[0] for group in light._batches(rows) if len(group) == 1]
        assert all(lengths.count(lengths[row]) == 1 for row in alone), "none is left over alone"


def test_manifest_names_export_outside_its_hash(
    tiny_model: Path, tiny_corpus_kept: Path, exported: Path, tmp_path: Path
) -> None:
    entry = entry_of(exported)
    # The asks and sentences of the tiny corpus tell nothing about what int8 loses.
    assert entry["precision"] == "fp32"
    assert entry["why"] == "8 questions are too few to measure int8 on"
    plain = tmp_path / "plain"
    building.build(tiny_corpus_kept, plain, lambda: embedding.load(str(tiny_model)))
    assert bundle.load(plain).hash == bundle.load(exported).hash
    assert bundle.load(plain).manifest.get("export") is None


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no process can be bound here")
def test_texts_are_spread_over_the_processors_that_may_be_used(exported: Path) -> None:
    code = f"""
import os
os.sched_setaffinity(0, list(os.sched_getaffinity(0))[:1])
from kwell_qa.embedding import exported, remembering
made = []
class Noting(exported.ThreadPoolExecutor):
    def __init__(self, workers):
        made.append(workers)
        super().__init__(workers)
exported.ThreadPoolExecutor = Noting
from pathlib import Path
folder = next(Path({str(exported / exports.MODELS)!r}).glob("*/meta.json")).parent
exported.load_export(folder, "fp32").embed_passages(["a", "a b c d", "a b c d e f g h"])
print(made, remembering.BESIDE)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True,
                          timeout=300, check=True)  # fmt: skip
    assert done.stdout.strip() == "[1] 0"


def test_later_builds_use_the_export(
    tiny_model: Path, exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "load", lambda *_: pytest.fail("the model was loaded"))
    found = exports.builder(str(tiny_model), exported)
    assert isinstance(found, embedding.OnnxEmbedder)


def test_a_changed_model_is_exported_anew(tiny_model: Path, exported: Path, tmp_path: Path) -> None:
    import shutil

    other = tmp_path / "other"
    shutil.copytree(tiny_model, other)
    digest = embedding.source_digest(str(other))
    assert digest == embedding.source_digest(str(tiny_model))
    prompts = json.loads((other / "config_sentence_transformers.json").read_text())
    prompts["prompts"]["query"] = "ask: "
    (other / "config_sentence_transformers.json").write_text(json.dumps(prompts))
    assert embedding.source_digest(str(other)) != digest


def test_an_export_with_other_vectors_is_refused(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = embedding.load(str(tiny_model))
    real = exporting._describe

    def swapped(*args: object) -> dict[str, object]:
        meta: dict[str, object] = real(*args)  # type: ignore[arg-type]
        return {**meta, "document_prompt": "nonsense nonsense nonsense: "}

    monkeypatch.setattr(exporting, "_describe", swapped)
    with pytest.raises(ModelFault, match="its export gives other vectors"):
        exporting.ensure(model, tmp_path, TEXTS)
    assert not list(tmp_path.iterdir())


def test_a_damaged_export_falls_back_and_says_so(exported: Path, tmp_path: Path) -> None:
    import shutil

    index = tmp_path / "index"
    shutil.copytree(exported, index)
    path = index / str(entry_of(index)["folder"]) / "fp32.onnx"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    made = serving.ready(Settings(index_dir=index, corpus_dir=ROOT / "corpus"))
    assert made.assistant.engine is not None
    assert not made.faults
    (note,) = made.notes
    assert "served by sentence-transformers" in note
    assert "fp32.onnx: damaged" in note
    assert made.assistant.ask("what are Evening walks?").helplines


def test_int8_is_taken_only_where_it_loses_nothing() -> None:
    def one(high: float, questions: int = 200) -> exporting.Compared:
        return exporting.Compared("some", questions, 0.9, 0.9, 0.8, 0.8, -0.01, high)

    assert exporting.choose([one(0.01)])["precision"] == "int8"
    assert exporting.choose([one(0.01), one(-0.001)])["precision"] == "fp32"
    assert exporting.choose([one(0.01, 20)])["precision"] == "fp32"
    assert exporting.choose([one(-0.2)], "int8")["precision"] == "int8"
    assert exporting.choose([one(0.1)], "fp32")["precision"] == "fp32"


def test_comparison_counts_what_each_precision_finds(exported: Path) -> None:
    folder = exported / str(entry_of(exported)["folder"])
    texts = [f"number {n} of the club is {n * 7}" for n in range(30)]
    full = embedding.load_export(folder, "fp32")
    trial = Trial("own", full.embed_queries(texts), tuple(texts),
                  tuple(frozenset([n]) for n in range(30)))  # fmt: skip
    (found,) = exporting.compare(folder, [trial])
    assert found.questions == 30
    # Each question is its own nearest passage in fp32.
    assert (found.hit5_fp32, found.mrr5_fp32) == (1.0, 1.0)
    assert found.low <= found.hit5_int8 - found.hit5_fp32 <= found.high


def test_the_more_trials_the_wider_each_interval(exported: Path) -> None:
    """Of many trials of the same precision one would else show a loss by chance."""
    folder = exported / str(entry_of(exported)["folder"])
    texts = [f"number {n} of the club is {n * 7}" for n in range(40)]
    passages = embedding.load_export(folder, "fp32").embed_queries(texts)
    near = tuple(frozenset([(n + 3) % 40]) for n in range(40))
    trial = Trial("own", passages, tuple(texts), near)
    (alone,) = exporting.compare(folder, [trial])
    first, *_ = exporting.compare(folder, [trial] * 20)
    assert alone.low < alone.high
    assert first.low <= alone.low
    assert first.high >= alone.high
    assert (first.low, first.high) != (alone.low, alone.high)


PROGRAM = """
import json, sys
from kwell_qa.cli import main
code = main(["ask", "--json", "what are Evening walks?"])
print(json.dumps([name for name in {heavy!r} if name in sys.modules]), file=sys.stderr)
sys.exit(code)
"""
SERVER = """
import asyncio, json, sys, time
from pathlib import Path
from kwell_qa.settings import Settings
from kwell_qa.web.server import create_app
app = create_app(Settings(index_dir=Path(sys.argv[1])), chat={chat})
site = app.state.site
site.start()
while site.now.phase == "warming":
    time.sleep(0.05)
assert site.now.phase == "ready", site.now.faults
print(json.dumps([name for name in {heavy!r} if name in sys.modules]), file=sys.stderr)
"""


def _run(program: str, *args: str, **environ: str) -> subprocess.CompletedProcess[str]:
    import os

    return subprocess.run(
        [sys.executable, "-c", program, *args], capture_output=True, text=True, timeout=300,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environ}, check=False,
    )  # fmt: skip


def test_asking_imports_nothing_heavy(exported: Path) -> None:
    done = _run(PROGRAM.format(heavy=ASKING), KWELL_INDEX_DIR=str(exported))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["helplines"]
    assert json.loads(done.stderr.splitlines()[-1]) == []


@pytest.mark.parametrize("chat", [False, True])
def test_serving_imports_no_torch(exported: Path, chat: bool) -> None:
    heavy = HEAVY[:3] if chat else HEAVY
    done = _run(SERVER.format(heavy=heavy, chat=chat), str(exported))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stderr.splitlines()[-1]) == []


THREADS = """
import json, sys
from kwell_qa.cli import main
code = main(["ask", "what are Evening walks?"])
from threadpoolctl import threadpool_info
found = [pool["num_threads"] for pool in threadpool_info()]
print(json.dumps(found), file=sys.stderr)
"""


def test_a_question_is_summed_on_one_thread(
    exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in threads.ONE_THREAD:
        monkeypatch.delenv(name, raising=False)
    done = _run(THREADS, KWELL_INDEX_DIR=str(exported))
    found = json.loads(done.stderr.splitlines()[-1])
    assert found, "no pool of threads was seen"
    assert set(found) == {1}
    # Whoever sets it is asked no more.
    done = _run(THREADS, KWELL_INDEX_DIR=str(exported), **dict.fromkeys(threads.ONE_THREAD, "2"))
    assert 2 in json.loads(done.stderr.splitlines()[-1])


IN_PROCESS = """
import json, sys
from dataclasses import replace
from pathlib import Path
from kwell_qa import serving
from kwell_qa.settings import Settings
serving.ready(replace(Settings(), index_dir=Path(sys.argv[1])))
from threadpoolctl import threadpool_info
print(json.dumps([one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"]))
"""


@pytest.mark.parametrize(("told", "wanted"), [({}, 1), ({"OPENBLAS_NUM_THREADS": "2"}, 2)])
def test_so_it_is_in_a_program_that_loaded_numpy_before(
    exported: Path, monkeypatch: pytest.MonkeyPatch, told: dict[str, str], wanted: int
) -> None:
    for name in threads.ONE_THREAD:
        monkeypatch.delenv(name, raising=False)
    done = _run(IN_PROCESS, str(exported), **told)
    assert set(json.loads(done.stdout.splitlines()[-1])) == {wanted}


FIRST = """
import sys, threading
from pathlib import Path
import uvicorn, httpx, socket
from kwell_qa.settings import Settings
from kwell_qa.web import server
go = threading.Event()
real = server._chat
def slow(site):
    assert go.wait(120)
    return real(site)
server._chat = slow
listener = socket.create_server(("127.0.0.1", 0))
url = f"http://127.0.0.1:{listener.getsockname()[1]}"
app = server.create_app(Settings(index_dir=Path(sys.argv[1])))
made = uvicorn.Server(uvicorn.Config(app, log_level="error"))
thread = threading.Thread(target=made.run, args=([listener],))
thread.start()
page = httpx.get(url + "/", timeout=60)
assert "gradio" not in sys.modules
assert page.status_code == 200 and 'http-equiv="refresh"' in page.text
assert "tel:" in page.text or "https://findahelpline.com" in page.text
assert "content-security-policy" in page.headers
assert httpx.get(url + "/api/v1/helplines?country=KR", timeout=60).json()["helplines"]
assert httpx.get(url + "/config", timeout=60).status_code == 503
go.set()
for _ in range(1200):
    if httpx.get(url + "/config", timeout=60).status_code == 200:
        break
    thread.join(0.1)
page = httpx.get(url + "/", timeout=60).text
assert "gradio" in page and 'http-equiv="refresh"' not in page
made.should_exit = True
thread.join(60)
print("done")
"""


def test_the_port_answers_before_gradio_is_there(exported: Path) -> None:
    done = _run(FIRST, str(exported))
    assert done.stdout.strip() == "done", done.stderr


def test_another_precision_is_another_version(
    tiny_model: Path, tiny_corpus_kept: Path, exported: Path, tmp_path: Path
) -> None:
    """Its files are the same, but it is served otherwise."""
    import shutil

    index = tmp_path / "index"
    shutil.copytree(exported, index)
    before = bundle.current(index)
    report = building.build(
        tiny_corpus_kept, index, lambda: exports.builder(str(tiny_model), index),
        exporter=exports.Exporter(index, "int8"),
    )  # fmt: skip
    assert report.published
    assert entry_of(index)["precision"] == "int8"
    assert bundle.current(index) != before
    assert bundle.read_manifest(index)["hash"] == bundle.read_manifest(index, before)["hash"]


def test_a_corpus_without_questions_is_measured_by_its_sentences(
    tiny_model: Path, tmp_path: Path
) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    for number in range(120):
        (corpus / f"club-{number}.md").write_text(
            f"# Club {number}\n\nThe club of house {number} meets. It has {number * 7} members.\n"
        )
    building.build(corpus, index, lambda: exports.builder(str(tiny_model), index),
                   exporter=exports.Exporter(index))  # fmt: skip
    (measured,) = entry_of(index)["measured"]  # type: ignore[misc]
    assert (measured["name"], measured["questions"]) == ("sentences", 120)
    # Clubs differ by a number only, and the weights of the tiny model are drawn by chance.
    assert measured["hit5_fp32"] > 0.1
    assert "too few" not in str(entry_of(index)["why"])
