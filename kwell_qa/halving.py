"""A message that asks two things → each of them: "when did it start, and who pays for it?"."""

from __future__ import annotations

import re

from kwell_qa.tokens import words

__all__ = ["halves"]

MOST = 240
"""Characters of a message at the most: a longer one tells more than it asks."""
LEAST = 3, 2
"""Words that the first half and the second have at the least; characters twice that where no spaces
are between words."""

_LED = r"(?:(?:in|at|on|for|by|to|from|since|with|of|until) )?"
_WORD = r"what(?:'?s)?|where|which|why|how|who(?:m|se|'?s)?"
_WH = (
    rf"{_LED}(?:{_WORD}"
    r"|when(?= (?:is|are|was|were|did|does|do|has|have|can|will|exactly|abouts?)\b))\b"
    r"(?! (?:they|he|she|i|we|you|u|it|about)\b)"
)
_AUX = r"(?:is|are|was|were|did|does|do|has|have|had|can|could|should|will|would)(?:n'?t)?"
# Words that open a question. Those that also join clauses ("que", "qui") only where they ask.
_OPENS = {
    "en": rf"{_LED}(?:{_WORD}|when)\b|{_AUX} (?=\S+ \S+)",
    "es": r"(?:(?:de|a|en|por|para|desde|con) )?"
          r"(?:qué|qui[eé]n(?:es)?|cu[aá]ndo|cu[aá]nt[oa]s?|d[oó]nde|c[oó]mo|cu[aá]l(?:es)?)\b"
          r"|es (?:verdad|cierto)\b",
    "pt": r"(?:(?:de|a|em|por|para|desde|com) )?"
          r"(?:o que|oq|quem|quando|onde|como|qual|quais|quant[oa]s?|por ?qu[eê])\b"
          r"|(?:é|e) verdade\b|dá pra\b",
    "fr": r"(?:(?:de|à|a|en|pour|depuis|avec) )?"
          r"(?:qu['’]est|qui (?:a|est|sont|était|fait|dirige|paie)|quoi|quand|o[uù]|comment|combien"
          r"|pourquoi|quel(?:le)?s?|est[- ]ce)\b",
    "de": r"(?:(?:ab|seit|von|mit|für|bis|um|zu|an|in) )?"
          r"(?:was|wer|wen|wem|wessen|wann|wo|woher|wohin|warum|wieso|wie|welche[rsmn]?|wofür|womit)\b"
          r"|(?:ist|sind|war|hat|haben|gibt|kann|darf|muss) ",
    "id": r"(?:di |ke |dari |sejak |buat |sama )?"
          r"(?:apa(?:kah)?|siapa|kapan|mana|kenapa|mengapa|gimana|bagaimana|berapa)\b",
    "vi": r"(?:ai|gì|khi nào|bao giờ|ở đâu|tại sao|vì sao|sao|thế nào|làm sao|bao nhiêu|mấy)\b",
    "tl": r"(?:para |sa |kay |mula )?"
          r"(?:ano|sino|kailan|kelan|saan|nasaan|bakit|paano|magkano|ilan|gaano|totoo ba|pwede ba)\b",
    "ar": r"(?:من|ماذا|ما|متى|اين|أين|وين|كيف|شلون|كم|لماذا|ليش|ليه|هل|ايش|شو|مين|امتى)\b",
}  # fmt: skip
# What joins a second question to the first.
_JOINS = {
    "en": r"(?:,|;|&|\+|/|—|–)\s*(?:(?:and|also|plus|n|but|so)\s+)?(?:also\s+)?"
          r"|\b(?:and|n|plus|also)\s+(?:also\s+)?",
    "es": r"(?:[,;]\s*)?\b(?:y|e|además|también)\s+¿?",
    "pt": r"(?:[,;]\s*)?\b(?:e|além disso|também)\s+",
    "fr": r"(?:[,;]\s*)?\b(?:et|puis|aussi)\s+",
    "de": r"(?:[,;]\s*)?\b(?:und|sowie|außerdem)\s+",
    "id": r"(?:[,;]\s*)?\b(?:dan|terus|trus|trs|lalu)\s+",
    "vi": r"(?:[,;]\s*)?\b(?:và|còn|rồi)\s+",
    "tl": r"(?:[,;]\s*)?\b(?:at|tapos|saka|tsaka)\s+",
    "ar": r"[،,]?\s*\bو\s?",
}  # fmt: skip
_WITHIN = ("fr", "id", "vi")
"""Languages in which the word that asks may stand at the end."""
_CUTS = {
    "ja": r"か[。、,\s]+(?:あと|それと|それから|また)?|[。、,]\s*(?:あと|それと|それから|また)",
    "zh": r"[，,]\s*(?:还有|還有|另外|以及)",
    # Not in "…라고", "…다고" and "…고 싶다", which report or wish.
    "ko": r"\s그리고\s|(?<=고)(?<![라다자냐]고)\s(?!싶|말|했|하|물어|있|나서|나니)",
    "th": r"\s*(?:แล้วก็|และ|แล้ว)\s*"
          r"(?=\S*(?:ใคร|เมื่อไหร่|เมื่อไร|ที่ไหน|ทำไม|ยังไง|อย่างไร|เท่าไหร่|เท่าไร|กี่|อะไร|ตอน))",
}  # fmt: skip
"""The same in languages without spaces between words, or with endings for "and"."""
_QUESTIONS = re.compile(
    r"(?<=[?？؟])(?![?？؟!\s)]*[?？؟!)])\s*"
    r"(?:(?:and|also|y|e|et|und|dan|at)\b|و(?=\w)|あと|それと|それから|还有|還有|另外|그리고)?\s*¿?"
)
_ASKING = {lang: re.compile(rf"\b(?:{opens})", re.IGNORECASE) for lang, opens in _OPENS.items()} | {
    "en": re.compile(
        r"(?:^|[:.,;!?]\s*|\b(?:know|ask|asking|tell me|wondering|curious)(?: about)? )"
        r"(?:(?:and|so|ok|okay|but|also|hey|hi|pls|please|then|like|actually)\W+)*"
        rf"(?:{_WH}|{_AUX} \S+ \S+|(?:how come|what if)\b)",
        re.IGNORECASE,
    ),
    "ko": re.compile(
        r"언제|누가|누구|어디|왜|어떻게|얼마|몇|무엇|뭐|뭘|무슨|어떤|[나가까]요|[니까나]\W*$|\?"
    ),
    "ja": re.compile(
        r"いつ|誰|だれ|どこ|どの|どう|なぜ|なんで|何|いくつ|いくら|どれ|か\W*$|[?？]|知りたい|教えて"
    ),
    "zh": re.compile(r"谁|誰|什么|什麼|啥|哪|怎|为什么|為什麼|几|幾|多少|多久|何时|何時|吗|嗎|[?？]"),
    "th": re.compile(
        r"ใคร|เมื่อไหร่|เมื่อไร|ที่ไหน|ทำไม|ยังไง|อย่างไร|เท่าไหร่|เท่าไร|กี่|อะไร|ไหน|ไหม|มั้ย|หรือยัง|หรือเปล่า"
    ),
}  # fmt: skip
_BETWEEN = {
    lang: re.compile(
        rf"\s*(?:{_JOINS[lang]})" + ("" if lang in _WITHIN else f"(?={opens})"), re.IGNORECASE
    )
    for lang, opens in _OPENS.items()
} | {lang: re.compile(cut) for lang, cut in _CUTS.items()}
_GUESS = re.compile(
    r"^(?:is|was|are|were|isn'?t|wasn'?t|aren'?t) (?:it|that|he|she|they)\b(?! (?:true|free))",
    re.IGNORECASE,
)
"""Begins a guess at what was just asked: "who runs it, is it her agency?"."""


