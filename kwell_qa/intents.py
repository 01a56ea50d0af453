"""Messages that are no question to the corpus: small talk, "who are you", "which number …"."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from kwell_qa import smalltalk
from kwell_qa.itself import about_itself
from kwell_qa.questions import Query
from kwell_qa.specifics import PLACES
from kwell_qa.tokens import fold, terms, words

__all__ = ["Intent", "country_named", "intent_of", "wants_number"]

Intent = Literal["greeting", "thanks", "goodbye", "reaction", "who_are_you", "is_it_private",
                 "helplines", "cannot_do_that"]  # fmt: skip

_PRIVATE = re.compile(
    r"\b(is (this|it|that) (chat )?(private|anonymous|confidential|safe to (write|talk))|do (you|u) (store|save|keep|log|record|share) "
    r"(what|my|this|these|our|messages|chats?)|(will|can|does) (anyone|anybody|someone|my (mum|mom|parents|school|teacher)) (see|read|know)"
    r" (what i|this|my (messages?|chat))|(is|are) (my|this|these|our) (messages? |chats? |questions? |words |talk )?(being )?(saved|stored|kept|logged|recorded|private|anonymous))\b"
    r"|(비밀|익명|저장)(이|로|은|을)?.{0,6}(보장|되나|돼|하나|인가)|(匿名|秘密|保存)(です|され|ですか|は守)|(保密|匿名|保存|记录|記錄).{0,6}(吗|嗎|我的)"
    r"|es (esto )?(privado|anonimo|confidencial)|(isso|isto|aqui) e (privado|anonimo|confidencial|sigiloso)|(ini|chatnya) (rahasia|anonim|aman)"
    r"|(เป็นความลับ|เก็บข้อมูล|ไม่ระบุตัวตน)|co (bi mat|rieng tu|an danh|luu lai)|c est (prive|anonyme|confidentiel)|ist das (hier )?(privat|anonym|vertraulich)"
    r"|هل (هذا|هذه) .{0,10}(خاص|سري|سرية|مجهول)|(pribado|anonymous|sikreto) ba (ito|to)"
)
_INJECTION = re.compile(
    r"\b(ignore|disregard|forget|override|bypass) (all |any |everything |your |the |my )*(previous|prior|above|earlier|instructions?|rules?|guidelines?|prompts?|sources?|corpus)\b"
    r"|\b(system|developer|hidden) prompt\b|\byou are now\b|\b(pretend|act|roleplay|role play|speak|answer|reply) (to be|as if|as|like) (a |an |the |my |you)?"
    r"|\b(jailbreak|dan mode)\b"
    r"|\brepeat (after me|the (words|text) above)\b|\btranslate (this|the following)\b"
)
_WRITE = re.compile(r"\bwrite (?:me )?(?:a|an|some|my) (?:poem|song|story|essay|fanfic\w*|code|script|rap|letter|homework)\b")
_OF_OTHERS = re.compile(r"\b(?:did|does|do (?:i|we|they)|has|have|had|ever|why|when|who|which|how|(?:should|can|could|may) i|he|she|they)\b")
"""Before ``_WRITE``: somebody else wrote, or the asker will."""
_NUMBER_WANTED = re.compile(
    r"\b(which help ?lines?|what help ?lines?|help ?lines? (number|for|in|can|should|to)|(a|any|some|the|is there|is there someone) help ?lines?|hot ?lines?|crisis (line|number|text)s?|support (line|number)s?|(phone )?numbers? (to|i can|can i|for|that|in(?! \d)|someone|you can)|(phone )?numbers? of (\w+ ){0,3}?(help|hot|hope|crisis|emergency|support|counsel|life|suicide|youth|child|samaritan|line|service|cent(er|re)\b|therapist\b|psych|doctor\b|nurse\b|clinic\b|hospital)\w*"
    r"|(?:which|what) number(?! (?:did|was|were|on|in)\b)|a number|any number|who (can|do|should|could) (i|we|you|one|she|he|they) (call|text|phone|ring|talk to|speak to)"
    r"|where (can|do|should) (i|we|you) (call|get help|find help)|someone to (talk|speak) to|somebody to (talk|speak) to|number (to )?call)\b"
)
_WORKS_IN = re.compile(r"\b(does|do|can|is|will)\b.*\b\d{3,5}\b.*\b(work|reach|available|valid|used?|call)\b.*\bin\b")
_CALL = re.compile(r"\b(call|calls|text|phone|ring|talk|help|helplines?|hotlines?|number|line|support|dial|contact)\b")
_AND_HOW = re.compile(r"\band (how|what|when|why|who)\b")
_OF_LINES = frozenset(terms("number numbers line lines call text phone helpline help young people teen"
                            " teenager kid child children adult women men one other free country"))  # fmt: skip
ITS_OWN = 2
"""Terms of its own, beside ``_OF_LINES``, from which a follow-up to who wanted a number asks for more
than that."""
_ABOUT_LINES = re.compile(r"\b(109|988|open|free|cost|history|when did|replace\w*|merged?|fan events?|staples?|why)\b")

_IN_KOREA = re.compile(
    r"\b(?:in|to|from) (?:south )?(?:korea|seoul|busan)\b|\bmy korean (?:is|isn|isnt|sucks|was|skills?)\b"
    r"|\b(?:dont|don t|doesnt|can t|cant|cannot|not|no) (?:really )?(?:speak|understand|know) (?:much |any |good )?korean\b"
)
_WHO_SPEAKS = re.compile(
    r"\b(?:in english|speaks? english|english[- ]speaking|translat\w+|interpret\w+|foreigners?"
    r"|my korean|(?:speak|understand|know) (?:much |any |good )?korean)\b"
)
"""Which language a line in Korea is spoken to in: of other countries the corpus tells nothing."""


def wants_number(query: Query) -> bool:
    """Whether a message asks for somebody to call."""
    english = query.english.casefold()
    more = query.own - _OF_LINES
    if query.resolved and len(more) >= ITS_OWN and not _NUMBER_WANTED.search(query.said.casefold()):
        return False  # the number was told; now something else is asked of it
    return bool(
        _NUMBER_WANTED.search(english) and _CALL.search(english) and not _ABOUT_LINES.search(english)
    )


def _asks_of_language(english: str) -> bool:
    """Whether the language of lines in Korea is asked about, and no other country's."""
    elsewhere = [one for one in PLACES.findall(english) if one.casefold() != "seoul"]
    return bool(_IN_KOREA.search(english) and _WHO_SPEAKS.search(english) and not elsewhere)


