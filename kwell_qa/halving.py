"""A message that asks two things → each of them: "when did it start, and who pays for it?"."""

from __future__ import annotations

import re

from kwell_qa.tokens import words

__all__ = ["halves"]

# Words that open a question, and those that join a second one to the first.
_OPENS = {
    "en": r"(?:(?:in|at|on|for|by|to|from|since|with|of|until) )?(?:what(?:'?s)?|when|where|which|why|how|who(?:m|se|'?s)?)\b"
          r"|(?:is|are|was|were|did|does|do|has|have|had|can|could|should|will|would)(?:n'?t)? (?=\S+ \S+)",
    "es": r"(?:(?:de|a|en|por|para|desde|con) )?(?:qu[eé]|qui[eé]n(?:es)?|cu[aá]nd[oa]|d[oó]nde|c[oó]mo|cu[aá]l(?:es)?|cu[aá]nt[oa]s?)\b|es (?:verdad|cierto)\b",
    "pt": r"(?:(?:de|a|em|por|para|desde|com|o) )?(?:que|quem|quando|onde|como|qual|quais|quant[oa]s?|porqu[eê])\b|(?:é|e) verdade\b|tem\b|dá pra\b",
    "fr": r"(?:(?:de|à|a|en|pour|depuis|avec) )?(?:qu['’e]|qui|quoi|quand|o[uù]|comment|combien|pourquoi|quel(?:le)?s?|est[- ]ce)\b",
    "de": r"(?:(?:ab|seit|von|mit|für|bis|um|zu|an|in) )?(?:was|wer|wen|wem|wessen|wann|wo|woher|wohin|warum|wieso|wie|welche[rsmn]?|wofür|womit)\b|(?:ist|sind|war|hat|haben|gibt|kann|darf|muss) ",
    "id": r"(?:di |ke |dari |sejak |buat |sama )?(?:apa(?:kah)?|siapa|kapan|mana|kenapa|mengapa|gimana|bagaimana|berapa)\b|nama\b",
    "vi": r"(?:ai|gì|khi nào|bao giờ|ở đâu|tại sao|vì sao|sao|thế nào|làm sao|bao nhiêu|mấy|có)\b",
    "tl": r"(?:para |sa |kay |mula )?(?:ano|sino|kailan|kelan|saan|nasaan|bakit|paano|magkano|ilan|gaano|totoo ba|pwede ba)\b",
    "ar": r"(?:من|ماذا|ما|متى|اين|أين|وين|كيف|شلون|كم|لماذا|ليش|ليه|هل|ايش|شو|مين|امتى)\b",
}  # fmt: skip
_JOINS = {
    "en": r"(?:,|;|&|\+|/|—|–)\s*(?:(?:and|also|plus|n|but|so)\s+)?(?:also\s+)?|\b(?:and|n|plus|also)\s+(?:also\s+)?",
    "es": r"(?:[,;]\s*)?\b(?:y|e|además|también)\s+¿?",
    "pt": r"(?:[,;]\s*)?\b(?:e|além disso|também)\s+",
    "fr": r"(?:[,;]\s*)?\b(?:et|puis|aussi)\s+",
    "de": r"(?:[,;]\s*)?\b(?:und|sowie|außerdem)\s+",
    "id": r"(?:[,;]\s*)?\b(?:dan|terus|trus|trs|sama|lalu)\s+",
    "vi": r"(?:[,;]\s*)?\b(?:và|còn|rồi|với)\s+",
    "tl": r"(?:[,;]\s*)?\b(?:at|tapos|saka|tsaka)\s+",
    "ar": r"[،,]?\s*\bو\s?",
}  # fmt: skip
_CUTS = {
    # Without spaces between words: what ends the one question, and what the next begins with.
    "ja": r"(?<=[か？?])[。、,\s]*(?:あと|それと|それから|また|で、)|[。、,]\s*(?:あと|それと|それから|また)",
    "zh": r"(?<=[？?])\s*(?:还有|還有|另外|以及|那)?|[，,]\s*(?:还有|還有|另外|以及)",
    "ko": r"(?<=[?？])\s*(?:그리고|또|글고)?|\s그리고\s|(?<=고)\s",
    "th": r"\s*(?:แล้วก็|และ|แล้ว)\s*(?=\S*(?:ใคร|เมื่อไหร่|เมื่อไร|ที่ไหน|ทำไม|ยังไง|อย่างไร|เท่าไหร่|เท่าไร|กี่|อะไร|ตอน))",
}  # fmt: skip
_QUESTIONS = re.compile(r"(?<=[?？؟])(?![?？؟!\s)]*[?？؟!)])\s*(?:(?:and|also|y|e|et|und|dan|at|و)\b)?\s*")
_WITHIN = ("fr", "id", "vi")
"""Languages in which the word that asks may stand at the end."""
_ASKING = {lang: re.compile(rf"\b(?:{opens})", re.IGNORECASE) for lang, opens in _OPENS.items()} | {
    "ko": re.compile(r"언제|누가|누구|어디|왜|어떻게|얼마|몇|무엇|뭐|뭘|무슨|어떤|[나가까]요|[니까나]\W*$|\?"),
    "ja": re.compile(r"いつ|誰|だれ|どこ|どの|どう|なぜ|なんで|何|いくつ|いくら|どれ|か\W*$|[?？]|知りたい|教えて"),
    "zh": re.compile(r"谁|誰|什么|什麼|啥|哪|怎|为什么|為什麼|几|幾|多少|多久|何时|何時|吗|嗎|[?？]"),
    "th": re.compile(r"ใคร|เมื่อไหร่|เมื่อไร|ที่ไหน|ทำไม|ยังไง|อย่างไร|เท่าไหร่|เท่าไร|กี่|อะไร|ไหน|ไหม|มั้ย|หรือยัง|หรือเปล่า"),
}  # fmt: skip
_ASKING["en"] = re.compile(
    r"(?:^|[:.,;!?]\s*|\b(?:know|ask|asking|tell me|wondering|curious)(?: about)? )"
    r"(?:(?:and|so|ok|okay|but|also|hey|hi|pls|please|then|like|actually)\W+)*"
    r"(?:(?:(?:in|at|on|for|by|to|from|since|with|of|until) )?"
    r"(?:what(?:'?s)?|where|which|why|how|who(?:m|se|'?s)?"
    r"|when(?= (?:is|are|was|were|did|does|do|has|have|can|will|exactly|abouts?)\b))\b"
    r"(?! (?:they|he|she|i|we|you|u|it|about)\b)"
    r"|(?:is|are|was|were|did|does|do|has|have|had|can|could|should|will|would)(?:n'?t)? \S+ \S+"
    r"|(?:how come|what if)\b)",
    re.IGNORECASE,
)
_GUESS = re.compile(r"^(?:is|was|are|were|isn'?t|wasn'?t|aren'?t) (?:it|that|he|she|they)\b(?! (?:true|free))", re.I)
_BETWEEN = {
    lang: re.compile(
        rf"\s*(?:{_JOINS[lang]})" + ("" if lang in _WITHIN else f"(?={opens})"), re.IGNORECASE
    )
    for lang, opens in _OPENS.items()
}
_CUT = {lang: re.compile(cut) for lang, cut in _CUTS.items()}
LEAST = 3, 2
"""Words that the first half and the second have at the least; characters beyond twice that where
no spaces are between words."""


