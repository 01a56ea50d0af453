"""What was typed → readable text, and what the safety screen says of it."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence

from kwell_qa import safety
from kwell_qa.embedding import DEFAULT_MODEL
from kwell_qa.records import Screening

__all__ = ["own_crisis", "readable", "screen"]

log = logging.getLogger(__name__)

# Colour codes of terminals, and controls that neither break a line nor are tabs.
_UNREADABLE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]")
# Word processors paste \x0b; without any break two words would be one, and mean nothing.
_BREAK = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85]")


def readable(text: str) -> str:
    """``text`` without what no person typed: lone surrogates, terminal codes, controls.

    All that breaks a line is a line feed.
    """
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return _UNREADABLE.sub("", _BREAK.sub("\n", whole))


# What is left to go by if the screen itself is broken: plain words for dying and suicide.
_PLAIN = re.compile(
    r"suicid|kill myself|want to die|wanna die|자살|죽고|死にた|自殺|自杀|想死|morir|matarme|morrer"
    r"|me matar|mati aja|bunuh diri|ฆ่าตัวตาย|อยากตาย|tự tử|muốn chết|mourir|sterben|umbringen"
    r"|انتحار|أموت|mamatay"
)


def screen(
    question: str, history: Sequence[str], embed: safety.Embed | None = None,
    model: str = DEFAULT_MODEL,
) -> Screening:  # fmt: skip
    """The safety screen, without the model where that fails, or plain words where it is broken.

    A crisis never goes unseen. ``model`` names that of ``embed``.
    """
    try:
        return safety.screen(question, history, embed, model)
    except Exception:
        log.error("the safety screen failed", exc_info=log.isEnabledFor(logging.DEBUG))
    if embed is not None:
        return screen(question, history)
    said = " ".join([question, *history]).casefold()
    return Screening("crisis", "suicidal", "first") if _PLAIN.search(said) else Screening()


def own_crisis(turn: str) -> bool:
    """Whether an earlier ``turn`` counts for the rest of a conversation."""
    seen = screen(turn, ())
    return seen.level == "crisis" and seen.person == "first"
