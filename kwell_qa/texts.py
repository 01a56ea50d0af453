"""Our own words in thirteen languages, from ``data/texts/*.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from kwell_qa.tokens import words as fold_words

__all__ = ["ALIASES", "LANGUAGES", "RTL", "Catalogue", "known_language", "load", "plural"]

LANGUAGES = ("en", "ko", "ja", "zh", "es", "pt", "id", "th", "vi", "fr", "de", "ar", "tl")
RTL = frozenset({"ar"})
ALIASES = {"fil": "tl", "in": "id"}
"""Other codes of these languages."""


def known_language(wanted: str) -> str | None:
    """The language of ours that a tag names (``pt-BR`` → ``pt``), or ``None``."""
    code = wanted.split("-")[0].casefold()
    code = ALIASES.get(code, code)
    return code if code in LANGUAGES else None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Texts by language and dotted key; languages without texts fall back to English."""

    texts: Mapping[str, Mapping[str, Any]]
    function_words: Mapping[str, frozenset[str]]

    def language(self, wanted: str | None) -> str:
        """The offered language nearest to ``wanted`` (``pt-BR`` → ``pt``), else English."""
        code = known_language(wanted or "")
        return code if code and code in self.texts else "en"

    def get(self, lang: str, key: str, **values: str) -> str:
        """The text of ``key`` in ``lang`` with its placeholders filled.

        A text that depends on a number stands as ``key.one``, ``key.other`` and whatever else
        the language has in CLDR's plural rules; the first value that is a number decides.

        Raises:
            KeyError: there is no such key, or no value for one of its placeholders, which nobody
                should read.
        """
        language = self.language(lang)
        texts = self.texts[language]
        if key not in texts and f"{key}.other" in texts:
            number = next((value for value in values.values() if value.isdigit()), "0")
            category = plural(language, int(number))
            key = f"{key}.{category}" if f"{key}.{category}" in texts else f"{key}.other"

        def filled(placeholder: re.Match[str]) -> str:
            name = placeholder.group(1)
            if name not in values:
                raise KeyError(f"{key}: got no {name}, wanted a value to fill in; pass it")
            return values[name]

        # Not str.format: a filled-in name that holds braces must stay as it is.
        return re.sub(r"\{(\w+)\}", filled, self.raw(lang, key))

    def raw(self, lang: str, key: str) -> str:
        """The text of ``key`` with its placeholders as they are, for a page that fills them."""
        return str(self.texts[self.language(lang)][key])

    def lines(self, lang: str, key: str) -> tuple[str, ...]:
        """The list of ``key`` in ``lang``."""
        return tuple(str(line) for line in self.texts[self.language(lang)][key])


def plural(lang: str, number: int) -> str:
    """CLDR's plural category of a whole number: zero, one, two, few, many or other."""
    # Imported here: most starts say nothing that depends on a number.
    from babel import Locale

    return str(Locale.parse({"tl": "fil"}.get(lang, lang)).plural_form(number))


def _flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in tree.items():
        if isinstance(value, Mapping):
            flat.update(_flat(value, f"{prefix}{key}."))
        else:
            flat[prefix + str(key)] = _kept_together(value)
    return flat


def _kept_together(value: Any) -> Any:
    """Thai's sign of repetition, which is written after a space, never begins a line."""
    if isinstance(value, list):
        return [_kept_together(one) for one in value]
    return value.replace(" ๆ", "\u00a0ๆ") if isinstance(value, str) else value


@cache
def load() -> Catalogue:
    """The shipped texts; read once."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, Mapping[str, Any]] = {}
    words: dict[str, frozenset[str]] = {}
    folder = resources.files("kwell_qa") / "data" / "texts"
    for lang in LANGUAGES:
        file = folder / f"{lang}.yaml"
        if not file.is_file():
            continue
        data = yaml.load(file.read_text("utf-8"), Loader=loader)
        known = data.pop("function_words", ())
        words[lang] = frozenset(part for word in known for part in fold_words(str(word)))
        found[lang] = _flat(data)
    return Catalogue(found, words)
