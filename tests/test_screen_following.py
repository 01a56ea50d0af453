"""Who wants to be where an artist is who has died is in danger; who wants to hear them is not."""

from __future__ import annotations

import pytest

from kwell_qa.safety import screen

FOLLOWING = (
    "moonbin is gone, going to join him soon",
    "i want to be with jonghyun",
    "gonna follow sulli soon",
    "문빈 따라갈래",
    "설리 따라 가고 싶어",
    "종현 따라가고 싶다",
    "อยากตามมุนบินไป",
    "quiero ir con jonghyun",
    "me quiero ir con sulli",
    "quero ir ficar com a sulli",
    "je veux rejoindre jonghyun",
    "ich will zu jonghyun gehen",
    "mau nyusul jonghyun",
    "muốn đi theo jonghyun",
    "gusto ko na sumama kay jonghyun",
    "ابي الحق جونغهيون",
    "ジョンヒョンのところに行きたい",
    "好想跟着雪莉去",
)
LISTENING = (
    "i want to see jonghyun's concert again",
    "i want to follow jonghyun on instagram",
    "quiero ir a un concierto de jonghyun",
    "종현 노래 따라 부르고 싶어",
    "설리 인스타 가고 싶어",
    "ジョンヒョンの歌を聴きに行きたい",
)


@pytest.mark.parametrize("text", FOLLOWING)
def test_who_wants_to_follow_the_dead_is_in_danger(text: str) -> None:
    seen = screen(text)
    assert (seen.level, seen.category) == ("crisis", "suicidal")


@pytest.mark.parametrize("text", LISTENING)
def test_who_wants_to_hear_or_see_them_is_not(text: str) -> None:
    assert screen(text).level == "none"
