"""The packaged model and what people ask → its tuning; used by ``scripts/tune_model.py`` only.

Each step takes some sentences, a few of the asks that they answer, questions that nothing answers
and messages of the screen's training lines. An ask is to lie nearest to its sentence, a sentence
to its asks, asks of one sentence to each other, all of them away from what nothing answers
(contrastive learning as in ``kwell_qa.adapter``); and a message's class is to be read from its
vector, so that what the screen goes by is not lost.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from kwell_qa.embedding.tuning import LAYERS, Tuning

__all__ = ["Lesson", "Settings", "teach"]

Say = Callable[[str], None]


@dataclass(frozen=True)
class Settings:
    """All that decides the outcome beside the lesson and the model.

    ``sentences`` and ``asks`` of each are looked at in a step, beside ``strangers`` questions that
    nothing answers and ``messages``, whose loss counts ``care``. ``rate`` is the first step's size.
    Cosines are divided by ``temperature``, as when the model itself was taught. ``run`` sentences
    that stand together are looked at together, since these are most easily confused.
    """

    rank: int = 16
    passes: int = 4
    sentences: int = 96
    asks: int = 3
    strangers: int = 32
    messages: int = 64
    care: float = 0.25
    rate: float = 5e-4
    temperature: float = 0.05
    run: int = 8
    dropout: float = 0.05
    longest: int = 96


@dataclass(frozen=True)
class Lesson:
    """What is to be learnt.

    ``answers[i]`` are places in ``sentences`` that answer ``asks[i]``; ``unanswered`` are questions
    that none answers; ``classes[i]``, counted from 0, is what ``messages[i]`` needs.
    """

    asks: Sequence[str]
    answers: Sequence[Sequence[int]]
    sentences: Sequence[str]
    unanswered: Sequence[str]
    messages: Sequence[str]
    classes: Sequence[int]


class _Tuned(nn.Module):
    """A linear layer and what is added to it."""

    def __init__(self, layer: nn.Linear, rank: int) -> None:
        super().__init__()
        self.layer = layer
        self.down = nn.Parameter(torch.randn(rank, layer.in_features) / layer.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(layer.out_features, rank))

    def forward(self, held: torch.Tensor) -> torch.Tensor:
        added = functional.linear(functional.linear(held, self.down), self.up)
        made: torch.Tensor = self.layer(held) + 2 * added
        return made


class _Encoder:
    """Texts → vectors of length 1, with slopes."""

    def __init__(self, model: Any, longest: int) -> None:
        self.body = model[0].auto_model
        self._tokenizer = model.tokenizer
        self._longest = longest

    def __call__(self, texts: Sequence[str]) -> torch.Tensor:
        ids = self._tokenizer(list(texts), truncation=True, max_length=self._longest)["input_ids"]
        order = sorted(range(len(ids)), key=lambda place: len(ids[place]))
        parts = []
        # Texts of like length together waste least padding.
        for start in range(0, len(order), 64):
            rows = [torch.tensor(ids[place]) for place in order[start : start + 64]]
            padded = nn.utils.rnn.pad_sequence(rows, batch_first=True)
            lengths = torch.tensor([len(row) for row in rows])
            mask = (torch.arange(padded.shape[1]) < lengths[:, None]).long()
            held = self.body(input_ids=padded, attention_mask=mask).last_hidden_state
            parts.append((held * mask[..., None]).sum(1) / lengths[:, None])
        places = torch.empty(len(order), dtype=torch.long)
        places[torch.tensor(order)] = torch.arange(len(order))
        return functional.normalize(torch.cat(parts)[places], dim=1)


def teach(
    model: Any, lesson: Lesson, settings: Settings = Settings(), say: Say = lambda _: None
) -> Tuning:
    """Tuning of a sentence-transformers BERT ``model``, which is changed on the way.

    The same lesson gives the same numbers on one machine with as many threads.
    """
    torch.manual_seed(0)
    chance = np.random.default_rng(0)
    encode = _Encoder(model, settings.longest)
    parts = _open(encode.body, settings)
    head = nn.Linear(model.get_embedding_dimension(), 1 + max(lesson.classes, default=0))
    thin = [parameter for part in parts.values() for parameter in (part.down, part.up)]
    descent = torch.optim.AdamW(
        [
            {"params": thin, "lr": settings.rate, "first": settings.rate},
            {"params": head.parameters(), "lr": 20 * settings.rate, "first": 20 * settings.rate},
        ],
        weight_decay=0.01,
    )
    batches = _batches(lesson, settings, chance)
    encode.body.train()
    for number, sentences in enumerate(batches):
        loss = _loss(encode, head, lesson, sentences, settings, chance)
        for group in descent.param_groups:
            slower = min(1.0, (number + 1) / 10) * max(0.02, 1 - number / len(batches))
            group["lr"] = group["first"] * slower
        descent.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_([*thin, *head.parameters()], 1.0)
        descent.step()
        say(f"step {number + 1} of {len(batches)}, loss {loss.item():.3f}")
    return Tuning(
        {name: _half(part.down) for name, part in parts.items()},
        {name: _half(2 * part.up) for name, part in parts.items()},
        {"settings": asdict(settings)},
    )


def _half(part: torch.Tensor) -> Any:
    return part.detach().numpy().astype(np.float16)


def _open(body: Any, settings: Settings) -> dict[str, _Tuned]:
    """Put what can be learnt into each layer; everything else stays as it is."""
    for parameter in body.parameters():
        parameter.requires_grad = False
    for module in body.modules():
        if isinstance(module, nn.Dropout):
            module.p = settings.dropout
    parts = {}
    for block in range(len(body.encoder.layer)):
        for layer in LAYERS:
            name = f"encoder.layer.{block}.{layer}"
            parent, _, own = name.rpartition(".")
            part = _Tuned(body.get_submodule(name), settings.rank)
            setattr(body.get_submodule(parent), own, part)
            parts[name] = part
    return parts


def _batches(
    lesson: Lesson, settings: Settings, chance: np.random.Generator
) -> list[list[int]]:
    """Places of sentences that asks name, in steps, through all passes."""
    named = sorted({place for answers in lesson.answers for place in answers})
    made = []
    for _ in range(settings.passes):
        starts = range(int(chance.integers(settings.run)), len(named), settings.run)
        runs = [named[start : start + settings.run] for start in starts]
        chance.shuffle(runs)
        order = [place for run in runs for place in run]
        count = settings.sentences
        made += [order[start : start + count] for start in range(0, len(order), count)]
    return made


def _drawn(count: int, most: int, chance: np.random.Generator) -> list[int]:
    drawn: list[int] = chance.choice(count, min(most, count), replace=False).tolist()
    return drawn


def _loss(
    encode: _Encoder, head: nn.Module, lesson: Lesson, sentences: list[int], settings: Settings,
    chance: np.random.Generator,
) -> torch.Tensor:  # fmt: skip
    asked = defaultdict(list)
    wanted = set(sentences)
    for ask, answers in enumerate(lesson.answers):
        for place in wanted.intersection(answers):
            asked[place].append(ask)
    asks, own = [], []
    for column, place in enumerate(sentences):
        for drawn in _drawn(len(asked[place]), settings.asks, chance):
            asks.append(asked[place][drawn])
            own.append(column)
    strangers = _drawn(len(lesson.unanswered), settings.strangers, chance)
    messages = _drawn(len(lesson.messages), settings.messages, chance)
    made = encode([
        *(lesson.asks[ask] for ask in asks), *(lesson.unanswered[place] for place in strangers),
        *(lesson.sentences[place] for place in sentences),
        *(lesson.messages[place] for place in messages),
    ])  # fmt: skip
    to_ask, strange, found, told = torch.split(
        made, [len(asks), len(strangers), len(sentences), len(messages)]
    )
    columns = torch.tensor(own)
    right = columns[:, None] == torch.arange(len(sentences))
    # What answers an ask, too, is neither right nor wrong.
    also = torch.tensor(
        [[place in lesson.answers[ask] for place in sentences] for ask in asks]
    ) & ~right
    cosines = to_ask @ found.T
    beside = to_ask @ to_ask.T
    alike = columns[:, None] == columns
    alone = torch.eye(len(asks), dtype=torch.bool)
    scale = 1 / settings.temperature
    loss = _softly(cosines, right, also, cosines[:, :0], scale)
    loss = loss + 0.5 * _softly(cosines.T, right.T, also.T, found @ strange.T, scale)
    loss = loss + 0.5 * _softly(beside, alike & ~alone, alone, to_ask @ strange.T, scale)
    if messages:
        classes = torch.tensor([lesson.classes[place] for place in messages])
        # Vectors are of length 1; the head needs larger numbers to be sure of anything.
        loss = loss + settings.care * functional.cross_entropy(
            head(told * math.sqrt(told.shape[1])), classes
        )
    return loss


def _softly(
    cosines: torch.Tensor, right: torch.Tensor, left_out: torch.Tensor, wrong: torch.Tensor,
    scale: float,
) -> torch.Tensor:  # fmt: skip
    """Mean cross-entropy of each row's softmax over those of its columns that are right.

    ``wrong`` are cosines of further columns, none of which is right.
    """
    scores = torch.cat([(cosines * scale).masked_fill(left_out, -1e9), wrong * scale], 1)
    shares = scores.log_softmax(1)[:, : cosines.shape[1]]
    counts = right.sum(1)
    rows = counts > 0
    if not rows.any():
        return cosines.sum() * 0
    return -((shares * right).sum(1)[rows] / counts[rows]).mean()