MOST = 240
"""Characters of a message at the most: a longer one tells more than it asks."""


def halves(question: str, lang: str) -> tuple[str, str] | None:
    """The two questions in one, in its words; ``None`` where it asks one thing, or more."""
    text = " ".join(question.split())
    if len(text) > MOST:
        return None
    cuts = [match.span() for match in _QUESTIONS.finditer(text) if match.end() < len(text)]
    pattern = _BETWEEN.get(lang) or _CUT.get(lang)
    if pattern and not cuts:
        cuts = [match.span() for match in pattern.finditer(text) if match.start()]
    parts = [
        (text[:start].strip(), text[end:].strip()) for start, end in cuts
        # "who runs it, is it her agency?" guesses at what it asks.
        if not (text[start:end].strip() == "," and _GUESS.match(text[end:]))
    ]
    fit = [
        two for two in parts
        if all(_asks(one, lang, least) for one, least in zip(two, LEAST, strict=True))
    ]  # fmt: skip
    return fit[0] if len(fit) == 1 else None


def _asks(part: str, lang: str, least: int) -> bool:
    """Whether some words can stand as a question."""
    asking = _ASKING.get(lang)
    long = len(part) > 2 * least if lang in _CUTS else len(words(part)) >= least
    return long and (asking is None or bool(asking.search(part)))
