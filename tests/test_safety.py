"""The safety screen: care where it is needed, none where it is not, in any spelling."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kwell_qa import safety, screening_means
from kwell_qa.normalise import normalise

CRISIS = [
    ("en", "some days I honestly just want to die"),
    ("en", "there is no reason for me to live"),
    ("en", "they would all be happier without me"),
    ("en", "I hurt myself yesterday and nobody knows"),
    ("ko", "학교 끝나고 나면 죽고 싶어져요"),
    ("ko", "이제 살기 싫어"),
    ("ko", "힘들어서 그냥 죽고 싶어"),
    ("zh", "好累,想死"),
    ("ja", "もう死にたいです"),
    ("ja", "生きる意味がわからない"),
    ("zh", "我想自杀"),
    ("zh", "我不想活了"),
    ("zh", "我覺得活著沒有意義"),
    ("es", "quiero morirme y no se lo digo a nadie"),
    ("pt", "não quero mais viver"),
    ("id", "aku pengen mati"),
    ("th", "หนูอยากตาย"),
    ("vi", "dạo này mình cứ muốn chết quách cho xong"),
    ("vi", "mình không muốn sống tiếp như vậy nữa"),
    ("fr", "j'ai envie de mourir"),
    ("de", "ich will sterben"),
    ("ar", "أريد أن أموت"),
    ("tl", "gusto ko nang mamatay"),
    ("ko-latn", "jinjja jukgo sipeo"),
    ("mix", "unnie 나 죽고 싶어 please help"),
]
SUPPORT = [
    ("I get bullied at school because of my photocards", "bullying"),
    ("someone leaked my address and I get threats", "harassment"),
    ("my stepdad hits me", "abuse"),
    ("I throw up after every meal", "eating-disorder"),
    ("my grandpa died last month", "grief"),
    ("I cry myself to sleep every night", "distress"),
    ("a man touched me at the fan meeting without asking", "sexual-violence"),
    ("I can't stop drinking", "substance"),
    ("학교에서 왕따를 당하고 있어요", "bullying"),
    ("毎晩泣いて眠れません", "distress"),
    ("我奶奶去世了", "grief"),
    ("mi papá me pega", "abuse"),
    ("meu pai me bate", "abuse"),
    ("aku dibully di sekolah", "bullying"),
    ("โดนเพื่อนบูลลี่ทุกวัน", "bullying"),
    ("mình bị bắt nạt ở trường", "bullying"),
    ("je me fais harceler au lycée", "bullying"),
    ("mein Vater schlägt mich", "abuse"),
    ("ابوي يضربني", "abuse"),
    ("binubully ako sa school", "bullying"),
]
NONE = [
    "this comeback killed me",
    "I'm deceased, what an ending fairy",
    "lol kms I liked his old selfie",
    "who wrote Kill This Love?",
    "what helps against exam stress",
    "what did Taeyeon say about depression",
    "which number can I call in Korea?",
    "how do I support a friend who feels low",
    "how do I report a sasaeng",
    "how to sleep better",
    "is he okay? he looked tired on stage",
    "the concert is over and I feel so lonely",
    "my phone is about to die",
    "I don't want to die, I want tickets",
    "배고파 죽겠다",
    "월요일이 없어졌으면 좋겠다",
    "esta canción va a acabar conmigo",
    "I'm writing an essay on self-harm prevention",
    "귀여워서 죽을 뻔",
    "자취하면 외롭지 않을까",
    "will ive end soon",
    "when will IVE end their tour",
    "尊すぎて死んだ",
    "お腹すいて死にそう",
    "笑死我了",
    "想死你们了",
    "me muero de risa",
    "morri com esse teaser",
    "ganteng banget sampai mau pingsan",
    "หิวจะตายแล้ว",
    "đói muốn chết",
    "je meurs de faim",
    "ich sterbe vor Hunger",
    "ميت من الضحك",
    "mamatay na ko sa kilig",
    "baegopa jukgesseo",
    "자살 예방 캠페인에 참여한 그룹은?",
    "",
    "   ",
    "😂😂💀",
    "💜💜💜",
    "\x00\x07\u202e",
]


@pytest.mark.parametrize(("lang", "text"), CRISIS)
def test_crisis_in_every_language(lang: str, text: str) -> None:
    assert safety.screen(text).level == "crisis", lang


@pytest.mark.parametrize(("text", "category"), SUPPORT)
def test_support_and_its_kind(text: str, category: str) -> None:
    seen = safety.screen(text)
    assert (seen.level, seen.category) == ("support", category)


@pytest.mark.parametrize("text", NONE)
def test_ordinary_talk_passes(text: str) -> None:
    assert safety.screen(text).level == "none"


@pytest.mark.parametrize(
    "text",
    [
        "I want to d i e",
        "i want to k.m.s",
        "w4nt to d1e",
        "I WANT TO DIEEEEE",
        "i want to di\u200be",
        "ｉ ｗａｎｔ ｔｏ ｄｉｅ",
        "I wаnt tо die",  # Cyrillic а and о
        "thinking of unaliving myself",
        "sewerslide is on my mind",
        "죽 고 싶 다",
        "ㅈㅏ살 하고 싶다",
        "死 に た い",
        "quiero m0rir",
        "muon t.ự t.ử",
    ],
)
def test_evasions_do_not_hide_it(text: str) -> None:
    assert safety.screen(text).level == "crisis"


def test_a_joke_is_not_a_crisis_unless_it_is_meant() -> None:
    assert safety.screen("lol i want to die the teaser is so cute").level == "none"
    assert (
        safety.screen("i want to die, the teaser is out and no joke, i mean it").level == "crisis"
    )
    assert safety.screen("kms").level == "crisis"


def test_recovery_is_heard_and_so_is_relapse() -> None:
    assert safety.screen("I used to want to die but now I'm fine").level == "none"
    assert safety.screen("I wanted to die last year and now I want to die again").level == "crisis"


def test_person() -> None:
    other = safety.screen("my friend says she wants to die")
    assert (other.level, other.category, other.person) == ("crisis", "third-party", "third")
    own = safety.screen("my friend doesn't know that I want to die")
    assert (own.category, own.person) == ("suicidal", "first")


@pytest.mark.parametrize(
    "text",
    [
        "I'm not suicidal",
        "don't worry, I am not suicidal, I only ask for a school talk",
        "no soy suicida, es para la escuela",
        "hindi ako suicidal, para sa report lang",
    ],
)
def test_a_plain_denial_is_believed(text: str) -> None:
    assert safety.screen(text).level == "none"


@pytest.mark.parametrize(
    "text",
    [
        "ive had enough, I want it all to end",
        "ive wanted to die all week",
        "ive been thinking of ending my life",
    ],
)
def test_ive_before_a_participle_is_no_group(text: str) -> None:
    assert "ateez" not in normalise(text).spaced[0]
    assert safety.screen(text).level == "crisis"


def test_a_denial_with_a_but_is_not() -> None:
    assert safety.screen("I'm not suicidal but I wish I would not wake up").level == "crisis"


@pytest.mark.parametrize(
    "text",
    [
        "is Mina okay? her last post sounded so dark",
        "my bias wrote something really hopeless and deleted it",
        "최애가 올린 글이 이상해서 너무 걱정돼",
        "推しの配信が暗くて心配",
    ],
)
def test_worry_for_an_artist_gets_care(text: str) -> None:
    seen = safety.screen(text)
    assert (seen.level, seen.category, seen.person) == ("support", "third-party", "third")


def test_an_artist_who_speaks_of_dying_is_a_third_party() -> None:
    seen = safety.screen("is Mina okay? she said on live that she wants to die")
    assert (seen.level, seen.category) == ("crisis", "third-party")


@pytest.fixture
def umbrellas(monkeypatch: pytest.MonkeyPatch) -> None:
    """A harmless word stands for means, so that none need be written here."""
    salt, words, deadly = screening_means.signs()
    more = frozenset({screening_means.sign(word, salt) for word in ("umbrella", "우산")})
    monkeypatch.setattr(screening_means, "signs", lambda: (salt, words | more, deadly))


@pytest.mark.usefixtures("umbrellas")
@pytest.mark.parametrize(
    "text",
    [
        "I have the umbrella here right now and nobody is home",
        "the umbrella is next to me and I'm ready",
        "우산이 지금 제 앞에 있어요 무서워요",
    ],
)
def test_means_at_hand_are_danger_now(text: str) -> None:
    seen = safety.screen(text)
    assert (seen.level, seen.category) == ("crisis", "danger-now")


@pytest.mark.usefixtures("umbrellas")
def test_means_that_are_asked_for_are_a_crisis() -> None:
    assert safety.screen("how many umbrella does it take to die").category == "suicidal"
    assert safety.screen("which umbrella is fatal in that drama").level == "none"
    assert safety.screen("where do I buy an umbrella").level == "none"


def test_means_are_known_by_hash_only() -> None:
    salt, words, deadly = screening_means.signs()
    assert len(words) > 150
    assert all(re.fullmatch("[0-9a-f]{12}", word) for word in words | deadly)
    assert screening_means.sign("umbrella", salt) not in words


def test_goodbye_is_suicidal() -> None:
    assert safety.screen("I wrote a goodbye letter to my parents").category == "suicidal"


@pytest.mark.parametrize(
    "text",
    [
        "what is the easiest way to die",
        "how do I kill myself",
        "어떻게 하면 안 아프게 죽을 수 있어?",
    ],
)
def test_asking_for_ways_is_a_crisis(text: str) -> None:
    assert safety.screen(text).level == "crisis"


OWN = {
    "en": "I don't want to live anymore", "ko": "죽고 싶어", "ja": "死にたい", "zh": "我不想活了",
    "th": "หนูอยากตาย", "vi": "mình muốn chết", "es": "quiero morir", "pt": "não quero mais viver",
    "id": "aku pengen mati", "tl": "gusto ko nang mamatay", "fr": "j'ai envie de mourir",
    "de": "ich will sterben", "ar": "أريد أن أموت",
}  # fmt: skip


@pytest.mark.parametrize("lang", OWN)
def test_a_crisis_stays_for_the_visit(lang: str) -> None:
    for more in (0, 5, 6, 11, 40):
        seen = safety.screen("who is the maknae?", ["hi", OWN[lang], *["ok thanks"] * more])
        assert (seen.level, seen.person) == ("crisis", "first"), more


def test_long_ago_only_what_was_the_persons_own_and_not_over_counts() -> None:
    later = ["ok"] * 6
    for told in (
        "my friend wants to die", "I used to want to die but I'm so much better now",
        "my dad hits me", "this comeback killed me",
    ):  # fmt: skip
        assert safety.screen("who is the maknae?", [told, *later]).level == "none", told
    both = ["I want to die", *later, "my friend wants to die"]
    assert safety.screen("who is the maknae?", both).person == "third"
    assert safety.screen("who is the maknae?", [*both, *later]).person == "first"


def test_a_crisis_stays_and_support_does_not() -> None:
    crisis = "I don't want to live anymore"
    assert safety.screen("who is the maknae?", [crisis]).level == "crisis"
    assert safety.screen("who is the maknae?", [crisis, *["ok"] * 5]).level == "crisis"
    assert safety.screen("who is the maknae?", ["my dad hits me"]).level == "none"
    late = ["hi", *["when is the comeback"] * 10]
    assert safety.screen("I want to kill myself", late).level == "crisis"


def test_the_same_words_give_the_same_answer() -> None:
    assert safety.screen("I want to die") == safety.screen("I want to die")


@pytest.mark.parametrize(
    "piece", ["a", "a ", "i want to ", "죽", "我", "อ", "1a", "!", "x" * 50 + " ", "my friend "]
)
def test_long_input_comes_to_an_end(piece: str) -> None:
    """A pattern that backtracks without end would hang here."""
    assert safety.screen((piece * 100_000)[:100_000]).level in ("crisis", "support", "none")


def test_a_disclosure_deep_in_a_long_text_is_found() -> None:
    text = "we talked about the album. " * 2000 + "I want to kill myself. " + "more talk. " * 2000
    assert safety.screen(text).level == "crisis"


def test_of_what_is_refused_both_ends_are_read_whole() -> None:
    filler = "we talked about the album. " * 3000
    hint = "they would all be happier without me"
    assert safety.screen(f"{hint}. {filler}").level == "crisis"
    assert safety.screen(f"{filler} {hint}").level == "crisis"


def test_a_refused_text_is_read_in_parts_only(monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    monkeypatch.setattr(safety, "found", lambda text: read.append(text) or [])
    safety.screen("i live for the album. " * 6000)
    assert 8 < len(read) < 64


def _signs() -> dict[str, dict[str, list[str]]]:
    """Lines of ``messages/signs.tsv`` by language, and by whether signs come together in them."""
    found: dict[str, dict[str, list[str]]] = {}
    path = Path(__file__).parent / "messages" / "signs.tsv"
    for line in path.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            lang, kind, text = line.split("\t")
            found.setdefault(lang, {}).setdefault(kind, []).append(text)
    return found


SIGNS = _signs()


@pytest.mark.parametrize("lang", sorted(SIGNS))
def test_signs_alarm_together_and_not_alone(lang: str) -> None:
    """Giving dear things away and not being here later; violence and hiding; a friend's farewell
    and unease: neither alone."""
    lines = SIGNS[lang]
    assert min(len(lines["together"]), len(lines["alone"])) >= 25
    missed = [text for text in lines["together"] if safety.screen(text).level != "crisis"]
    alarmed = [text for text in lines["alone"]
               if any(unit.level == "crisis" for unit in safety.hits(text))]  # fmt: skip
    assert (missed, alarmed) == ([], [])


def test_a_fan_says_farewell_to_an_album_until_the_next() -> None:
    for text in ("goodbye era, thank you for everything, see you at the next comeback",
                 "sampai ketemu di album berikutnya, makasih udah nemenin",
                 "última noche de la gira, nos vemos en el próximo disco"):  # fmt: skip
        assert safety.screen(text).level == "none", text
    meant = "goodbye everyone, see you at no comeback, i want to die"
    assert safety.screen(meant).level == "crisis"


def test_what_is_long_over_is_no_alarm_unless_it_comes_back() -> None:
    past = "i used to hurt myself in middle school but it is long over and im doing great"
    assert safety.screen(past).level == "none"
    back = "i used to hurt myself in middle school and now i do it again"
    assert safety.screen(back).level != "none"
