"""Expand the screen's patterns and work out what each needs beforehand, so that it loads quickly.

    python scripts/speed_up_screen.py [--check]

Run it after a change to ``kwell_qa/data/screen_patterns`` or to the code that reads it. Until then
those files are read whenever a process starts, and patterns that are new are worked out, half a
millisecond each, which is right too.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kwell_qa import screening_data, screening_reading
from kwell_qa.screening_data import COMPILED


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--check", action="store_true", help="only say how many are missing")
    args = parser.parse_args()
    patterns = screening_reading.parse(screening_reading.read(), known=True)
    compiled = screening_data.to_json(patterns, screening_data.made_of(screening_reading.FOLDER))
    stale = not COMPILED.is_file() or COMPILED.read_text("utf-8") != compiled
    sources = {unit.source for unit in patterns.units}
    before = screening_data.worked_out()
    missing = len(sources - before.keys())
    print(f"{len(sources)} patterns, {missing} new, {len(before.keys() - sources)} gone")
    if not args.check:
        COMPILED.write_text(compiled, "utf-8", newline="\n")
    elif stale:
        print(f"{COMPILED.name} is of other files or code")
    return 1 if args.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
