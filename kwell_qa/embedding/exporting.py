"""A sentence-transformers model → graphs that onnxruntime serves without torch.

Written once for each fingerprint, as ``<folder>/<fingerprint>/``: ``fp32.onnx`` (fused by
onnxruntime's optimiser), ``int8.onnx`` (dynamic, per channel), ``tokenizer.json`` and
``meta.json`` with checksums and what was measured. Pooling and length 1 are in the graph.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kwell_qa.digests import sha256_of
from kwell_qa.embedding import exported, reference
from kwell_qa.embedding.exported import META_SCHEMA, OnnxEmbedder, load_export, read_meta
from kwell_qa.embedding.protocol import Vectors
from kwell_qa.embedding.reference import SentenceTransformerEmbedder
from kwell_qa.errors import ModelFault

__all__ = ["Trial", "choose", "compare", "ensure"]

LEAST_COSINE = 0.9999
"""fp32 must reach this with every text of the sample, or the export is not used."""
SAMPLE = 128
DRAWS = 10_000
"""Resamples of the bootstrap: the joint intervals end where few of them lie."""
INTERVALS = "jointly 95 %"
"""How the intervals of a comparison are made; a measurement with others is made anew."""
LEAST_QUESTIONS = 100
"""Fewer measured questions than these cannot tell whether int8 loses anything."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Questions with known passages: ``gold[i]`` are rows of ``passages`` that answer one."""

    name: str
    passages: Vectors
    questions: tuple[str, ...]
    gold: tuple[frozenset[int], ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """int8 beside fp32 on one trial; ``low`` and ``high`` bound what int8 gains in hit@5.

    All trials of a comparison lie between theirs with 95 %, so that the more of them there are,
    the wider each is.
    """

    name: str
    questions: int
    hit5_fp32: float
    hit5_int8: float
    mrr5_fp32: float
    mrr5_int8: float
    low: float
    high: float


def ensure(
    embedder: SentenceTransformerEmbedder,
    models: Path,
    passages: Sequence[str],
    say: Callable[[str], None] = lambda _: None,
) -> Path:
    """The folder under ``models`` with the export of ``embedder``, made where it is missing.

    ``passages`` are real texts that export and reference are compared on.

    Raises:
        ModelFault: the model cannot be exported, or its export gives other vectors.
    """
    folder = models / embedder.fingerprint[:16]
    try:
        if read_meta(folder)["fingerprint"] == embedder.fingerprint:
            load_export(folder, "fp32")
            load_export(folder, "int8")
            return folder
    except ModelFault:
        # Missing, damaged or of another version: made anew below.
        shutil.rmtree(folder, ignore_errors=True)
    say(f"exporting {embedder.name} for serving without torch")
    models.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".export-", dir=models))
    try:
        made.chmod(0o755)
        _write_graphs(embedder, made)
        meta = _describe(embedder, made)
        meta["verified"] = _verify(embedder, OnnxEmbedder(made, meta, "fp32"), passages)
        meta["int8_cosine"] = _cosine(
            OnnxEmbedder(made, meta, "int8"), OnnxEmbedder(made, meta, "fp32"), passages
        )
        text = json.dumps(meta, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        (made / "meta.json").write_text(text, "utf-8", newline="\n")
        os.replace(made, folder)
    except ModelFault:
        raise
    except Exception as error:
        # Exporters raise whatever their parts raise; a model they cannot take is no fault here.
        first = (str(error).splitlines() or [""])[0][:200]
        raise ModelFault(
            f"{embedder.name}: cannot be exported ({type(error).__name__}: {first})"
        ) from None
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return folder


@contextmanager
def _quiet() -> Iterator[None]:
    """Keeps hints to people who quantise by hand, told through the root logger, off stderr."""
    root = logging.getLogger()
    before = list(root.handlers), logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        root.handlers, logging.root.manager.disable = before


def _write_graphs(embedder: SentenceTransformerEmbedder, folder: Path) -> None:
    import onnx
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers import optimizer

    model = embedder.model
    body = model[0].auto_model
    names = [name for name in ("input_ids", "attention_mask", "token_type_ids")
             if name in model.tokenizer.model_input_names]  # fmt: skip

    class Whole(torch.nn.Module):
        """The model with its pooling, to vectors of length 1."""

        def __init__(self) -> None:
            super().__init__()
            self.inner = model

        def forward(self, *inputs: Any) -> Any:
            found = self.inner(dict(zip(names, inputs, strict=True)))["sentence_embedding"]
            return torch.nn.functional.normalize(found, p=2, dim=1)

    # Plain attention is what the optimiser knows to fuse.
    before = body.config._attn_implementation
    body.set_attn_implementation("eager")
    raw = folder / "raw.onnx"
    example = model.tokenizer(["an example", "a longer example of two"], padding=True,
                              return_tensors="pt")  # fmt: skip
    axes = {name: {0: "texts", 1: "tokens"} for name in names} | {"vector": {0: "texts"}}
    try:
        with warnings.catch_warnings(), torch.no_grad():
            # It warns of branches on shapes and of its age; what it makes is verified below. The
            # newer exporter takes ten times as long, and the optimiser fuses little of its graph.
            warnings.simplefilter("ignore")
            torch.onnx.export(
                Whole().eval(), tuple(example[name] for name in names), str(raw),
                input_names=names, output_names=["vector"], dynamic_axes=axes,
                opset_version=17, dynamo=False,
            )  # fmt: skip
    finally:
        body.set_attn_implementation(before)
    with _quiet():
        fused = optimizer.optimize_model(
            str(raw), model_type="bert", num_heads=int(body.config.num_attention_heads),
            hidden_size=int(body.config.hidden_size),
        )  # fmt: skip
        fused.save_model_to_file(str(folder / "fp32.onnx"))
        raw.unlink()
        quantize_dynamic(
            str(folder / "fp32.onnx"), str(folder / "int8.onnx"), per_channel=True,
            # Unsigned weights: with signed ones, sums overflow on processors without VNNI.
            weight_type=QuantType.QUInt8,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )  # fmt: skip
    tokenizer = model.tokenizer.backend_tokenizer
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(folder / "tokenizer.json"))


