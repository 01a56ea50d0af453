"""What somebody wants who told of a crisis before: a short yes, or a request, in 13 languages.

A yes takes up what care had offered to answer; a request is what a calming guide may answer. Both
are told from the words alone, and whatever is neither is met with care again.
"""

from __future__ import annotations

import re

__all__ = ["asks"]

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


def asks(text: str) -> bool:
    """Whether ``text`` asks for something; whoever only tells how they are does not."""
    return _ASKS.search(text.strip()) is not None
