"""Whether somebody who told of a crisis before asks for something now, in thirteen languages.

A request is what a calming guide may answer. Told from the words alone, of the language that is
spoken: "was", "como" and "ano" ask in one and only tell in another. Whoever tells how they are is
met with care again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["asks"]

_MARKED = re.compile(r"[?？؟]\s*$")
_OPENS = r"(?:^|[.!,;:…\n]\s*)(?:(?:and|but|so|ok(?:ay)?|then|also|pls|please|hey|hi)\s+)*"
"""Where a clause begins: "how I feel" asks there, and not in "you know how I feel"."""
_COMIENZA = r"(?:^|[.!,;:¿…\n]\s*)(?:(?:y|pero|e|mas|ok|oi|hola|und|aber|also|et|mais)\s+)*"
_HELP = r"(?:tips?|advice|ideas?|exercises?|techniques?|steps|guide)\b"
_ASKS: Mapping[str, re.Pattern[str]] = {
    lang: re.compile(pattern, re.IGNORECASE)
    for lang, pattern in (
        ("en",
         rf"{_OPENS}(?:hows?|whats?(?! an? )|which|where)\b|\bhow (?:to|(?:do|can|should|could) (?:i|you|we|u))\b"
         r"|\bwhat (?:(?:can|should|could|do) (?:i|you|we)|helps|would help|works)\b"
         r"|\b(?:tell|show|give|teach|send) me\b|\bexplain\b|\bis there (?:a|any|some)\w*\b"
         rf"|\bany (?:{_HELP})|\b(?:{_HELP}) (?:for|to|on|against|about|pl[sz]|please)\b"
         rf"|^(?:(?:some|more|an?|the) )?(?:(?:breathing|calming|grounding|sleep) )?(?:{_HELP})$"
         r"|\b(?:can|could|would|will) (?:you|u)\b|\bdo (?:you|u) (?:have|know)\b|\bcan i (?:have|get)\b"
         r"|\bhelp me (?:to )?(?:calm|sleep|breathe|relax|find|fall)\b"
         rf"|\b(?:need|want|like|looking for) (?:(?:some|a few|an?) )?(?:\w+ )?(?:{_HELP})"),
        ("es",
         rf"\b(?:cómo|qué)\b|{_COMIENZA}(?:como|que) (?:puedo|hago|hacer|se|funciona|es|me ayuda|ayuda)\b"
         r"|\b(?:dime|dame|cuéntame|cuentame|muéstrame|muestrame|ens[ée][ñn]ame|expl[íi]ca\w*)\b"
         r"|\b(?:algún|algun|unos|algunos|dar) (?:consejos?|ejercicios?|tips?)\b|^(?:consejos|ejercicios)\b"
         r"|\b(?:puedes|podrías|podrias|me ayudas|me enseñas)\b"),
        ("pt",
         rf"{_COMIENZA}(?:como|o que|oq|o q|qual)\b|\bcomo (?:eu )?(?:faço|faco|posso|consigo|fazer|funciona|se faz)\b"
         r"|\bo ?q(?:ue)? (?:eu )?(?:posso|faço|faco|devo|ajuda)\b|\bme (?:fala|conta|ensina|mostra|explica|d[áa]|passa)\b"
         r"|\b(?:alguma|algumas|umas) dicas?\b|\balgum exerc[íi]cio\b|^(?:dicas?|exerc[íi]cios?)\b"
         r"|\b(?:voc[êe]|vc) pode\b|\bpode me\b"),
        ("fr",
         rf"{_COMIENZA}(?:comment|quoi|quels?|quelles?)\b|\bcomment (?:je|on|faire|puis)\b|\bqu['’]est[- ]ce\b"
         r"|\bc['’ ]?est quoi\b|\b(?:dis|montre|donne|apprends|explique|parle|raconte)[- ]moi\b|\bpeux[- ]tu\b|\btu peux\b"
         r"|\b(?:des|un|quelques) (?:conseils?|exercices?|astuces?)\b|^(?:conseils?|exercices?)\b"),
        ("de",
         rf"{_COMIENZA}(?:wie|was|welche\w*|wo)\b|\b(?:wie|was) (?:kann|soll|mache?|hilft|geht|könnte) \w+"
         r"|\b(?:sag|zeig|gib|erz[äa]hl)\w* (?:mir|mal|uns)\b|\berkl[äa]r\w*\b|\bkannst du\b|\bhast du\b"
         r"|\b(?:ein paar|irgendwelche|gute) (?:tipps|übungen)\b|^(?:tipps?|übung\w*|atemübung\w*)\b"),
        ("id",
         r"\b(?:gimana|gmn|bagaimana|gmana)\b|\b(?:apa (?:yang|aja|saja|itu|ada|cara)|cara(?:nya)? \w+)\b"
         r"|(?<!terima )\bkasih (?:tau|tahu|tips|saran|aku tips|contoh)\b|\b(?:ajar(?:in|i|kan)|jelas(?:in|kan)|cerita(?:in|kan))\b"
         r"|\b(?:ada|minta|butuh) (?:tips|saran|latihan)\b|^(?:tips|latihan)\b|\bbisa (?:bantu|kasih|ajarin)\b"),
        ("vi",
         r"(?<!khoảng )(?<!tính )(?<!xa )\bcách (?:nào|để|thở|ngủ|thư|giảm|làm|tập|bình)\b|\b(?:làm sao|làm thế nào|thế nào|ra sao)\b"
         r"|\bchỉ (?:cho )?(?:mình|em|tôi)\b|\bhướng dẫn\b|\bcho (?:mình|em|tôi) (?:biết|hỏi|xin)\b"
         r"|\b(?:có|vài|xin) (?:mẹo|bài tập|lời khuyên)\b|^(?:mẹo|bài tập)\b"),
        ("tl",
         r"\b(?:paano|pano|papaano)\b|(?:^|[.!,;:\n]\s*)(?:eh |at |pero )*(?:ano|anong|saan|alin)\b"
         r"|\b(?:turuan|ituro|pakituro|ikuwento|ikwento|sabihin) (?:mo|nyo|niyo|ako|sa akin|po)\b"
         r"|\b(?:may|bigyan|pahingi) (?:ba |kang |ng |ka bang )?(?:tips?|payo|ehersisyo)\b|^(?:tips?|ehersisyo)\b|\bpwede (?:mo|bang?)\b"),
        ("ar",
         r"(?<!\w)(?:كيف|ما هي|ما هو|ماهي|ماهو|وش|ايش|شو|شنو|أي)(?!\w)|(?<!\w)(?:علمني|علميني|أخبرني|اخبرني|احكي|احكيلي|قل لي|قولي لي|عطني|أعطني|اعطني)(?!\w)"
         r"|(?<!\w)(?:في|عندك|هل|أبي|ابي|بعض|أريد|اريد) (?:\w+ )?(?:نصائح|نصيحة|تمرين|تمارين)|^(?:نصائح|تمارين|تمرين)"),
        ("ko",
         r"방법\s*(?:좀|을|은|알|이\s*뭐|있|$)|어떻게\s*(?:하|해|돼|되|자|쉬|진정)|알려\s?(?:줘|주|줄)|가르쳐|보여\s?줘|호흡법|연습(?!생)\s*(?:좀|방법|알|하는)"
         r"|팁\s*(?:좀|있|알|줘|$)"),
        ("ja",
         r"どう(?:すれ|した[らほ]|やっ|やる|いう|です)|教えて|やり方|方法(?:は|を|が知|$)|コツ|呼吸法|見せて|おすすめ"),
        ("zh",
         r"(?:怎么|怎麼)(?!都|也)|如何|告诉我|告訴我|教(?:我|教)|练习(?!生).{0,4}(?:吗|嗎|吧|一下)|有(?:什么|什麼|没有|沒有).{0,6}(?:方法|技巧|建议|建議|练习|練習)"
         r"|(?:给我|給我|来点|來點).{0,6}(?:方法|技巧|建议|建議|练习|練習)|^(?:方法|技巧|建议|步骤)|哪些"),
        ("th",
         r"วิธี|(?:ยังไง|อย่างไร)(?!ก็)|บอก(?:หน่อย|เรื่อง|เกี่ยวกับ|วิธี|ที)|สอน(?:.{0,12}หน่อย|ให้|วิธี|เรา|ที)|(?:มี|ขอ)(?:แบบฝึก|เทคนิค|คำแนะนำ)|ทำไง"),
    )
}  # fmt: skip


_INVERTED = re.compile(
    rf"{_OPENS}(?:would|should|could|is|are|do|does)"
    r" (?:i|it|they|he|she|we|you|u|that|this|there|others?|people|ppl|my|a|an|the|\w+ing)\b",
    re.IGNORECASE,
)
"""An English question by the order of its words; "do" is a word of other languages."""


def asks(text: str, lang: str) -> bool:
    """Whether ``text``, in ``lang``, asks for something; whoever only tells how they are does not.

    English words ask in every language: "tips for sleep dong".
    """
    # Where a clause begins is looked for in time that grows with the square of the space there.
    said = "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())
    if _MARKED.search(said) or (lang == "en" and _INVERTED.search(said)):
        return True
    return any(_ASKS[one].search(said) for one in {lang, "en"} if one in _ASKS)
