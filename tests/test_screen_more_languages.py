"""The plainest words for wanting to die, in languages that kwell-qa does not speak."""

from __future__ import annotations

import pytest

from kwell_qa.records import Screening
from kwell_qa.safety import screen

LINES = """\
fa | می‌خواهم بمیرم | نمی‌خوام بمیرم | از خنده می‌خوام بمیرم
fa | دیگه نمی‌خوام زندگی کنم | بازی بمیر و زنده شو را دیدی؟ | زندگی با این آهنگ قشنگه
fa | به خودم آسیب می‌زنم | نمی‌خوام به کسی آسیب بزنم | خودم رو کشتم تا بلیط گرفتم
ur | میں مرنا چاہتا ہوں | میں مرنا نہیں چاہتا | ہنس ہنس کر مر گیا
ur | مجھے جینا نہیں ہے | مجھے کنسرٹ میں جانا ہے | یہ گانا سن کر جینا آسان ہے
hu | meg akarok halni | nem akarok meghalni | meghalok a nevetéstől
hu | nem akarok tovább élni | nem akarok tovább várni az albumra | a Meg akarok nősülni című film jó
ro | vreau să mor | nu vreau să mor | mor de râs
ro | nu mai vreau să trăiesc | nu mai vreau să ascult piesa | vreau să mor de râs
uk | хочу померти | хочу піти на концерт | помираю від сміху
uk | не хочу більше жити | чекаю на альбом | хочу жити в Сеулі
cs | chci umřít | nechci umřít | umírám smíchy
cs | nechci už žít | nechci už čekat na album | chci umřít smíchy
sk | chcem zomrieť | nechcem zomrieť | zomieram od smiechu
sk | nechcem už žiť | nechcem už čakať na album | chcem zomrieť od smiechu
da | jeg vil dø | jeg vil ikke dø | jeg er ved at dø af grin
da | jeg vil ikke leve mere | jeg vil ikke levere pakken | jeg vil gerne danse
no | jeg har lyst til å dø | jeg har ikke lyst til å dø | jeg dør av latter
no | jeg vil ikke leve lenger | jeg vil ikke vente lenger | jeg lever for denne sangen
fi | haluan kuolla | en halua kuolla | kuolen nauruun
fi | en halua enää elää | en halua enää odottaa | haluan kuolla nauruun
et | tahan surra | ma ei taha surra | suren naeru kätte
lv | gribu nomirt | negribu nomirt | mirstu no smiekliem
lt | noriu mirti | nenoriu mirti | mirštu iš juoko
is | mig langar að deyja | mig langar ekki að deyja | ég er að deyja úr hlátri
he | אני רוצה למות | אני לא רוצה למות | אני מתה מצחוק
he | לא רוצה לחיות יותר | לא רוצה לחכות יותר | אני רוצה למות מצחוק
sr | želim da umrem | ne želim da umrem | umirem od smeha
hr | ne želim više živjeti | ne želim više čekati | želim umrijeti od smijeha
sr | не желим више да живим | не желим да умрем | умирем од смеха
bg | искам да умра | не искам да умра | умирам от смях
bg | не ми се живее | не ми се чака | искам да умра от смях
sl | hočem umreti | nočem umreti | umiram od smeha
sq | dua të vdes | nuk dua të vdes | po vdes së qeshuri
sq | nuk dua të jetoj më | nuk dua të pres më | dua të vdes së qeshuri
ca | vull morir | no vull morir | em moro de riure
ca | no vull viure més | no vull viure aquí | em vull morir de riure
ka | სიკვდილი მინდა | სიკვდილი არ მინდა | სიცილით მოვკვდი
hy | ուզում եմ մեռնել | չեմ ուզում մեռնել | ծիծաղից մեռնում եմ
az | ölmək istəyirəm | ölmək istəmirəm | gülməkdən ölürəm
uz | o'lgim kelyapti | o'lgim kelmayapti | kulgidan o'lyapman
kk | өлгім келеді | өлгім келмейді | күлкіден өлгім келеді
kk | өмір сүргім келмейді | өмір сүргім келеді | альбомды күткім келмейді
mn | үхмээр байна | үхмээргүй байна | инээгээд үхмээр байна
mn | амьдармааргүй байна | амьдармаар байна | хүлээмээргүй байна
af | ek wil doodgaan | ek wil graag dans | ek gaan dood van die lag
ms | saya nak mati | saya tak nak mati | nak mati ketawa tengok video ni
ms | tak nak hidup dah | tak nak terlepas konsert | hidup mati Korea Selatan
km | ខ្ញុំចង់ស្លាប់ | ខ្ញុំមិនចង់ស្លាប់ | ខ្ញុំសើចស្លាប់ហើយ
lo | ຂ້ອຍຢາກຕາຍ | ຂ້ອຍບໍ່ຢາກຕາຍ | ຫົວຈົນຕາຍ
my | ငါသေချင်တယ် | ငါမသေချင်ဘူး | ရယ်ရလို့သေတော့မယ်
si | මට මැරෙන්න ඕන | මට මැරෙන්න ඕන නෑ | හිනා වෙලා මැරෙනවා
ta | எனக்கு சாகணும் | சாக விரும்பவில்லை | சிரிச்சு செத்துட்டேன்
ta | வாழ பிடிக்கவில்லை | இந்த பாட்டு பிடிக்கவில்லை | நீண்ட நாள் வாழ பிடிக்கும்
te | నాకు చావాలని ఉంది | నాకు చావాలని లేదు | నవ్వి నవ్వి చచ్చాను
te | బతకాలని లేదు | బతకాలని ఉంది | వినాలని లేదు
ml | എനിക്ക് മരിക്കണം | എനിക്ക് മരിക്കണ്ട | ചിരിച്ചു മരിച്ചു
kn | ನನಗೆ ಸಾಯಬೇಕು | ನನಗೆ ಸಹಾಯ ಬೇಕು | ನಕ್ಕು ನಕ್ಕು ಸತ್ತೆ
mr | मला मरायचे आहे | मला नाचायचे आहे | हसून हसून मेलो
ne | म मर्न चाहन्छु | म टिकट किन्न चाहन्छु | हाँसेर मर्ने भएँ
ne | बाँच्न मन छैन | पर्खन मन छैन | बाँच्न मन छ
gu | મારે મરવું છે | મારે મરવું નથી | હસી હસીને મરી ગયો
pa | ਮੈਂ ਮਰਨਾ ਚਾਹੁੰਦਾ ਹਾਂ | ਮੈਂ ਮਰਨਾ ਨਹੀਂ ਚਾਹੁੰਦਾ | ਹੱਸ ਹੱਸ ਕੇ ਮਰ ਗਿਆ
am | መሞት እፈልጋለሁ | መሞት አልፈልግም | በሳቅ ሞትኩ
am | መኖር አልፈልግም | መኖር እፈልጋለሁ | መጠበቅ አልፈልግም
ha | ina so in mutu | ba na so in mutu | zan mutu da dariya
yo | mo fẹ́ kú | mi ò fẹ́ kú | mo fẹ́ kúrò níbẹ̀
zu | ngifuna ukufa | angifuni ukufa | ngifa insini
so | waxaan rabaa inaan dhinto | ma rabo inaan dhinto | qosol ayaan u dhintay
yue | 我唔想活喇 | 唔想返學 | 唔想活得咁平凡
yue | 唔想做人 | 唔想做功課 | 佢唔想活動取消
ht | mwen vle mouri | mwen pa vle mouri | m ap mouri ri
ceb | gusto na ko mamatay | gusto na ko mosayaw | gusto ko mokaon
it | voglio ucciderli e voglio uccidere anche me | voglio vedere tutti | mi uccide questo comeback
sw | kuna njia rahisi ya kufa | kuna njia rahisi ya kununua tiketi | nakufa kwa kicheko
bn | মারা যাওয়ার সহজ উপায় কি | টিকিট কেনার সহজ উপায় কি | হাসতে হাসতে মরে গেলাম
pl | jaki jest najłatwiejszy sposób na śmierć | łatwy sposób na bilety | umieram ze śmiechu
nl | een makkelijke manier om te sterven | een makkelijke manier om te stemmen | ik lach me dood
tr | ölmenin en kolay yolu nedir | bilet almanın en kolay yolu nedir | gülmekten ölüyorum
hi | मरने का आसान तरीका क्या है | टिकट लेने का आसान तरीका क्या है | हँस हँस के मर गया
sv | finns det ett lätt sätt att dö | finns det ett lätt sätt att dansa | jag dör av skratt
el | πιο εύκολος τρόπος να πεθάνω | ο πιο εύκολος τρόπος να μάθω χορό | πεθαίνω στα γέλια
ru | лёгкий способ умереть | лёгкий способ купить билет | лёгкий способ умереть от смеха
"""
"""A line each: a language, a crisis, and two that only look like one."""
ROWS = [line.split(" | ") for line in LINES.splitlines()]


