"""The files in ``data/screen_patterns``, as people write them, checked and made into patterns.

There is one for each language, and ``any.yaml`` for what all share. One that cannot be used raises
``ContentError`` naming the file and the line. Patterns are cut at their top-level ``|`` into small
units, each with the strings of which a match must hold at least one, so that a message is only
tried against the few units that can match.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import yaml

from kwell_qa.errors import ContentError, Finding
from kwell_qa.normalise import fold, simplify
from kwell_qa.screening_literals import alternatives, required
from kwell_qa.screening_patterns import (
    CATEGORIES,
    FLAGS,
    GUARDS,
    JOINED,
    MORE_GUARDS,
    NEVER,
    PERSONS,
    PLAIN,
    SHARED,
    SPACED,
    Guard,
    Patterns,
    Unit,
)

__all__ = ["FILES", "FOLDER", "Needs", "parse", "read"]

FOLDER = Path(__file__).resolve().parent / "data" / "screen_patterns"
FILES = (
    "any", "en", "ko", "ja", "zh", "th", "vi", "es", "pt", "id", "tl", "fr", "de", "ar", "ko-latn",
    "more",
)  # fmt: skip
"""A file each. What their masks blank out is blanked out in this order."""
KEYS = ("order", "defs", "mask", "guards", "screen")
"""Parts of a file; ``order`` is of ``any.yaml`` alone."""
Needs = Mapping[str, tuple[str, ...]]
"""Strings of which each match holds one, by the source of a unit."""
_NAME = re.compile(r"\{([a-z][a-z_]*)\}")


def read(folder: Path = FOLDER) -> dict[str, str]:
    """The texts of the ``FILES`` in ``folder`` by language.

    Raises:
        ContentError: one cannot be read.
    """
    texts = {}
    for lang in FILES:
        path = folder / f"{lang}.yaml"
        try:
            texts[lang] = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ContentError(
                Finding(path, None, "screen-file", f"cannot be read: {error}", "restore the file")
            ) from error
    return texts


class _File:
    """Reads YAML nodes, so that each fault can name its line; ``top`` are its parts by name."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        try:
            root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else None
            problem = getattr(error, "problem", None) or "cannot be read"
            raise ContentError(
                Finding(path, line, "screen-yaml", f"not YAML: {problem}", "mend the line")
            ) from error
        self.top = self.mapping(root, KEYS if path.stem == "any" else KEYS[1:])
        self.root = root

    def fault(self, node: yaml.Node | None, rule: str, message: str, remedy: str) -> ContentError:
        line = node.start_mark.line + 1 if node is not None else None
        return ContentError(Finding(self.path, line, rule, message, remedy))

    def mapping(
        self, node: yaml.Node | None, allowed: tuple[str, ...] | None = None
    ) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            raise self.fault(node, "screen-shape", "got no mapping", "write key: value pairs")
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = self.choice(key, allowed) if allowed is not None else self.text(key)
            if name in found:  # YAML would take the last and drop the other
                raise self.fault(key, "screen-twice", f"got {name!r} twice", "write it once")
            found[name] = value
        return found

    def part(self, name: str) -> dict[str, yaml.Node]:
        """A part that a language may be without."""
        return self.mapping(self.top[name]) if name in self.top else {}

    def items(self, node: yaml.Node | None) -> list[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode):
            raise self.fault(node, "screen-shape", "got no list", "write a list")
        return list(node.value)

    def text(self, node: yaml.Node | None) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise self.fault(node, "screen-shape", "got no text", "write one line of text")
        return str(node.value)

    def piece(self, node: yaml.Node | None) -> str:
        """One pattern, or a list of them, any of which will do."""
        if isinstance(node, yaml.SequenceNode):
            return f"(?:{'|'.join(self.text(item) for item in node.value)})"
        return self.text(node)

    def choice(self, node: yaml.Node | None, allowed: tuple[str, ...]) -> str:
        value = self.text(node)
        if value not in allowed:
            raise self.fault(
                node, "screen-value", f"got {value!r}", f"choose from {', '.join(allowed)}"
            )
        return value


