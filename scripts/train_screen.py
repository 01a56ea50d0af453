"""Train the screen's second opinion from its own lines; same data, same bytes.

    python scripts/train_screen.py [--check] [--quick] [--take-asks] [--vectors FILE.npz]
    python scripts/train_screen.py --cross-validate [--vectors FILE.npz]     # writes nothing

Reads ``kwell_qa/data/screen_training.tsv`` and ``kwell_qa/data/screen/*.tsv``; writes
``kwell_qa/data/screen.npz``: a linear head over pieces of characters, and a small network over
embeddings of the packaged model. Prints what five-fold cross-validation finds, lines that
share a text kept in one fold, and for each language counts and 95 % intervals. ``--take-asks``
first copies the corpus' own questions, none of which needs care, into ``asks.tsv``.
``--vectors`` keeps embeddings between runs.
``--check`` writes nothing and fails if the data are not those that the shipped weights were
made from, or the first head comes out otherwise; it needs no embedding model.
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

from kwell_qa import corpus, embedding, safety
from kwell_qa.errors import ContentError, Finding
from kwell_qa.normalise import normalise
from kwell_qa.screening_model import BITS, CLASSES, DOUBTED, features, is_english

DATA = ROOT / "kwell_qa" / "data"
FOLDS = 5
SAME = {"goodbye": "suicidal"}
"""A farewell is answered as suicidal thoughts are."""
STRENGTH, STEPS = 10.0, 150
"""Inverse regularisation of the first head, and the steps of its solver: with fewer it stops
where other languages than English are half learnt."""
INNER, DECAY, EPOCHS, NETWORKS = 128, 3e-3, 20, 3
"""Units, weight decay and passes of each network of the second head, and how many there are."""
MIX = (0.2, 0.5)
"""Weight of the second head, where there is an embedding: elsewhere, and in English."""
PLAIN = (0.7, 0.8, 0.0, 0.1)
FULL = (0.6, 0.7, 0.0, 0.07)
OTHER = (0.38, 0.42, 0.0, 0.07)
"""``Bars`` without an embedding, and with one in English and elsewhere; chosen on the development
messages, of which no line was trained on."""


def read(path: Path) -> list[tuple[str, str, str]]:
    """(language, class, text) of each line; ``ContentError`` names the line that is wrong."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith(("#", "lang\t")) or not line:
            continue
        parts = line.split("\t")
        name = parts[2] if len(parts) == 5 and parts[1] != "none" else "none"
        name = SAME.get(name, name)
        if len(parts) != 5 or name not in CLASSES:
            fault = Finding(path, number, "screen-training", f"got {line[:60]!r}", "five columns")
            raise ContentError(fault)
        rows.append((parts[0], name, parts[4]))
    return rows


FRAMES = (
    "i wanna know {}", "i want to know: {}", "i do not know {}", "i'm not sure {}",
    "i need to know {}",
    "i would like to ask {}", "i really want to understand {}", "i wish somebody told me {}",
    "can you help me, {}", "please help me {}", "sorry {}", "no idea, {}", "i'm so confused {}",
    "i can't find {}", "i was wondering {}", "ok so {}", "i'm curious {}", "i don't get it, {}",
    "quiero saber {}", "no sé {}", "quero saber {}", "não sei {}", "aku mau tau {}",
    "aku gak tau {}",
    "gusto kong malaman {}", "hindi ko alam {}", "ich will wissen {}", "ich weiß nicht {}",
    "je veux savoir {}", "je ne sais pas {}", "mình muốn biết {}", "mình không biết {}",
    "อยากรู้ {}", "ไม่รู้ {}", "{} 알고 싶어요", "{} 모르겠어요", "{} 知りたい", "{} わからない",
    "我想知道 {}", "我不知道 {}", "أريد أن أعرف {}", "ما أعرف {}",
)  # fmt: skip
"""How people begin a question; wanting to know is no sign of trouble."""


def take_asks() -> int:
    """Copy the corpus' questions into ``asks.tsv``; how many there are.

    Those in which the reviewed patterns see a need ("I have nobody to talk to") are left out.
    """
    documents = corpus.load(ROOT / "corpus").documents
    found = dict.fromkeys((d.lang, ask) for d in documents for s in d.sections for ask in s.asks)
    calm = [(lang, ask) for lang, ask in found if not safety.hits(ask)]
    lines = [f"{lang}\tnone\ttopic\tnone\t{ask}" for lang, ask in calm]
    head = "# Taken from the corpus by scripts/train_screen.py --take-asks; none needs care."
    (DATA / "screen" / "asks.tsv").write_text(
        "\n".join([head, *lines]) + "\n", encoding="utf-8"
    )
    return len(lines)