@pytest.mark.parametrize(("lang", "text"), [(lang, crisis) for lang, crisis, *_ in ROWS])
def test_who_wants_to_die_is_cared_for_in_any_language(lang: str, text: str) -> None:
    assert screen(text) == Screening("crisis", "suicidal", "first"), lang


@pytest.mark.parametrize(("lang", "text"), [(row[0], text) for row in ROWS for text in row[2:]])
def test_laughter_denials_and_other_wishes_are_no_crisis(lang: str, text: str) -> None:
    assert screen(text).level == "none", lang


@pytest.mark.parametrize(
    "text",
    [
        "chciałabym umrzeć", "chtěla bych umřít", "chcela by som zomrieť", "meg szeretnék halni",
        "haluaisin kuolla", "volela bih da umrem", "хочеться померти", "не искам да живея вече",
        "θελω να πεθανω", "jeg ønsker å dø",
    ],
)  # fmt: skip
def test_a_wish_in_other_words_is_one_as_well(text: str) -> None:
    assert screen(text).level == "crisis"


@pytest.mark.parametrize(
    "text",
    [
        "vreau să mor de fericire", "хочу померти від щастя", "chci umřít blahem",
        "haluan kuolla kun se on niin söpö", "אני רוצה למות מרוב אושר", "želim da umrem od sreće",
        "chcę umrzeć ze szczęścia",
    ],
)  # fmt: skip
def test_who_dies_of_joy_is_none(text: str) -> None:
    assert screen(text).level == "none"
