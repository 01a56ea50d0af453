"""Whether somebody speaks of themselves: told from small words, in thirteen languages."""

from __future__ import annotations

import re

from kwell_qa.tokens import words

__all__ = ["ONESELF", "of_oneself"]

ONESELF = frozenset("i im ive id ill me my mine myself we us our ours".split())
"""English words for oneself."""
_WORDS = {
    "en": ONESELF,
    "es": frozenset("yo me mi mis conmigo nosotros nosotras nos nuestro nuestra".split()),
    "pt": frozenset("eu me mim meu minha meus minhas comigo nos nosso nossa".split()),
    "id": frozenset("aku saya gue gua gw ku kita kami".split()),
    "vi": frozenset("toi tui minh em to chung".split()),
    "fr": frozenset("je j me moi mon ma mes nous notre nos".split()),
    "de": frozenset("ich mir mich mein meine meinen meinem meiner wir uns unser unsere".split()),
    "tl": frozenset("ako ko akin kami tayo namin natin".split()),
    "ar": frozenset("انا أنا لي عندي نفسي نحن".split()),
}
_JOINED = {
    "ko": re.compile(
        r"(?:^|\s)(?:나|내|저|제|난|전|우리)(?:는|가|도|를|의|한테|에게|랑|만|희)?(?=\s|$)"
    ),
    "ja": re.compile(r"私|わたし|僕|ぼく|俺|おれ|あたし|自分"),
    "zh": re.compile(r"我|咱"),
    "th": re.compile(r"ฉัน|ผม|หนู|เรา|ดิฉัน"),
}
# "Tell me about the foundation" says nothing of who asks.
_ASKING = re.compile(r"\b(?:tell|show|give|remind) (?:me|us)\b", re.IGNORECASE)


def of_oneself(text: str, lang: str) -> bool:
    """Whether ``text``, in the language ``lang``, has a word for who writes it."""
    pattern = _JOINED.get(lang)
    if pattern is not None:
        return pattern.search(text) is not None
    said = words(_ASKING.sub(" ", text))
    return not _WORDS.get(lang, ONESELF).isdisjoint(said)
