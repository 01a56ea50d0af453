"""Fit the weights of sentence choice and of abstention to labelled questions.

    python scripts/calibrate.py [--coverage SHARE] [--long SHARE] [--index DIR] [--out FILE]
                                [--without-asks] QUESTIONS.jsonl …
    python scripts/calibrate.py --following [--abrupt QUESTIONS.jsonl] TALKS.jsonl …

A candidate sentence counts as helpful where it matches one of the question's facts; a
selection counts as answering where it matches at least half of them. Sentences are weighed
listwise: so that among all candidates of a question those that hold its facts come first. How sure
a selection is comes from a logistic regression on standardised evidence. Figures printed are from
5-fold cross-validation, questions about one document together; the weights written are fitted to
all. The same questions and index
give the same file. Rebuild the index afterwards: its manifest carries the result. With
``--without-asks`` it is fitted to the same documents as if nobody had prepared them, in an index of
their own, for folders that come without asks.

With ``--following`` only the weights for follow-ups are fitted, to the questions of some talks that
go on from earlier turns, and put beside the others: a logistic regression on what
``evidence.FOLLOWING`` names, moved so that the same threshold still answers ``--coverage`` of them.
Talks stay on their subject; what has nothing to do with it are the unanswerable questions of
``--abrupt``, each put after some first turns. Together they count as much as the other ones that
nothing answers.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kwell_qa import building, bundle, evaluation, exports, questions, texts, unanswered
from kwell_qa.candidates import Candidate, Candidates
from kwell_qa.embedding import BASE_MODEL, Embedder
from kwell_qa.engine import Engine
from kwell_qa.errors import KwellError
from kwell_qa.evaluation import Case
from kwell_qa.evidence import FOLLOWING
from kwell_qa.looking import FEATURES
from kwell_qa.questions import Query
from kwell_qa.retrieval import Found, Retriever
from kwell_qa.selecting import SURENESS, USUAL_SENTENCES, Selection, Selector, ruled_out
from kwell_qa.settings import REPOSITORY

_ASKS = re.compile(r"^asks:\n(?:  .*\n)+", re.MULTILINE)
DATA = REPOSITORY / "kwell_qa" / "data"
FOLDS = 5
AFTER = 4
"""Talks after whose first turn each question on other things is put."""
STRENGTH = 0.1
"""Inverse of the regularisation's strength, on standardised evidence."""
LISTWISE = 0.02
"""Strength of the regularisation of sentence choice, on standardised evidence."""
NEUTRAL: dict[str, Any] = {
    "sentence": {"weights": dict.fromkeys(FEATURES, 1.0), "bias": -3.0},
    "sureness": {"weights": dict.fromkeys(SURENESS, 1.0), "bias": -3.0},
}


@dataclass
class Asked:
    """A question with what retrieval saw, its candidates, and which of them hold which fact.

    ``hits`` has one row for each fact and one column for each candidate.
    """

    case: Case
    query: Query
    found: Found
    candidates: Candidates
    hits: Any
    fold: int = 0

    @property
    def answerable(self) -> bool:
        return self.case.expect == "answer"

    def facts_in(self, chosen: Selection) -> Any:
        """Which facts the chosen sentences hold."""
        rows = {candidate.row for candidate in chosen.chosen}
        return self.hits[:, np.isin(self.candidates.rows, list(rows))].any(axis=1)


def fit(evidence: Any, labels: Any, weights: Any = None) -> tuple[Any, float]:
    """Weights and bias for the evidence as it is, fitted to it standardised."""
    mean, spread = evidence.mean(axis=0), evidence.std(axis=0)
    spread[spread < 1e-6] = 1.0
    model = LogisticRegression(C=STRENGTH, max_iter=2000, class_weight="balanced")
    model.fit((evidence - mean) / spread, labels, sample_weight=weights)
    scaled = model.coef_[0] / spread
    return scaled, float(model.intercept_[0] - scaled @ mean)


def ask(cases: list[Case], loaded: bundle.Bundle, retriever: Retriever) -> list[Asked]:
    """Every case searched, with folds that keep a document's questions together."""
    words, neutral = texts.load().function_words, Selector(retriever, NEUTRAL)
    asked: list[Asked] = []
    groups: dict[str, int] = {}
    for case in cases:
        lang = questions.detect_language(case.question, words, loaded.namer)
        query = questions.read(case.question, case.history, lang, loaded.namer)
        found = retriever.search(query)
        candidates = neutral.candidates(query, found)
        if not len(candidates):
            continue
        quotes = [_quote(loaded, candidate) for candidate in candidates]
        hits = np.array(
            [[any(re.search(p, quote, re.IGNORECASE) for p in group) for quote in quotes]
             for group in case.facts], bool
        ).reshape(-1, len(quotes))  # fmt: skip
        best = candidates[int(hits.any(axis=0).argmax())] if len(hits) else candidates[0]
        about = case.documents[0] if case.documents else loaded.documents[best.document].id
        fold = groups.setdefault(about, len(groups)) % FOLDS
        asked.append(Asked(case, query, found, candidates, hits, fold))
    return asked


