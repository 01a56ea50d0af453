"""Who stands in the place of a message's subject, by a word that names and lexicon do not read:
조이가, ジョイは, "why did Joy rest".

One is an artist's name without the group, which is an ordinary word elsewhere; another is
somebody of whom nothing is known, and what is told of others is no answer about them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kwell_qa.naming import Gloss, Namer

__all__ = ["named"]

_PLACES = {
    # A noun of two to four syllables before the particle of a subject, topic or owner.
    "ko": re.compile(r"(?<!\w)(?P<who>[가-힣]{2,4}?)(?:씨|님)?(?:이|가|은|는|의|도)?(?!\w)"),
    "ja": re.compile(
        r"(?<![ァ-ヶー一-龯])(?P<who>[ァ-ヶー]{2,8}|[一-龯]{4})(?:さん|ちゃん|くん|君)?(?=は|が|って|も)"
        r"|(?<![ァ-ヶー])(?P<whose>[ァ-ヶー]{2,8})(?=の)"
    ),
    "th": re.compile(
        r"(?:(?:^|\s)(?:ทำไม|แล้ว)?|ของ)(?P<who>(?!ทำไม|แล้ว)[ก-๙]{2,10}?)"
        r"(?=ถึง|เคย|พัก|หยุด|พูด|บอก|กลับ|เป็น|ทำไม|คือ|ไป|$|\s)"
    ),
    "en": re.compile(
        r"\b(?:[Dd]id|[Dd]oes|[Hh]as|[Ii]s|[Ww]as|[Aa]bout|[Ww]hen|[Ww]ill) "
        r"(?P<who>[A-Z][a-z]{1,11})\b"
        r"(?= (?:rest|return|le(?:ave|ft)|sa(?:y|id)|t[ao]ke|t[ao]ken|took|c[ao]me"
        r"|debut|paus|stop|quit|go|gone|went|have|talk|sp[eo]ke|speak|tell|told|open|writ|wrote|cry|cried"
        r"|post|back\b|away\b|from\b|ok|on hiatus|in therapy|ever|still|struggl))"
    ),
}  # fmt: skip
_MARKED = r"(?<!\w){}(?:씨|님)?(?:이|가|은|는|의)(?!\w)"
_FULL = re.compile("[김이박최정강조윤장임한오서신권황안송류전홍][가-힣]{2}")
"""A Korean name with one of the twenty commonest surnames."""
_ASKS = re.compile(r"왜|언제|누구|뭐라고|어디|몇|なぜ|なんで|どうして|いつ|何て|なんて|どこ|誰")
"""Something is asked of them; a nickname of a friend in a worry is nobody that one looks up."""
_OWN = re.compile(
    r"우리|내 |제 |나 |저 |친구|언니|오빠|동생|엄마|아빠|쌤|선생|私|僕|俺|友達|母|父|先生|推し"
)


def named(question: str, gloss: Gloss, lang: str, namer: Namer) -> Gloss:
    """``gloss`` with who stands in the place of the subject of ``question``, if it names nobody."""
    pattern = _PLACES.get(lang)
    if pattern is None or gloss.names:
        return gloss
    found = list(_unread(pattern, question, lang, namer))
    asks = bool(_ASKS.search(question))
    name = next((name for word in found if (name := namer.alone(word))
                 and (asks or not re.search(rf"{word}[은는도]", question))), None)  # fmt: skip
    if name is None and asks and lang in ("ko", "ja") and not _OWN.search(question):
        # A name has its particle; without one it could be any noun.
        name = next((word for word in found if _is_marked(question, word, lang)), None)
    if name is None:
        return gloss
    # In English the word stands in the gloss as well.
    said = re.escape(name.split(" of ")[0])
    english = re.sub(rf"(?<!\w){said}(?!\w)", "", gloss.english, flags=re.IGNORECASE)
    return Gloss(" ".join([*english.split(), name]), (name,), gloss.translated, gloss.read)


def _unread(
    pattern: re.Pattern[str], question: str, lang: str, namer: Namer
) -> Iterator[str]:
    """The words in that place of which neither names nor lexicon read anything."""
    for match in pattern.finditer(question):
        word = next(filter(None, match.groups()))
        # In English an ordinary word, capitalised in the middle of a sentence.
        if lang == "en" or not _reads(word, lang, namer):
            yield word


def _reads(word: str, lang: str, namer: Namer) -> bool:
    gloss = namer.read(word, lang)
    return bool(gloss.read or gloss.names)


def _is_marked(question: str, word: str, lang: str) -> bool:
    if lang != "ko":
        return True
    return bool(re.search(_MARKED.format(word), question) or _FULL.fullmatch(word))
