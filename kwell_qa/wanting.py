"""What somebody wants who told of a crisis before: a short yes, or a request, in 13 languages.

A yes takes up what care had offered to answer; a request is what a calming guide may answer. Both
are told from the words alone, and whatever is neither is met with care again.
"""

from __future__ import annotations

import re

__all__ = ["asks", "says_yes"]

_LIMIT = 40
"""Characters of the longest yes: whoever says more says something else as well."""
_YES = (
    r"yes|yeah|yea|yep|yup|sure|ok|okay|oki|okey|k|please|pls|plz|go (?:on|ahead)|tell me|do"
    r"|of course|alright|i(?: would|['’]?d) like (?:that|to)|answer it|thanks?|thank you"
    r"|s[íi]|sip|claro(?: que s[íi])?|dale|por favor|porfa|bueno|vale|est[áa] bien|obvio|gracias"
    r"|sim|uhum|pode(?: ser)?|quero(?: sim)?|beleza|t[áa](?: bom)?|pfv|pf|obrigad[oa]"
    r"|iya+|ya+|boleh|oke|mau|tolong|dong|silakan|makasih"
    r"|c[óo](?: [ạa])?|v[âa]ng|d[ạa]|[ừu]+|uh|uk|đ[ượu]+c|[ạa]|đi|cảm ơn"
    r"|oui|ouais|d['’ ]?accord|s['’ ]il (?:te|vous) pla[îi]t|stp|svp|volontiers|bien s[ûu]r"
    r"|vas[- ]?y|je veux bien|merci"
    r"|ja+|jo|jap|jep|gerne?|bitte|klar|na klar|mach|danke"
    r"|نعم|[أا]يو[اهة]|[آا]ه|[إا]ي|ايه|[أا]كيد|طبعا?ً?|تمام|[أا]وك[يى]|من فضلك|لو سمحت"
    r"|ياريت|يا ريت|يلا"
    r"|oo|opo|sige|po|naman|gusto ko(?: po)?|paki|salamat"
    r"|네+|넵|넹|예|응+|ㅇㅇ|ㅇㅋ|웅|그래요?|좋아요?|알려\s?줘요?|알려\s?주세요|부탁해요?|부탁드려요|부탁드립니다"
    r"|오케이|제발|고마워요?"
    r"|はい|うん|ええ|(?:お願い|おねがい)(?:します|いたします)?|ぜひ|教えて(?:ください|ほしい)?|いいよ|頼む"
    r"|ありがとう(?:ございます)?"
    r"|好+的?|好[呀啊吧]|嗯+|是的?|可以的?|行|要|想知道|请说?|麻烦了?|对|需要|谢谢"
    r"|(?:นะ)?(?:ครับ|ค่ะ|คะ|คับ|จ้า|ค่า)|ได้(?:เลย)?|ใช่|เอา|อยากรู้|โอเค|ตกลง|อือ|อื้[มอ]|ขอบคุณ"
)
_BETWEEN = r"[\s,.!~…。！，、♡♥ㅠㅜ^:()]*"
_AGREES = re.compile(rf"(?:(?:{_YES}){_BETWEEN}){{1,5}}", re.IGNORECASE)
_THANKS = re.compile(
    r"(?:(?:thanks?|thank you|gracias|obrigad[oa]|makasih|cảm ơn|merci|danke|salamat(?: po)?"
    rf"|고마워요?|谢谢|ありがとう(?:ございます)?|ขอบคุณ(?:ครับ|ค่ะ|ค่า)?){_BETWEEN})+",
    re.IGNORECASE,
)
"""Thanks beside a yes are part of it; alone they end the talk."""
_ASKS = re.compile(
    r"[?？؟]\s*$"
    r"|\b(?:how|what|which|where|tell me|show me|give me|teach me|explain|tips?|advice|exercises?"
    r"|can you|could you|do you have|help me (?:calm|sleep|breathe|relax|find)|steps)\b"
    r"|\b(?:c[óo]mo|qu[ée]|dime|dame|cu[ée]ntame|mu[ée]stra|ens[ée][ñn]a|consejos?|ejercicios?|expl[íi]ca\w*)\b"
    r"|\b(?:como|o que|me (?:fala|conta|ensina|mostra|explica|d[áa])|dicas?|exerc[íi]cios?)\b"
    r"|\b(?:comment|dis[- ]moi|montre|donne|apprends|conseils?|exercices?|explique|parle[- ]moi)\b"
    r"|\b(?:wie|was|sag|zeig|gib|erkl[äa]r\w*|erz[äa]hl\w*|tipps?|übung\w*)\b"
    r"|\b(?:cara\w*|gimana|gmn|bagaimana|apa|kasih|tips|latihan|ajar\w*|jelas\w*|ceritain)\b"
    r"|\b(?:cách|làm sao|làm thế nào|chỉ (?:cho )?(?:mình|em|tôi)|bài tập|mẹo"
    r"|hướng dẫn|cho (?:mình|em) (?:biết|hỏi))\b"
    r"|\b(?:paano|pano|ano|turuan|ehersisyo|sabihin|ikuwento|pakituro)\b"
    r"|كيف|ما هي|ما هو|نصائح|تمرين|تمارين|علمني|علميني|أخبرني|اخبرني|احكي|احكيلي|قل لي|وش|ايش|شو"
    r"|방법|어떻게|알려|가르쳐|호흡법|연습|팁|보여\s?줘"
    r"|方法|どう|教えて|やり方|コツ|呼吸法|見せて"
    r"|怎么|怎麼|如何|告诉我|教我|练习|技巧|建议|步骤"
    r"|วิธี|ยังไง|อย่างไร|บอก(?:หน่อย|เรื่อง|เกี่ยวกับ)|สอน|แบบฝึก|เทคนิค",
    re.IGNORECASE,
)


def says_yes(text: str) -> bool:
    """Whether all of ``text`` is a short yes, such as "yes please"; not thanks alone."""
    said = text.strip()
    return (
        0 < len(said) <= _LIMIT
        and _AGREES.fullmatch(said) is not None
        and _THANKS.fullmatch(said) is None
    )


def asks(text: str) -> bool:
    """Whether ``text`` asks for something; whoever only tells how they are does not."""
    return _ASKS.search(text.strip()) is not None
