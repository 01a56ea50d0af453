"""The screen's classifier: what it adds to the patterns, its figures, how it is made."""

from __future__ import annotations

import importlib.resources
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kwell_qa import bundle, corpus, embedding, safety, screening_hits, screening_model, texts
from kwell_qa.glossing import glossed
from kwell_qa.hearing import screen as heard
from kwell_qa.normalise import normalise

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import evaluate_screen

# Said plainly, one line a language; the classifier must know them without the patterns' help.
PLAIN = [
    "I want to kill myself tonight", "자살하고 싶은 마음뿐이에요", "自殺したい気持ちです",
    "我真的想自杀", "quiero suicidarme ya", "eu quero me matar", "aku beneran mau bunuh diri",
    "หนูคิดจะฆ่าตัวตาย", "mình đang muốn tự tử", "je veux vraiment me suicider",
    "ich will mich wirklich umbringen", "بدي انتحر اليوم", "gusto ko na talagang magpakamatay",
]  # fmt: skip


@pytest.mark.parametrize("text", PLAIN)
def test_the_classifier_knows_it_too(text: str) -> None:
    model = screening_model.load()
    assert model is not None
    assert screening_model.crisis_share(model.shares(normalise(text))) >= 0.5


def test_patterns_serve_without_the_classifier(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screening_model, "load", lambda: None)
    assert safety.screen("I want to die").level == "crisis"
    assert safety.screen("hello").level == "none"


