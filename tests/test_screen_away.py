"""Away for a journey, letters to a whole group, tired legs, cut from a picture: no crises; what
only begins like them is one."""

from __future__ import annotations

import pytest

from kwell_qa.safety import screen

EVERYDAY = (
    "I won't be here next week, school trip",
    "won't be here tomorrow, we're off to busan for the concert",
    "I wrote letters to all the members for their birthday",
    "i wrote letters to every member before the fanmeeting",
    "my fern wants to die",
    "my legs want to die after that dance class",
    "my plants all want to kill themselves lol",
    "i cut myself out of the photo",
    "cut myself out of the group picture bc i looked silly",
    "मैंने फोटो से खुद को काट दिया",
    "다음주에 나 없어 수학여행 가",
    "내일은 여기 없을 거야 부산 콘서트 가거든",
    "멤버 모두에게 편지 썼어 팬싸 때 주려고",
    "춤 연습했더니 다리가 죽을 것 같아",
    "내 다육이가 죽고 싶은가봐",
    "사진에서 나만 잘라냈어",
    "来週はいないよ、修学旅行だから",
    "明日はここにいないよ、釜山のコンサートに行くの",
    "メンバー全員に手紙を書いた、誕生日だから",
    "ダンスの後で足が死にたがってる",
    "うちの観葉植物が死にたがってる笑",
    "写真から自分を切り取った",
    "下周我不在了，学校旅行",
    "明天我不在，要去釜山看演唱会",
    "我给所有成员都写了信，庆生用",
    "跳完舞我的腿想死",
    "我家的多肉想死了哈哈",
    "我把自己从照片里剪掉了",
    "la próxima semana no voy a estar, viaje escolar",
    "mañana no estaré aquí, nos vamos a busan al concierto",
    "escribí cartas a todos los miembros por su cumpleaños",
    "mis piernas quieren morir después de la clase de baile",
    "mi helecho se quiere morir",
    "me recorté de la foto porque salía fea",
    "semana que vem não vou estar aqui, viagem da escola",
    "escrevi cartas pra todos os membros de aniversário",
    "minhas pernas querem morrer depois da aula de dança",
    "minha planta quer morrer kkk",
    "me cortei da foto porque tava feia",
    "la semaine prochaine je serai plus là, voyage scolaire",
    "demain je suis pas là, on part à busan pour le concert",
    "j'ai écrit des lettres à tous les membres pour leur anniversaire",
    "mes jambes veulent mourir après le cours de danse",
    "ma fougère veut mourir",
    "je me suis coupée de la photo",
    "nächste woche bin ich nicht mehr da, klassenfahrt",
    "morgen bin ich nicht da, wir fahren nach busan zum konzert",
    "ich hab briefe an alle mitglieder geschrieben zum geburtstag",
    "meine beine wollen sterben nach dem tanzkurs",
    "ich hab mich aus dem foto geschnitten",
    "minggu depan aku udah ga di sini, study tour",
    "kakiku pengen mati habis latihan dance",
    "tanamanku pengen mati wkwk",
    "aku motong diriku dari foto",
    "tuần sau mình không có ở đây, đi dã ngoại với trường",
    "mình viết thư cho tất cả thành viên mừng sinh nhật",
    "chân mình muốn chết sau lớp nhảy",
    "cây của mình muốn chết rồi haha",
    "mình cắt mình ra khỏi ảnh",
    "อาทิตย์หน้าไม่อยู่แล้วนะ ไปทัศนศึกษา",
    "เขียนจดหมายถึงเมมเบอร์ทุกคนวันเกิด",
    "ขาอยากตายหลังเรียนเต้น",
    "ต้นไม้ที่บ้านอยากตาย 555",
    "ตัดตัวเองออกจากรูป",
    "الاسبوع الجاي مو موجوده رحلة مدرسية",
    "كتبت رسايل لكل الاعضاء لعيد ميلادهم",
    "رجولي تبي تموت بعد تدريب الرقص",
    "نبتتي تبي تموت ههه",
    "قصيت نفسي من الصورة",
    "wala na ako dito next week, field trip",
    "sumulat ako ng letters para sa lahat ng members sa birthday nila",
    "gusto nang mamatay ng mga binti ko pagkatapos ng dance class",
    "ginupit ko sarili ko sa picture",
)
DANGER = (
    "I wrote letters to all the members, my last ones",
    "I won't be here tomorrow. I'm going to the beach alone to end it",
    "won't be here next week, going to the concert and then it's over for me",
    "I won't be here anymore, going to the concert one last time",
    "내일 콘서트 가고 나면 나는 여기 없을 거야",
    "내일 콘서트 갔다가 나는 이제 여기 없을 거야. 다들 고마웠어",
    "멤버 모두에게 마지막 편지 썼어. 이제 됐어",
    "メンバー全員に最後の手紙を書いた",
    "来週コンサートに行ったら、もう私はいない",
    "看完演唱会我就不在了",
    "nächste woche bin ich nicht mehr da, nach dem konzert ist schluss",
    "la semaine prochaine je serai plus là, après le concert",
    "amanhã não vou estar mais aqui, depois do show acabou",
    "i cut myself after i cropped myself out of the photo",
    "i cut myself out of everything, i want to disappear",
    "my legs want to die and so do i",
    "my plants want to die, same as me",
    "la próxima semana no voy a estar, después del concierto ya no",
    "wala na ako dito next week pagkatapos ng concert",
    "I wrote letters to all the members and to my family, in case",
)


@pytest.mark.parametrize("text", EVERYDAY)
def test_what_fans_tell_of_their_days_is_none(text: str) -> None:
    assert screen(text).level == "none"


@pytest.mark.parametrize("text", DANGER)
def test_what_begins_alike_is_seen(text: str) -> None:
    assert screen(text).level == "crisis"


@pytest.mark.parametrize(
    "text",
    [
        'bestie says she tried to end it last night and shes "fine now", is it snitching if i tell',
        "bố uống rượu vào là đánh hai mẹ con, hôm qua tát mình. giờ ổng ngủ rồi",
    ],
)
def test_a_calm_after_it_takes_nothing_back(text: str) -> None:
    assert screen(text).level != "none"


def test_a_long_message_is_seen_by_what_all_of_it_says() -> None:
    told = (
        "minha sobrinha de 10 anos é chamada de nomes na sala e imitam coreano quando ela fala. "
        "ontem jogaram o lanche dela no chão. ela pediu pra eu tirar os posters do quarto"
    )
    assert screen(told).level == "support"
