"""The reviewed patterns of the safety screen, read from ``data/screen.yaml`` and checked.

A file that cannot be used raises ``ContentError`` naming the file and the line. Patterns are
cut at their top-level ``|`` into small units, each with the strings of which a match must
hold at least one, so that a message is only tried against the few units that can match.
"""

from __future__ import annotations

import functools
import importlib.resources
import json
import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from kwell_qa import manifest, normalise, screening_literals
from kwell_qa.errors import ContentError, Finding
from kwell_qa.normalise import fold, simplify
from kwell_qa.screening_literals import alternatives, required

__all__ = [
    "CATEGORIES", "COMPILED", "JOINED", "NEVER", "Guard", "Patterns", "Unit", "compiled", "load",
    "made_of", "parse", "to_json",
]  # fmt: skip

COMPILED = Path(__file__).resolve().parent / "data" / "screen_units.json"
"""The patterns as they are used, made by ``scripts/speed_up_screen.py``."""

CATEGORIES = {
    "crisis": ("suicidal", "self-harm", "danger-now", "goodbye", "third-party"),
    "support": (
        "abuse", "sexual-violence", "harassment", "eating-disorder", "grief", "bullying",
        "distress", "substance", "third-party",
    ),
}  # fmt: skip
PERSONS = ("first", "third", "auto")
FLAGS = ("neg", "joke", "means", "sure")
SPACED = ("en", "es", "pt", "id", "vi", "fr", "de", "tl", "ar", "ko-latn")
JOINED = ("ko", "ja", "th", "zh", "more")
"""Languages that are matched without spaces; ``more`` are a few words of many others."""
GUARDS = ("self", "other", "before", "after")
MORE_GUARDS = ("helping", "harmed", "plain", "foreign")
"""Guards that a language may be without."""
SHARED = (
    "laugh", "earnest", "cause", "recovered", "relapse", "topic", "person", "artist", "lyric",
    "denied", "farewell", "at_hand", "asking", "lethal", "fiction",
)  # fmt: skip
NEVER = "(?!)"
"""A pattern that nothing matches."""
_NAME = re.compile(r"\{([a-z][a-z_]*)\}")


@dataclass(frozen=True, slots=True)
class Unit:
    """One alternative of a pattern. ``needs`` may be empty: then it is always tried."""

    lang: str
    level: str
    category: str
    person: str
    flags: frozenset[str]
    source: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guard:
    """Who is spoken of, and negations that touch a hit, in one language: sources of patterns.

    ``helping``: somebody asks how to be there for another person of their own life. ``harmed``:
    whoever writes is harmed or unwell. ``plain``: all of a message that asks what help is like, or
    tells of everyday things that the classifier takes for trouble. ``foreign``: a hit and, on the
    next line, the message that holds it, which is in English after all.
    """

    self: str
    other: str
    before: str
    after: str
    helping: str = NEVER
    harmed: str = NEVER
    plain: str = NEVER
    foreign: str = NEVER


@dataclass(frozen=True, slots=True)
class Patterns:
    """All of the file, ready to use: units by number, and shared guards by name."""

    units: tuple[Unit, ...]
    guards: dict[str, Guard]
    shared: dict[str, re.Pattern[str]]
    masks: dict[str, re.Pattern[str]]


