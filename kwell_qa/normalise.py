"""Text normalisation for the safety screen: undo spelling tricks, keep what is said.

``normalise`` gives two readings of a message. ``spaced`` keeps words apart, for languages
that put spaces between words; ``joined`` has no spaces at all, for Korean, Japanese,
Chinese and Thai, where spacing is free or is used to slip past filters. ``fold`` is the
letter-by-letter part: patterns go through it too, so a maintainer may write them with
accents. Everything runs in time linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

__all__ = ["Normal", "fold", "normalise", "simplify", "told_apart"]


@dataclass(frozen=True, slots=True)
class Normal:
    """Readings of one message.

    ``spaced`` holds one or two strings (two where letters are drawn out, since 'dieee' and
    'killl' need different squeezing); ``joined`` is the first of them without spaces.
    ``han`` is ``joined`` in simplified characters, or ``joined`` itself where there is kana.
    """

    spaced: tuple[str, ...]
    joined: str
    han: str


def _latin_table() -> dict[int, str]:
    """Accented Latin letters to plain ones: 13 languages are typed with and without."""
    table: dict[int, str] = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        plain = unicodedata.normalize("NFKD", chr(code))[0]
        if plain.isascii():
            table[code] = plain.lower()
    table.update({ord("đ"): "d", ord("ø"): "o", ord("ł"): "l", ord("ı"): "i"})
    table.update({ord("ß"): "ss", ord("æ"): "ae", ord("œ"): "oe"})
    table.update(dict.fromkeys(range(0x300, 0x370), ""))  # loose combining marks
    return table


# Arabic letters that are typed interchangeably, and vowel signs and tatweel that are optional.
_ARABIC = {ord(a): b for a, b in zip("أإآٱىةؤئگکی", "اااايهويككي", strict=True)}
_ARABIC.update(dict.fromkeys((*range(0x64B, 0x660), 0x640, 0x670), ""))
_FOLD = {**_latin_table(), **_ARABIC}

# Letters of other scripts that look Latin. Used only inside words that also hold Latin letters.
_LOOKALIKE = str.maketrans("аеорсухіјѕԁкмнтвαειοκνρτυχ", "aeopcyxijsdkmhtbaeioknptux")
_WORD = re.compile(r"[^\W\d_]+")
_FOREIGN = re.compile(r"[Ͱ-ӿԀ-ԯ]")

# Vietnamese "tư vấn" (counselling) is "tự vẫn" (suicide) without its accents. Where they are typed
# they tell; else the words beside do, which nobody says of the other.
# "chỉ", only, and "mạng", the net, are not "chị", a sister, and "mắng", to scold.
_ONLY_OR_NET = re.compile(r"\b(?:chỉ|mạng)\b")
_COUNSEL = re.compile(
    r"\btư v[ấâa]n\b"
    r"|\b(?:được|duoc|đi|di|gặp|gap|cần|can|phòng|phong|nhà|nha|buổi|buoi|gọi|goi|dịch vụ|dich vu"
    r"|chuyên viên|chuyen vien|chuyên gia|chuyen gia|trung tâm|trung tam|đường dây|duong day"
    r"|tổng đài|tong dai|phí|phi)\s+tu van\b(?!\s+cho\s+(?:xong|roi|rồi|het|hết|nhanh))"
    r"|\btu van(?=\s+(?:tam ly|tâm lý|vien|hoc duong|hoc tap|huong nghiep|suc khoe|mien phi|online"
    r"|truc tuyen|qua dien thoai|dinh duong|phap luat)\b)"
)

# Soft hyphens, zero-width and direction marks, variation selectors, control characters.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff\x00-\x08\x0e-\x1f\x7f-\x9f]"
)
_LEET = str.maketrans("430157@$!|", "aeoistasil")
_LEET_RUN = re.compile(r"[a-z430157@$!|]+")
_LEET_INSIDE = re.compile(r"[a-z][430157@$!|]+[a-z]")
_TAIL = re.compile(r"(?<=[a-z])'(?=(?:t|m|s|re|ve|ll|d)\b)")
# One dot, star or dash between single characters: 'k.m.s', 't.ự t.ử', 's-u-i'.
_SPLIT = re.compile(r"(?:(?<=\b\w)|(?<=\W\w))[.*_\-~/+]+(?=\w\b)")
_SPELT = re.compile(r"(?<![^\s.,!?])(?:\w[ \t]){2,}\w(?![^\s.,!?])")
# "ive" without its apostrophe is "I've", or the group IVE: the verbs beside it tell which.
_IVE = re.compile(r"(?:\b(\w+)\s+)?\bive\b(?=(?:\s+(\w+)(?:\s+(\w+))?)?)")
_ASKS = frozenset("will wont does do did is are was were has can could should would".split())
_FINITE = frozenset(
    "is are was were isnt arent will wont would can cant could should may might does doesnt did"
    " didnt has have and or end ends".split()
)
_AFTER_IVE = re.compile(
    r"\w+(?:ed|en|wn|ought|aught)|been|had|got|gone|done|lost|felt|made|told|cut|hurt|heard|held"
    r"|kept|left|lived|met|put|read|run|said|sat|slept|spent|stood|become|begun|come|found|quit"
    r"|stuck|always|never|just|already|only|also|even|really|ever|finally|no|nothing|not|to|a|the"
)
_OWN_END = frozenset("it my me this that all everything myself things".split())
_OTHER_GROUP = "ateez"
"""Stands for IVE, since every name of a group says the same to the screen."""
_DRAWN = re.compile(r"([^\W\d_])\1{2,}")
_DOTS = re.compile(r"\.{2,}|…")
_STOP = re.compile(r"[.?!。\n\r\v\f]*[?!。.\n\r\v\f]")
# What is left of punctuation; Thai vowel and tone marks are not word characters to ``re``.
_OTHER = re.compile(r"[^\w\s.?!*💀😂🤣😭\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]+")
_SPACE = re.compile(r"\s+")
_KANA = re.compile(r"[\u3040-\u30ff]")
_GRAVES = str.maketrans({"☠": "💀", "⚰": "💀", "🪦": "💀", "’": "'", "‘": "'", "ʼ": "'", "`": "'"})

# Traditional characters that the patterns need, to simplified ones.
_SIMPLE = str.maketrans(
    "著個們來會說話語過還這裡裏麼沒無時間誰讓給對錯與離開關點電鬱慮壓藥傷殺無義價愛樂"
    "覺歲學歡後從於東車見長門馬鳥國圖團聲聽讀寫買賣經絕結給續繼網罵嚇騷擾傳檢遠運動"
    "親媽爺孫師當實寶總終線組織紅綠舊將獨憂鬱體胖餓飯減飲戒癮聞頭臉變應該認識請謝"
    "願雙雖點熱難產業華單噁懷憶慘慣憤戰掙揮撐擔據擋斷條極樣樓樹橋歸氣決淚溫準滾滿漸"
    "災為煩燈爛牆獎環療瘋發盡確禮種稱穩窮節範築簡約紀級細緊繩維綱編緩罷羅職聯腦臟"
    "舉蘇處號補複規視觸訂計訊記許設訴評詞試詩誠課調談論證譯護負財責貴費資賞賴賺趕跡踐"
    "軟輕輪輸辦農邊遲郵鄰釋針錄鏡陣陽階隊隨險雜雞靈靜響項順預領題顏類顧飛養館駕驗鬆鬥鬧"
    "鮮麗黃齊龍丟佔倆倉備傑債傾僅償優兇兒內冊剛創劃劇務勝勞勢勸區協卻厭參啟員問嘆嚴園圍",
    "着个们来会说话语过还这里里么没无时间谁让给对错与离开关点电郁虑压药伤杀无义价爱乐"
    "觉岁学欢后从于东车见长门马鸟国图团声听读写买卖经绝结给续继网骂吓骚扰传检远运动"
    "亲妈爷孙师当实宝总终线组织红绿旧将独忧郁体胖饿饭减饮戒瘾闻头脸变应该认识请谢"
    "愿双虽点热难产业华单恶怀忆惨惯愤战挣挥撑担据挡断条极样楼树桥归气决泪温准滚满渐"
    "灾为烦灯烂墙奖环疗疯发尽确礼种称稳穷节范筑简约纪级细紧绳维纲编缓罢罗职联脑脏"
    "举苏处号补复规视触订计讯记许设诉评词试诗诚课调谈论证译护负财责贵费资赏赖赚赶迹践"
    "软轻轮输办农边迟邮邻释针录镜阵阳阶队随险杂鸡灵静响项顺预领题颜类顾飞养馆驾验松斗闹"
    "鲜丽黄齐龙丢占俩仓备杰债倾仅偿优凶儿内册刚创划剧务胜劳势劝区协却厌参启员问叹严园围",
)


def fold(text: str) -> str:
    """Plain letters for accented Latin and for Arabic spelling variants, in lower case."""
    if text.isascii():
        # The same, for no letter of the table is among these, and several times quicker.
        return text.casefold()
    return unicodedata.normalize("NFKC", text).casefold().translate(_FOLD)


def told_apart(text: str) -> str:
    """``text`` with what only its accents tell from words of harm written so that it stays apart.

    Not part of ``normalise``, by which the classifier's lines are read: they say "tu van" of
    suicide more often than of counselling.
    """
    lowered = unicodedata.normalize("NFC", text).casefold()
    apart = _COUNSEL.sub(lambda found: found[0][: -len("tu van")] + "tuvan", lowered)
    apart = _ONLY_OR_NET.sub(lambda found: f"{found[0]}r", apart)
    return text if apart == lowered else apart


def simplify(text: str) -> str:
    """``text`` with the traditional characters that matter here made simplified."""
    return text if text.isascii() else text.translate(_SIMPLE)


def _latinise(found: re.Match[str]) -> str:
    """A word with some Latin letters, in Latin letters only; other words as they are."""
    word = found[0]
    return word.translate(_LOOKALIKE) if re.search("[a-z]", word) else word


def _unleet(found: re.Match[str]) -> str:
    """'h4rm' as 'harm'; '2ne1', 'b4' and '109' stay, for no sign stands between letters."""
    word = found[0]
    return word.translate(_LEET) if _LEET_INSIDE.search(word) else word


def _named(found: re.Match[str]) -> str:
    """The group's name where "I've" cannot stand, else what was written."""
    before, after, second = found[1], found[2] or "", found[3] or ""
    finite = after in _FINITE and not (after.startswith("end") and second in _OWN_END)
    asked = before in _ASKS and not _AFTER_IVE.fullmatch(after) and second not in _OWN_END
    return found[0][: -len("ive")] + _OTHER_GROUP if finite or asked else found[0]


def normalise(text: str) -> Normal:
    """The readings of ``text`` (any length, any characters); empty strings for empty text."""
    text = _INVISIBLE.sub("", fold(_INVISIBLE.sub("", text))).translate(_GRAVES)
    if _FOREIGN.search(text):
        text = _WORD.sub(_latinise, text)
    text = _LEET_RUN.sub(_unleet, text)
    text = _TAIL.sub("", _IVE.sub(_named, text))
    text = _DOTS.sub(" ", text)
    text = _SPLIT.sub("", text)
    text = _STOP.sub(lambda found: " " + found[0][-1].replace("\n", ".") + " ", text)
    text = _SPACE.sub(" ", _OTHER.sub(" ", text)).strip()
    text = _SPELT.sub(lambda found: found[0].replace(" ", ""), text)
    drawn = _DRAWN.sub(r"\1\1", text)
    spaced = (drawn,) if drawn == text else (drawn, _DRAWN.sub(r"\1", text))
    joined = drawn.replace(" ", "")
    return Normal(spaced, joined, joined if _KANA.search(joined) else simplify(joined))
