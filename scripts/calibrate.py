"""Fit the weights of sentence choice and of abstention to labelled questions.

    python scripts/calibrate.py [--index DIR] [--out FILE] QUESTIONS.jsonl …

A candidate sentence counts as helpful where it matches one of the question's facts; a
selection counts as answering where it matches at least half of them. Both models are logistic
regressions; figures printed are from 5-fold cross-validation by question, the weights written
are fitted to all. Rebuild the index afterwards: its manifest carries the result.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kwell_qa import bundle, embedding, questions, texts
from kwell_qa.looking import FEATURES
from kwell_qa.retrieval import Retriever
from kwell_qa.selecting import SURENESS, Selector, ruled_out
from kwell_qa.settings import REPOSITORY

FOLDS = 5
NEUTRAL: dict[str, Any] = {
    "sentence": {"weights": dict.fromkeys(FEATURES, 1.0), "bias": -3.0},
    "sureness": {"weights": dict.fromkeys(SURENESS, 1.0), "bias": -3.0},
}


def matched(facts: list[list[str]], text: str) -> list[bool]:
    """Whether each group of regular expressions has one that is found in ``text``."""
    return [any(re.search(pattern, text, re.IGNORECASE) for pattern in group) for group in facts]


def fit(features: Any, labels: Any, weights: Any = None) -> tuple[Any, float]:
    model = LogisticRegression(C=1.0, max_iter=2000, class_weight="balanced")
    model.fit(features, labels, sample_weight=weights)
    return model.coef_[0], float(model.intercept_[0])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("questions", nargs="+", type=Path)
    parser.add_argument("--asks", type=int, default=300, help="how many asks to learn from")
    parser.add_argument("--coverage", type=float, default=0.955, help="share to answer")
    parser.add_argument("--index", type=Path, default=REPOSITORY / "index")
    parser.add_argument("--out", type=Path, default=REPOSITORY / "kwell_qa/data/calibration.json")
    args = parser.parse_args()
    items = [
        json.loads(line)
        for path in args.questions
        for line in path.read_text("utf-8").splitlines()
        if line.strip()
    ]
    items = [
        item
        for item in items
        if item["expect"] in ("answer", "abstain") and "may-answer" not in item.get("note", "")
    ]
    loaded = bundle.load(args.index)
    retriever = Retriever(loaded, embedding.load(loaded.manifest["model"]["name"]))
    catalogue = texts.load()
    queries = []
    for item in items:
        lang = questions.detect_language(
            item["question"], catalogue.function_words, loaded.namer
        )
        query = questions.read(item["question"], item["history"], lang, loaded.namer)
        queries.append((query, retriever.search(query)))
    neutral = Selector(retriever, NEUTRAL)
    fold = np.arange(len(items)) % FOLDS

    # The corpus' own asks, each tried with itself left out, are questions it answers.
    asks = [
        (number, section, ask)
        for number, document in enumerate(loaded.documents)
        for section, part in enumerate(document.sections)
        for ask in part.asks
    ]
    picked = [asks[i] for i in np.random.default_rng(0).permutation(len(asks))[: args.asks]]

    rows, labels, owners, row_weights = [], [], [], []
    seen = [neutral.candidates(query, found) for query, found in queries]
    for number, (item, candidates) in enumerate(zip(items, seen, strict=True)):
        if item["expect"] != "answer" or not item["facts"]:
            continue
        for candidate in candidates:
            document = loaded.documents[candidate.document]
            sentence = document.sentences[candidate.sentence]
            text = document.text[sentence.start : sentence.end]
            rows.append(candidate.features)
            labels.append(any(matched(item["facts"], text)))
            owners.append(number)
            row_weights.append(1 / len(candidates))
    x, y, owner = np.array(rows), np.array(labels), np.array(owners)
    weight = np.array(row_weights) * len(row_weights) / sum(row_weights)

    def ends(weights: Any, bias: float) -> tuple[float, float]:
        """Scores of best sentences that a little over half stay under, and a tenth."""
        best = [
            float(max(np.array([c.features for c in candidates]) @ weights)) + bias
            for item, candidates in zip(items, seen, strict=True)
            if item["expect"] == "answer" and candidates
        ]
        certain, doubtful = np.quantile(best, [0.55, 0.1])
        return float(certain), float(doubtful)

    def selector_with(weights: Any, bias: float) -> Selector:
        certain, doubtful = ends(weights, bias)
        return Selector(retriever, {
            "sentence": {"weights": dict(zip(FEATURES, weights, strict=True)), "bias": bias,
                         "certain": certain, "doubtful": doubtful},
            "sureness": NEUTRAL["sureness"],
        })  # fmt: skip

    def chosen_with(weights: Any, bias: float, numbers: Any) -> dict[int, Any]:
        selector = selector_with(weights, bias)
        return {
            int(n): selector.choose(*queries[n], selector.scored(seen[n])) for n in numbers
        }

    selections: dict[int, Any] = {}
    scores = np.zeros(len(y))
    for part in range(FOLDS):
        train = fold[owner] != part
        weights, bias = fit(x[train], y[train], weight[train])
        scores[~train] = x[~train] @ weights + bias
        selections.update(chosen_with(weights, bias, np.flatnonzero(fold == part)))
    print(f"sentence choice: AUROC {roc_auc_score(y, scores):.3f} over {len(y)} candidates")

    evidence, answers, complete = [], [], []
    for number, item in enumerate(items):
        selection = selections[number]
        texts_chosen = " ".join(_quote(loaded, candidate) for candidate in selection.chosen)
        hits = matched(item["facts"], texts_chosen)
        evidence.append(selection.evidence)
        complete.append(item["expect"] == "answer" and all(hits))
        answers.append(item["expect"] == "answer" and sum(hits) * 2 >= len(hits))
    trained = len(evidence)
    middle = fit(x, y, weight)
    judge = selector_with(*middle)
    for number, section, ask in picked:
        lang = questions.detect_language(ask, catalogue.function_words, loaded.namer)
        query = questions.read(ask, (), lang, loaded.namer)
        selection = judge.select(query, retriever.search(query, without_ask=ask))
        right = [
            (c.document, loaded.documents[c.document].sentences[c.sentence].section)
            == (number, section)
            for c in selection.chosen
        ]
        # Another section may answer as well, so that only agreement tells something.
        if right and right[0]:
            evidence.append(selection.evidence)
            answers.append(True)
    s, a = np.array(evidence), np.array(answers)
    fold = np.concatenate([fold, np.arange(len(a) - trained) % FOLDS])
    # What a rule settles teaches the weights nothing.
    shut = np.array([ruled_out(row) for row in s])
    probability = np.zeros(len(a))
    for part in range(FOLDS):
        train = (fold != part) & ~shut
        weights, bias = fit(s[train], a[train])
        probability[fold == part] = 1 / (1 + np.exp(-(s[fold == part] @ weights + bias)))
    probability[shut] = 0.0
    asks_given = probability[trained:]
    probability = probability[:trained]
    wants = np.array([item["expect"] == "answer" for item in items])
    print(f"answering: AUROC {roc_auc_score(wants, probability):.3f} over {len(items)} questions, "
          f"{(~wants).sum()} of them unanswerable")  # fmt: skip
    curve = []
    for threshold in np.arange(0.04, 0.97, 0.02):
        given = probability >= threshold
        abstained = ~given
        right = (abstained & ~wants).sum()
        curve.append({
            "threshold": round(float(threshold), 2),
            "coverage": round(float(given[wants].mean()), 3),
            "abstain_precision": round(float(right / max(1, abstained.sum())), 3),
            "abstain_recall": round(float(right / max(1, (~wants).sum())), 3),
        })  # fmt: skip

    # An abstention that should have been an answer costs a person as much as the reverse, but
    # questions with an answer are by far the more frequent; so coverage is held first.
    allowed = [point for point in curve if point["coverage"] >= args.coverage]
    threshold = max(allowed, key=lambda point: point["threshold"])["threshold"]
    sentence_weights, sentence_bias = fit(x, y, weight)
    final = chosen_with(sentence_weights, sentence_bias, range(len(items)))
    s[:trained] = [final[n].evidence for n in range(len(items))]
    sure_weights, sure_bias = fit(s[~shut], a[~shut])
    certain, doubtful = ends(sentence_weights, sentence_bias)
    limits = {"certain": round(certain, 4), "doubtful": round(doubtful, 4)}
    result = {
        "threshold": threshold,
        "how": "logistic regressions by scripts/calibrate.py, the highest threshold that still "
               f"answers {args.coverage:.1%} of what can be answered, in {FOLDS}-fold "
               f"cross-validation over {len(items)} questions",
        "questions": sorted(path.name for path in args.questions),
        "sentence": {**_fitted(FEATURES, sentence_weights, sentence_bias), **limits},
        "sureness": _fitted(SURENESS, sure_weights, sure_bias),
        "curve": curve,
    }  # fmt: skip
    args.out.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    print(next(point for point in curve if point["threshold"] == threshold))
    print(f"own asks answered at it: {float((asks_given >= threshold).mean()):.3f}")
    print(f"threshold {threshold}; complete in cross-validation "
          f"{np.mean(np.array(complete)[wants]):.3f}; written to {args.out}")  # fmt: skip
    return 0


def _quote(loaded: bundle.Bundle, candidate: Any) -> str:
    document = loaded.documents[candidate.document]
    sentence = document.sentences[candidate.sentence]
    return document.text[sentence.start : sentence.end]


def _fitted(names: tuple[str, ...], weights: Any, bias: float) -> dict[str, Any]:
    rounded = {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)}
    return {"weights": rounded, "bias": round(bias, 4)}


if __name__ == "__main__":
    raise SystemExit(main())
