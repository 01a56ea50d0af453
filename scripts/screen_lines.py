"""(a module, not a command) The lines that the screen's second opinion is taught: written ones, the
corpus', joined ones."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evaluate_screen import namer

from kwell_qa import corpus, safety
from kwell_qa.errors import ContentError, Finding
from kwell_qa.glossing import gloss
from kwell_qa.normalise import normalise
from kwell_qa.screening_model import CLASSES, is_english
from kwell_qa.texts import load as texts_of_ours

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "kwell_qa" / "data"
LIGHT = {"calm-life": 0.4, "calm-questions": 0.5, "calm-mild": 0.5, "hints": 0.4}
"""Weight of the lines of files that begin so, where others have 1. The calm ones hold calm talk of
hard things and needs beside it: with full weight they halve false alarms on calm questions and cost
1 of 50 needs, with these they do nearly as much and cost hardly any. Hints with full weight raise
as many false alarms as they find needs."""
SAME = {"goodbye": "suicidal"}
"""A farewell is answered as suicidal thoughts are."""


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
    """Add some of the corpus' questions to ``asks.tsv``; how many it holds then.

    Those in it stay while they are asked. New ones are in other languages than English, of
    which there are few ordinary lines, and only every other one, by hash: the rest are never
    trained on and tell how new questions fare. Left out are guides, which people ask about
    themselves, and what the reviewed patterns see a need in ("I have nobody to talk to").
    """
    target = DATA / "screen" / "asks.tsv"
    held = {text for _, _, text in read(target)}
    found: dict[str, bool] = {}
    for document in corpus.load(ROOT / "corpus").documents:
        for section in document.sections:
            found |= dict.fromkeys(section.asks, document.kind != "guide")
    kept = [
        ask for ask, open_to_all in found.items()
        if ask in held or (
            open_to_all and zlib.crc32(ask.encode()) % 2 == 0 and not safety.hits(ask)
            and not is_english(normalise(ask))
        )
    ]  # fmt: skip
    head = "# Taken from the corpus by scripts/train_screen.py --take-asks; none needs care."
    lines = [f"ask\tnone\ttopic\tnone\t{ask}" for ask in kept]
    target.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return len(lines)


def joined(
    lines: list[tuple[str, str, str]], weights: Mapping[str, float]
) -> tuple[list[tuple[str, str, str]], list[float]]:
    """Longer messages made of two lines of one language, so that length tells nothing.

    Harmless lines are joined with each other, and a line that needs care with a harmless one before
    it: what needs care among other talk still needs it. Also the weight of each: the lesser of its
    lines', and half of that where it needs care, which is as much as every other one at full weight
    and leaves none of them to chance.
    """
    found, weighed = [], []
    for lang in sorted({lang for lang, *_ in lines}):
        calm = [text for own, name, text in lines if own == lang and name == "none"]
        needy = [(name, text) for own, name, text in lines if own == lang and name != "none"]
        order = sorted(range(len(calm)), key=lambda row: zlib.crc32(calm[row].encode()))
        pairs = [("none", calm[one], calm[other])
                 for one, other in zip(order, order[1:] + order[:1], strict=True)]  # fmt: skip
        pairs += [(name, calm[order[number % len(order)]], text)
                  for number, (name, text) in enumerate(needy) if calm]  # fmt: skip
        found += [(lang, name, f"{one}. {other}") for name, one, other in pairs]
        weighed += [
            min(weights.get(one, 1.0), weights.get(other, 1.0)) * (1.0 if name == "none" else 0.5)
            for name, one, other in pairs
        ]
    return found, weighed


def glosses(texts: list[str]) -> dict[int, str]:
    """What lines in other languages than English say in it, by their row in ``texts``."""
    known, words = namer(), texts_of_ours().function_words
    said = ((row, gloss(text, words, known)) for row, text in enumerate(texts))
    return {row: one for row, one in said if one != texts[row]}


def paths() -> list[Path]:
    """The files that hold lines."""
    return [DATA / "screen_training.tsv", *sorted((DATA / "screen").glob("*.tsv"))]


def written() -> list[tuple[str, str, str]]:
    """The lines as they stand in the files."""
    return [row for path in paths() for row in read(path)]


def load(
    settings: tuple[Any, ...],
) -> tuple[list[tuple[str, str, str]], list[float], int, str]:
    """All lines, their weights, how many are bare, and a hash of them all and of ``settings``.

    After the bare lines come the corpus' questions again, in a frame each, and joined lines.
    """
    bare, framed, talk = [], [], []
    weights: dict[str, float] = {}
    for path in paths():
        rows = read(path)
        bare += rows
        light = next((LIGHT[name] for name in LIGHT if path.stem.startswith(name)), None)
        if light:
            weights |= {text: light for _, _, text in rows}
        if path.stem == "asks":
            framed = [
                (lang, "none", FRAMES[number % len(FRAMES)].format(ask))
                for number, (lang, _, ask) in enumerate(rows)
            ]
        else:
            talk += rows
    long, weighed = joined(talk, weights)
    lines = bare + framed + long
    weighed = [weights.get(text, 1.0) for _, _, text in bare + framed] + weighed
    told = ["\t".join((*line, str(weight))) for line, weight in zip(lines, weighed, strict=True)]
    digest = hashlib.sha256("\n".join([repr(settings), *told]).encode()).hexdigest()
    return lines, weighed, len(bare), digest
