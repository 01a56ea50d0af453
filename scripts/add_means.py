"""Add words for means to the screen's list, of which only salted hashes are kept.

    python scripts/add_means.py [--deadly] < WORDS.txt

``--deadly`` is for words that are about dying by themselves. One word, or two words, a line, in
any language, as people type them. The file that you read from does not belong in the repository.
Prints how many were new, never which.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kwell_qa import screening_means

TARGET = Path(screening_means.__file__).parent / "data" / screening_means.FILE
SALT = "kwell-qa screen 1"


def main() -> int:
    """Read words from standard input and write the list anew."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--deadly", action="store_true", help="about dying by themselves")
    name = "deadly" if parser.parse_args().deadly else "words"
    held: dict[str, list[str]] = {"words": [], "deadly": []}
    if TARGET.exists():
        held |= json.loads(TARGET.read_text(encoding="utf-8"))
    known = set(held[name])
    given = {line.strip() for line in sys.stdin if line.strip()}
    found = known | {screening_means.sign(word, SALT) for word in given}
    data = {"salt": SALT, **held, name: sorted(found)}
    TARGET.write_text(json.dumps(data, indent=0) + "\n", encoding="utf-8", newline="\n")
    print(f"{len(given)} words read, {len(found - known)} new, {len(found)} in all")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
