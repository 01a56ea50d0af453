"""People of one's own life, in thirteen languages: they are cared for, and not looked up."""

from __future__ import annotations

import re

__all__ = ["dear_in", "of_dear"]

_CLOSE = re.compile(
    r"\b(?:friend|bestie|bff|sister|brother|sibling|cousin|mum|mom|mother|dad|father|classmate"
    r"|student|pupil|daughter"
    # Not the French word for "his".
    r"|(?:my|our|your|her|his|their|a|the)\s+(?:\w+\s+){0,4}son\b"
    r"|moot|mutual|girlfriend|boyfriend|roommate|neighbou?r|amig|herman[oa]|prim[oa]|mam[áa]|pap[áa]"
    r"|irm[ãa]|colega|teman|sahabat|kakak|adik|ibu|ayah|copine?|copain|ami\b|amie|s(?:œ|oe)ur"
    r"|fr[èe]re|m[èe]re|p[èe]re|freund|schwester|bruder|mutter|vater|kaibigan|tropa|kapatid|nanay"
    r"|tatay|ate\b|kuya\b|pinsan|kaklase|jowa|pote\b|camarade|compañer|novi[oa]\b|namorad|kumpel"
    r"|pacar|sepupu|bạn (?:tôi|mình|thân|em|tui|ấy|học|trong|cùng)|em gái|em trai|chị|anh trai"
    r"|mẹ|bố)"
    r"|친구|동생|언니|누나|엄마|아빠|실친|트친|덕친|베프|절친|짝꿍|룸메|友達|友だち|ともだち|友人|親友"
    r"|オタ友|推し友|妹|弟|姉|兄|母|父|クラスメ|同級生|後輩|先輩|朋友|闺蜜|姐妹|同学|同桌|室友|妈|爸"
    r"|哥哥|姐姐|เพื่อน|พี่สาว|พี่ชาย|น้องสาว|น้องชาย|แม่|พ่อ"
    r"|صديق|صاحبت|صاحبي|أخت|أخي|أمي|أبي",
    re.IGNORECASE,
)


def of_dear(text: str) -> bool:
    """Whether somebody of one's own life is spoken of."""
    return _CLOSE.search(text) is not None


def dear_in(text: str) -> re.Match[str] | None:
    """Where somebody of one's own life is first spoken of."""
    return _CLOSE.search(text)
