"""``python app.py``: serve the web app with the settings of the environment."""

from __future__ import annotations

import sys

from kwell_qa.cli import main

if __name__ == "__main__":
    sys.exit(main(["serve"]))
