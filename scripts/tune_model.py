"""Tune the packaged model to how people ask here.

What it learns from: the corpus' asks and unanswered questions, ``kwell_qa/data/tuning_lines.tsv``
and the screen's training lines.

    python scripts/tune_model.py [--passes N]      # writes kwell_qa/data/tuning.npz
    python scripts/tune_model.py --check           # writes nothing

Some 20 minutes on two cores, and needed only when asks or lines have changed much: a new document
is found without it. Afterwards, in this order: ``build_index.py``, ``calibrate.py``,
``train_screen.py``, ``build_index.py`` and the evaluations, since all of them rest on the vectors.
``--check`` tells how many of the asks that are in the corpus now were learnt from.

Exit codes: 0 done, 1 the file is not of these settings or of another model, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from dataclasses import asdict, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from screen_lines import written

from kwell_qa import corpus, unanswered
from kwell_qa.embedding import DEFAULT_SHA256, tuning
from kwell_qa.errors import ContentError, Finding, KwellError
from kwell_qa.screening_model import CLASSES

LINES = ROOT / "kwell_qa" / "data" / "tuning_lines.tsv"


def lesson(folder: Path, lines: Path = LINES) -> dict[str, list]:
    """What ``teaching.Lesson`` wants, from the corpus and the lines as they are."""
    found: dict[str, list] = {"asks": [], "answers": [], "sentences": []}
    places: dict[str, range] = {}
    for document in corpus.load(folder).documents:
        start = len(found["sentences"])
        places[document.id] = range(start, start + len(document.sentences))
        first: dict[int, int] = {}
        for sentence in document.sentences:
            first.setdefault(sentence.section, len(found["sentences"]))
            found["sentences"].append(document.text[sentence.start : sentence.end])
        for number, section in enumerate(document.sections):
            for ask, answers in zip(section.asks, section.answered_by, strict=True):
                if answers:
                    found["asks"].append(ask)
                    found["answers"].append([first[number] + place for place in answers])
    for line, held in read(lines):
        try:
            name, numbers, told = held.split("\t")
            answers = [places[name][int(number) - 1] for number in numbers.split(",")]
        except (ValueError, KeyError, IndexError):
            fault = Finding(lines, line, "tuning", f"got {held[:60]!r}",
                            "write a document, numbers of its sentences, and what people say")
            raise ContentError(fault) from None
        found["asks"].append(told)
        found["answers"].append(answers)
    found["unanswered"] = list(unanswered.load(folder / unanswered.FILE))
    messages = written()
    found["messages"] = [text for _, _, text in messages]
    found["classes"] = [CLASSES.index(name) for _, name, _ in messages]
    return found


def read(path: Path) -> list[tuple[int, str]]:
    """The lines of a file that are no remarks, with their numbers."""
    lines = enumerate(path.read_text("utf-8").splitlines(), 1)
    return [(number, line) for number, line in lines if line and not line.startswith("#")]


def _say(told: str) -> None:
    print(told, flush=True)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--passes", type=int, help="how often each sentence is looked at")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    options = parser.parse_args()
    # Imports torch.
    from kwell_qa.embedding import reference, teaching

    settings = teaching.Settings()
    if options.passes is not None:
        settings = replace(settings, passes=options.passes)
    found = lesson(ROOT / "corpus")
    asks = sorted({_hash(ask) for ask in found["asks"]})
    if options.check:
        held = tuning.read(DEFAULT_SHA256)
        learnt = set(held.recipe["asks"])
        print(f"{len(learnt & set(asks))} of {len(asks)} asks were learnt from")
        same = held.recipe["settings"] == asdict(settings)
        print("the settings are these" if same else "it was made with other settings")
        return 0 if same else 1
    print(", ".join(f"{len(held)} {name}" for name, held in found.items()), flush=True)
    model = reference.load(reference.BASE_MODEL).model
    made = teaching.teach(model, teaching.Lesson(**found), settings, _say)
    recipe = {**made.recipe, "base": DEFAULT_SHA256, "asks": asks}
    tuning.write(replace(made, recipe=recipe))
    print(f"wrote {tuning.FILE.name}, {tuning.FILE.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except KwellError as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
