"""The pace of embedding is measured, and never changes a vector."""

from __future__ import annotations

import numpy as np
import pytest

from kwell_qa.embedding import pacing
from kwell_qa.embedding.pacing import Pace, Tried
from kwell_qa.embedding.protocol import Vectors
from kwell_qa.reports import Report, in_lines

USUAL = Pace(1024, 4)


class Machine:
    """An embedder and its clock: some settings are slower, some make other vectors."""

    def __init__(self, seconds: dict[Pace, float], odd: frozenset[Pace] = frozenset()) -> None:
        self.pace, self._seconds, self._odd = USUAL, seconds, odd
        self.now = 0.0
        self.run: list[Pace] = []

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def embed_passages(self, texts: list[str]) -> Vectors:
        if len(texts) > 8:
            self.run.append(self.pace)
            self.now += self._seconds.get(self.pace, 0.2)
        return np.full((len(texts), 3), 2.0 if self.pace in self._odd else 1.0, np.float32)


def tried(machine: Machine) -> list[Tried]:
    return pacing.tried(machine, ["a b c"] * 9, lambda: machine.now)  # type: ignore[arg-type]


def test_the_quickest_setting_is_chosen_and_the_usual_one_for_a_small_gain() -> None:
    quick = Machine({Pace(512, 4): 0.1})
    found = tried(quick)
    assert pacing.choose(USUAL, found) == Pace(512, 4)
    assert quick.pace == USUAL, "trying sets nothing"
    assert {one.pace for one in found} == {USUAL, Pace(512, 4), Pace(2048, 4), Pace(1024, 2)}
    assert pacing.choose(USUAL, tried(Machine({Pace(512, 4): 0.195}))) == USUAL


def test_fewer_threads_are_tried_where_there_are_several() -> None:
    assert pacing.choose(USUAL, tried(Machine({Pace(1024, 2): 0.1}))) == Pace(1024, 2)
    assert all(one.threads == 1 for one in pacing.settings(Pace(1024, 1)))


def test_a_setting_that_makes_other_vectors_is_never_chosen() -> None:
    machine = Machine({Pace(512, 4): 0.01}, frozenset({Pace(512, 4)}))
    assert Pace(512, 4) not in {one.pace for one in tried(machine)}


def test_a_busy_machine_is_not_measured_for_long() -> None:
    machine = Machine(dict.fromkeys(pacing.settings(USUAL), 1.5))
    assert pacing.choose(USUAL, tried(machine)) == USUAL
    assert machine.now <= pacing.SECONDS + 1.5


def test_the_report_tells_what_was_chosen_and_what_was_tried() -> None:
    machine = Machine({Pace(512, 4): 0.1})
    told = pacing.pace(machine, ["a b c"] * 9)  # type: ignore[arg-type]
    # By the real clock: which of them is quickest here is chance.
    assert (told["batch_tokens"], told["threads"]) == (machine.pace.batch_tokens,
                                                      machine.pace.threads)  # fmt: skip
    (line,) = (one for one in in_lines(Report(True, "v", pace=told)) if "  pace " in one)
    assert f"of {told['batch_tokens']} tokens on {told['threads']} threads; tried for" in line
    assert "2048 on 4 " in line
    assert not any("pace" in one for one in in_lines(Report(True, "v")))


@pytest.mark.parametrize("texts", [0, 5])
def test_a_small_build_measures_nothing(texts: int) -> None:
    from kwell_qa import filling

    wanted = {"asks": np.arange(texts)}
    assert filling.paced(Machine({}), None, wanted) == {}  # type: ignore[arg-type]