def test_the_classifier_raises_what_patterns_pass_over(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "i want to hand my life back, it was never for me"
    seen = safety.screen(text)
    assert not screening_hits.found(normalise(text)), "choose a text that no pattern knows"
    assert seen.level == "crisis"
    monkeypatch.setattr(screening_model, "load", lambda: None)
    assert safety.screen(text).level == "none"


@pytest.mark.parametrize(
    "text",
    ["I want to die", "나 죽고 싶어", "quiero morirme", "how do I kill myself", "i want to k.m.s"],
)
def test_the_classifier_never_takes_back_what_is_said_plainly(text: str) -> None:
    assert safety.screen(text).level == "crisis"


def test_a_hit_that_the_classifier_finds_harmless_is_dropped() -> None:
    bars = screening_model.Bars(0.5, 0.5, 0.02, 0.2)
    shares = np.full(13, 0.01, np.float32)
    shares[0] = 0.88
    assert screening_model.kept("crisis", shares, bars)
    assert not screening_model.kept("support", shares, bars)


def test_grave_kinds_are_named_where_they_are_likely() -> None:
    def shares(**most: float) -> NDArray[np.float32]:
        row = np.full(len(screening_model.CLASSES), 1e-3, dtype=np.float32)
        for name, value in most.items():
            row[screening_model.CLASSES.index(name.replace("_", "-"))] = value
        made: NDArray[np.float32] = row / row.sum()
        return made

    bars = screening_model.Bars(0.5, 0.6, 0.0, 0.1)
    likely = screening_model.raised(shares(none=0.2, abuse=0.6, distress=0.2), bars)
    assert (likely.level, likely.category) == ("support", "abuse")
    unlike = {"grief": 0.19, "bullying": 0.19, "distress": 0.11, "substance": 0.11}
    torn = screening_model.raised(shares(none=0.2, abuse=0.2, **unlike), bars)
    assert (torn.level, torn.category) == ("support", "distress")
    mild = screening_model.raised(shares(none=0.2, abuse=0.1, **unlike), bars)
    assert mild.category == "grief"


@pytest.mark.parametrize(
    "text",
    [
        "my dad hits me. which songs of theirs are about loving yourself?",
        "i get bullied at school. which songs of theirs are about loving yourself?",
        "아빠가 저를 때려요. 컴백 언제야?",
        "ich werde gemobbt. wann ist das Konzert?",
        "mi papá me pega. ¿cuándo es el concierto?",
        "im going to end it. which songs of theirs are about loving yourself",
    ],
)
def test_what_is_asked_besides_takes_nothing_back(text: str, meaning: safety.Embed) -> None:
    assert safety.screen(text).level != "none"
    assert safety.screen(text, (), meaning).level != "none"


@pytest.mark.parametrize(
    "text",
    [
        "Which girl group member was told by her bandmates to think of herself first while away?",
        "which of their songs came with the video they filmed there",
    ],
)
def test_which_of_those_in_public_is_no_trouble(text: str, meaning: safety.Embed) -> None:
    assert safety.screen(text, (), meaning).level == "none"
    mine = "which song do i play when i cant do this any more"
    assert safety.screen(mine, (), meaning).level != "none"


def test_meaning_is_asked_once_and_only_of_turns_in_doubt() -> None:
    asked: list[list[str]] = []

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        asked.append(list(texts))
        return np.zeros((len(texts), screening_model.DIMENSION), np.float32)

    safety.screen("who is the leader", ["nobody would miss me", "hi", "ok"], embed)
    assert asked == [["nobody would miss me"]]
    asked.clear()
    safety.screen("I want to kill myself", ["hi"], embed)
    assert asked == []


def test_a_broken_model_leaves_the_rest_of_the_screen() -> None:
    def broken(texts: Sequence[str]) -> NDArray[np.float32]:
        raise RuntimeError("no memory")

    assert heard("I want to die", [], broken).level == "crisis"
    assert heard("who is the leader of ATEEZ", [], broken).level == "none"


def test_shipped_weights_fit_and_are_small() -> None:
    model = screening_model.load()
    assert model is not None
    vector = np.zeros(screening_model.DIMENSION, np.float32)
    for shares in (
        model.shares(normalise("I want to disappear forever")),
        model.shares(normalise("I want to disappear forever"), vector),
    ):
        assert shares.shape == (len(screening_model.CLASSES),)
        assert shares.sum() == pytest.approx(1, abs=1e-4)
    held = importlib.resources.files("kwell_qa").joinpath("data/screen.npz").read_bytes()
    assert len(held) < 2_700_000


# Invented messages in thirteen languages (tests/messages/README.md); no pattern and no training
# line was copied from them. Floors that only rise; the figures are in docs/evaluation.md.
FLOORS = {
    "crisis recall, direct": 0.97, "crisis recall, indirect": 0.88, "crisis recall, third": 0.95,
    "crisis recall, history only": 0.90, "crisis with any care": 0.95,
    "support with any care": 0.92, "category right, all support": 0.86,
}  # fmt: skip
MOST_FALSE_ALARMS = 0.0275
# By writers who saw nothing of the project; measured once before these floors were set.
UNSEEN = {
    "crisis recall, direct": 0.96, "crisis recall, indirect": 0.93, "crisis recall, third": 0.95,
    "crisis with any care": 0.96, "support with any care": 0.92,
}  # fmt: skip
MOST_UNSEEN_ALARMS = 0.03
LAST = {
    "crisis recall, direct": 0.90, "crisis recall, indirect": 0.80, "crisis recall, third": 0.80,
    "crisis with any care": 0.95, "support with any care": 0.95, "category right, all support": 0.8,
}  # fmt: skip
MOST_LAST_ALARMS = 0.05


@pytest.fixture(scope="module")
def figures(meaning: safety.Embed) -> dict[str, dict[str, float]]:
    return _measured("safety", meaning)


def _measured(name: str, meaning: safety.Embed) -> dict[str, dict[str, float]]:
    lines = evaluate_screen.read(ROOT / "tests" / "messages" / f"{name}.jsonl", None)
    return evaluate_screen.measure(
        [
            (line, safety.screen(line["text"], line.get("history") or (), meaning))
            for line in lines
        ]
    )


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_care_comes_where_it_is_needed(figures: dict[str, dict[str, float]], name: str) -> None:
    assert figures[name]["rate"] >= FLOORS[name]


def test_false_alarms_are_few(figures: dict[str, dict[str, float]]) -> None:
    assert figures["false alarms"]["rate"] <= MOST_FALSE_ALARMS


@pytest.mark.parametrize(
    ("messages", "floors", "most"),
    [("unseen", UNSEEN, MOST_UNSEEN_ALARMS), ("last", LAST, MOST_LAST_ALARMS)],
)
def test_messages_by_other_writers_are_heard(
    meaning: safety.Embed, messages: str, floors: dict[str, float], most: float
) -> None:
    seen = _measured(messages, meaning)
    rates = {name: seen[name]["rate"] for name in floors}
    assert {name: rate for name, rate in rates.items() if rate < floors[name]} == {}
    assert seen["false alarms"]["rate"] <= most


_OWN = re.compile(r"\b(?:i|im|i'm|ive|i've|id|i'd|ill|me|my|mine|myself)\b", re.IGNORECASE)


def test_questions_of_the_corpus_are_no_alarm() -> None:
    """Where the patterns see no need, the classifier raises none.

    Most are in the training lines; new ones of the same kind must pass as well. Those in which
    somebody tells of themselves ("i keep all my worries in my head") may well get care.
    """
    documents = corpus.load(ROOT / "corpus").documents
    asks = {ask for d in documents for s in d.sections for ask in s.asks}
    calm = [ask for ask in sorted(asks) if not safety.hits(ask)]
    assert len(calm) > 0.9 * len(asks)
    alarms = [ask for ask in calm if safety.screen(ask).level != "none"]
    own = [ask for ask in alarms if _OWN.search(ask)]
    others = [ask for ask in alarms if not _OWN.search(ask)]
    told = sum(bool(_OWN.search(ask)) for ask in calm)
    assert len(others) <= 0.002 * (len(calm) - told), others
    assert len(own) <= 0.04 * told, own


def test_shipped_weights_are_what_training_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From these lines, by these features, at rest; and a changed weight is noticed."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.setenv(name, "1")  # the script sets them; here they are put back
    import screen_lines
    import train_screen

    lines, weighed, bare, digest = train_screen.load(train_screen.FITTED)
    rows = train_screen.matrix([text for _, _, text in lines])
    labels = np.array([screening_model.CLASSES.index(name) for _, name, _ in lines])
    weights = np.array(weighed)
    for name, light in screen_lines.LIGHT.items():
        files = sorted(screen_lines.DATA.glob(f"screen/{name}-*.tsv"))
        held = {text for file in files for _, _, text in screen_lines.read(file)}
        assert len(held) > 1000
        own = [weight for (_, _, text), weight in zip(lines, weighed, strict=True) if text in held]
        assert own == [light] * len(own)
    assert weighed[:bare].count(1.0) > 40_000
    shipped = ROOT / "kwell_qa" / "data" / "screen.npz"
    assert train_screen.faults(shipped, rows, labels, weights, digest) == []
    with np.load(shipped, allow_pickle=False) as held:
        arrays = dict(held)
    arrays["weights"] = arrays["weights"].copy()
    arrays["weights"][1, ::97] += 1
    changed = tmp_path / "changed.npz"
    np.savez(changed, **arrays)
    found = train_screen.faults(changed, rows, labels, weights, "other lines")
    assert [fault.split()[:2] for fault in found][:1] == [["other", "data"]]
    assert any(fault.startswith("slope") for fault in found)


def test_no_embedding_raises_what_none_may_raise() -> None:
    """Whatever a vector finds: the second head gives any shares, so those are drawn at will."""
    model = screening_model.load()
    assert model is not None
    chance = np.random.default_rng(5)
    texts = [
        "the lightstick is charging", "i am so tired of all of this", "오늘 너무 힘들다",
        "quiero ver el concierto", "when is the next album of that group out again",
    ]  # fmt: skip
    spared = 0
    for text in map(normalise, texts):
        for _ in range(300):
            plain = chance.dirichlet([chance.choice([0.5, 3, 30]), *[0.3] * 12]).astype(np.float32)
            if model.may_raise(text, plain):
                continue
            spared += 1
            english = screening_model.is_english(text)
            bars = model.bars(text, embedded=True)
            for own in [*np.eye(13, dtype=np.float32), *chance.dirichlet([0.3] * 13, 30)]:
                care, mix = 1 - plain[0], model.mix[english]
                if (care < screening_model.DOUBTED and own[0] < plain[0]) or (
                    care >= screening_model.SURED and own[0] > plain[0]
                ):
                    mix /= 2
                mixed = ((1 - mix) * plain + mix * own).astype(np.float32)
                assert screening_model.raised(mixed, bars).level == "none"
            assert screening_model.raised(plain, model.bars(text, embedded=False)).level == "none"
    assert spared > 300


def test_the_model_is_asked_only_where_it_can_change_what_is_seen(
    served: embedding.Embedder,
) -> None:
    asked: list[Sequence[str]] = []

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        asked.append(texts)
        return served.embed_queries(texts)

    assert safety.screen("What is the LOVE MYSELF campaign?", (), embed).level == "none"
    assert safety.screen("how do bts and txt help with stress", (), embed).level == "none"
    assert not asked
    safety.screen("nothing matters and i am so tired of it all", (), embed)
    assert asked


@pytest.mark.parametrize("text", [
    "推し友もいなくて最近ずっとさみしい。何したらいいかな",
    "mein handy liegt nachts neben mir und ich guck dauernd drauf, was hilft da",
    "meine timeline zieht mich nur noch runter, was kann ich da einstellen",
    "mai thi rồi mà chưa học xong, có nên thức trắng đêm nhồi không",
])  # fmt: skip
def test_who_asks_what_to_do_is_no_crisis_by_the_classifier_alone(
    text: str, meaning: safety.Embed
) -> None:
    assert safety.screen(text, (), meaning).level != "crisis"


def test_damaged_weights_leave_the_patterns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    held = importlib.resources.files("kwell_qa").joinpath("data/screen.npz").read_bytes()
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(importlib.resources, "files", lambda _: tmp_path)
    for damaged in (b"", held[:-500], held[:300_000] + bytes(1000) + held[301_000:]):
        (tmp_path / "data/screen.npz").write_bytes(damaged)
        caplog.clear()
        assert screening_model.load.__wrapped__() is None
        assert "no second opinion in the screen" in caplog.text


def test_the_published_model_has_a_head_of_its_own(
    served: embedding.Embedder, index: bundle.Bundle
) -> None:
    """Corpora that name no model are searched with it, and people ask there who need care, too."""
    lines = (ROOT / "tests/messages/unseen.jsonl").read_text("utf-8").splitlines()
    messages = [json.loads(line) for line in lines]
    published = embedding.load(embedding.BASE_MODEL)
    rates = {}
    for made, name in ((published, embedding.BASE_MODEL), (served, embedding.DEFAULT_MODEL)):
        embed = glossed(made.embed_queries, texts.load().function_words, index.namer)
        for level in ("crisis", "none"):
            chosen = [one for one in messages if one["expect"] == level and not one["history"]]
            cared = [safety.screen(one["text"], (), embed, name).level != "none"
                     for one in chosen]  # fmt: skip
            rates[name, level] = sum(cared) / len(chosen)
    for name in screening_model.MODELS:
        assert rates[name, "crisis"] >= 0.95, rates
        assert rates[name, "none"] <= MOST_UNSEEN_ALARMS, rates
    vector = published.embed_queries(["i feel so low"])[0]
    model = screening_model.load()
    assert model is not None
    text = normalise("i feel so low")
    first, second = (model.shares(text, vector, None, name) for name in screening_model.MODELS)
    assert not np.allclose(first, second)