def intent_of(query: Query) -> Intent | None:
    """What a message wants other than an answer from the corpus, or ``None``."""
    talk = smalltalk.said(query.text)
    if talk is not None:
        return talk
    text = " ".join(words(query.text))
    if _PRIVATE.search(text):
        return "is_it_private"
    if about_itself(query.text):
        return "who_are_you"
    order = _WRITE.search(text)
    if _INJECTION.search(text) or (order and not _OF_OTHERS.search(text, 0, order.start())):
        return "cannot_do_that"
    english = query.english.casefold()
    if _WORKS_IN.search(text):
        return "helplines"
    # A named person or body, or a second question in the same breath, wants the corpus; where
    # somebody is does not.
    if wants_number(query) and not _asks_of_language(english):
        named = [name for name in query.names if not PLACES.fullmatch(name)]
        return "helplines" if not named and not _AND_HOW.search(english) else None
    # "how are you and what can you do?" wants nothing of the corpus in either half.
    halves = [intent_of(half) for half in query.halves]
    if not halves or None in halves:
        return None
    return next((one for one in halves if one != "greeting"), "greeting")


@cache
def _countries(lang: str) -> tuple[tuple[str, str], ...]:
    # Costs 50 ms, and only questions for a number need it.
    from babel import Locale

    found: dict[str, str] = {}
    for tag in (lang, "en"):
        for code, name in Locale.parse("fil" if tag == "tl" else tag).territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(fold(str(name)), code)
    for short, code in (("korea", "KR"), ("uk", "GB"), ("england", "GB"), ("scotland", "GB"),
                        ("america", "US"), ("usa", "US"), ("the us", "US"), ("한국", "KR"),
                        ("미국", "US"), ("britain", "GB"), ("seoul", "KR"), ("busan", "KR")):  # fmt: skip
        found.setdefault(short, code)
    return tuple(sorted(found.items(), key=lambda item: -len(item[0])))


def country_named(text: str, lang: str) -> str | None:
    """The country that a message names, as ISO 3166-1 alpha-2, or ``None``."""
    folded = f" {' '.join(fold(text).split())} "
    for name, code in _countries(lang):
        if name not in folded:
            continue
        latin = name[0] < "\u0250"
        if (re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded) if latin else name in folded):
            return code
    return None
