"""Train the screen's second opinion from its own lines; same data and lexicon, same bytes.

    python scripts/train_screen.py [--quick] [--take-asks] [--vectors FILE.npz]
    python scripts/train_screen.py --cross-validate [--vectors FILE.npz]     # writes nothing
    python scripts/train_screen.py --check [--refit] [--vectors FILE.npz]    # writes nothing

Reads ``kwell_qa/data/screen_training.tsv`` and ``kwell_qa/data/screen/*.tsv``, some of these with
less weight (``screen_lines.LIGHT``); writes ``kwell_qa/data/screen.npz``: a linear head over
pieces of characters, and a small network over embeddings of the packaged model, one for its tuned
form and one for the published one, which takes lines in other languages twice, as they stand and by
their glosses. Prints what five-fold cross-validation finds with the tuned one,
lines that share a text kept in one fold, and for each language counts and 95 % intervals.
``--take-asks`` first adds questions of the corpus, none of which needs care, to ``asks.tsv``.
``--vectors`` keeps embeddings between runs.
``--check`` fails if the shipped weights were made from other lines, other features of them, another
tuning of the model or other settings, or do not rest where training left them: changed by hand, or
fitted otherwise. It needs no embedding model and a quarter of the time of a fit. It does not see
whether the lexicon has learnt words since, by which few glosses change: train anew where it has
grown. ``--refit`` trains both heads anew as well, and compares byte by byte.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import sys
import warnings
import zipfile
import zlib
from pathlib import Path
from typing import Any

# Sums over several threads round differently from machine to machine; read when numpy is loaded.
for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_threads] = "1"

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from evaluate_screen import wilson
from screen_lines import DATA, glosses, load, take_asks

from kwell_qa import embedding, exports
from kwell_qa.embedding import DEFAULT_MODEL, tuning
from kwell_qa.normalise import normalise
from kwell_qa.screening_model import (
    BITS,
    CLASSES,
    DOUBTED,
    MODELS,
    SURED,
    features,
    is_english,
)

FOLDS = 5
STRENGTH, STEPS = 6.0, 150
"""Inverse regularisation of the first head, and the steps of its solver: with fewer it stops
where other languages than English are half learnt."""
INNER, DECAY, EPOCHS, NETWORKS = 128, 3e-3, 20, 3
"""Units, weight decay and passes of each network of the second head, and how many there are."""
FOLD_STEPS = 60
"""Steps for each fold of a cross-validation, which is to end in minutes; a little pessimistic."""
FITTED = (STRENGTH, STEPS, INNER, DECAY, EPOCHS, NETWORKS, tuning.digest())
"""What decides the weights beside the lines; vectors are of this tuning."""
REST = 0.02
"""Where training ends: length of the gradient there, beside its length where all weights are 0."""
MIX = (0.4, 0.5)
"""Weight of the second head, where there is an embedding: elsewhere, and in English."""
PLAIN = (0.7, 0.8, 0.0, 0.08)
FULL = (0.5, 0.66, 0.0, 0.15)
OTHER = (0.4, 0.45, 0.0, 0.13)
"""``Bars`` without an embedding, and with one in English and elsewhere; chosen on the development
messages, of which no line was trained on."""


def matrix(texts: list[str]) -> Any:
    """Sparse rows of ``features``, shape (texts, 2**BITS)."""
    from scipy.sparse import csr_matrix

    places, values, ends = [], [], [0]
    for text in texts:
        place, value = features(normalise(text))
        places.append(place)
        values.append(value)
        ends.append(ends[-1] + len(place))
    shape = (len(texts), 1 << BITS)
    return csr_matrix((np.concatenate(values), np.concatenate(places), ends), shape=shape)


def rarity(rows: Any) -> Any:
    """Inverse document frequency (Spärck Jones 1972) of each bucket, its square 1 on average."""
    seen = np.bincount(rows.indices, minlength=rows.shape[1])
    rare = np.log((rows.shape[0] + 1) / (seen + 1)) + 1
    return (rare / np.sqrt((rare**2 * seen).sum() / seen.sum())).astype(np.float32)


def fit(rows: Any, labels: Any, weights: Any, steps: int = STEPS) -> Any:
    """A fitted multinomial model, of lines by their ``weights``; the solver has no chance in it.

    Rare pieces are held back less than common ones: they are weighed by their ``rarity`` while
    fitting, and that weight goes into the coefficients, so that serving need not know of it.
    """
    from scipy.sparse import diags
    from sklearn.linear_model import LogisticRegression

    rare = rarity(rows)
    model = LogisticRegression(C=STRENGTH, max_iter=steps, tol=1e-4)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it stops after so many steps on purpose
        model.fit((rows @ diags(rare)).tocsr(), labels, sample_weight=weights)
    model.coef_ = model.coef_ * rare
    return model


def slope(first: dict[str, Any], rows: Any, labels: Any, lines: Any) -> float:
    """Length of the gradient of what ``fit`` makes small, at these weights, beside that at 0.

    ``lines`` are the weights of the lines.
    """
    from scipy.sparse import diags

    rare = rarity(rows)
    weighed = (rows @ diags(rare)).tocsr()
    wanted = np.eye(len(CLASSES))[labels]

    def length(weights: Any, bias: Any) -> float:
        scores = weighed @ weights.T + bias
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        over = (powers / powers.sum(axis=1, keepdims=True) - wanted) * lines[:, None]
        steep = STRENGTH * (weighed.T @ over).T + weights
        return float(np.linalg.norm(steep))

    weights = first["weights"] * first["scale"][:, None].astype(np.float64) / rare
    return length(weights, first["bias"]) / length(weights * 0, first["bias"] * 0)


def seen(rows: Any) -> str:
    """A hash of the features of all lines."""
    places = hashlib.sha256(rows.indices.astype("<i4").tobytes())
    places.update(rows.indptr.astype("<i4").tobytes())
    return places.hexdigest()


def fit_meaning(vectors: Any, labels: Any, weights: Any) -> dict[str, Any]:
    """Small networks over embeddings, side by side as one, which takes the mean of their scores.

    Each begins from its own seed; together they are less sure of what none was taught.
    """
    from sklearn.neural_network import MLPClassifier

    made = []
    for seed in range(NETWORKS):
        model = MLPClassifier(
            (INNER,), alpha=DECAY, max_iter=EPOCHS, batch_size=256, learning_rate_init=2e-3,
            random_state=seed,
        )  # fmt: skip
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it stops after EPOCHS on purpose
            made.append(model.fit(vectors, labels, sample_weight=weights))
    return {
        "hidden": np.concatenate([model.coefs_[0].T for model in made]).astype(np.float16),
        "hidden_bias": np.concatenate([model.intercepts_[0] for model in made]).astype(np.float32),
        "meaning": (
            np.concatenate([model.coefs_[1].T for model in made], axis=1) / NETWORKS
        ).astype(np.float16),
        "meaning_bias": np.mean([model.intercepts_[1] for model in made], axis=0).astype(
            np.float32
        ),
    }


def meant(second: dict[str, Any], vectors: Any) -> Any:
    """Shares of the second head, shape (texts, classes)."""
    inner = np.maximum(vectors @ second["hidden"].T.astype(np.float32) + second["hidden_bias"], 0)
    scores = inner @ second["meaning"].T.astype(np.float32) + second["meaning_bias"]
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def embed(texts: list[str], model: str, kept: Path | None) -> Any:
    """Embeddings by ``model``, shape (texts, 384); those in ``kept`` are not remade."""
    known: dict[str, Any] = {}
    if kept and kept.exists():
        with np.load(kept, allow_pickle=False) as held:
            known = dict(zip(held["keys"].tolist(), held["vectors"], strict=True))
    # Another tuning under the same name gives other vectors.
    by = embedding.source_digest(model)
    keys = [hashlib.sha256(f"{by} {text}".encode()).hexdigest() for text in texts]
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if missing:
        embedder = exports.builder(model, ROOT / "index")
        made = embedder.embed_queries(sorted(missing.values(), key=len))
        wanted = sorted(missing.items(), key=lambda item: len(item[1]))
        known.update({key: row for (key, _), row in zip(wanted, made, strict=True)})
        if kept:
            np.savez(kept, keys=np.array(list(known)), vectors=np.array(list(known.values())))
    return np.array([known[key] for key in keys], dtype=np.float32)


def groups(texts: list[str]) -> list[int]:
    """The fold of each text: a line and the same line with an aside share one."""
    folds: list[int] = []
    for place, text in enumerate(texts):
        home = next((folds[i] for i in range(place) if texts[i] in text and len(texts[i]) > 8), -1)
        folds.append(home if home >= 0 else zlib.crc32(text.encode()) % FOLDS)
    return folds


def settings() -> dict[str, Any]:
    """What is shipped with the weights but not fitted."""
    return {
        name: np.array(value, dtype=np.float32)
        for name, value in (("mix", MIX), ("plain", PLAIN), ("full", FULL), ("other", OTHER))
    }


def pack(first: dict[str, Any], second: dict[str, Any], made_of: dict[str, Any]) -> bytes:
    """Both heads and what they were made of, in a zip without times or order of chance."""
    arrays = {**first, **second, **settings(), **made_of}
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            held = io.BytesIO()
            np.lib.format.write_array(held, np.asarray(array), allow_pickle=False)
            archive.writestr(
                zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)),
                held.getvalue(),
                zipfile.ZIP_DEFLATED,
            )
    return whole.getvalue()


def first_head(model: Any) -> dict[str, Any]:
    """The weights as int8 with one scale a class; those near zero become zero."""
    weights = np.zeros((len(CLASSES), 1 << BITS))
    bias = np.zeros(len(CLASSES), dtype=np.float32)
    for row, label in enumerate(model.classes_):
        weights[label], bias[label] = model.coef_[row], model.intercept_[row]
    scale = np.abs(weights).max(axis=1) / 127
    small = np.round(weights / scale[:, None]).astype(np.int8)
    return {"weights": small, "scale": scale.astype(np.float32), "bias": bias}


def table(name: str, shares: Any, labels: Any) -> None:
    """Print, for some bars, what one head or the mix raises rightly and wrongly."""
    crisis, care = shares[:, 1:5].sum(axis=1), 1 - shares[:, 0]
    is_crisis, is_none = (labels >= 1) & (labels <= 4), labels == 0
    for level in (0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        print(
            f"{name} at {level:.2f}: crisis raised {(crisis[is_crisis] >= level).mean():.3f}, "
            f"none raised to crisis {(crisis[is_none] >= level).mean():.4f}; "
            f"support raised {(care[~is_none & ~is_crisis] >= level).mean():.3f}, "
            f"none raised to care {(care[is_none] >= level).mean():.4f}"
        )
    for level in (0.005, 0.01, 0.02, 0.05, 0.1, 0.2):
        print(
            f"{name} below {level}: crisis {(care[is_crisis] < level).mean():.4f}, "
            f"support {(care[~is_none & ~is_crisis] < level).mean():.4f}, "
            f"none {(care[is_none] < level).mean():.3f}"
        )


def by_language(shares: Any, labels: Any, langs: list[str], english: Any) -> None:
    """Print, for each language, what the classifier alone does at the bars that are shipped."""
    crisis_bar = np.where(english, FULL[0], OTHER[0])
    care_bar = np.where(english, FULL[1], OTHER[1])
    crisis = shares[:, 1:5].sum(axis=1) >= crisis_bar
    cared = crisis | (1 - shares[:, 0] >= care_bar)
    is_crisis, is_none = (labels >= 1) & (labels <= 4), labels == 0
    rows = (
        ("crisis raised", is_crisis, crisis), ("crisis, any care", is_crisis, cared),
        ("support, any care", ~is_crisis & ~is_none, cared), ("false alarms", is_none, cared),
    )  # fmt: skip
    own = np.array(langs)
    for lang in ["all", *sorted(set(langs))]:
        told = []
        for name, wanted, seen in rows:
            picked = seen[wanted & (own == lang)] if lang != "all" else seen[wanted]
            low, high = wilson(int(picked.sum()), len(picked))
            told.append(f"{name} {picked.sum()}/{len(picked)} [{low:.3f}, {high:.3f}]")
        print(f"{lang}: " + "; ".join(told))


def validate(
    rows: Any, vectors: Any, of: Any, labels: Any, weights: Any, folds: Any, langs: list[str],
    english: Any,
) -> None:  # fmt: skip
    """Print what cross-validation finds for each head and for both, and for each language.

    ``of`` tells of each vector which line it is of; the last one of a line is that which is served.
    """
    first = np.zeros((len(labels), len(CLASSES)))
    second = np.zeros_like(first)
    for fold in range(FOLDS):
        inside = folds == fold
        model = fit(rows[~inside], labels[~inside], weights[~inside], FOLD_STEPS)
        first[np.ix_(inside, model.classes_)] = model.predict_proba(rows[inside])
        taught = ~inside[of]
        head = fit_meaning(vectors[taught], labels[of[taught]], weights[of[taught]])
        second[of[~taught]] = meant(head, vectors[~taught])
    table("pieces", first, labels)
    table("meaning", second, labels)
    weight = np.where(english, MIX[1], MIX[0])
    care, higher = 1 - first[:, 0], second[:, 0] < first[:, 0]
    halved = ((care < DOUBTED) & higher) | ((care >= SURED) & ~higher)
    weight = np.where(halved, weight / 2, weight)[:, None]
    both = (1 - weight) * first + weight * second
    table("both", both, labels)
    by_language(both, labels, langs, english)


def made_of(
    first: dict[str, Any], rows: Any, labels: Any, weights: Any, digest: str
) -> dict[str, Any]:
    """What tells whether weights belong to these lines, these features and this training."""
    rest = slope(first, rows, labels, weights)
    return {"data": np.array(digest), "features": np.array(seen(rows)), "rest": np.array(rest)}


def faults(target: Path, rows: Any, labels: Any, weights: Any, digest: str) -> list[str]:
    """Why the shipped weights were not made by this script from these lines; empty if they were."""
    with np.load(target, allow_pickle=False) as held:
        first = {name: held[name] for name in ("weights", "scale", "bias")}
        wanted = made_of(first, rows, labels, weights, digest)
        found = [
            f"other {name}" for name in ("data", "features") if str(held[name]) != str(wanted[name])
        ]
        found += [f"other {name}" for name, value in settings().items()
                  if not np.array_equal(held[name], value)]  # fmt: skip
        rest = float(wanted["rest"])
        if not np.isclose(rest, float(held["rest"]), rtol=1e-4) or rest > REST:
            found.append(f"slope {rest:.5f}, was {float(held['rest']):.5f}, at most {REST}")
    return found


def main() -> int:
    """Train and write, or check what is shipped."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--refit", action="store_true", help="with --check: train anew as well")
    parser.add_argument("--quick", action="store_true", help="no cross-validation")
    parser.add_argument("--cross-validate", action="store_true", help="only that, write nothing")
    parser.add_argument("--take-asks", action="store_true", help="copy the corpus' questions first")
    parser.add_argument("--vectors", type=Path, help="where embeddings are kept between runs")
    options = parser.parse_args()
    if options.take_asks:
        print(f"took {take_asks()} questions")
    lines, weighed, bare, digest = load(FITTED)
    texts = [text for _, _, text in lines]
    labels = np.array([CLASSES.index(name) for _, name, _ in lines])
    weights = np.array(weighed)
    rows = matrix(texts)
    print(f"{len(lines)} lines, {rows.nnz / len(lines):.0f} features a line")
    target = DATA / "screen.npz"
    if options.check:
        wrong = faults(target, rows, labels, weights, digest) if target.exists() else ["no file"]
        print(f"they differ, train again: {'; '.join(wrong)}" if wrong else "the weights match")
        if wrong or not options.refit:
            return 1 if wrong else 0
    said = glosses(texts[:bare])
    # A line in another language is learnt by its gloss, and as it stands: another corpus may have
    # no lexicon.
    of = np.array([*range(bare), *said])
    heard = [*texts[:bare], *said.values()]
    vectors = {name: embed(heard, name, options.vectors) for name in MODELS}
    if not (options.quick or options.check):
        english = np.array([is_english(normalise(text)) for text in texts[:bare]])
        folds = np.array(groups(texts[:bare]))
        langs = [lang for lang, *_ in lines[:bare]]
        known = vectors[DEFAULT_MODEL]
        validate(rows[:bare], known, of, labels[:bare], weights[:bare], folds, langs, english)
    if options.cross_validate:
        return 0
    first = first_head(fit(rows, labels, weights))
    second = {}
    for name, key in MODELS.items():
        head = fit_meaning(vectors[name], labels[of], weights[of])
        second |= {key + part: array for part, array in head.items()}
    packed = pack(first, second, made_of(first, rows, labels, weights, digest))
    if options.check:
        equal = packed == target.read_bytes()
        print("trained anew, it is the same" if equal else "trained anew, it differs")
        return 0 if equal else 1
    target.write_bytes(packed)
    print(f"wrote {target.name}, {len(packed)} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