def joined(lines: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Longer messages made of two lines of one language, so that length tells nothing.

    Harmless lines are joined with each other, and half as often a line that needs care with a
    harmless one before it: what needs care among other talk still needs it.
    """
    found = []
    for lang in sorted({lang for lang, *_ in lines}):
        calm = [text for own, name, text in lines if own == lang and name == "none"]
        needy = [(name, text) for own, name, text in lines if own == lang and name != "none"]
        order = sorted(range(len(calm)), key=lambda row: zlib.crc32(calm[row].encode()))
        pairs = zip(order, order[1:] + order[:1], strict=True)
        found += [(lang, "none", f"{calm[one]}. {calm[other]}") for one, other in pairs]
        for number, (name, text) in enumerate(needy[::2]):
            if calm:
                found.append((lang, name, f"{calm[order[number % len(order)]]}. {text}"))
    return found


def load() -> tuple[list[tuple[str, str, str]], int, str]:
    """All lines, how many of them are bare, and a hash of them all.

    After the bare lines come the corpus' questions again, in a frame each, and joined lines.
    """
    paths = [DATA / "screen_training.tsv", *sorted((DATA / "screen").glob("*.tsv"))]
    bare, framed, talk = [], [], []
    for path in paths:
        rows = read(path)
        bare += rows
        if path.stem == "asks":
            framed = [
                (lang, "none", FRAMES[number % len(FRAMES)].format(ask))
                for number, (lang, _, ask) in enumerate(rows)
            ]
        else:
            talk += rows
    lines = bare + framed + joined(talk)
    digest = hashlib.sha256("\n".join("\t".join(line) for line in lines).encode()).hexdigest()
    return lines, len(bare), digest


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


def fit(rows: Any, labels: Any) -> Any:
    """A fitted multinomial model; the solver has no chance in it.

    Rare pieces are held back less than common ones: they are weighed by inverse document
    frequency (Spärck Jones 1972) while fitting, and that weight goes into the coefficients, so
    that serving need not know of it.
    """
    from scipy.sparse import diags
    from sklearn.linear_model import LogisticRegression

    seen = np.bincount(rows.indices, minlength=rows.shape[1])
    rarity = np.log((rows.shape[0] + 1) / (seen + 1)) + 1
    rarity = (rarity / np.sqrt((rarity**2 * seen).sum() / seen.sum())).astype(np.float32)
    model = LogisticRegression(C=STRENGTH, max_iter=STEPS, tol=1e-4)
    model.fit((rows @ diags(rarity)).tocsr(), labels)
    model.coef_ = model.coef_ * rarity
    return model


def fit_meaning(vectors: Any, labels: Any) -> dict[str, Any]:
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
            made.append(model.fit(vectors, labels))
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


def embed(texts: list[str], kept: Path | None) -> Any:
    """Embeddings by the packaged model, shape (texts, 384); those in ``kept`` are not remade."""
    known: dict[str, Any] = {}
    if kept and kept.exists():
        with np.load(kept, allow_pickle=False) as held:
            known = dict(zip(held["keys"].tolist(), held["vectors"], strict=True))
    keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if missing:
        made = embedding.load().embed_queries(sorted(missing.values(), key=len))
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


def pack(first: dict[str, Any], second: dict[str, Any], digest: str) -> bytes:
    """Both heads, in a zip without times or order of chance."""
    arrays = {
        **first,
        **second,
        "mix": np.array(MIX, dtype=np.float32),
        "plain": np.array(PLAIN, dtype=np.float32),
        "full": np.array(FULL, dtype=np.float32),
        "other": np.array(OTHER, dtype=np.float32),
        "data": np.array(digest),
    }
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
    rows: Any, vectors: Any, labels: Any, folds: Any, langs: list[str], english: Any
) -> None:
    """Print what cross-validation finds for each head and for both, and for each language."""
    first = np.zeros((len(labels), len(CLASSES)))
    second = np.zeros_like(first)
    for fold in range(FOLDS):
        inside = folds == fold
        model = fit(rows[~inside], labels[~inside])
        first[np.ix_(inside, model.classes_)] = model.predict_proba(rows[inside])
        second[inside] = meant(fit_meaning(vectors[~inside], labels[~inside]), vectors[inside])
    table("pieces", first, labels)
    table("meaning", second, labels)
    weight = np.where(english, MIX[1], MIX[0])
    doubted = (1 - first[:, 0] < DOUBTED) & (second[:, 0] < first[:, 0])
    weight = np.where(doubted, weight / 2, weight)[:, None]
    both = (1 - weight) * first + weight * second
    table("both", both, labels)
    by_language(both, labels, langs, english)


def same(target: Path, first: dict[str, Any], digest: str) -> bool:
    """Whether the shipped file was made from these data and holds this first head."""
    with np.load(target, allow_pickle=False) as held:
        return str(held["data"]) == digest and all(
            np.array_equal(held[name], array) for name, array in first.items()
        )


def main() -> int:
    """Train and write, or check what is shipped."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--quick", action="store_true", help="no cross-validation")
    parser.add_argument("--cross-validate", action="store_true", help="only that, write nothing")
    parser.add_argument("--take-asks", action="store_true", help="copy the corpus' questions first")
    parser.add_argument("--vectors", type=Path, help="where embeddings are kept between runs")
    options = parser.parse_args()
    if options.take_asks:
        print(f"took {take_asks()} questions")
    lines, bare, digest = load()
    texts = [text for _, _, text in lines]
    labels = np.array([CLASSES.index(name) for _, name, _ in lines])
    rows = matrix(texts)
    print(f"{len(lines)} lines, {rows.nnz / len(lines):.0f} features a line")
    target = DATA / "screen.npz"
    if options.check:
        matches = target.exists() and same(target, first_head(fit(rows, labels)), digest)
        print("the shipped weights match" if matches else "they differ: train again")
        return 0 if matches else 1
    vectors = embed(texts[:bare], options.vectors)
    if not options.quick:
        english = np.array([is_english(normalise(text)) for text in texts[:bare]])
        folds = np.array(groups(texts[:bare]))
        langs = [lang for lang, *_ in lines[:bare]]
        validate(rows[:bare], vectors, labels[:bare], folds, langs, english)
    if options.cross_validate:
        return 0
    first = first_head(fit(rows, labels))
    packed = pack(first, fit_meaning(vectors, labels[:bare]), digest)
    target.write_bytes(packed)
    print(f"wrote {target.name}, {len(packed)} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
