"""Add words for means to the screen's list, of which only salted hashes are kept.

    python scripts/add_means.py [--deadly] < WORDS.txt
    python scripts/add_means.py --harm LANG < PHRASES.txt
    python scripts/add_means.py --habit LANG < PHRASES.txt
    python scripts/add_means.py --taken LANG < PHRASES.txt
    python scripts/add_means.py --way LANG < PHRASES.txt

``--deadly`` is for words that are about dying by themselves. One word, or two words, a line, in
any language, as people type them. ``--harm`` is for phrases of up to four words that say that
somebody hurts themselves; ``--habit`` for those that say so only where nothing else follows that
it may be done to; ``--taken`` for those that say that too much was taken; ``--way`` for those that
are about harm only where a way is asked for. The file that you read from does not belong in the
repository. Prints how many were new, never which.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kwell_qa import screening_means
from kwell_qa.screening_patterns import JOINED, SPACED

TARGET = Path(screening_means.__file__).parent / "data" / screening_means.FILE
SALT = "kwell-qa screen 1"
KINDS = ("harm", "habit", "taken", "way")


def main() -> int:
    """Read words from standard input and write the list anew."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--deadly", action="store_true", help="about dying by themselves")
    for name in KINDS:
        parser.add_argument(f"--{name}", metavar="LANG", choices=SPACED + JOINED)
    told = parser.parse_args()
    held: dict[str, Any] = {"words": [], "deadly": [], **{name: {} for name in KINDS}}
    if TARGET.exists():
        held |= json.loads(TARGET.read_text(encoding="utf-8"))
    name = next((name for name in KINDS if getattr(told, name)), None)
    if name:
        into, key = held[name], getattr(told, name)
    else:
        into, key = held, "deadly" if told.deadly else "words"
    known = set(into.get(key, ()))
    given = {line.strip() for line in sys.stdin if line.strip()}
    found = known | {screening_means.sign(word, SALT) for word in given}
    into[key] = sorted(found)
    data = {"salt": SALT, **held}
    TARGET.write_text(json.dumps(data, indent=0) + "\n", encoding="utf-8", newline="\n")
    print(f"{len(given)} words read, {len(found - known)} new, {len(found)} in all")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
