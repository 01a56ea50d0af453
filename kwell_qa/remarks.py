"""Remarks: what somebody tells of their day and asks nothing by, in thirteen languages.

"ugh monday again" lies near to sentences on sleep, as all that is said lies near to something; it
wants none of them. Told from the words alone: a remark has a mark of telling, such as "I", "today"
or laughter, and none of asking. Whoever types a few words to look them up has neither.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kwell_qa import requesting

__all__ = ["LONGEST", "is_remark", "sure_of"]

LONGEST = 160
"""Characters beyond which a message tells more than that."""
_MARK = re.compile("[?？؟¿❓❔⁉]")
# Read in English too, since every message is glossed.
_SEEKS = re.compile(
    r"\b(?:wh?at(?! an? )|wh?ats|whats|which|who|whos|whom|whose|how|hows|why|y do|when|where|wheres|(?:is|are) there|any|anything (?:i|u|you|we|to|for|that|else)|tips?"
    r"|tell me|show me|explain|help(?:s|ed|ing)?|advice|ways?|trick|exercises?|something|smth|should|could (?:i|you|we)"
    r"|can (?:i|you|we|u)|am i|do (?:i|you|we|u|they)|does (?:it|he|she|that|this)|is (?:it|that|this) (?:ok|okay|normal|bad"
    r"|weird|true|bc|because|ok)|name|names|lists?|give me|need|want to know|wondering|wonder|curious|looking for|innit"
    r"|or (?:nah|not|no|what)|true|fact check|summary|meaning|means?|word for|called|in korean|in korea|law|study|studies"
    r"|research|app|apps|number|recommend\w*|suggest\w*|allowed|supposed to|told me|i heard|they say|people say|right$|(?:did|do|does|is|was|are) (?:he|she|they|it)$|yay or nay|will (?:it|they|he|she|my|i)|would (?:it|that))\b"
    r"|^(?:and |so |but |pls |please |hey |hi |ok |also |wait )*(?:is|are|was|were|do|does|did|has|have|had|can|could|should"
    r"|will|would|may|might|must)\b(?! (?:so|just|really)\b)"
)
_ASKS: Mapping[str, re.Pattern[str]] = {
    lang: re.compile(pattern, re.IGNORECASE)
    for lang, pattern in (
        ("es", r"^(?:y |pero |oye |hola )*(?:qu[eé]|qui[eé]n|cu[aá]ndo|d[oó]nde|c[oó]mo|cu[aá]nt\w+|cu[aá]l|por ?qu[eé])\b|[qp]or ?qu[eé]\b"
               r"|\b(?:cómo|qué|quién|cuándo|dónde|cuál|cuánt\w+)\b|\b(?:puedo|debo|deber[ií]a|consejos?|ayuda|será|verdad que)\b"),
        ("pt", r"^(?:e |mas |oi )*(?:o que|oq|que|quem|quando|onde|como|quant\w+|qual|quais|por ?qu[eê]|pq|será|ser[aá] que)\b|\bser[aá] que\b"
               r"|\b(?:posso|devo|dicas?|ajuda|verdade que|tem como)\b"),
        ("fr", r"^(?:et |mais |euh )*(?:qu['’ ]|que|quoi|qui|quand|où|ou est|comment|combien|quels?|quelles?|pourquoi|pk|est[- ]ce)\b"
               r"|est[- ]ce que|c['’ ]?e?s?t? ?koi|c['’ ]est (?:quoi|grave|normal|bizarre)|\b(?:comment|pourquoi|combien|conseils?|puis-je|je peux|je dois)\b"),
        ("de", r"^(?:und |aber |ach )*(?:was|wie|wer|wem|wen|wann|wo|warum|wieso|weshalb|welche\w*|wieviel\w*|ist|sind|hat|haben|kann|darf|soll|muss)\b"
               r"|\b(?:wie|warum|wieso|tipps?|hilfe|soll ich|kann ich|darf ich|muss ich|ob)\b"),
        ("id", r"\b(?:apa|apakah|siapa|kapan|di ?mana|kenapa|knp|gimana|gmn|bagaimana|berapa|mana|tolong|minta|kasih tau|boleh|bisa ga|bisa gak|tips|saran|cara)\b"
               r"|\b(?:ga|gak|nggak|ngga|tidak) (?:ya|sih)\s*$|kah\b|\b(?:ya|sih)\s*$(?<=\bnormal ya)"),
        ("vi", r"\b(?:không|khong|ko|hok|k) ?(?:ạ|nhỉ|vậy|ta|v|z)?\s*$|\b(?:nhỉ|hả|sao|gì|nào|đâu|mấy|bao nhiêu|bao giờ|bao lâu|ai|thế nào|được không|đc k\w*|nên)\b|\bchưa\s*$"),
        ("tl", r"\b(?:ba|kaya|ano|anong|sino|kailan|kelan|saan|san|bakit|paano|pano|ilan|magkano|alin|pwede|dapat|tips|payo)\b"),
        ("ar", r"(?:^|\s)(?:هل|كيف|متى|وين|أين|اين|مين|من هو|ليش|ليه|لماذا|كم|ايش|وش|شو|شلون|ماذا|نصيحة|نصائح|ممكن|عادي)(?:\s|$)"),
        ("ko", r"까(?:요)?\s*[.~ㅠㅜㅋㅎ]*$|나요|가요|은가|는가|인가|는지|[가-힣]니\s*$|냐(?:고)?\s*$|어때|뭐|뭘|누구|언제|어디|왜|어떻|어떡|몇|얼마|무슨|어떤|알려|추천|되나|돼나|괜찮(?:아|나|을)|정상|방법|도와|궁금"),
        ("ja", r"か(?:な|ね|も)?[。〜ー\s笑w]*$|だっけ|教えて|何|なに|なん(?:で|の|か)|誰|だれ|どこ|いつ|どう|どの|どれ|なぜ|いくら|いくつ|ほしい|方法|いいの|普通|すべき|おすすめ|助け|やめられ|やめたい"),
        ("zh", r"吗|嗎|呢|要不要|还是|還是|能不能|可不可以|是不是|有没有|有沒有|会不会|會不會|该不该|该|好不好|行不行|怎么|怎麼|什么|什麼|啥|谁|誰|哪|多少|几|为什么|為什麼|如何|咋|办|告诉|告訴|推荐|推薦|建议|正常|越看越"),
        ("th", r"(?:แบบ|อัน|คน|ตอน|ที่)ไหน|ไหม|มั้ย|มั๊ย|ม้าย|หรอ|หรือเปล่า|รึเปล่า|รึป่าว|ยังไง|อย่างไร|อะไร|ใคร|เมื่อไ|ที่ไหน|ทำไม|เท่าไ|กี่|บ้าง|ดีคะ|ดีครับ|ควร|ช่วย|แนะนำ|ทำไง|ดี\s*$"),
    )
}  # fmt: skip
_TELLS = re.compile(
    r"(?<![(-])\bi\b(?!-)|\b(?:im|i['’]m|ive|i['’]ve|id|me|my|mine|we|our|this morning|today|tonight|tmrw?|tomorrow|yesterday|rn|ugh+|l+o+l+|lma+o+|ha(?:ha)+h?|omg"
    r"|kinda|ngl|tbh|yay+|yes{2,}|yess+|finally|classic|boring|bored|weirdly|eek|unfair|hyped|just|again|nothing (?:much|special|on))\b|!|:\)|:d\b|ㅋㅋ|ㅎㅎ|ㅠㅠ|[🙄😂🤣😭💜😍🥹🎉😅]"
    r"|오늘|어제|내일|드디어|진짜|개꿀|나\s|내\s"
    r"|今日|昨日|明日|きょう|やっと|私|俺|僕|笑|ww|よすぎ|だる|〜|ーー|めっちゃ"
    r"|今天|昨天|明天|终于|我|哈哈|好烦|太.{1,6}了"
    r"|\b(?:hoy|ayer|mañana|manana|yo|mi|me|estoy|tengo|toy|jaja\w*|por fin|q sueño)\b"
    r"|\b(?:hoje|hj|ontem|amanhã|amanha|eu|meu|minha|to|tô|tou|consegui|kkk+|finalmente|aff)\b"
    r"|\b(?:aujourd['’ ]?hui|auj|hier|demain|je|j['’]\w+|jsuis|jai|mon|ma|mes|mdrr*|ptdr+|enfin|trop)\b"
    r"|\b(?:heute|gestern|ich|mein\w*|mir|boah|endlich|hahah?a*|nur noch)\b"
    r"|\b(?:aku|gue|gw|gua|saya|hari ini|kemarin|besok|tadi|wk(?:wk)+|hehe+|akhirnya|males|sampe+)\b"
    r"|\b(?:hôm nay|hom nay|nay|hôm qua|mình|tui|em|tớ|haha+|quá|ghê|xỉu|cuối cùng|mới)\b"
    r"|\b(?:ako|ko|akin|ngayon|kanina|kahapon|haha+|hay nako|nako|sa wakas)\b"
    r"|วันนี้|เมื่อวาน|พรุ่งนี้|เรา|หนู|กู|ฉัน|555|มากก|โว้ย|ในที่สุด|สุดๆ"
    r"|اليوم|امس|أمس|بكرا|بكرة|انا|أنا|هه+|اخيرا|أخيرا",
    re.IGNORECASE,
)


REMARK, ON_SEVERAL, SEVERAL = 0.9, 0.6, 2
"""How sure an answer must be to be given to a remark, which asked for none; and to one that names so
many things: what it says of them may be wrong."""


def sure_of(names: Sequence[str]) -> float:
    """How sure an answer must be to be given to a remark that names these."""
    return REMARK if len(names) < SEVERAL else ON_SEVERAL


def is_remark(question: str, english: str, lang: str) -> bool:
    """Whether ``question``, in ``lang``, tells something and asks for nothing.

    ``english`` is the same in the words of the index, as far as it could be read.
    """
    text = question.strip()
    if len(text) > LONGEST or _MARK.search(text) or not _TELLS.search(text):
        return False
    own = _ASKS.get(lang)
    return not (
        _SEEKS.search(english.casefold())
        or _SEEKS.search(text.casefold())
        or (own is not None and own.search(text))
        or requesting.asks(text, lang)
    )