def halves(question: str, lang: str) -> tuple[str, str] | None:
    """The two questions in one, in its words; ``None`` where it asks one thing, or more."""
    text = " ".join(question.split())
    if len(text) > MOST:
        return None
    cuts = list(_QUESTIONS.finditer(text))
    if cuts and not _asks(text[cuts[-1].end() :], lang, 1):
        # What comes after the last question asks nothing: "thanks!".
        text = text[: cuts.pop().start()].strip()
    fit = _fit(text, cuts, lang)
    if not cuts and lang in _BETWEEN:
        fit = _fit(text, list(_BETWEEN[lang].finditer(text)), lang)
    return fit[0] if len(fit) == 1 else None


def _fit(text: str, cuts: list[re.Match[str]], lang: str) -> list[tuple[str, str]]:
    """What ``text`` is cut into at each of ``cuts``, where both parts can stand as questions."""
    parts = [
        (text[: cut.start()].strip(), text[cut.end() :].strip()) for cut in cuts
        if cut.start() and not (cut[0].strip() == "," and _GUESS.match(text[cut.end() :]))
    ]  # fmt: skip
    return [
        two for two in parts
        if all(_asks(one, lang, least) for one, least in zip(two, LEAST, strict=True))
    ]  # fmt: skip


def _asks(part: str, lang: str, least: int) -> bool:
    """Whether some words, ``least`` of them or more, can stand as a question."""
    asking = _ASKING.get(lang)
    long = len(part) >= 2 * least if lang in _CUTS else len(words(part)) >= least
    return long and (asking is None or bool(asking.search(part)))
