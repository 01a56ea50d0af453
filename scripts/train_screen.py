"""Train the screen's second opinion from its own lines; same data, same bytes.

    python scripts/train_screen.py [--check]

Reads ``kwell_qa/data/screen_training.tsv``, ``kwell_qa/data/screen/*.tsv`` and, as lines that
need no care, the corpus' own ``asks``; writes ``kwell_qa/data/screen.npz``. Prints what
five-fold cross-validation finds at the thresholds, lines that share a text kept in one fold.
``--check`` writes nothing and fails if the shipped weights differ from what the data give.
"""

from __future__ import annotations

import argparse
import io
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kwell_qa import corpus
from kwell_qa.errors import ContentError, Finding
from kwell_qa.normalise import normalise
from kwell_qa.screening_model import BITS, CLASSES, features

DATA = ROOT / "kwell_qa" / "data"
FOLDS = 5
SAME = {"goodbye": "suicidal"}
"""A farewell is answered as suicidal thoughts are."""
STRENGTH = 30.0
"""Inverse regularisation, the best of 3, 10, 30, 100 in cross-validation."""
CRISIS, SUPPORT = 0.55, 0.8
"""Shares from which the model may raise none; chosen where cross-validation shows few alarms."""


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


def asks() -> list[tuple[str, str, str]]:
    """The corpus' questions, none of which needs care, bare and in a frame each."""
    documents = corpus.load(ROOT / "corpus").documents
    found = [(d.lang, ask) for d in documents for s in d.sections for ask in s.asks]
    bare = [(lang, "none", ask) for lang, ask in found]
    framed = [
        (lang, "none", FRAMES[number % len(FRAMES)].format(ask))
        for number, (lang, ask) in enumerate(found)
    ]
    return bare + framed


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
    """A fitted multinomial model; the solver has no chance in it."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=STRENGTH, max_iter=400, class_weight=None, tol=1e-5)
    return model.fit(rows, labels)


def groups(texts: list[str]) -> list[int]:
    """The fold of each text: a line and the same line with an aside share one."""
    folds: list[int] = []
    for place, text in enumerate(texts):
        home = next((folds[i] for i in range(place) if texts[i] in text and len(texts[i]) > 8), -1)
        folds.append(home if home >= 0 else zlib.crc32(text.encode()) % FOLDS)
    return folds


def pack(model: Any) -> bytes:
    """The weights as int8 with one scale a class, in a zip without times or order of chance."""
    weights = np.zeros((len(CLASSES), 1 << BITS))
    bias = np.zeros(len(CLASSES), dtype=np.float32)
    for row, label in enumerate(model.classes_):
        weights[label], bias[label] = model.coef_[row], model.intercept_[row]
    scale = np.abs(weights).max(axis=1) / 127
    small = np.round(weights / scale[:, None]).astype(np.int8)
    arrays = {
        "weights": small,
        "scale": scale.astype(np.float32),
        "bias": bias,
        "crisis": np.float32(CRISIS),
        "support": np.float32(SUPPORT),
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


def validate(rows: Any, labels: Any, folds: Any) -> None:
    """Print, for some thresholds, what is raised rightly and wrongly."""
    shares = np.zeros((len(labels), len(CLASSES)))
    for fold in range(FOLDS):
        inside = folds == fold
        model = fit(rows[~inside], labels[~inside])
        shares[np.ix_(inside, model.classes_)] = model.predict_proba(rows[inside])
    crisis, care = shares[:, 1:5].sum(axis=1), 1 - shares[:, 0]
    is_crisis, is_none = (labels >= 1) & (labels <= 4), labels == 0
    for level in (0.5, 0.6, 0.7, 0.8, 0.9):
        print(
            f"at {level:.2f}: crisis raised {(crisis[is_crisis] >= level).mean():.3f}, "
            f"none raised to crisis {(crisis[is_none] >= level).mean():.4f}; "
            f"support raised {(care[~is_none & ~is_crisis] >= level).mean():.3f}, "
            f"none raised to care {(care[is_none] >= level).mean():.4f}"
        )


def main() -> int:
    """Train and write, or check what is shipped."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--quick", action="store_true", help="no cross-validation")
    options = parser.parse_args()
    lines = read(DATA / "screen_training.tsv")
    for path in sorted((DATA / "screen").glob("*.tsv")):
        lines += read(path)
    lines += asks()
    texts = [text for _, _, text in lines]
    labels = np.array([CLASSES.index(name) for _, name, _ in lines])
    rows = matrix(texts)
    print(f"{len(lines)} lines, {rows.nnz / len(lines):.0f} features a line")
    if not options.check and not options.quick:
        validate(rows, labels, np.array(groups(texts)))
    packed = pack(fit(rows, labels))
    target = DATA / "screen.npz"
    if options.check:
        same = target.exists() and target.read_bytes() == packed
        print("the shipped weights match" if same else "the shipped weights differ: train again")
        return 0 if same else 1
    target.write_bytes(packed)
    print(f"wrote {target.name}, {len(packed)} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
