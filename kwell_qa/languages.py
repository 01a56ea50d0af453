"""Which of the thirteen languages a message is in, and what it is answered in where it cannot tell.

"hi", "ok" and a name alone are written by people of every language: they say nothing of theirs, and
what is known beside the message decides (the earlier turns, then the page). "hola" and "merci" say
it all in one word.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

from kwell_qa import wholes
from kwell_qa.naming import Namer
from kwell_qa.tokens import STOPWORDS, words

__all__ = ["detect_language", "spoken_in"]

Words = Mapping[str, frozenset[str]]
"""The function words of each language."""

_SCRIPTS = (
    ("ko", re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")),
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("ar", re.compile(r"[\u0600-\u06ff\u0750-\u077f]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+")
_NOT_LATIN = frozenset({"ko", "ja", "th", "ar", "zh"})
# Letters that one language alone uses weigh like words.
_MARKS = {"vi": "ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđơư", "es": "¿¡ñ", "de": "ßäöü",
          "pt": "ãõ", "fr": "œèêîûàç"}  # fmt: skip
SHORT = 3
"""Words, names not counted, up to which a message may be too short to tell."""
_HAN = 6
"""Letters up to which Han without kana may be Japanese as well as Chinese."""
_CHINESE = re.compile("[你您们們吗嗎呢吧这這哪谢谁很么麼啊她]")
"""Han that no Japanese is written with."""
_GREETINGS = {
    "es": "hola holi holis buenas buenos gracias adios",
    "pt": "ola oi oie obrigado obrigada obg brigada brigado bom boa tchau valeu vlw",
    "fr": "bonjour bonsoir salut slt bjr coucou merci mrc bonne",
    "de": "hallo moin servus danke guten gute tschuss",
    "id": "halo hai makasih makasi macaci terima kasih selamat assalamualaikum",
    "vi": "chao xin camon",
    "tl": "kumusta kamusta musta salamat paalam magandang maraming",
    "ar": "salam marhaba shukran ahlan",
}
"""Words of greeting and thanks that are said in one language, in Latin letters."""
_SAID_BY = {word: lang for lang, told in _GREETINGS.items() for word in told.split()}
_DRAWN_OUT = re.compile(r"(\w)\1+")
_SAID_TOO = {("salam", "id"), ("chao", "es")}
"""Of these, the ones that are said in another language as well, where that is the known one."""
_ANYWHERE = STOPWORDS | frozenset(
    """hiya yo yes yeah yep yup nope cool nice sure wow omg oh ah haha hehe hmm huh wait please
    sorry thanks thx ty tysm bye good great fine right true wtf xd kpop fan fans idol idols song
    songs video videos album albums live""".split()
)  # fmt: skip
"""English words that people of other languages write too, or that other lexicons know as well."""


def spoken_in(
    text: str,
    history: Sequence[str],
    function_words: Words,
    namer: Namer | None = None,
    page: str | None = None,
) -> str:
    """The language of ``text`` after the earlier user turns ``history``, oldest first.

    What cannot be told from ``text`` is that of the latest turn which tells one, else ``page``:
    the language that was chosen, or that of the page around it; else English.
    """
    known = page
    for turn in history:
        known = _told(turn, known, function_words, namer) or known
    return _told(text, known, function_words, namer) or known or "en"


def _told(
    text: str, known: str | None, function_words: Words, namer: Namer | None
) -> str | None:
    """The language that a message tells by itself; ``None`` where it could be another.

    ``known`` is what all else speaks for: more is asked of a message that contradicts it.
    """
    own = _unnamed(text, namer)
    # "Jimin呢?": of a few words, those in Latin letters may all be names.
    script = _script(text) or (_script(_LATIN.sub("", text)) if len(own) <= SHORT else None)
    if script is not None:
        shared = (
            script == "zh" and not _CHINESE.search(text) and sum(map(str.isalpha, text)) <= _HAN
        )
        return known if shared and known == "ja" else script
    if (asked := wholes.asks_what_in(text)) is not None:
        # "was ist sasaeng": its two small words are too few elsewhere.
        return asked
    if len(own) > SHORT:
        return detect_language(text, function_words, namer)
    votes = Counter(_marks(text))
    for word in own:
        votes.update(lang for lang, told in function_words.items() if word in told)
        # "merciii", "obrigadaaa"
        word = word if word in _SAID_BY else _DRAWN_OUT.sub(r"\1", word)
        if word in _SAID_BY:
            # Weighs more than letters do: "chào" has one that is French as well.
            votes[known if (word, known) in _SAID_TOO and known else _SAID_BY[word]] += 2
    weak = Counter(_lexicon([word for word in own if word not in _ANYWHERE], namer))
    accented = _accented(text, own)
    if accented:
        # English has no such letters; whoever's word it is, it is clearly theirs.
        votes.update(weak)
    found = _first(votes, known, 1) or _first(weak, known, 2 if known else 1)
    if found is None and accented and known in (None, "en"):
        # "por qué": one of several, and none of them English.
        found = detect_language(text, function_words, namer)
    return found


def _first(votes: Counter[str], known: str | None, least: int) -> str | None:
    """The language with the most votes, at least so many; of several with as many, ``known``."""
    most = max(votes.values(), default=0)
    best = [lang for lang, count in votes.items() if count == most]
    if most < least or (len(best) > 1 and known not in best):
        return None
    return best[0] if len(best) == 1 else known


def _accented(text: str, own: Sequence[str]) -> bool:
    """Whether one of its ``own`` words has a letter that English has not."""
    return any(
        any(c.isalpha() and not c.isascii() for c in piece) and not {*words(piece)}.isdisjoint(own)
        for piece in text.split()
    )


def _unnamed(text: str, namer: Namer | None) -> list[str]:
    """The words of a message that are no part of a name."""
    found = words(text)
    if namer is None:
        return found
    kept = set(namer.read(text, "en").unnamed)
    return [word for word in found if word in kept]


def detect_language(
    text: str, function_words: Words, namer: Namer | None = None
) -> str:
    """The likeliest of the thirteen languages; English where nothing speaks for another.

    Scripts decide first; among Latin ones, the language whose function words occur most, and
    where a lexicon is at hand whose other words do.
    """
    script = _script(text)
    if script is not None:
        return script
    found = words(text)
    votes = {
        lang: sum(word in known for word in found)
        for lang, known in function_words.items()
        if lang not in _NOT_LATIN
    }
    for told in (_marks(text), _lexicon(found, namer)):
        for lang, count in told.items():
            if lang in votes:
                votes[lang] += count
    best = max(votes, key=lambda lang: (votes[lang], lang == "en"), default="en")
    return best if votes.get(best, 0) > 0 else "en"


def _script(text: str) -> str | None:
    """The language that the letters alone tell; ``None`` for Latin ones, or none at all."""
    letters = sum(character.isalpha() for character in text)
    if not letters or text.isascii():  # most messages are
        return None
    for lang, script in _SCRIPTS:
        # A third is enough: names of groups are Latin in every language.
        share = len(script.findall(text)) / letters
        if share > 0.3 or (lang == "ja" and share > 0.05) or (lang != "zh" and share > 0.2):
            return lang
    return None


def _marks(text: str) -> dict[str, int]:
    if text.isascii():
        return {}
    lowered = unicodedata.normalize("NFC", text).casefold()
    counts = {lang: sum(letter in lowered for letter in own) for lang, own in _MARKS.items()}
    return {lang: count for lang, count in counts.items() if count}


def _lexicon(found: Sequence[str], namer: Namer | None) -> dict[str, int]:
    return namer.language_votes(found) if namer else {}
