"""The parts of the chat's page that are ours, each in one language: shell and chat set them."""

from __future__ import annotations

from kwell_qa.records import HelplineChoice
from kwell_qa.web.examples import examples
from kwell_qa.web.rendering import help_panel, render
from kwell_qa.web.site import Site
from kwell_qa.web.words import Words

__all__ = ["countries", "dressed", "language_choices"]


def language_choices(site: Site) -> list[tuple[str, str]]:
    """The languages that are offered, each by its own name."""
    return [(code, Words(site.texts, code)("language")) for code in site.texts.texts]


def countries(site: Site, words: Words) -> list[tuple[str, str]]:
    """The countries whose helplines are known, by name."""
    named = ((code, words.country(code)) for code in site.helplines.countries())
    return sorted(named, key=lambda pair: pair[1])


def dressed(site: Site, words: Words, choice: HelplineChoice) -> dict[str, str]:
    """Everything that depends on the language, by the id of the element that holds it."""
    return {
        "kw-top": str(
            render("top.html", words, languages=language_choices(site), country=choice.country)
        ),
        "kw-help": str(help_panel(choice, words, countries=countries(site, words))),
        "kw-intro": str(render("intro.html", words)),
        "kw-start": str(
            render(
                "start.html", words, starters=examples(site.now.documents, words.lang),
                warming=site.now.phase == "warming",
            )
        ),
        "kw-foot": str(render("foot.html", words)),
    }  # fmt: skip