def choice(asked: list[Asked]) -> tuple[Any, float]:
    """Weights of sentence choice, each question counting alike, on the scale of log odds.

    They are the mean of two fits. One tells helpful sentences from others, wherever they stand; the
    other, listwise (the top-one probability of ListNet, Cao et al. 2007), has those of each fact
    come first. The first finds all facts of a question more often, the second the best sentence.
    """
    told = [one for one in asked if one.answerable and one.hits.any()]
    x = np.concatenate([one.candidates.features for one in told]).astype(np.float64)
    y = np.concatenate([one.hits.any(axis=0) for one in told])
    count = np.concatenate([np.full(len(one.candidates), 1 / len(one.candidates)) for one in told])
    alike = count * len(count) / count.sum()
    point, point_bias = fit(x, y, alike)
    mean, spread = x.mean(axis=0), x.std(axis=0)
    spread[spread < 1e-6] = 1.0
    standard = (x - mean) / spread
    first = listwise(standard, [one.hits[one.hits.any(axis=1)] for one in told])
    scale, first_bias = fit((standard @ first)[:, None], y, alike)
    first = first * scale[0] / spread
    return (point + first) / 2, float(point_bias + first_bias - first @ mean) / 2


def listwise(x: Any, facts: list[Any]) -> Any:
    """Weights under which, by softmax over a question's sentences, its facts are likeliest first.

    ``x`` (sentences, features) holds all questions' sentences, one question after another;
    ``facts`` for each question which of its sentences, shape (facts, sentences), hold each fact.
    Each fact competes with the sentences that hold none: another fact's are no rivals.
    """
    rows, holds, share, start = [], [], [], 0
    for held in facts:
        for fact in held:
            rivals = np.flatnonzero(fact | ~held.any(axis=0))
            rows.append(start + rivals)
            holds.append(fact[rivals])
            share.append(1 / len(held) / len(facts))
        start += held.shape[1]
    x, holding = x[np.concatenate(rows)], np.concatenate(holds)
    group = np.repeat(np.arange(len(rows)), [len(one) for one in rows])
    weight = np.array(share)

    def softmax(scores: Any, member: Any) -> tuple[Any, Any]:
        """Logarithm of the sum of exponentials of each group, and each member's share of it."""
        first = np.flatnonzero(np.diff(member, prepend=-1))
        most = np.maximum.reduceat(scores, first)
        powers = np.exp(scores - most[member])
        sums = np.add.reduceat(powers, first)
        return np.log(sums) + most, powers / sums[member]

    def loss(weights: Any) -> tuple[float, Any]:
        scores = x @ weights
        whole, slope = softmax(scores, group)
        part, among = softmax(scores[holding], group[holding])
        slope[holding] -= among
        return (float(weight @ (whole - part) + LISTWISE / 2 * weights @ weights),
                x.T @ (slope * weight[group]) + LISTWISE * weights)  # fmt: skip

    begin = np.zeros(x.shape[1])
    return minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x


def fitted_selector(
    retriever: Retriever, asked: list[Asked], fitted: tuple[Any, float], long: float
) -> tuple[Selector, dict[str, Any]]:
    """A selector with these weights, and what of them goes to the file."""
    sentence = _fitted(FEATURES, *fitted)
    weights = np.array([sentence["weights"][name] for name in FEATURES])
    leads, wide = [], 0
    for one in asked:
        scores = np.sort(one.candidates.features.astype(np.float64) @ weights)[::-1]
        if not one.answerable or len(scores) <= USUAL_SENTENCES:
            continue
        if one.query.wide:
            wide += 1
        else:
            leads.append(scores[0] - scores[USUAL_SENTENCES])
    # What room wide questions leave goes to those whose next sentences are nearly as good.
    left = max(0.0, long * (len(leads) + wide) - wide) / len(leads)
    sentence["close"] = round(float(np.quantile(leads, left)), 4)
    return Selector(retriever, {**NEUTRAL, "sentence": sentence}), sentence


def curve_of(probability: Any, wants: Any) -> list[dict[str, float]]:
    """Share of answerable questions answered, and abstention's precision and recall."""
    points = []
    for threshold in np.arange(0.04, 0.97, 0.01):
        given = probability >= threshold
        right = (~given & ~wants).sum()
        points.append({
            "threshold": round(float(threshold), 2),
            "coverage": round(float(given[wants].mean()), 3),
            "abstain_precision": round(float(right / max(1, (~given).sum())), 3),
            "abstain_recall": round(float(right / max(1, (~wants).sum())), 3),
        })  # fmt: skip
    return points