def _describe(embedder: SentenceTransformerEmbedder, folder: Path) -> dict[str, Any]:
    prompts = dict(embedder.model.prompts)
    default = prompts.get(embedder.model.default_prompt_name or "") or ""
    documents = [prompts[key] for key in ("document", "passage", "corpus") if key in prompts]
    return {
        "schema": META_SCHEMA,
        "name": embedder.name,
        "fingerprint": embedder.fingerprint,
        "weights_sha256": embedder.weights_sha256,
        "source_sha256": reference.source_digest(embedder.name),
        "prompts": embedder.prompts,
        # As sentence-transformers chooses them in encode_query and encode_document.
        "query_prompt": prompts.get("query", default) or "",
        "document_prompt": (documents[0] if documents else default) or "",
        "dimension": embedder.dimension,
        "max_tokens": embedder.max_tokens,
        "files": {path.name: sha256_of(path) for path in sorted(folder.iterdir())},
    }


def _spread(texts: Sequence[str], count: int) -> list[str]:
    """``count`` of ``texts``, evenly from all lengths."""
    ordered = sorted(set(texts), key=lambda text: (len(text), text))
    step = max(1, len(ordered) // count)
    return ordered[::step][:count]


def _verify(
    embedder: SentenceTransformerEmbedder, made: OnnxEmbedder, passages: Sequence[str]
) -> dict[str, Any]:
    """The least cosine to the reference, as passages and as questions, and whether ranks agree.

    Raises:
        ModelFault: the export gives other vectors or other nearest passages.
    """
    sample = _spread(passages, SAMPLE)
    wanted, found = embedder.embed_passages(sample), made.embed_passages(sample)
    questions = [text[:200] for text in sample[:: max(1, len(sample) // 32)]]
    asked, answered = embedder.embed_queries(questions), made.embed_queries(questions)
    least = min(float((wanted * found).sum(axis=1).min()),
                float((asked * answered).sum(axis=1).min()))  # fmt: skip
    true, ours = asked @ wanted.T, answered @ found.T
    count = min(10, len(sample))
    # Equal but for ties: none of our ten is further, by the reference, than its own tenth.
    tenth = np.sort(true, axis=1)[:, -count]
    best = np.argsort(-ours, axis=1, kind="stable")[:, :count]
    same = bool((np.take_along_axis(true, best, axis=1).min(axis=1) >= tenth - 1e-4).all())
    if least < LEAST_COSINE or not same:
        raise ModelFault(
            f"{embedder.name}: its export gives other vectors (cosine {least:.5f}, wanted "
            f"{LEAST_COSINE}; same nearest ten: {same})"
        )
    return {"texts": len(sample), "least_cosine": round(least, 7), "same_top_10": same}


def _cosine(made: OnnxEmbedder, wanted: OnnxEmbedder, passages: Sequence[str]) -> dict[str, float]:
    sample = _spread(passages, SAMPLE)
    cosines = (made.embed_passages(sample) * wanted.embed_passages(sample)).sum(axis=1)
    return {"mean": round(float(cosines.mean()), 5), "least": round(float(cosines.min()), 5)}


def compare(folder: Path, trials: Sequence[Trial]) -> list[Compared]:
    """Questions by int8 and by fp32 against the same passages: hit@5, MRR@5, interval.

    The intervals are a paired bootstrap over questions (percentile method, fixed seed), jointly of
    95 % (Bonferroni): of nine trials one in five would else show a loss by chance.
    """
    full, small = load_export(folder, "fp32"), load_export(folder, "int8")
    tail = 2.5 / max(1, sum(bool(trial.questions) for trial in trials))
    out = []
    for trial in trials:
        if not trial.questions:
            continue
        ranks = [_ranks(made.embed_queries(trial.questions), trial) for made in (full, small)]
        hits = [(found <= 5).astype(float) for found in ranks]
        mrr = [np.where(found <= 5, 1 / found, 0.0) for found in ranks]
        change = hits[1] - hits[0]
        rows = np.random.default_rng(0).integers(0, len(change), (DRAWS, len(change)))
        low, high = np.percentile(change[rows].mean(axis=1), [tail, 100 - tail])
        (hit_full, hit_small), (mrr_full, mrr_small) = (
            [round(float(found.mean()), 4) for found in pair] for pair in (hits, mrr)
        )
        out.append(
            Compared(trial.name, len(change), hit_full, hit_small, mrr_full, mrr_small,
                     round(float(low), 4), round(float(high), 4))
        )  # fmt: skip
    return out


def _ranks(vectors: Vectors, trial: Trial) -> Any:
    """The place of the first right passage for each question, from 1."""
    scores = vectors @ trial.passages.T
    found = []
    for row, gold in zip(scores, trial.gold, strict=True):
        best = max((float(row[number]) for number in gold), default=-2.0)
        found.append(1 + int((row > best).sum()))
    return np.array(found, float)


def choose(compared: Sequence[Compared], wanted: str = "auto") -> dict[str, Any]:
    """The precision that questions are embedded in, why, and the figures.

    ``auto`` is int8 where enough was measured and no trial shows a loss beyond its interval.
    """
    figures = [asdict(one) for one in compared]
    if wanted in exported.PRECISIONS:
        return {"precision": wanted, "why": "asked for", "measured": figures}
    asked = sum(one.questions for one in compared)
    if asked < LEAST_QUESTIONS:
        why = f"{asked} questions are too few to measure int8 on"
        return {"precision": "fp32", "why": why, "measured": figures}
    worse = [one.name for one in compared if one.high < 0]
    if worse:
        why = f"int8 finds less on {', '.join(worse)}"
        return {"precision": "fp32", "why": why, "measured": figures}
    return {"precision": "int8", "why": "no loss beyond the interval", "measured": figures}
