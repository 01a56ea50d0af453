"""Is a hard subject asked about as news of somebody, or told of oneself?

In English a sentence about oneself has "I" or "my" in it. Elsewhere it is asked only where the
words are certain: a question word, a word for saying or having been, and none for the writer. Many
languages drop "I", and "I cry to their songs every
night" names a group too, so what is not certainly a question about others is taken as one's own.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kwell_qa.dear import of_dear
from kwell_qa.oneself import ONESELF
from kwell_qa.tokens import words

__all__ = ["asks_news", "tells_of_others"]


class _Words(NamedTuple):
    """Patterns of one language: the writer, a question, and what is told of others."""

    oneself: re.Pattern[str]
    asking: re.Pattern[str]
    told: re.Pattern[str]


def _words(oneself: str, asking: str, told: str, edge: str = r"\b") -> _Words:
    return _Words(*(re.compile(f"{edge}(?:{part}){edge}") for part in (oneself, asking, told)))


_SPOKEN = {
    "ko": _words(
        r"(?<![가-힣])(?:나|저|내|제|난|전|날|절|우리|저희)(?:는|도|를|가|한테|에게|의|만|랑|처럼)?(?![가-힣])"
        r"|싶어|싶다",
        r"언제|왜|무슨|어떤|어느|누가|누구|어디|뭐|뭘|무엇|몇|어떻게|나요|습니까",
        r"말했|말한|밝혔|밝힌|고백|공개|진단|앓|겪었|겪은|얘기했|얘기한|이야기한|털어놨|털어놓은|쉬었|중단",
        "",
    ),
    "ja": _words(
        r"私|わたし|僕|ぼく|俺|自分が|うちの?|あたし|たい(?:です)?$",
        r"いつ|なぜ|なんで|どうして|何|なに|どの|誰|だれ|どこ|どんな|のか|ですか|ますか",
        r"語った|語って|話した|話して|言った|言って|公表|告白|診断|明かし|経験した|休養", "",
    ),
    "zh": _words(
        r"我|咱|俺|想死|不想",
        r"什么|什麼|哪|谁|誰|怎么|怎麼|为什么|何时|几|吗|嗎|多久",
        r"说过|說過|谈|談|透露|公开|公開|确诊|確診|患|坦言|提到|经历|經歷|停工|休养", "",
    ),
    "th": _words(
        r"ฉัน|หนู|เรา|ผม|กู|ดิฉัน|เค้า|อยาก",
        r"เมื่อไหร่|เมื่อไร|อะไร|ใคร|ทำไม|ไหม|ไหน|ปีใด|หรือเปล่า",
        r"เคยพูด|เคยเล่า|เล่าว่า|บอกว่า|เปิดเผย|พูดถึง|เคยเป็น|ให้สัมภาษณ์|พักงาน", "",
    ),
    "es": _words(
        r"yo|me|mi|mis|mí|conmigo|tengo|estoy|soy|siento|quiero|puedo|nos|nuestr\w+",
        r"cuándo|qué|quién|por qué|cómo|dónde|cuál|cuanto|cuándo",
        r"dijo|habló|contó|reveló|tuvo|sufrió|padeció|confesó|anunció|diagnosticaron|ha\s+\w+d[oa]",
    ),
    "pt": _words(
        r"eu|me|meu|minha|meus|minhas|mim|comigo|tenho|estou|tô|sou|sinto|quero|posso|a gente|nós",
        r"quando|o que|que|quem|por que|como|onde|qual|quais",
        r"disse|falou|contou|revelou|teve|sofreu|confessou|anunciou|diagnosticad[oa]",
    ),
    "fr": _words(
        r"je|j|me|m|moi|mon|ma|mes|nous|on",
        r"quand|quoi|qu|que|qui|pourquoi|comment|où|quel|quelle",
        r"dit|parlé|révélé|raconté|souffert|confié|annoncé|a\s+eu|a-t-(?:il|elle)\s+eu|diagnostiqué",
    ),
    "de": _words(
        r"ich|mir|mich|mein\w*|wir|uns|unser\w*",
        r"wann|was|wer|warum|wieso|wie|wo|welche\w?|hat|hatte",
        r"gesagt|erzählt|gesprochen|sagte|erzählte|sprach|hatte|gehabt|litt|gelitten|offenbart\w?",
    ),
    "id": _words(
        r"aku|saya|gue|gw|gua|diriku|kami|kita|\w+ku",
        r"kapan|apa|apakah|siapa|kenapa|mengapa|gimana|bagaimana|mana",
        r"bilang|cerita|bercerita|mengaku|mengungkap\w*|pernah|menderita|bicara|berbicara|didiagnosis",
    ),
    "vi": _words(
        r"mình|tôi|tui|em|tớ|con|cháu|ta",
        r"khi nào|gì|ai|sao|nào|đâu|không|bao giờ",
        r"từng|kể|chia sẻ|tiết lộ|mắc|nói|được chẩn đoán",
    ),
    "tl": _words(
        r"ako|ko|akin|kami|namin|amin|tayo|natin|atin",
        r"kailan|ano|anong|sino|bakit|paano|saan|ba|alin",
        r"sinabi|nagkaroon|kinuwento|umamin|nagsalita|nabanggit|na-?diagnose|ibinahagi|inamin",
    ),
    "ar": _words(
        r"أنا|انا|لي|عندي|معي|أشعر|اشعر|أحس|احس|حاسة|حاس|نفسي|أريد|ابي|أبي|بدي|نحن|احنا|\w+ني",
        r"متى|شو|شنو|ايش|وش|ما|ماذا|مين|من|ليش|لماذا|كيف|هل|أي|وين|أين",
        r"تكلم|تكلمت|تحدث|تحدثت|قال|قالت|كشف|كشفت|عانى|عانت|أعلن|أعلنت|ساعدها?|مرت|تتعامل|يتعامل",
    ),
}  # fmt: skip

_UNSAID = ("ko", "ja", "zh", "th")
"""Languages that leave out who is spoken of: only a question is about another there."""
# "Does … have an eating disorder?" The word for having it is also used of oneself and of friends,
# so no word of either may stand beside it, and the question is all that is said.
_LONGEST = 60
_ILL = re.compile(
    r"rối loạn|trầm cảm|lo âu|roi loan|tram cam|biếng ăn|gangguan|depresi|cemas|bipolar|anoreks"
    r"|anxiety|disorder|depress|dépress|panic|trastorno|ansiedad|an[oó]rex|bulimi|transtorno"
    r"|trouble|essstörung|angst|magersucht|اضطراب|اكتئاب|قلق|ซึมเศร้า|โรค|แพนิค|ไบโพลาร์"
    r"|장애|우울|불안|공황|거식|障害|うつ|鬱|拒食|パニック|障碍|障礙|抑郁|憂鬱|焦虑|焦慮|厌食",
    re.IGNORECASE,
)
_HAS = {
    lang: re.compile(pattern, re.IGNORECASE) for lang, pattern in {
        "ko": r"있어|있나|있음|있는|걸린|걸렸|였어|이야|인가",
        "ja": r"なの|ですか|だった|持ち",
        "zh": r"得过|得過|得了|患有|患过|有|是不是",
        "th": r"(?:เป็น|มี).{1,30}(?:ไหม|มั้ย|หรือเปล่า|ป่าว|ปะ|เหรอ)",
        "vi": r"\b(?:bị|mắc|bi|mac)\b.{1,40}\b(?:không|khong|ko|k|hông|hong|chưa|chua)\b",
        "id": r"\b(?:punya|kena|mengidap|mengalami|ada|sakit)\b.{1,40}\b(?:ga|gak|nggak|ngga|kah)\b"
              r"|\bapakah\b.{1,30}\b(?:punya|kena|mengidap|mengalami|sakit)\b",
        "tl": r"\b(?:may|meron|merong|mayroon)\b.{1,40}\bba\b.{0,12}\bs[iy]\b",
        "es": r"\btiene\b", "pt": r"\btem\b", "fr": r"\ba(?:-t-(?:elle|il))?\s+(?:une?|de)\b",
        "de": r"^hat\b", "ar": r"\bهل\b.{1,30}(?:عندها|عنده|لديها|لديه|مصابة|مصاب)\b",
    }.items()
}  # fmt: skip


def asks_news(question: str, lang: str) -> bool:
    """Whether ``question``, in the language ``lang``, certainly asks what is told of others.

    Who the others are is not looked at. False for languages that are not known here.
    """
    text = question.casefold().strip()
    if lang == "en":
        return not ONESELF & set(words(question))
    own = _SPOKEN.get(lang)
    if own is None or own.oneself.search(text):
        return False
    if own.asking.search(text) and own.told.search(text):
        return True
    has = len(text) <= _LONGEST and _HAS[lang].search(text) and _ILL.search(text)
    return bool(has and not of_dear(text))


def tells_of_others(question: str, lang: str) -> bool:
    """Whether neither the writer nor somebody dear to them is spoken of in ``question``.

    False for languages that are not known here.
    """
    text = question.casefold().strip()
    if lang == "en":
        return not ONESELF & set(words(question)) and not of_dear(text)
    own = _SPOKEN.get(lang)
    if own is None or own.oneself.search(text) or of_dear(text):
        return False
    return lang not in _UNSAID or bool(own.asking.search(text))
