"""The file of helplines, as it stands and as it is loaded."""

from __future__ import annotations

import pytest
import yaml

from conftest import ROOT
from kwell_qa.helplines import Helplines, load
from kwell_qa.records import Helpline

FILE = ROOT / "corpus" / "helplines.yaml"
TEXT = FILE.read_text(encoding="utf-8")
MAIN = ("US", "GB", "KR", "JP", "CA", "AU", "BR", "PH", "IN")


@pytest.fixture(scope="module")
def lines() -> Helplines:
    return load(FILE)


def services(lines: Helplines) -> list[Helpline]:
    return [line for cc in lines.countries() for line in lines.for_country(cc)]


def raw_services() -> list[tuple[str, dict]]:
    countries = yaml.safe_load(TEXT)["countries"]
    return [(cc, service) for cc, entry in countries.items() for service in entry["services"]]