def calibrate(asked: list[Asked], retriever: Retriever, args: argparse.Namespace) -> dict[str, Any]:
    """The whole calibration; prints what cross-validation says of it."""
    fold = np.array([one.fold for one in asked])
    wants = np.array([one.answerable for one in asked])
    held: dict[int, Selection] = {}
    for part in range(FOLDS):
        train = [one for one in asked if one.fold != part]
        selector, _ = fitted_selector(retriever, train, choice(train), args.long)
        for n in np.flatnonzero(fold == part):
            one = asked[n]
            held[int(n)] = selector.choose(one.query, one.found, selector.scored(one.candidates))
    selections = [held[n] for n in range(len(asked))]
    facts = [one.facts_in(s) for one, s in zip(asked, selections, strict=True)]
    complete = np.array([len(f) > 0 and bool(f.all()) for f in facts])
    answers = np.array([len(f) > 0 and f.sum() * 2 >= len(f) for f in facts]) & wants
    evidence = np.array([s.evidence for s in selections])
    # What a rule settles teaches the weights nothing.
    shut = np.array([ruled_out(row) for row in evidence])
    probability = np.zeros(len(asked))
    for part in range(FOLDS):
        train = (fold != part) & ~shut
        weights, bias = fit(evidence[train], answers[train])
        probability[fold == part] = 1 / (1 + np.exp(-(evidence[fold == part] @ weights + bias)))
    probability[shut] = 0.0
    print(f"every fact is quoted for {complete[wants].mean():.3f} of {wants.sum()} questions; "
          f"answerable or not: AUROC {roc_auc_score(wants, probability):.3f} with "
          f"{(~wants).sum()} unanswerable")  # fmt: skip
    curve = curve_of(probability, wants)
    # An abstention that should have been an answer costs a person as much as the reverse, but
    # questions with an answer are by far the more frequent; so coverage is held first.
    point = max((p for p in curve if p["coverage"] >= args.coverage), key=lambda p: p["threshold"])
    print(point)
    selector, sentence = fitted_selector(retriever, asked, choice(asked), args.long)
    final = [selector.choose(o.query, o.found, selector.scored(o.candidates)) for o in asked]
    evidence = np.array([s.evidence for s in final])
    facts = [one.facts_in(s) for one, s in zip(asked, final, strict=True)]
    answers = np.array([len(f) > 0 and f.sum() * 2 >= len(f) for f in facts]) & wants
    shut = np.array([ruled_out(row) for row in evidence])
    return {
        "threshold": point["threshold"],
        "how": "listwise and logistic regressions by scripts/calibrate.py, the highest threshold "
               f"that still answers {args.coverage:.1%} of what can be answered, in "
               f"{FOLDS}-fold cross-validation by document over {len(asked)} questions",
        "questions": sorted(path.name for path in args.questions),
        "sentence": sentence,
        "sureness": _fitted(SURENESS, *fit(evidence[~shut], answers[~shut])),
        "curve": curve,
    }  # fmt: skip


def following(
    cases: list[Case], abrupt: list[Case], engine: Engine, args: argparse.Namespace
) -> dict[str, Any]:
    """Weights for follow-ups; prints what cross-validation says of them."""
    rows = [(*row, 1.0) for case in cases if (row := _followed(case, engine))]
    apart = [row for case in abrupt if (row := _followed(case, engine))]
    near = sum(not row[3] for row in rows)
    inside = np.arange(len(rows) + len(apart)) < len(rows)
    table = np.array([*rows, *((*row, near / len(apart)) for row in apart)])
    evidence, wants, fold, alike = table[:, :3], table[:, 3] == 1, table[:, 4], table[:, 5]
    odds = np.zeros(len(table))
    for part in range(FOLDS):
        train = fold != part
        weights, bias = fit(evidence[train], wants[train], alike[train])
        odds[fold == part] = evidence[fold == part] @ weights + bias
    print(f"{wants.sum()} follow-ups answered, {near} unanswerable, {len(apart)} on other things: "
          f"AUROC {roc_auc_score(wants[inside], odds[inside]):.3f}, by the first alone "
          f"{roc_auc_score(wants[inside], evidence[inside, 0]):.3f}")  # fmt: skip
    level = float(np.log(engine.threshold / (1 - engine.threshold)))
    shift = level - float(np.quantile(odds[wants], 1 - args.coverage))
    refused = odds + shift < level
    print(f"at the threshold {engine.threshold} refused: "
          f"{refused[inside & ~wants].mean():.3f} of the unanswerable")  # fmt: skip
    if apart:
        print(f"and {refused[~inside].mean():.3f} of those on other things")
    weights, bias = fit(evidence, wants, alike)
    names = sorted(path.name for path in (*args.questions, args.abrupt) if path)
    return {"questions": names, **_fitted(FOLLOWING, weights, bias + shift)}


