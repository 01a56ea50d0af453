"""``python -m kwell_qa``."""

import sys

from kwell_qa.cli import main

sys.exit(main())