class _File:
    """Reads YAML nodes, so that each fault can name its line."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fault(self, node: yaml.Node | None, rule: str, message: str, remedy: str) -> ContentError:
        line = node.start_mark.line + 1 if node is not None else None
        return ContentError(Finding(self.path, line, rule, message, remedy))

    def mapping(self, node: yaml.Node | None) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            raise self.fault(node, "screen-shape", "got no mapping", "write key: value pairs")
        return {self.text(key): value for key, value in node.value}

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
    """Turns one file into ``Patterns``; ``defs`` are the named pieces by language.

    Each pattern is compiled once to see that it can be, unless that is ``known``.
    """

    def __init__(self, file: _File, defs: dict[str, dict[str, str]], known: bool) -> None:
        self.file = file
        self.defs = defs
        self.known = known

    def expand(self, node: yaml.Node, lang: str) -> str:
        """A pattern with its named pieces put in and its letters folded like the text."""
        names = {**self.defs.get("any", {}), **self.defs.get(lang, {})}
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
        return simplify(source) if lang == "zh" else source

    def source(self, node: yaml.Node, lang: str, template: str = "{}") -> str:
        source = template.replace("{}", self.expand(node, lang))
        if self.known:
            return source
        try:
            return re.compile(source).pattern
        except re.error as error:
            raise self.file.fault(
                node, "screen-pattern", f"not a pattern: {error}", "mend the brackets"
            ) from error

    def units(self, node: yaml.Node) -> list[Unit]:
        """One group of the ``screen`` list, cut into units."""
        file, group = self.file, self.file.mapping(node)
        lang = file.choice(group.get("lang"), SPACED + JOINED)
        level = file.choice(group.get("level"), tuple(CATEGORIES))
        category = file.choice(group.get("category"), CATEGORIES[level])
        person = file.choice(group.get("person"), PERSONS)
        flags = frozenset(file.choice(flag, FLAGS) for flag in file.items(group.get("flags")))
        found = []
        for item in file.items(group.get("any")):
            for source in alternatives(self.expand(item, lang)):
                if lang in SPACED:
                    source = rf"(?<!\w)(?:{source})(?!\w)"
                try:
                    needs = required(source)
                except (re.error, RecursionError) as error:
                    raise file.fault(
                        item, "screen-pattern", f"not a pattern: {error}", "mend the brackets"
                    ) from error
                found.append(Unit(lang, level, category, person, flags, source, needs))
        return found


def parse(text: str, path: Path, known: bool = False) -> Patterns:
    """The patterns of ``text``, which came from ``path``; a fault raises ``ContentError``.

    With ``known`` no pattern is compiled only to see whether it can be.
    """
    file = _File(path)
    try:
        root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        problem = getattr(error, "problem", None) or "cannot be read"
        raise ContentError(
            Finding(path, line, "screen-yaml", f"not YAML: {problem}", "mend the line")
        ) from error
    top = file.mapping(root)
    defs = {
        lang: {name: file.piece(piece) for name, piece in file.mapping(pieces).items()}
        for lang, pieces in file.mapping(top.get("defs")).items()
    }
    build = _Builder(file, defs, known)
    guards, shared = {}, {}
    nodes = file.mapping(top.get("guards"))
    for lang in (*SPACED, *JOINED):
        parts = file.mapping(nodes.get(lang, top["guards"]))
        edge = r"\b" if lang in SPACED else ""
        templates = {"self": f"{edge}{{}}{edge}", "other": f"{edge}{{}}{edge}"}
        templates |= {"before": f"{edge}{{}}\\s*$", "after": "\\s*{}"}
        templates |= {"plain": "^(?:{})[ .?!]*$"}
        absent = [name for name in GUARDS if name not in parts]
        if absent:
            raise file.fault(
                nodes.get(lang, top["guards"]), "screen-guard", f"no {absent[0]!r}", "add it"
            )
        guards[lang] = Guard(*(
            build.source(parts[name], lang, templates.get(name, "{}")) if name in parts else NEVER
            for name in (*GUARDS, *MORE_GUARDS)
        ))  # fmt: skip
    for name, node in file.mapping(nodes.get("any")).items():
        shared[name] = re.compile(build.source(node, "any"))
    if set(shared) != set(SHARED):
        raise file.fault(nodes.get("any"), "screen-guard", "guards differ", ", ".join(SHARED))
    masks = {}
    for lang, items in file.mapping(top.get("mask")).items():
        edge = "" if lang in JOINED else r"\b"
        sources = [build.source(item, lang) for item in file.items(items)]
        masks[lang] = re.compile(f"{edge}(?:{'|'.join(sources)}){edge}")
    units = tuple(unit for node in file.items(top.get("screen")) for unit in build.units(node))
    return Patterns(units, guards, shared, masks)


def to_json(patterns: Patterns, made_of: str) -> str:
    """``patterns`` as ``scripts/speed_up_screen.py`` writes them, a unit a line."""
    units = ",\n".join(
        json.dumps([unit.lang, unit.level, unit.category, unit.person, sorted(unit.flags),
                    unit.source, unit.needs], ensure_ascii=False)
        for unit in patterns.units
    )  # fmt: skip
    rest = {
        "guards": {lang: [getattr(one, name) for name in (*GUARDS, *MORE_GUARDS)]
                   for lang, one in patterns.guards.items()},
        "shared": {name: one.pattern for name, one in patterns.shared.items()},
        "masks": {lang: one.pattern for lang, one in patterns.masks.items()},
    }  # fmt: skip
    told = json.dumps(rest, ensure_ascii=False)
    return f'{{"made_of": "{made_of}", "rest": {told}, "units": [\n{units}\n]}}\n'


def made_of(path: Path) -> str:
    """A digest of the patterns' file and of the code that reads it."""
    return manifest.rules_of((path, __file__, normalise.__file__, screening_literals.__file__))


def _ready_made(path: Path) -> Patterns | None:
    """What ``to_json`` wrote of this very file; ``None`` where it is of another, or not there.

    Reading the YAML and expanding it takes a quarter of a second, a fifth of a whole answer on the
    command line.
    """
    try:
        held = json.loads(COMPILED.read_text("utf-8"))
        if held["made_of"] != made_of(path):
            return None
        rest = held["rest"]
        return Patterns(
            tuple(Unit(lang, level, category, person, frozenset(flags), source, tuple(needs))
                  for lang, level, category, person, flags, source, needs in held["units"]),
            {lang: Guard(*parts) for lang, parts in rest["guards"].items()},
            {name: re.compile(source) for name, source in rest["shared"].items()},
            {lang: re.compile(source) for lang, source in rest["masks"].items()},
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError):
        return None


@functools.cache
def compiled(source: str) -> re.Pattern[str]:
    """Compiled when first tried: few of the thousands are ever needed in one process."""
    return re.compile(source)


@functools.cache
def load() -> Patterns:
    """The shipped patterns, read once. ``ContentError`` where the file is broken."""
    source = Path(str(importlib.resources.files("kwell_qa"))) / "data/screen.yaml"
    if (made := _ready_made(source)) is not None:
        return made
    path = Path("kwell_qa/data/screen.yaml")
    try:
        text = source.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(
            Finding(path, None, "screen-file", f"cannot be read: {error}", "restore the file")
        ) from error
    # The tests have compiled each; a process that answers one question is not to do it again.
    return parse(text, path, known=True)
