"""The pictures of the README, taken anew of the chat as it is: ``docs/*.png``.

    python scripts/take_pictures.py [--out DIR] [--only NAME…]

Serves this repository's index and opens it in Chromium (needs playwright and a Chromium). Letters
look as this machine's fonts do: Noto Sans with CJK and Arabic is what the shown pictures have
(Debian's fonts-noto-core and fonts-noto-cjk); without a Korean font Korean is boxes.

Exit codes: 0 done, 1 a picture does not show what it should, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import io
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "scripts"))

from benchmarks.site import served
from PIL import Image

DESK = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True,
         "is_mobile": True}  # fmt: skip


@dataclass(frozen=True)
class Picture:
    """One page, one question or none, and what must be seen when the picture is taken."""

    name: str
    size: dict[str, Any]
    shows: str
    question: str = ""
    opened: bool = False
    locale: str = "en-US"
    scheme: str = "light"


PICTURES = (
    Picture("chat", DESK, ".kw-proof:visible", "did Chan's Room trail off in 2023", opened=True),
    Picture("chat-dark", DESK, ".kw-mark", "What is the LOVE MYSELF campaign?", scheme="dark"),
    Picture("chat-arabic", DESK, ".kw-mark", "ما هي حملة LOVE MYSELF؟", locale="ar-EG"),
    Picture("chat-abstention", DESK, ".kw-abstain", "When is the next BTS concert?"),
    Picture("chat-phone", PHONE, ".kw-chip"),
    Picture("chat-korean", PHONE, ".kw-mark", "방찬 라이브 언제 끝났어?", locale="ko-KR"),
    Picture("crisis-phone", PHONE, ".kw-crisis", "I want to die"),
)


def take(browser: Any, url: str, picture: Picture, out: Path) -> str | None:
    """Takes one picture; what is missing on it, or None."""
    context = browser.new_context(
        locale=picture.locale, color_scheme=picture.scheme, reduced_motion="reduce", **picture.size
    )
    page = context.new_page()
    page.goto(url, timeout=120_000)
    page.wait_for_selector("body.kw-ready", timeout=120_000)
    page.locator(".kw-chip").first.wait_for(timeout=60_000)
    if picture.question:
        box = page.locator("#kw-question textarea")
        box.fill(picture.question)
        box.press("Enter")
        page.wait_for_selector(".kw-turn", timeout=120_000)
        box.blur()
    if picture.opened:
        page.locator(".kw-mark").first.click()
        page.locator(".kw-mark").first.blur()
        page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(1000)
    seen = page.locator(picture.shows).count()
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    # Flat colours: 256 of them look the same in a third of the bytes.
    shot.quantize(256, dither=Image.Dither.NONE).save(out / f"{picture.name}.png", optimize=True)
    context.close()
    return None if seen else f"{picture.name}: {picture.shows} is not on the page"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    names = [picture.name for picture in PICTURES]
    parser.add_argument("--out", type=Path, default=ROOT / "docs", metavar="DIR",
                        help="where they are written, made where it is not there; docs/ by itself")
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="NAME",
                        help=f"these alone of {', '.join(names)}")  # fmt: skip
    args = parser.parse_args(argv)
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        print("no chromium found; install one: apt-get install chromium", file=sys.stderr)
        return 2
    from playwright.sync_api import sync_playwright

    args.out.mkdir(parents=True, exist_ok=True)
    with served() as (url, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        missing = [
            fault for picture in PICTURES if picture.name in args.only
            if (fault := take(browser, url, picture, args.out))
        ]  # fmt: skip
        browser.close()
    for fault in missing:
        print(fault, file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
