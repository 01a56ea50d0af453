"""Templates → HTML, the only place where texts become markup; autoescape does all escaping.

What replies need, which comes with numpy and FAISS, is imported with the first of them: a page of
helplines is there before.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kwell_qa.helplines import special_of
from kwell_qa.presenting import script_json
from kwell_qa.records import CARE, Document, HelplineChoice, Reply
from kwell_qa.web.words import Words

__all__ = ["help_panel", "render", "turn"]

EXIT_URL = "https://weather.com/"


def _web_link(url: str | None) -> str | None:
    """An address of the web or of our own pages; any other scheme could run a script."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme in ("http", "https") and parts.netloc:
        return url
    own = not parts.scheme and not parts.netloc and url.startswith("/")
    return url if own and not url.startswith(("//", "/\\")) else None


def _phone_link(url: str | None) -> str | None:
    return url if url and url.startswith(("tel:", "sms:")) else None


def _host(url: str | None) -> str:
    return (urlsplit(url or "").hostname or "").removeprefix("www.")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("kwell_qa.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["web_link"] = _web_link
    environment.filters["host"] = _host
    environment.filters["phone_link"] = _phone_link
    # script_json leaves nothing that could end the element it stands in.
    environment.filters["script_json"] = lambda data: Markup(script_json(data))
    environment.filters["schema_name"] = schema_name
    environment.globals["exit_url"] = EXIT_URL
    return environment


def render(template: str, words: Words, **values: Any) -> Markup:
    """A template with the words of one language; being markup, it may stand in another."""
    made = _environment().get_template(template).render(say=words, **values)
    return Markup(made)


def help_panel(
    choice: HelplineChoice,
    words: Words,
    lead: bool = False,
    countries: Sequence[tuple[str, str]] = (),
    *,
    urgent: bool = False,
) -> Markup:
    """The panel that is always on screen; ``lead`` when it comes before all else, ``urgent`` when
    what to call in danger comes first in it.

    With ``countries``, code and name, another one can be chosen in it.
    """
    return render(
        "help.html", words, choice=choice, lead=lead, urgent=urgent, countries=countries
    )


def turn(
    question: str,
    reply: Reply,
    words: Words,
    documents: Mapping[str, Document] = MappingProxyType({}),
    *,
    buttons: bool = True,
    feedback: bool = False,
) -> Markup:
    """One question and its reply as a card; each quotation in its context from ``documents``.

    ``buttons`` need a script on the page; without them all is shown and links stand instead.
    """
    # By its key the page tells the parts of one card from those of another.
    key = secrets.token_hex(6)
    from kwell_qa.web.context import around, sourcing

    quotes = [
        {"citation": one, "context": around(one, documents), "sourcing": sourcing(one, words)}
        for one in reply.citations
    ]
    return render(
        "turn.html", words, question=question, reply=reply, key=key, quotes=quotes,
        buttons=buttons,
        copied=_copied(reply, words) if reply.sentences else "",
        feedback=feedback and bool(reply.citations) and reply.mode != "abstain",
        **_laid_out(reply, words),
    )  # fmt: skip


def _copied(reply: Reply, words: Words) -> str:
    """The answer as plain text with its sources; the page puts its own address before links.

    What only is nearest says so there as well.
    """
    from kwell_qa.web.context import sourcing

    lines = [words("reply.abstain_quotes"), ""] if reply.mode == "abstain" else []
    lines += [f"“{one.text}” [{one.citation}]" for one in reply.sentences]
    lines.append("")
    for citation in reply.citations:
        title = f"{citation.title} · {citation.section}" if citation.section else citation.title
        lines.append(f"[{citation.n}] {title}: {citation.link}")
        lines.extend(
            f"    {source.publisher}, {words.date(source.published)}, "
            f"{words.evidence(source.evidence)}" + (f": {source.url}" if source.url else "")
            for source in citation.sources
        )
        lines.append(f"    {sourcing(citation, words).words}")
    return "\n".join(lines)


def schema_name(part: dict[str, Any]) -> str:
    """The name of the schema that a part of an OpenAPI document refers to, if any."""
    for content in part.get("content", {}).values():
        schema = content.get("schema", {})
        reference = schema.get("$ref") or schema.get("items", {}).get("$ref", "")
        return str(reference).rsplit("/", 1)[-1]
    return ""


def _laid_out(reply: Reply, words: Words) -> dict[str, Any]:
    """The reply's own words in paragraphs, without what the card shows in a better form."""
    from kwell_qa.replies import all_listed

    # Quotations, notices and sources follow; the card sets each of them itself.
    paragraphs = [part.strip() for part in reply.opening.split("\n\n") if part.strip()]
    if reply.suggestions:
        near = words("reply.abstain_near")
        paragraphs = [part for part in paragraphs if not part.startswith(near)]
    listed = all_listed(words.texts, words.lang)
    lists_all = listed in paragraphs
    paragraphs = [part for part in paragraphs if part != listed]
    care = reply.mode in CARE
    if care or reply.steps:
        told = _told(reply, words)
        paragraphs = [part for part in paragraphs if part not in told]
    if reply.mode == "helplines":
        paragraphs = paragraphs[0].split("\n")[:1] if paragraphs else []
    foreign = [c.lang for c in reply.citations if c.lang not in ("und", reply.language)]
    return {
        "paragraphs": paragraphs, "foreign": foreign[0] if foreign else None, "care": care,
        "lists_all": lists_all,
        # In a care card the ways in stand after the opening and before the rest.
        "opening": 1 if care else len(paragraphs),
        "special": special_of(reply.helplines, reply.category) if care else None,
    }  # fmt: skip


def _told(reply: Reply, words: Words) -> set[str]:
    """The sentences that the card shows as links: about steps, and in care about ways in."""
    from kwell_qa.caring import step_sentence, ways_in

    told = {step_sentence(words.texts, words.lang, step) for step in reply.steps}
    # An answer that care leads has no such links: there the sentences hold the only numbers.
    if reply.mode in CARE:
        told.update(ways_in(words.texts, words.lang, reply.helplines, reply.emergency,
                            category=reply.category))  # fmt: skip
    return told
