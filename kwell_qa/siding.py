"""A question on both sides of a thing → one on each: "pros and cons of …", "does it help or harm"."""

from __future__ import annotations

import re

__all__ = ["sides"]

_AND = r"\s*(?:,\s*)?(?:and|&|n|or|vs\.?|versus|/)\s*(?:the\s+|its\s+|their\s+)?"
_OR = r"\s+or\s+"
_OF = r"(?:\s+(?:sides?|parts?|things?|points?|effects?|aspects?))"
_FOR = r"(?:pros?|benefits?|advantages?|upsides?|positives?|plus(?:es)?)"
_AGAINST = (
    r"(?:cons?|risks?|harms?|dangers?|disadvantages?|downsides?|drawbacks?|negatives?|minus(?:es)?"
    r"|challenges?|problems?)"
)
# What names both sides, and what is asked in its place of the one and of the other.
_PAIRS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "en": (
        (rf"\b(?:{_FOR}{_AND}{_AGAINST}|{_AGAINST}{_AND}{_FOR})\b(?!{_OF})",
         "benefits", "challenges and risks"),
        (rf"\b(?:(?:good|positive|bright|nice){_OF}?{_AND}(?:bad|negative|dark|ugly)"
         rf"|(?:bad|negative|dark){_OF}?{_AND}(?:good|positive|bright)){_OF}\b",
         "good sides", "bad sides"),
        (rf"\b(?:helps?{_AND}(?:harms?|hurts?)|(?:harms?|hurts?){_AND}helps?)\b", "help", "harm"),
        (rf"\b(?:good{_OR}bad|bad{_OR}good)\b(?!{_OF})", "good", "bad"),
        (rf"\b(?:helpful{_OR}harmful|harmful{_OR}helpful)\b", "helpful", "harmful"),
    ),
    "es": ((r"\b(?:pros?|ventajas|beneficios|lo bueno)\s+y\s+(?:los\s+|las\s+|lo\s+)?(?:contras?|desventajas|riesgos|malo)\b",
            "ventajas", "riesgos y problemas"),
           (r"\bbuen[oa] o mal[oa]\b", "bueno", "malo")),
    "pt": ((r"\b(?:pr[óo]s|vantagens|benef[íi]cios|(?:o )?lado bom)\s+e\s+(?:os\s+|as\s+|o\s+)?(?:contras|desvantagens|riscos|lado ruim|ruim)\b",
            "vantagens", "riscos e problemas"),
           (r"\b(?:bom|boa|bem) ou (?:ruim|m[aá]|mau|mal)\b", "bom", "ruim")),
    "fr": ((r"\b(?:le pour|avantages|bienfaits|bons c[ôo]t[ée]s)\s+et\s+(?:les\s+|le\s+)?(?:contre|inconv[ée]nients|risques|dangers|mauvais c[ôo]t[ée]s)\b",
            "avantages", "risques et problèmes"),
           (r"\b(?:bon|bien) ou (?:mauvais|mal)\b", "bon", "mauvais")),
    "de": ((r"\b(?:vor-?(?:teile)?|chancen|gute(?: seiten)?)\s+und\s+(?:nachteile|risiken|gefahren|schlechte(?: seiten)?)\b",
            "Vorteile", "Risiken und Probleme"),
           (r"\bgut oder schlecht\b", "gut", "schlecht")),
    "id": ((r"\b(?:kelebihan|manfaat|dampak baik|sisi baik|plus|positif|untung)\s*(?:dan|sama|&|/)?\s*(?:kekurangan|risiko|bahaya|dampak buruk|sisi buruk|buruk|minus|negatif|rugi)(?:nya)?\b",
            "manfaat", "risiko dan masalah"),),
    "tl": ((r"\b(?:mabuti|maganda|kabutihan|bentahe|pros)(?:ng)?(?:\s+epekto)?\s+(?:at|o)\s+(?:ang\s+)?(?:masama|pangit|kasamaan|disbentahe|cons)(?:ng)?(?:\s+epekto)?\b",
            "benepisyo", "panganib at problema"),),
    "vi": ((r"\b(?:ưu(?: điểm)?|lợi ích|mặt tốt|lợi)\s*(?:và|,|-)?\s*(?:nhược điểm|tác hại|rủi ro|mặt xấu|hại)\b",
            "lợi ích", "rủi ro và vấn đề"),),
    "ko": ((r"장단점|(?:장점|좋은\s?점|긍정적인?\s?(?:점|영향)?)(?:과|와|이랑|랑|,)\s*(?:단점|나쁜\s?점|위험|부정적인?\s?(?:점|영향)?)",
            "장점", "문제점과 위험"),),
    "ja": ((r"(?:メリット|良い点|いい点|長所|良い面|いい面)(?:と|・|や|、)?(?:デメリット|悪い点|短所|悪い面|リスク)",
            "メリット", "リスクと問題"),),
    "zh": ((r"利弊|优缺点|優缺點|(?:好处|好處|优点|優點|好的一面)(?:和|与|與|跟|、)?(?:坏处|壞處|缺点|缺點|风险|風險|坏的一面)",
            "好处", "风险和问题"),),
    "th": ((r"ข้อดี(?:และ|กับ|-|/)?\s*ข้อเสีย|ผลดี(?:และ|กับ)?\s*ผลเสีย", "ข้อดี", "ความเสี่ยงและปัญหา"),),
    "ar": ((r"(?:ال)?(?:إيجابيات|ايجابيات|مزايا|فوائد|محاسن)\s+و\s?(?:ال)?(?:سلبيات|عيوب|مخاطر|أضرار|اضرار|مساوئ)",
            "فوائد", "مخاطر ومشاكل"),),
}  # fmt: skip
_FOUND = {
    lang: tuple((re.compile(pattern, re.IGNORECASE), good, bad) for pattern, good, bad in pairs)
    for lang, pairs in _PAIRS.items()
}


def sides(question: str, lang: str) -> tuple[str, str] | None:
    """``question`` asked of the good side and of the bad one; ``None`` where it names not both.

    Both are named in the words of the language, or in English, which fans of all write.
    """
    for one in dict.fromkeys((lang, "en")):
        for pattern, good, bad in _FOUND.get(one, ()):
            match = pattern.search(question)
            if match:
                before, after = question[: match.start()], question[match.end() :]
                return f"{before}{good}{after}", f"{before}{bad}{after}"
    return None
