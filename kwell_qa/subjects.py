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
        r"(?:(?:^|\s)(?:ทำไม|แล้ว)?|ของ)(?:คุณ|พี่|น้อง|นาย|นางสาว)?(?P<who>(?!ทำไม|แล้ว)[ก-๙]{2,10}?)"
        r"(?=ถึง|เคย|พัก|หยุด|พูด|บอก|กลับ|เป็น|ทำไม|คือ|ไป|$|\s)"
    ),
    # A surname and one or two more letters.
    "zh": re.compile(
        r"(?:^|(?<=[，,。？?！!\s])|为什么|為什麼|为何|请问|請問|那么|那|听说|聽說|知道)"
        r"(?P<who>[王李张張刘劉陈陳杨楊赵趙黄黃吴吳徐孙孫胡朱郭罗羅梁宋郑鄭韩韓唐冯馮董萧蕭曹袁邓鄧傅沈彭吕呂苏蘇卢盧蒋蔣蔡贾賈"
        r"魏薛阎閻潘汪姜廖邹鄒陆陸郝孔崔邱秦侯邵孟金朴林][一-龯]{1,2}?)"
        r"(?=为什么|為什麼|为何|什么时候|什麼時候|何时|何時|怎么|怎麼|有没有|有沒有|是不是|说|說|休息|回来|回來|回归|回歸"
        r"|停止|暂停|暫停|离开|離開|退|哭|得了|生病|有抑|有焦|谈|談|讲|講|的病|在哪|是谁|是誰|还会|還會|会不会|會不會)"
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
_DOES = r"{}(?:ถึง|เคย|พัก|หยุด|พูด|บอก|กลับ|เป็น|ไป)"
_FULL = re.compile("[김이박최정강조윤장임한오서신권황안송류전홍][가-힣]{2}")
"""A Korean name with one of the twenty commonest surnames."""
_ASKS = re.compile(
    r"왜|언제|누구|뭐라고|어디|몇|なぜ|なんで|どうして|いつ|何て|なんて|どこ|誰"
    r"|为什么|為什麼|为何|什么|什麼|何时|何時|怎么|怎麼|有没有|有沒有|是不是|吗|嗎|谁|誰|哪"
    r"|ทำไม|เมื่อไหร่|เมื่อไร|อะไร|ที่ไหน|ใคร|ไหม|มั้ย|หรือเปล่า"
)
"""Something is asked of them; a nickname of a friend in a worry is nobody that one looks up."""
_SIGNED = ("ko", "ja", "th", "zh")
"""Languages in which the place alone tells that a word is a name."""
_LONG, _PARTLY = 4, 0.7
"""Letters of a Thai name at the least, and the share of them that may be words."""
_OWN = re.compile(
    r"우리|내 |제 |나 |저 |친구|언니|오빠|동생|엄마|아빠|쌤|선생|私|僕|俺|友達|母|父|先生|推し"
    r"|我|咱|朋友|同学|同學|老师|老師|ฉัน|เรา|ผม|หนู|เพื่อน|แม่|พ่อ|ครู"
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
    if name is None and asks and lang in _SIGNED and not _OWN.search(question):
        # A name has its particle; without one it could be any noun.
        name = next((word for word in found if _is_marked(question, word, lang)), None)
    if name is None:
        return gloss
    # In English the word stands in the gloss as well.
    said = re.escape(name.split(" of ")[0])
    english = re.sub(rf"(?<!\w){said}(?!\w)", "", gloss.english, flags=re.IGNORECASE)
    return Gloss(" ".join([*english.split(), name]), (name,), gloss.translated, gloss.read)


def _unread(pattern: re.Pattern[str], question: str, lang: str, namer: Namer) -> Iterator[str]:
    """The words in that place of which neither names nor lexicon read anything."""
    for match in pattern.finditer(question):
        word = next(filter(None, match.groups()))
        # In English an ordinary word, capitalised in the middle of a sentence.
        if lang == "en" or not _reads(word, lang, namer):
            yield word


def _reads(word: str, lang: str, namer: Namer) -> bool:
    gloss = namer.read(word, lang)
    if lang == "th" and len(word) >= _LONG:
        # Its words stand without spaces, and names are made of them.
        return bool(gloss.read > _PARTLY or gloss.names)
    return bool(gloss.read or gloss.names)


def _is_marked(question: str, word: str, lang: str) -> bool:
    if lang == "th":
        return not word.startswith("ของ") and bool(re.search(_DOES.format(word), question))
    if lang != "ko":
        return True
    return bool(re.search(_MARKED.format(word), question) or _FULL.fullmatch(word))
