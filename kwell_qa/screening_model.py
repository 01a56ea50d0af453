"""The screen's second opinion: linear models over pieces of characters and over meaning.

``Model.shares`` tells how likely each kind of trouble is; ``safety`` puts that together
with what the reviewed patterns saw. Two heads are mixed: pieces of characters, which need
nothing but numpy, and an embedding of the message, where the caller has one. Weights come
from ``scripts/train_screen.py`` as ``data/screen.npz``. Without that file, or with one that
does not fit, there is no second opinion and the patterns serve alone.
"""

from __future__ import annotations

import functools
import importlib.resources
import io
import itertools
import logging
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kwell_qa.embedding import BASE_MODEL, DEFAULT_MODEL
from kwell_qa.normalise import Normal
from kwell_qa.records import Screening

__all__ = [
    "BITS", "CLASSES", "DIMENSION", "DOUBTED", "LONGEST", "MODELS", "SURED", "Bars", "Head",
    "Model", "crisis_share", "features", "is_english", "kept", "load", "raised",
]  # fmt: skip

Vector = NDArray[np.float32]
Shares = NDArray[np.float32]

BITS = 18
"""Features are hashed into 2**BITS buckets."""
DIMENSION = 384
"""Length of the vectors of the models that second heads were fitted to."""
MODELS = {DEFAULT_MODEL: "", BASE_MODEL: "published_"}
"""These models, and what the names of the arrays of each one's head begin with."""
_PARTS = ("hidden", "hidden_bias", "meaning", "meaning_bias")
LONGEST = 1500
"""Longer texts are left to the patterns: the model was taught on short messages."""
CLASSES = (
    "none", "suicidal", "self-harm", "danger-now", "third-party", "abuse", "sexual-violence",
    "harassment", "eating-disorder", "grief", "bullying", "distress", "substance",
)  # fmt: skip
_CRISIS = slice(1, 5)
_BARS = ("plain", "full", "other")
_ENGLISH = frozenset(
    "i im ive id ill you your youre he she it its we they them me my mine is are was were am be"
    " been do dont does did didnt have has had not no cant wont would should could the a an and"
    " or but of to in on at for with from about this that these those what why how who when so just"
    " if there all any some up out than then too very really get got will may might must did as by"
    " only also into over after before because while where which been being more most next".split()
)
_ABOUT_THINGS = re.compile(
    r"^(?:when|where|who|which|whats?|how (?:many|much|old|long|tall|far))\b"
    r"(?!.*\b(?:i|im|id|ill|me|my|mine|myself|we|us|our|you|your|u|ur|he|she|they|him|her|them|point"
    r"|friends?|mutuals?|someone|somebody|anyone|people|it|this|that|life|living|alive)\b)"
    r"|^will there be\b(?!.*\b(?:i|im|id|ill|me|my|mine|myself|we|us|our|anyone|life)\b)"
    r"|^(?:so |and |ok )?(?:which|what|whose) (?:of (?:their|his|her|the|these) )?(?:\w+ ){0,3}?"
    r"(?:members?|groups?|bands?|artists?|idols?|singers?|rappers?|songs?|albums?|films?|videos?|mvs?"
    r"|campaigns?|agency|agencies|labels?|laws?|countr(?:y|ies)|documentar(?:y|ies)|episodes?)\b"
    r"(?!.*\b(?:i|im|ive|id|ill|me|my|mine|myself|we|us|our|friends?|mutuals?|moots?|someone|somebody"
    r"|anyone|nobody|people|life|alive)\b)"
)
"""A plain question in which nobody is spoken of, or which of those in public something befell."""
_LONG = 120
"""Columns of text, of which a wide character takes two, beyond which a message is long: nine of
ten of the lines that the model was taught on are shorter, and it is too sure of longer ones."""
_LONG_BARS, _THINGS_BARS = (0.75, 0.77), (0.75, 0.85)
"""The bars ``crisis`` and ``care`` for long messages, and for questions about things: chosen on
messages by ten writers. Of 90 crises of each of three, hinted at in long ones, 6 more are seen with
0.77 than with 0.85, of 2,850 harmless ones no other is taken for one; with 0.74 one is."""
KEPT_OF_THINGS = 0.4
"""Share of care below which a pattern's support is taken back in a question about things: "what
pulse is too high in a panic attack"."""
_HOW_TO = re.compile(
    r"\b(?:how (?:do|can|does|should|would) (?:i (?!stop|go on|keep|live|survive)"
    r"|(?:you|u|we|one|people|ppl|someone)\b)"
    r"|what (?:do|can|should) (?:i|you|u|we|one|people|ppl) (?:do|say|text|write|use|try|tell)\b"
    r"|(?:will|does|do|can) (?:they|it|people|ppl|you|u) (?:know|see|notice|get)\b"
    r"|(?:whats?|what (?:is|was)) (?:that|the|this) (?:\w+ )?(?:trick|thing|exercise|method"
    r"|technique|guide|tip)\b"
    r"|(?:is there|any) (?:like )?(?:an? |some )?(?:\w+ )?(?:trick|thing|exercise|method|technique)"
    r" (?:for|to|ppl|people|u|you|i|when|where|that)\b"
    r"|any (?:tips|advice|easy way|ideas)\b|(?:best|easy|easiest) way to\b"
    r"|(?:is there|whats|what is) (?:an?|any|the|some) (?:number|hotline|helpline)\b)"
    r"|\b(?:tem|existe|hay) (?:algum |algun |um |un )?numero\b"
    r"|\bgibts? (?:es )?(?:eine|ne) nummer\b"
    r"|\b(?:y a t il|il y a|y a) un numero\b|\bada nomor\b|\bmay (?:number|numero) ba\b"
    r"|\b(?:q|que) (?:hago|puedo hacer|se puede hacer) si\b|\bcomo (?:hago|puedo|faco|posso|se)\b"
    r"|\b(?:lam sao|lam the nao|nen lam gi)\b|\b(?:bagaimana|gimana) (?:cara|caranya)\b"
    r"|\bwie (?:kann|soll|geht|redet?|sagt?)\b|\bwas (?:kann|soll) (?:ich|man)\b"
    r"|\bcomment (?:on |je |fai\w*|ca )|\bque faire (?:si|quand|pour)\b"
    r"|\bpaano (?:ba|po|ko|mag\w*|maka\w*|i\w+)\b"
    r"|\bwas (?:hilft|macht man|tun)\b|\bquoi (?:faire|dire)\b"
    r"|\b(?:como|que) (?:la|lo|le|les) (?:ayudo|digo|hago)\b"
    r"|\bo ?q(?:ue)? (?:eu )?(?:faco|falo|digo|posso)\b"
    r"|\bapa yg (?:harus|bisa|jangan|boleh)\b|\bharus (?:gimana|apa|ngapain)\b"
    r"|\bano (?:ba )?(?:ang )?(?:dapat|pwede|pwedeng|gagawin|sasabihin)\b"
    r"|\bco nen\b|\bnen (?:lam|noi|nhan|thuc)\b"
    r"|\b(?:مين|شو|وش|ايش|ماذا) (?:اكلم|اعمل|اسوي|اقول|اقولها|افعل)\b"
    r"|\b(?:كيف|شلون|ازاي) (?:ا\w+|ن\w+|ي\w+|ممكن|اقدر)"
)
_HOW_TO_JOINED = re.compile(
    "どうすれば|どうやって|なんて(?:声|言|返)|何(?:を)?(?:したら|すれば)(?:いい|良)|てもいいのかな|어떻게(?:하면|해야|말|도와)|怎么(?:办|说|跟|和|才能|帮)|如何|(?:ทำ|ช่วย|บอก)[^.?!]{0,12}ยังไง"
)
"""How something is done, what one can do, or whether there is a number: asked of a guide or of the
helplines, where nothing else tells trouble."""
_HOW_TO_MORE = 0.12
"""How much surer the model must be there: of 2,300 messages by nine writers two that need support
are lost by it and no crisis; of 50 plain questions on wellbeing by another, four are answered."""
DOUBTED = 0.4
"""Share of care by the pieces of characters below which a greater one by the embedding counts half:
alone it takes odd but harmless remarks for trouble."""
SURED = 0.85
"""Share of care by the pieces of characters from which a lower one by the embedding counts half:
alone it takes farewells and hints in everyday words for harmless."""
LEANS = 0.46
"""Part of a share of care, where that is sure enough, from which it is a crisis: somebody in danger
who is met as somebody in distress loses more than the other way round."""
LEANS_HOW_TO = 0.6
"""The same where somebody asks how something is done or what they can do."""
_GRAVE = frozenset({"abuse", "sexual-violence", "eating-disorder", "substance"})
KIND = 0.3
"""Part of a share of care from which one of these is named: below, nothing is said of abuse or of
drinking to somebody who may have told of neither. Of 837 messages that get support, six lose their
right kind by it."""
_ROUNDING = 1e-4
_ENGLISH_SHARE = 0.25
"""Share of such words from which a message is English, the language of the embedding."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Shares from which something counts, each between 0 and 1.

    ``crisis`` and ``care``: the model raises what the patterns passed over. ``keep_crisis``
    and ``keep_support``: below this share of care a pattern's hit was fan talk after all.
    ``leans``: part of a share of care from which it is a crisis.
    """

    crisis: float
    care: float
    keep_crisis: float
    keep_support: float
    leans: float = LEANS


