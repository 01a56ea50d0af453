"""What a question asks of its subject, and the words without which no sentence can tell it.

"How tall is Felix?" is about Felix, and a sentence about Felix is near it however it is
measured; only a sentence that speaks of height can answer it. Each row pairs how people ask
for an attribute with what a sentence that gives it must hold. Both are English: questions
are glossed before, the corpus is in English.
"""

from __future__ import annotations

import re

__all__ = ["attributes_met"]

_MEDICINE = r"(medicines?|medications?|meds|antidepressants?|pills?|tablets?|melatonin|ssris?|drugs?)"
_HELPER = r"therapist|doctor|psychologist|counsell?or|psychiatrist|manager|lawyer"
_TABLE: tuple[tuple[str, str], ...] = (
    (r"how much (for |is |are )?(a |an |one |the )?(session|ticket|visit|subscription)|how much (?:per |(?:is it )?an? )?(?:month|year)(?! of)|how much (is|are|was|were|does|did|do|will) .*\b(cost|ticket|session|price|pay|worth|charge)|"
     r"\b(price|cost|costs|fee|ticket price|expensive|cheap)\b",
     r"\b(cost|costs|price|priced|fee|fees|free|paid|pay|charge|won|yen|dollars?|euros?|pounds?)\b|[$€£₩]"),
    (r"\bhow much (?:money|cash)\b(?!.* make\b)|\bhow much (?:(?:did|do|does|has|have|was|were|is|are)\b(?! \w+ given\b).* (?:donat\w*|paid|pay|raised?|g[ai]ve|earn\w*)\b|(?:donat\w*|pay|paid|raised?|earn\w*)\b)(?!.* (?:attention|mind|time|up|in \w+)\W*$)",
     r"\b(?:won|yen|dollars?|euros?|pounds?|pesos?|baht|rup(?:iah|ees?)|USD|KRW|million|billion)\b|[$€£₩¥]"),
    (r"\b(phone|telephone|contact) number\b|\bnumber of the\b.*\b(foundation|cent(er|re)|agency|clinic)",
     r"\d{2,4}[- ]\d{3,4}|\b(call|dial|number is|line) \D{0,12}\d{3,}"),
    (r"\b(e ?mail|(?:the|its|their|his|her|whats|postal|mailing|web|street) address|address of|where (can|do) (i|we) (write|send))\b", r"@|\baddress|\bwrit|\bsend|\bletter"),
    (r"\bhow (?:many|much)\b.*\b(?:litres?|liters?|gallons?|millilit\w+|kilomet\w+|kilos?|tonn?e?s|acres?|square \w+)\b",
     r"\b(?:litres?|liters?|gallons?|millilit\w+|kilomet\w+|kilos?|tonn?e?s|acres?|square)\b"),
    (r"\b(?:what|which) (?:time|hour)\b(?! (?:is|should i|zone|period|frame|span|of (?:the )?(?:year|day)|in (?:his|her|their|our|my|the)|did \w+ (?:\w+ )?(?:take|spend|close)))(?<!in what time)|\bo ?clock\b",
     r"\b\d{1,2}(?::\d\d)? ?(?:a\.?m\b|p\.?m\b|o.clock)|\b\d{1,2}[:.]\d\d\b|\b(?:midnight|noon|midday|evenings?|mornings?|round the clock|day and night|hours?|bedtimes?|same time|ended|no longer|last episode)\b"),
    (r"\b(?:what|which|whats|how (?:much|big|large)(?: of)?(?: an?)?) (?:(?!d(?:id|oes|o)\b|ha[sd]\b|have\b|can\b|should\b|will\b|to\b)\w+ ){0,2}?(?:cut|share|percentage|fraction|proportion|portion)\b(?! (?:a|your|my|his|her|their)\b)",
     r"%|\b(?:per ?cent|share[ds]?|cut|half|thirds?|quarter|fifths?|tenths?|proportion|one in|out of|in ten|in five|no (?:study|studies|figure|number)|not found|was found|were found)\b"),
    (r"\bvot(?:e|ed|es|ing) against\b", r"\b(?:against|opposed)\b"),
    (r"how many episodes|\bepisodes\b.*\bhow many", r"\bepisodes?\b|\w-part\b"),
    (r"\bhow many\b.*\b(?:copies|(?:albums?|tickets?|records|units)\b.*\b(?:sold|sell)|sold|sell)\b|\b(?:sold|sell)\b.*\bhow many\b|\balbum sales\W*$|\bsales figures?\b|^sales\b|\bsales$",
     r"\b(?:sold|sales|copies|buyers|paying|units|income|billboard)\b"),
    (r"\b(?:total|how many|how large|how big)\b.*\b(?:attendance|attended)\b", r"\b(?:attend|audience|crowd|visitors|came|drew|people)"),
    (r"\bstationed\b|\bwhich (?:army |military )?(?:base|barracks|division)\b|\b(?:army|military|enlist\w*|soldier)\b.*\bwhich unit\b", r"\b(?:unit|division|stationed|base|barracks)\b"),
    (r"\b(director|directed)\b", r"\bdirect(ed|or|s)\b"),
    (r"\b(produced|producer|compose[ds]?|composer)\b", r"\b(produc|compos)"),
    (r"\b(?:who|whose|which|name)\b.*\bchoreograph|\bchoreographe[rd]\b|\b(did|made|does) (the )?choreo\b", r"\bchoreograph"),
    (r"\bproof ?read|\b(edited|translated|designed|illustrated|photographed|sponsored|catered)\b",
     r"\b(proofread|edit|translat|design|illustrat|photograph|sponsor|cater)"),
    (r"\bwho (sang|performed|rapped|danced|hosted|opened) (at|in|on|for|\w+ ?s (lines?|parts?|verses?))\b",
     r"\b(sang|sings?|sung|perform|rap|danc|host|open)"),
    (r"\b(where|which (place|city|country|studio)) .*\b(film|filmed|shot|shoot|record|recorded)\b",
     r"\b(film|shot|shoot|record|location|studio)"),
    (r"\b(lead single|title track|b ?side|bonus track)\b", r"\b(lead|title|b-?side|bonus)\b|\bsingle\b"),
    (r"\b(wait|waiting) (list|time)|how long (is|was) the (wait|queue|line)", r"\b(wait|queue|list)"),
    (r"\bhow old\b|\b(age of|birthday|birth date|date of birth|(when|where) (was|is) \w+ born)\b", r"\b(age|aged|ages|years? old|born|birthday|under|over|older|younger)\b"),
    (r"\bhow tall\b|\bheight\b", r"\b(tall|height)\b"),
    (r"\b(weigh|(?<!\ba )weight(?! (?:of (?:the|being|it)|off|on|lift\w*|was lifted))|kg|calories)\b", r"\b(weigh|weight)"),
    (r"\b(dating|girlfriend|boyfriend|married|marry|wife|husband|relationship with)\b",
     r"\b(dating|girlfriend|boyfriend|married|marri|wife|husband|relationship)"),
    (r"\bnames? (?:of )?(?:\w+ ){0,2}(?:dog|cat|pet|puppy)\b|\b(?:dog|cat|pet|puppy)s? (?:is )?(?:named?\b(?!s)|called)", r"\b(?:dog|cat|pupp|kitten)\w*\b.*\b(?:called|named|[A-Z]\w+)|\b[A-Z]\w+,? .*\b(?:dog|cat|puppy)\b"),
    (r"\bhow many (?:\w+ )?(?:views\b(?! of)|viewers\b)|\bhow many (?:\w+ )?(?:people|persons?|fans|times)\b.* (?:watch(?:ed)?|viewed)\b|\bhow many\b.*\bwatch(?:ed)?$|\b(?:views|view count|play count)\b(?! of).*\bhow (?:many|much)|\b(?:view|play) counts?\b"
     r"|\b(?:most|highest|fewest)[ -](?:viewed|watched|views)\b", r"\b(?:views?|viewed|viewers?|plays|watched|audience|tuned|million times|seen by)\b"),
    (r"\b(?:what|which|whose)\b.*\b(?:wear|wore|wearing)\b(?! (?:out|off|down|thin)\b)|\bwho designed\b.*\b(?:outfits?|clothes|dress|suits?)\b",
     r"\b(?:wear|wore|worn|clothes|clothing|outfit|dress|suit|hanbok|shoes|jacket)"),
    (r"\b(?:who|which (?:artist|illustrator|designer|fan))\b.*\b(?:drew|draw|drawn|painted|designed)\b(?! (?:up|out|from|on|to)\b)",
     r"\b(?:dr[ae]wn?|illustrat|design|paint)"),
    (r"\b(which|what|name of the) (yoga |dance |recording |tattoo )?studio\b|\bstudio\b.*\b(which|what)\b", r"\bstudio\b"),
    (r"\bhow many (?:\w+ )?(?:subscribers|followers)\b|\b(?:subscribers?|followers?)\b.*\bhow many\b", r"\b(?:subscribers?|followers?|subscri|paying)"),
    (r"\bhow (?:much|high|big)\b.*\b(?:salary|salaries|wages?)\b|\bsalary (?:of|for)\b", r"\b(?:salary|salaries|wages?|paid|earn|income)"),
    (r"\b(mbti|zodiac|blood type|shoe size|net worth|favou?rite (food|colou?r|animal))\b", r"\b(mbti|zodiac|net worth|favou?rite)\b"),
    (r"\b(next|upcoming) (\w+ )?(comeback|concert|tour|album|episode|show|single|blood drive|season)|comeback date|when is .* (comeback|tour)",
     r"\b(will|next|upcoming|planned|scheduled)\b"),
    (r"^(?!.*\b(?:fight|case|lawsuit|court|dispute|contracts?|sued|suing|ruling|trial|vote)\b).*"
     r"\b(win|won|wins|winner|awards?|daesangs?|prize|trophy)\b", r"\b(win|won|wins|winner|awards?|prize|trophy|daesang)"),
    (r"\b(lyrics|meaning of the song|chorus|verse)\b", r"\b(lyric|line|word|sing|song|about)"),
    (r"\b(spotify|apple music|netflix|disney|stream it|watch it|where (can|do) (i|we) (watch|buy|stream|download|listen))\b",
     r"\b(spotify|netflix|disney|stream|watch|buy|download|app|youtube|listen|available)"),
    (r"\b(mg|milligrams?|dose|dosage|side effects?)\b", r"\b(dose|dosage|pill|side effect|antidepressant)"),
    (r"\b(?:(which|what) (?:(?!do|does|did|is|are|can|will|should)\w+ )?|names? (?:of|for) (\w+ ){0,2})(pills?|tablets?|medicines?|medications?|meds|antidepressants?)\b",
     r"\b(pill|side effect|antidepressant|called|named)"),
    (r"\b(which|what) (illness|disease|sickness)\b", r"\b(anxiety|depress|panic|disorder|insomnia|syncope|injur|cancer|flu|fever|illness|disease|condition|diagnos)"),
    (r"\bname of the (judge|reporter|journalist|lawmaker|nurse|professor)\b|\b(judge|reporter|journalist|lawmaker)s? names?\b",
     r"\b(judge|reporter|journalist|lawmaker|nurse|professor),? (?:[A-Z]\w+ )?[A-Z]|\b(Judge|Prof|Professor|Rep)\b"),
    (r"\b(pills?|(?:take|took|taking|prescribed|sleeping|\d+|two|three|these|his|painkiller) tablets?|antidepressants?|meds)\b", r"\b(dose|dosage|pill|tablet|side effect|antidepressant|medicine|medication)"),
    # What to take is for a doctor to say, and what an artist took is no answer.
    (rf"\b{_MEDICINE}\b.*\b(should|can|could|may|must|do) (i|we|my)\b|\b(should|can|could|may|must|do) (i|we|my \w+)"
     rf" (take|stop|quit|mix|buy|use|need|try)\b.*\b{_MEDICINE}\b|\b{_MEDICINE}\b.*\bfor me\b",
     r"\b(ask|talk to|see|tell|speak to) (a|your|the) (doctor|pharmacist|GP)"),
    (r"\b(symptoms?|diagnos\w+)\b", r"\b(symptom|sign|diagnos)"),
    (r"\b(sentence|prison|jail|an? (\w+ )?fine|fined)\b.*\b(get|got|given|how)|how (many|long).*\b(prison|jail)", r"\b(prison|jail|sentence|fined?|months|years)\b"),
    (rf"\b(name|called|names) (of|for)\b.*\b({_HELPER}|teacher)|\b({_HELPER})s? names?\b|who (is|was) .* ({_HELPER})"
     rf"|\b(which|what) ({_HELPER}|director|producer)\b",
     rf"\b(Dr\.?|Professor|Prof\.?) [A-Z]|\b({_HELPER}),? [A-Z]"),
    (r"\b(which|what) university\b|\bat which (university|school)\b", r"\b(University|College|Institute|School)\b"),
    (r"\b(which|what|name of the) (hospital|clinic)\b", r"\b(Hospital|Clinic|Center|Centre)\b"),
    (r"\bset ?lists?\b", r"\b(set ?list|songs?|sang|sung|perform|played)"),
    (r"\b(?:what|how) (?:did|does|do|has|have) (?!(?:i|we|you|u|my|our|ur|your|one|ones)\b)(?:\w+['’]?s? ){0,4}(?:mom|mum|mother|dad|father|parents?|brother|sister|grandma|grandmother)s?\b.*\b(?:say|said|react\w*|think|thought|feel|felt)\b",
     r"\b(?:mom|mum|mother|dad|father|parents?|brother|sister|grand\w+|family)"),
    (r"\bwhich (?:part|verse|line|section)s?\b.*\b(?:write|wrote|written|sings?|sang|raps?|rapped)\b", r"\b(?:parts?|verse|lines?|bridge|chorus|rap|lyrics?)\b"),
    (r"\b(?:which|what) (?:political )?part(?:y|ies)\b", r"\b[Pp]art(?:y|ies)\b"),
    (r"\b(which|what) airlines?\b", r"\b(Air|Airlines?|Airways|Asiana)\b"),
    (r"\b(which|what) (brand|company made|restaurant|shop|hotel)\b", r"\b(brand|company|restaurant|shop|hotel)\b"),
    (r"\b(who (is|are)|whos|which (one|group|member|song|album|idol)s?)\b( \w+){0,2} (better|best|prettier|more popular)\b(?! (?:person|people|adults?|things?|friends?|ones? to|way|for (?:me|my|a|us))\b)|\b(better|best|prettier|more popular) (songs?|groups?|members?|idols?|singers?|dancers?|rappers?|albums?|visuals?)\b"
     r"|\b(your|ur) favou?rite\b|\bwhich (one )?is (the )?(better|best)\b", r"\b(better than|the best|favou?rite)\b"),
    (r"\b(military|enlist\w*|discharg\w*)\b", r"\b(military|enlist|discharg|service)"),
    (r"\b(came|come|coming|get|got|goes|going|went|(?:did|does|will) \w+ go|(?:was|is|are|were)(?: \w+){0,3}) back\b(?! (?:to (you|me|us|them)|then|in|regularly)\b)|\breturn(ed|s)?\b|\bresum", r"\b(back|return|resum|rejoin|again|take part|took part|joined)"),
    (r"\b(recipe|cook|weather|capital of|translate|solve|python|excel|wifi|(my|math|maths|english) homework)\b", r"\b(recipe|cook|weather|capital|translat|python)\b"),
)  # fmt: skip
_COMPILED = tuple((re.compile(asks, re.IGNORECASE), re.compile(tells)) for asks, tells in _TABLE)


def attributes_met(question: str, sentences: str, before: str = "") -> float:
    """0 where an attribute is asked that ``sentences`` cannot tell, 1 where all can, else 0.5.

    ``before`` are the words of ``question`` that are those of an earlier one, which asked what they
    ask by themselves.
    """
    asked = [tells for asks, tells in _COMPILED
             if asks.search(question) and not (before and asks.search(before))]  # fmt: skip
    if not asked:
        return 0.5
    # A sentence may begin with the word ("Award seasons are …").
    lowered = sentences.lower()
    return float(all(tells.search(sentences) or tells.search(lowered) for tells in asked))
