"""Whom a message is about: an artist, somebody of one's own life, somebody met online; and since
when. In thirteen languages, by words alone, and never whether there is trouble: the screen says so.
"""

from __future__ import annotations

import re

from kwell_qa.dear import dear_in, of_dear
from kwell_qa.oneself import OWN_PAGES, SUBJECT

__all__ = [
    "about_artist", "is_now", "is_somebody", "mourned", "of_another", "of_post", "quotes_another",
    "unquoted",
]  # fmt: skip

_ARTIST = re.compile(
    r"\b(?:bias(?:es)?|ult|idols?|artists?|maknae|trainees?|members?|leader of|singers?|[íi]dolos?"
    r"|artistas?|integrante|miembro|membro|idola|artis|artiste|chanteu|k[üu]nstler|s[äa]nger"
    r"|mitglied|membre)\b"
    r"|최애|아이돌|멤버|가수|아티스트|연습생|推し(?!友)|アイドル|アーティスト|メンバー|偶像|爱豆|愛豆|艺人"
    r"|成员|ไอดอล|ศิลปิน|เมน|สมาชิกวง|thần tượng|nghệ sĩ|thành viên|فنان|آيدول|أيدول",
    re.IGNORECASE,
)
"""Words for artists whom a message does not name."""
_PLATFORM = re.compile(
    r"\b(?:weverse|bubble|fan ?caf[eé])\b|위버스|버블|팬카페|ウィバース|ウィーバース", re.IGNORECASE
)
"""Where artists write to fans. Fans write there as well, so where one of them is spoken of as the
one who wrote, these say nothing of an artist."""
_SOMEBODY = re.compile(
    # "Someone in the group" is an artist; "someone on Weverse" may be anybody.
    r"\b(?:some(?:one|body)|any(?:one|body))\b(?! (?:in|from|of)\b"
    r"(?! (?:my|our|a|an|(?:the |this )?(?:[\w-]+ )?(?:fan\w*|weverse|twitter|tiktok|discord|reddit"
    r"|instagram|telegram|chat|gc|server|comments|replies|community))\b))"
    r"|\b(?:a|an|another|one|some|this|that|other) (?:[\w'’-]+ ){0,3}?(?:fan|stan|army|carat|stay"
    r"|moa|engene|atiny|blink|stranger|user|account|person|girl|boy|kid|teen\w*|follower|oomf|guy)\b"
    r"|\b(?:fans?|stans?|strangers?|users?|followers?) (?:on|in|at|from) \w"
    r"|\b(?:algui[eé]n|algu[eé]m|unx?a? (?:fan|persona|chic[oa]|usuari[oa]|cuenta|seguidora?)"
    r"|uma? (?:fã|pessoa|menin[oa]|garot[oa]|usuári[oa]|conta|seguidora?)"
    r"|seseorang|ada yang|seorang (?:fans?|penggemar)|orang asing|akun"
    r"|ada (?:fans?|orang)"
    r"|ai đó|có (?:người|ai|bạn)|một (?:fan|bạn|người|tài khoản|cô gái)"
    r"|quelqu['’]une?|une? (?:fan|personne|inconnue?|fille|utilisat\w+|compte)"
    r"|jemand\w*|irgendwer|eine? (?:fan|person|fremde\w*|nutzer\w*|mädchen|konto)"
    r"|isang (?:fan|tao|account)|may (?:fan|tao|nag-?post|nagsabi))\b"
    r"|팬(?:이|분이|한테|인데|분)|어떤 (?:팬|사람|분|애)|누군가|누가|모르는 사람|유저|계정"
    r"|ファンの(?:人|方|子)|ファンが|誰か|だれか|知らない人|ある人|フォロワー|相互|アカウント"
    r"|粉丝|有人|网友|某个?人|一个人|陌生人|账号"
    r"|แฟนคลับ|มีคน|ใครบางคน|คนหนึ่ง|คนแปลกหน้า"
    r"|أحد المعجبين|معجب|شخص|أحدهم|إحداهن|فتاة|حساب",
    re.IGNORECASE,
)
"""Somebody whom one does not know, a fan or anyone."""
_ONLINE = re.compile(
    r"\b(?:weverse|twitter|tweet\w*|tiktok|instagram|insta|ig|discord|reddit|tumblr|facebook|threads"
    r"|youtube|telegram|kakao\w*|fan ?caf[eé]|weibo|online|en l[íi]nea|en ligne|trực tuyến|daring"
    r"|internet|posts?|posted|posting|postou|poste[óo]|public[óo]u?|publicação|publicación|unggah\w*"
    r"|(?:live ?)?stream\w*|comment\w*|coment\w*|accounts?|akun|cuenta|compte|konto|tài khoản"
    r"|đăng|bài viết|nag-?post|gepostet|mutuals?|moots?|oomf)\b"
    r"|트위터|인스타|틱톡|위버스|팬카페|디스코드|올렸|올라왔|올린|게시|댓글|트친|계정|온라인"
    r"|ツイッター|ツイート|インスタ|ティックトック|投稿|つぶや|ウィバース|アカウント|ネットで|配信"
    r"|推特|微博|抖音|小红书|发帖|发文|网上|网友|评论|账号"
    r"|ทวิต|ไอจี|ติ๊กต็อก|โพสต์|ออนไลน์|คอมเมนต์"
    r"|تويتر|انستغرام|إنستغرام|تيك توك|منشور|نشر|تغريد|غرد|حساب|إنترنت",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:tonight|right now|rn|this (?:very )?(?:minute|moment|evening)|in an hour"
    r"|in (?:a|the next) few minutes"
    r"|about to (?:do|end|jump|die|kill)"
    r"|esta noche|ahora mismo|en este momento|hoje à noite|esta noite|agora mesmo|neste momento"
    r"|malam ini|nanti malam|sekarang juga|tối nay|đêm nay|ngay bây giờ|ngay lúc này"
    r"|ce soir|cette nuit|tout de suite|en ce moment même|heute (?:abend|nacht)|jetzt gleich"
    r"|in diesem moment|ngayong gabi|mamayang gabi|ngayon mismo|ngayon na)\b"
    r"|오늘\s*밤|오늘\s*저녁|지금\s*(?:바로|당장)|당장|今夜|今晩|今すぐ|今から|今晚|今夜|马上|立刻|就要"
    r"|คืนนี้|ตอนนี้เลย|เดี๋ยวนี้|الليلة|الآن",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b(?:posted|posts|posting|tweeted|tweets|wrote|writes|writing|said|says|saying|texted|texts|told"
    r"|tells|announced|messaged|commented|streaming|dijo|dice|diciendo|escribi[óo]|public[óo]|poste[óo]"
    r"|tuite[óo]|disse|diz|dizendo|postou|escreveu|publicou|falou|tuitou|bilang|katanya|posting|nulis"
    r"|menulis|memposting|ngetweet|mengunggah|nói|đăng|viết|nhắn|bảo|dit|disait|posté|écrit|publié"
    r"|tweeté|schreibt|schrieb|sagt|sagte|gepostet|geschrieben|gesagt|postet|sabi|sinabi|nag-?post"
    r"|nag-?tweet|isinulat)\b"
    r"|올렸|올려|올라왔|썼|했대|한대|겠대|죽는대|끝낸대|다고|라고|대요|と言|って言|投稿|書い|つぶや|らしい"
    r"|说|發|发|写|留言|โพสต์|บอก|เขียน|ทวีต|พูด|قال|كتب|نشر|غرد|تقول|يقول",
    re.IGNORECASE,
)
_AT_ME = re.compile(
    r"\b(?:kill|hurt|hit|beat|find|get|shoot|attack|rape|touch|at|after|outside|following)"
    r" (?:me|us|my)\b"
    r"|\b(?:matarme|pegarme|me va a|golpearme|me matar|me bater|membunuhku"
    r"|(?:bunuh|pukul) (?:aku|saya)"
    r"|(?:giết|đánh) (?:tôi|mình|em|con)|me (?:tuer|frapper)|mich|uns|papatayin (?:ako|niya ako)"
    r"|saktan ako)\b"
    r"|(?:나|날|저|우리)를?\s*(?:죽|때)|私を|僕を|殺され|[杀打](?:了)?我|(?:ฆ่า|ตี|ทำร้าย)(?:ฉัน|ผม|หนู|เรา)"
    r"|يقتلني|يضربني|قتلي",
    re.IGNORECASE,
)
_SHE = re.compile(r"\b(?:she|he|they)['’]?(?:s|ll|re| is| are| will| wants| has)?\b", re.IGNORECASE)
_KIN = re.compile(
    r"\b(?:grand ?(?:ma|pa|mother|father|parents?|mum|mom|dad)|gran|granny|grandad|nana|uncle|aunt"
    r"|aunt(?:ie|y)|husband|wife|famil(?:y|ia|ie|le|ya)|keluarga|baby|stepdad|stepmom|parents?|teacher"
    r"|dogs?|cats?|pets?|pupp(?:y|ies)|kittens?|hamsters?|rabbit|horse|parrot"
    r"|abuel[oa]s?|t[íi][oa]s?|perr[oa]s?|gat[oa]s?|mascota|av[óôo]s?|vov[óôo]|cachorr[oa]s?"
    r"|(?:nenek|kakek)(?:ku)?|paman|tante|anjing(?:ku)?|kucing(?:ku)?|ayah(?:ku)?|ibuku|mamaku|papaku|bapak"
    r"|bà|ông|cô giáo|chú|con chó|con mèo|chó|mèo|ba tôi|gia đình"
    r"|grand-(?:m[èe]re|p[èe]re)|mamie|mamy|papi|oncle|tante|chien(?:ne)?|chatte?|papa|maman"
    r"|oma|opa|gro(?:ß|ss)(?:mutter|vater|eltern)|onkel|hund|katze|haustier|mama"
    r"|lola|lolo|tito|tita|aso|pusa|alaga|ina ko|ama ko|mama ko|papa ko)\b"
    r"|할머니|할아버지|외할|이모|삼촌|고모|아버지|어머니|가족|강아지|고양이|반려|무지개다리|아빠|엄마"
    r"|祖母|祖父|おばあちゃん|おじいちゃん|叔父|叔母|家族|ペット|愛犬|愛猫|うちの(?:犬|猫)|犬が|猫が"
    r"|奶奶|爷爷|外婆|外公|姥姥|姥爷|叔叔|阿姨|爸|家人|狗|猫|宠物"
    r"|ยาย|ตา(?:ของ|เสีย|ตาย|จาก)|ย่า|ปู่|ลุง|ป้า|ครอบครัว|หมา|สุนัข|แมว|สัตว์เลี้ยง"
    r"|جدت|جدي|جدّ|عمي|خالي|خالت|عمت|عائلت|والد|كلب|قطت|أبي|أمي",
    re.IGNORECASE,
)

_QUOTE = re.compile(
    r"\"[^\"]{1,600}\"|[“„][^“”\"]{1,600}[“”\"]|«[^»]{1,600}»|「[^」]{1,600}」|『[^』]{1,600}』"
    r"|(?<!\w)['‘](?=\w).{2,600}?['’](?!\w)",
    re.DOTALL,
)
"""No longer than so: a message of nothing but opening marks takes no time either."""
_AM = re.compile(
    r"\b(?:i['’]?m|i am|ich bin|je suis|soy|yo soy|eu sou|aku|saya|ako ay|isa akong)"
    r" (?:an? |the |un[ea]? |eine? |sein[e]? |ihr[e]? |seorang )?(?:\w+ ){0,2}?"
    r"(?:teacher|tutor|counsel+or|parent|mum|mom|mother|dad|father|lehrer(?:in)?|lehrkraft|mutter"
    r"|vater|prof\w*|maîtresse|enseignante?|mère|père|maestr[oa]|docente|madre|padre|mãe|pai|guru"
    r"|ibu|ayah|magulang)\b",
    re.IGNORECASE,
)
_AT_WRITER = re.compile(
    r"\b(?:yourself|ur ?self|kys|you should|u should|you deserve|go die|dich (?:um|doch)|bring dich"
    r"|m[áa]tate|mu[ée]rete|deber[íi]as morirte|se mat[ae]|tue-toi|cr[èe]ve|mati aja|mamatay ka)"
    r"|死ね|去死|(?:나가|가서)? ?죽어(?:라|버려)|ไปตาย|موتي|chết đi",
    re.IGNORECASE,
)
"""Said to the writer, whom it hurts, and not of who said it."""
_END_OF_SENTENCE = re.compile(r"[.!?。！？؟\n]+")


def unquoted(text: str) -> str:
    """``text`` without what stands in quotation marks."""
    return _QUOTE.sub(" … ", text)


def quotes_another(text: str, adult: bool) -> bool:
    """Whether words in quotation marks are told as those of another: whoever writes of them is
    named, and said to have written or said them.

    ``adult``: a teacher or a parent writes, who is not taken for the one whose words they quote.
    """
    quotes = _QUOTE.findall(text)
    if not quotes or any(map(_AT_WRITER.search, quotes)) or OWN_PAGES.search(unquoted(text)):
        return False
    return any(_told_of_another(part, adult) for part in _END_OF_SENTENCE.split(unquoted(text)))


def _told_of_another(sentence: str, adult: bool) -> bool:
    """Whether who is named in a sentence with a quotation is the one who said it, and not ``I``."""
    if "…" not in sentence:
        return False
    said = _AM.sub(" ", sentence)
    first = min((me.start() for me in SUBJECT.finditer(said)), default=len(said))
    if adult:
        return bool(_TOLD.search(said)) and first > said.index("…")
    subject = dear_in(said) or _SOMEBODY.search(said)
    verb = _TOLD.search(said, subject.end()) if subject else None
    return verb is not None and first > verb.start()


def about_artist(text: str, named: bool) -> bool:
    """Whether the worry is for an artist and not for somebody of one's own life or met online.

    ``named``: whether the message names an artist that the corpus knows.
    """
    if of_dear(text) or _SOMEBODY.search(text):
        return False
    return bool(named or _ARTIST.search(text) or _PLATFORM.search(text))


def is_somebody(text: str) -> bool:
    """Whether somebody whom one does not know is spoken of: a fan, or anyone."""
    return _SOMEBODY.search(text) is not None


def of_post(text: str) -> bool:
    """Whether somebody was read, seen or met online."""
    return _ONLINE.search(text) is not None


def is_now(text: str) -> bool:
    """Whether it is said to be about to happen."""
    return _NOW.search(text) is not None


def of_another(text: str) -> bool:
    """Whether danger is told of somebody else: who wrote or said so is not the one who writes.

    Never where somebody is told to do something to the writer.
    """
    if _AT_ME.search(text):
        return False
    someone = bool(_SOMEBODY.search(text)) or of_dear(text) or bool(_ARTIST.search(text))
    return someone and bool(_TOLD.search(text) or _SHE.search(text))


def mourned(text: str, named: bool) -> str | None:
    """Who has died: ``artist``, ``personal`` for a person or an animal of one's own life; ``None``
    where both are spoken of, or neither is, and nobody should guess."""
    artist = bool(named or _ARTIST.search(text))
    personal = of_dear(text) or _KIN.search(text) is not None
    if artist == personal:
        return None
    return "artist" if artist else "personal"