@dataclass(frozen=True, slots=True)
class Head:
    """A small network over embeddings: ``meaning`` (classes, units) over ``hidden`` (units,
    DIMENSION), each with what is added."""

    hidden: NDArray[np.float32]
    hidden_bias: NDArray[np.float32]
    meaning: NDArray[np.float32]
    meaning_bias: NDArray[np.float32]

    def shares(self, vector: Vector) -> Shares:
        """A share for each of ``CLASSES`` by what a message means."""
        inner = np.maximum(self.hidden @ vector + self.hidden_bias, 0)
        return _softmax(self.meaning @ inner + self.meaning_bias)


@dataclass(frozen=True, slots=True)
class Model:
    """A head over pieces of characters and one over embeddings for each of ``MODELS``.

    ``weights`` (classes, 2**BITS) int8, times ``scale`` (classes,), plus ``bias``; ``heads`` by the
    name of the model that gives the embedding, which counts for ``mix[1]`` of the whole in English
    and ``mix[0]`` elsewhere, since the packaged model was taught in English. ``plain`` are the bars
    without an embedding; with one, ``full`` are those in English and ``other`` those elsewhere,
    where fewer ordinary messages come near them.
    """

    weights: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]
    heads: Mapping[str, Head]
    mix: tuple[float, float]
    plain: Bars
    full: Bars
    other: Bars

    def shares(
        self, text: Normal, vector: Vector | None = None, plain: Shares | None = None,
        model: str = DEFAULT_MODEL,
    ) -> Shares:  # fmt: skip
        """A share for each of ``CLASSES``, shape (13,), adding up to 1.

        ``vector`` is the message's embedding by ``model``, or that of its gloss where it is in
        another language than English, of length 1 and shape (DIMENSION,);
        ``plain`` are the shares without it, where they are known.
        """
        if plain is None:
            places, values = features(text)
            # Buckets lie together, one after another: taken by class, each number is far away.
            plain = _softmax((values @ self.weights.T[places]) * self.scale + self.bias)
        shares = plain
        if vector is None:
            return shares
        own = self.heads[model].shares(vector)
        mix = self.mix[is_english(text)]
        care = 1 - plain[0]
        if (care < DOUBTED and own[0] < plain[0]) or (care >= SURED and own[0] > plain[0]):
            mix /= 2
        mixed: Shares = (1 - mix) * shares + mix * own
        return mixed

    def may_raise(self, text: Normal, plain: Shares) -> bool:
        """Whether some embedding could still raise what has ``plain`` shares without one.

        Most messages are so far from every bar that none could: a vector that finds more care
        adds its share of the whole at the most, and one that finds no more adds nothing to care.
        """
        care, crisis = float(1 - plain[0]), crisis_share(plain)
        mix = self.mix[is_english(text)]
        more = mix / 2 if care < DOUBTED else mix
        bars = self.bars(text, embedded=True)
        # A little more than can be, for the rounding of shares.
        most_care = care + more * (1 - care) + _ROUNDING
        most_crisis = max(
            crisis + more * (1 - crisis),
            # Found by a vector that sees no more care than there is, but all of it as a crisis.
            crisis + mix * (care - crisis),
        ) + _ROUNDING
        return (
            most_care >= bars.care or most_crisis >= bars.crisis
            or raised(plain, self.bars(text, embedded=False)).level != "none"
        )  # fmt: skip

    def bars(self, text: Normal, embedded: bool) -> Bars:
        """The bars for shares of ``text`` that were made with or without its embedding."""
        bars = self.plain
        if embedded:
            bars = self.full if is_english(text) else self.other
        written = text.spaced[0]
        if _HOW_TO.search(written) or _HOW_TO_JOINED.search(text.joined):
            bars = replace(
                bars, crisis=bars.crisis + _HOW_TO_MORE, care=bars.care + _HOW_TO_MORE,
                leans=LEANS_HOW_TO,
            )  # fmt: skip
        about_things = bool(_ABOUT_THINGS.match(written.strip()))
        if _width(written) <= _LONG and not about_things:
            return bars
        crisis, care = _THINGS_BARS if about_things else _LONG_BARS
        keep = max(bars.keep_support, KEPT_OF_THINGS) if about_things else bars.keep_support
        return replace(
            bars, crisis=max(bars.crisis, crisis), care=max(bars.care, care), keep_support=keep
        )


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def is_english(text: Normal) -> bool:
    """Whether a message has enough of the commonest English words."""
    words = text.spaced[0].split()
    return sum(word in _ENGLISH for word in words) >= max(1, _ENGLISH_SHARE * len(words))