def _followed(case: Case, engine: Engine) -> tuple[float, float, float, bool, int] | None:
    """What is known of a follow-up, whether it is answered, and its fold: that of the document it
    is answered from. ``None`` of what teaches nothing, as what is answered by the wrong sentences.
    """
    words, namer = texts.load().function_words, engine.bundle.namer
    lang = questions.detect_language(case.question, words, namer)
    query = questions.read(case.question, case.history, lang, namer)
    found = engine.retriever.search(query)
    selection = engine.selector.select(query, found)
    told = engine.selector.evidence.following(found, selection.chosen, selection.evidence)
    if told is None or ruled_out(selection.evidence):
        return None
    text = " ".join(_quote(engine.bundle, one) for one in selection.chosen)
    held = all(any(re.search(p, text, re.IGNORECASE) for p in group) for group in case.facts)
    wanted = case.expect == "answer"
    return (*told, wanted, selection.chosen[0].document % FOLDS) if held or not wanted else None


def after_others(asked: list[Case], talks: list[Case]) -> list[Case]:
    """Each unanswerable question that is asked alone, after the first turns of some talks."""
    first = [case.history[0] for case in talks if len(case.history) == 1]
    alone = [case for case in asked if case.expect == "abstain" and not case.history]
    return [
        replace(case, history=(first[(number * AFTER + step) % len(first)],))
        for number, case in enumerate(alone) for step in range(AFTER)
    ]  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("questions", nargs="+", type=Path)
    parser.add_argument("--coverage", type=float, default=0.97, help="share to answer")
    parser.add_argument("--long", type=float, default=0.33, help="share with over four sentences")
    parser.add_argument("--index", type=Path, default=REPOSITORY / "index")
    parser.add_argument("--out", type=Path, help="write the weights here")
    parser.add_argument("--without-asks", action="store_true",
                        help="for folders that come without asks")  # fmt: skip
    parser.add_argument("--following", action="store_true",
                        help="fit only what tells whether follow-ups are answered")  # fmt: skip
    parser.add_argument("--abrupt", type=Path, help="questions on other things than the talks")
    args = parser.parse_args()
    try:
        cases = [case for path in args.questions for case in evaluation.read_cases(path)]
        with tempfile.TemporaryDirectory() as folder:
            made_by = bundle.read_manifest(args.index)["model"]["name"]
            # Folders without asks are searched with the published model.
            embedder = exports.builder(BASE_MODEL if args.without_asks else made_by, args.index)
            index = unprepared(Path(folder), embedder) if args.without_asks else args.index
            loaded = bundle.load(index)
            retriever = Retriever(loaded, embedder)
            kept = [one for one in cases if one.expect in ("answer", "abstain") and not one.open]
            known = json.loads((DATA / "calibration.json").read_text("utf-8"))
            if args.following:
                others = evaluation.read_cases(args.abrupt) if args.abrupt else []
                after = after_others(others, kept)
                fitted = following(kept, after, Engine.of(loaded, embedder), args)
                result = {**known, "following": fitted}
            else:
                result = calibrate(ask(kept, loaded, retriever), retriever, args)
                if not args.without_asks and "following" in known:
                    # Fitted to other questions: --following fits it to these weights anew.
                    result["following"] = known["following"]
    except KwellError as error:
        print(f"calibrate.py: {error}", file=sys.stderr)
        return 2
    name = "calibration-plain.json" if args.without_asks else "calibration.json"
    out = args.out or DATA / name
    out.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    print(f"threshold {result['threshold']}; written to {out}")
    return 0


def unprepared(folder: Path, embedder: Embedder) -> Path:
    """An index of the corpus without its asks and its unanswered questions, built in ``folder``."""
    corpus = folder / "corpus"
    shutil.copytree(REPOSITORY / "corpus", corpus, ignore=shutil.ignore_patterns(unanswered.FILE))
    for path in corpus.glob("*/*.md"):
        path.write_text(_ASKS.sub("", path.read_text("utf-8"), count=1), "utf-8")
    building.build(corpus, folder / "index", lambda: embedder)
    return folder / "index"


def _quote(loaded: bundle.Bundle, candidate: Candidate) -> str:
    document = loaded.documents[candidate.document]
    sentence = document.sentences[candidate.sentence]
    return document.text[sentence.start : sentence.end]


def _fitted(names: tuple[str, ...], weights: Any, bias: float) -> dict[str, Any]:
    rounded = {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)}
    return {"weights": rounded, "bias": round(bias, 4)}


if __name__ == "__main__":
    raise SystemExit(main())