class _Builder:
    """Turns the file of ``lang`` into its part of ``Patterns``; ``names`` are its named pieces.

    Each pattern is compiled once to see that it can be, unless that is ``known``.
    """

    def __init__(
        self, file: _File, lang: str, names: dict[str, str], known: bool, needs: Needs
    ) -> None:
        self.file = file
        self.lang = lang
        self.names = names
        self.known = known
        self.needs = needs
        self.sections = file.part("screen")

    def expand(self, node: yaml.Node) -> str:
        """A pattern with its named pieces put in and its letters folded like the text."""
        names = self.names
        source = self.file.piece(node)
        for _ in range(4):  # pieces may use pieces, four deep at most
            missing = [name for name in _NAME.findall(source) if name not in names]
            if missing:
                raise self.file.fault(
                    node, "screen-piece", f"{missing[0]!r} is not in defs", "define or spell it"
                )
            source = _NAME.sub(lambda found: names[found[1]], source)
        if re.search(r"\\[A-Z]", source):  # folding would turn it into its opposite
            raise self.file.fault(
                node, "screen-case", "got an escape with a capital letter", "use [^...]"
            )
        source = fold(source)
        return simplify(source) if self.lang == "zh" else source

    def source(self, node: yaml.Node, template: str = "{}") -> str:
        source = template.replace("{}", self.expand(node))
        if self.known:
            return source
        try:
            return re.compile(source).pattern
        except re.error as error:
            raise self.file.fault(
                node, "screen-pattern", f"not a pattern: {error}", "mend the brackets"
            ) from error

    def guard(self) -> Guard:
        parts = self.file.part("guards")
        edge = r"\b" if self.lang in SPACED else ""
        templates = {"self": f"{edge}{{}}{edge}", "other": f"{edge}{{}}{edge}"}
        templates |= {"before": f"{edge}{{}}\\s*$", "after": "\\s*{}"}
        templates |= dict.fromkeys(("plain", "fears"), "^(?:{})[ .?!]*$")
        # Each line is a clause, and the message is made of a few of them: no search runs wild.
        ends = r"(?:[ .?!*😭]+|$)" if self.lang in SPACED else "[.?!*😭]*"
        templates |= {"upset": f"^(?:(?:{{}}){ends}){{1,5}}$"}
        absent = [name for name in GUARDS if name not in parts]
        if absent:
            raise self.guards_fault(f"no {absent[0]!r}", "add it")
        return Guard(*(
            self.source(parts[name], templates.get(name, "{}")) if name in parts else NEVER
            for name in (*GUARDS, *MORE_GUARDS)
        ))  # fmt: skip

    def shared(self) -> dict[str, re.Pattern[str]]:
        """The guards of all languages together."""
        nodes = self.file.part("guards")
        shared = {name: re.compile(self.source(node)) for name, node in nodes.items()}
        if set(shared) != set(SHARED):
            raise self.guards_fault("guards differ", ", ".join(SHARED))
        return shared

    def guards_fault(self, message: str, remedy: str) -> ContentError:
        node = self.file.top.get("guards", self.file.root)
        return self.file.fault(node, "screen-guard", message, remedy)

    def mask(self) -> re.Pattern[str]:
        edge = "" if self.lang in JOINED else r"\b"
        sources = [self.source(item) for item in self.file.items(self.file.top["mask"])]
        return re.compile(f"{edge}(?:{'|'.join(sources)}){edge}")

    def units(self, node: yaml.Node, section: str) -> list[Unit]:
        """One group of a section, cut into units."""
        file, lang, group = self.file, self.lang, self.file.mapping(node)
        level = file.choice(group.get("level"), tuple(CATEGORIES))
        category = file.choice(group.get("category"), CATEGORIES[level])
        person = file.choice(group.get("person"), PERSONS)
        flags = frozenset(file.choice(flag, FLAGS) for flag in file.items(group.get("flags")))
        if section == PLAIN:
            flags |= {PLAIN}
        found = []
        for item in file.items(group.get("any")):
            for source in alternatives(self.expand(item)):
                if lang in SPACED:
                    source = rf"(?<!\w)(?:{source})(?!\w)"
                try:
                    needs = self.needs.get(source)
                    needs = required(source) if needs is None else needs
                except (re.error, RecursionError) as error:
                    raise file.fault(
                        item, "screen-pattern", f"not a pattern: {error}", "mend the brackets"
                    ) from error
                found.append(Unit(lang, level, category, person, flags, source, needs))
        return found


def parse(
    texts: Mapping[str, str], folder: Path = FOLDER, known: bool = False, needs: Needs | None = None
) -> Patterns:
    """The patterns of ``texts``, which came from the ``FILES`` in ``folder``.

    With ``known`` no pattern is compiled only to see whether it can be. ``needs`` are what is known
    of units by their sources; those of others are worked out.

    Raises:
        ContentError: a file breaks the format; names it and the line.
    """
    files = {lang: _File(folder / f"{lang}.yaml", texts[lang]) for lang in FILES}
    defs = {
        lang: {name: file.piece(piece) for name, piece in file.part("defs").items()}
        for lang, file in files.items()
    }
    build = {
        lang: _Builder(file, lang, {**defs["any"], **defs[lang]}, known, needs or {})
        for lang, file in files.items()
    }
    guards = {lang: build[lang].guard() for lang in (*SPACED, *JOINED)}
    shared = build["any"].shared()
    masks = {lang: build[lang].mask() for lang, file in files.items() if "mask" in file.top}
    units = tuple(
        unit for lang, section, group in _groups(build)
        for unit in build[lang].units(group, section)
    )  # fmt: skip
    return Patterns(units, guards, shared, masks)


def _groups(build: Mapping[str, _Builder]) -> list[tuple[str, str, yaml.Node]]:
    """All groups with their languages and sections, as ``order`` has them tried.

    Where several patterns match, the first may decide whose trouble it is.
    """
    found = []
    file, left = build["any"].file, {lang: dict(one.sections) for lang, one in build.items()}
    for section, langs in file.part("order").items():
        for node in file.items(langs):
            lang = file.choice(node, FILES[1:])
            groups = left[lang].pop(section, None)
            if groups is None:
                raise file.fault(
                    node, "screen-order", f"{lang}.yaml has no section {section!r} left to try",
                    "name it once, and only where it is",
                )  # fmt: skip
            found += [(lang, section, group) for group in build[lang].file.items(groups)]
    for lang, sections in left.items():
        for section, node in sections.items():
            raise build[lang].file.fault(
                node, "screen-order", f"the section {section!r} is never tried",
                f"add {lang} to it in the order of any.yaml",
            )  # fmt: skip
    return found
