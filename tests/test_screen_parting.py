"""Fan things given away: an everyday reason, none told, or another one; and what is told to die."""

from __future__ import annotations

import pytest

from kwell_qa.records import Screening
from kwell_qa.safety import screen

EXPLAINED = (
    "we're moving house, I'm giving all my albums to my cousin, there won't be any space",
    "sold all my photocards because I need the money for rent, don't need them anymore",
    "who will feed my cat when I'm at the concert this weekend",
    "이사해서 앨범 다 나눔했어, 이제 필요 없어",
    "引っ越すのでアルバムを全部譲りました、もういらない",
    "要搬家了，专辑都送人了，不需要了",
    "ย้ายหอ เลยยกอัลบั้มให้น้องหมดเลย ไม่ต้องใช้แล้ว",
    "nos mudamos y regalé todos mis álbumes, ya no los necesito",
    "mi amiga me regaló sus photocards, ya no las necesita porque le gusta otro grupo",
    "preciso do dinheiro, vendi meus photocards, não preciso mais deles",
    "on déménage, j'ai donné tous mes albums, plus besoin",
    "wir ziehen um, ich habe alle Alben verschenkt, brauche sie nicht mehr",
    "pindahan kos, semua album kukasih adik, udah nggak butuh",
    "mình chuyển nhà nên cho hết album, không cần nữa",
    "lilipat kami kaya binigay ko lahat ng albums ko, di ko na kailangan",
    "انتقلنا لبيت جديد فوزعت كل البوماتي، ما عاد احتاجها",
    "qui garde mon chien ce week-end quand je serai au concert",
    "wer füttert meine Katze, wenn ich beim Konzert bin",
    "siapa yang jaga kucingku kalau aku pergi nonton konser",
    "me acorda quando acabar, que premiação longa",
    "bangunin aku kalau udah selesai, acaranya lama banget",
    "réveillez-moi quand c'est fini, la cérémonie est trop longue",
    "別に死にたいとかじゃない、眠いだけ",
    "na jugeosseo kkkk",
    "น่ารักจนทนไม่ไหวแล้ว",
)
UNTOLD = (
    "I gave my lightstick and all my photocards to my sister, don't need them, I left the fandom",
    "I sold my ticket, I won't be needing it anymore",
    "탈덕해서 포카 다 나눔했어, 이제 필요 없어",
    "オタ卒したからトレカ全部あげた、もういらない",
    "退坑了，小卡都送人了，再也不需要了",
    "เลิกติ่งแล้ว ยกการ์ดให้น้องหมดเลย ไม่ต้องใช้แล้ว",
    "dejé el fandom y regalé mis photocards a mi hermana, ya no las necesito",
    "saí do fandom e dei meus photocards, não preciso mais deles",
    "j'ai quitté le fandom et donné mes photocards, j'en ai plus besoin",
    "ich bin raus aus dem Fandom und habe alle Fotokarten verschenkt, brauche sie nicht mehr",
    "aku keluar fandom, semua pc kukasih adik, udah nggak butuh",
    "mình thoát fan rồi, cho em gái hết card, không cần nữa",
    "umalis na ako sa fandom, binigay ko lahat ng pc ko sa kapatid ko, di ko na kailangan",
    "تركت الفاندوم وعطيت كروتي لاختي، ما عاد احتاجها",
    "me acorda quando acabar",
)
DANGER = (
    "I gave my albums away, we're moving. nobody would miss me anyway",
    "gave all my photocards away because I want to die and we are moving",
    "포카 다 나눔했어, 이제 필요 없어",
    "トレカ全部あげた、もういらない",
    "quién cuida a mi gato después del concierto cuando ya no esté",
    "who will feed my cat after the concert when I'm gone for good",
    "死にたいとかじゃない、消えたいだけ",
)
BIDDEN = (
    "my mum said 'you should kill yourself'",
    "my dad says I should just die",
    "엄마가 나보고 죽으래",
    "母に死ねって言われた",
    "我妈叫我去死",
    "แม่บอกให้หนูไปตาย",
    "mi mamá me dijo que me mate",
    "mẹ bảo con đi chết đi",
    "sabi ng nanay ko magpakamatay na lang daw ako",
    "امي قالت لي موتي",
)
OWN = (
    "my mom told me to kill myself and I want to",
    "minha mãe falou pra eu me matar",
    "meine mutter hat gesagt ich soll mich umbringen",
    "mama bilang aku mending mati aja",
)


@pytest.mark.parametrize("text", EXPLAINED)
def test_an_everyday_reason_explains_it(text: str) -> None:
    assert screen(text).level == "none"


@pytest.mark.parametrize("text", UNTOLD)
def test_without_one_there_is_a_gentle_question(text: str) -> None:
    assert screen(text).level in ("support", "none")


@pytest.mark.parametrize("text", DANGER)
def test_what_else_is_said_still_counts(text: str) -> None:
    assert screen(text).level == "crisis"


@pytest.mark.parametrize("text", BIDDEN)
def test_who_is_told_to_die_by_somebody_close_is_the_one_in_trouble(text: str) -> None:
    assert screen(text) == Screening("support", "abuse", "first")


@pytest.mark.parametrize(
    "text",
    [
        "my mum said I should just die and maybe she's right",
        "아빠가 나보고 죽으래서 그냥 죽으려고",
        "พ่อบอกให้หนูไปตาย หนูคงทำตาม",
        "sabi ng tatay ko magpakamatay ako, gagawin ko na",
    ],
)
def test_who_means_to_do_what_they_were_told_is_in_danger(text: str) -> None:
    assert screen(text).level == "crisis"


@pytest.mark.parametrize("text", OWN)
def test_danger_of_their_own_stays_theirs(text: str) -> None:
    seen = screen(text)
    assert (seen.level, seen.person) == ("crisis", "first")


@pytest.mark.parametrize(
    "text",
    [
        "the lyrics go: my mother told me to die hard",
        "my mom said I should go to the concert",
        "my teacher told me to try harder",
    ],
)
def test_what_only_sounds_like_being_told_to_die_is_none(text: str) -> None:
    assert screen(text).level == "none"