def _softmax(scores: NDArray[np.float32]) -> Shares:
    powers = np.exp(scores - scores.max())
    shares: Shares = (powers / powers.sum()).astype(np.float32)
    return shares


def crisis_share(shares: Shares) -> float:
    """How likely it is a crisis of any kind."""
    return float(shares[_CRISIS].sum())


def raised(shares: Shares, bars: Bars) -> Screening:
    """What ``shares`` alone are sure enough of."""
    care, crisis = float(1 - shares[0]), crisis_share(shares)
    if crisis >= bars.crisis or (care >= bars.care and crisis >= bars.leans * care):
        place = 1 + int(shares[_CRISIS].argmax())
        return Screening("crisis", CLASSES[place], "third" if place == 4 else "first")
    if care >= bars.care:
        kind = CLASSES[5 + int(shares[5:].argmax())]
        if kind in _GRAVE and shares[5:].max() < KIND * care:
            kind = "distress"
        return Screening("support", kind, "first")
    return Screening()


def kept(level: str, shares: Shares, bars: Bars) -> bool:
    """Whether a hit of the patterns stands."""
    bar = bars.keep_crisis if level == "crisis" else bars.keep_support
    return bool(1 - shares[0] >= bar)


def features(text: Normal) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Buckets and their values for ``text``: a unit vector, both of shape (n,).

    Words give pieces of 2 to 5 letters with their edges, and pairs of words; text in
    languages without spaces gives pieces of 1 to 4 characters.
    """
    found: set[str] = set()
    words = text.spaced[-1].split(" ")
    for word in words:
        if word.isascii() or "؀" <= word[:1] <= "ۿ":
            edged = f" {word} "
            found.add(edged)
            for size in (3, 4, 5):
                found.update(edged[i : i + size] for i in range(len(edged) - size + 1))
    found.update(f"{a} {b}" for a, b in itertools.pairwise(words))
    found.update(f"{a} {b} {c}" for a, b, c in zip(words, words[1:], words[2:], strict=False))
    if not text.han.isascii():
        for size in (1, 2, 3, 4):
            pieces = (text.han[i : i + size] for i in range(len(text.han) - size + 1))
            found.update("_" + piece for piece in pieces if not piece.isascii())
    mask = (1 << BITS) - 1
    places = np.array(sorted({zlib.crc32(gram.encode()) & mask for gram in found}), dtype=np.int64)
    values = np.full(len(places), 1 / max(1.0, float(len(places))) ** 0.5, dtype=np.float32)
    return places, values


@functools.cache
def load() -> Model | None:
    """The shipped model, or ``None`` where it is missing or does not fit this code."""
    source = importlib.resources.files("kwell_qa").joinpath("data/screen.npz")
    try:
        with np.load(io.BytesIO(source.read_bytes()), allow_pickle=False) as arrays:
            held: dict[str, Any] = {name: arrays[name] for name in arrays.files}
        plain, full, other = (Bars(*(float(bar) for bar in held[name])) for name in _BARS)
        model = Model(
            np.asfortranarray(held["weights"]), held["scale"], held["bias"],
            {name: Head(*(held[key + part].astype(np.float32) for part in _PARTS))
             for name, key in MODELS.items()},
            (float(held["mix"][0]), float(held["mix"][1])), plain, full, other,
        )  # fmt: skip
        if model.weights.shape != (len(CLASSES), 1 << BITS):
            raise ValueError(f"got weights of shape {model.weights.shape}")
        for head in model.heads.values():
            if head.hidden.shape[1] != DIMENSION or head.meaning.shape[0] != len(CLASSES):
                raise ValueError(f"got a second head of shape {head.hidden.shape}")
    except (
        OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error
    ) as error:  # fmt: skip
        logging.getLogger(__name__).warning("no second opinion in the screen: %s", error)
        return None
    return model
