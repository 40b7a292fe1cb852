"""The header of a query file: lines that begin with `#+` and hold YAML, as grlc writes them.

    #+ summary:
    #+   ko: 한 정책의 전략
    #+   en: The strategies of a policy
    #+ tags: [policy, strategy]
    #+ parameters:
    #+   number: {type: integer, default: 2, ko: 정책 번호, en: number of the policy}
    #+ columns:
    #+   from: {ko: 부터, en: From}

What a parameter may take can be a column of another ready question, with the column that names each:
`choices: {question: policies-in-order, value: order, name: policy}`. How an answer is drawn besides its
table is said by `shown-as` (`core/shown_as.py`).

A parameter is a variable of the query that is bound to a term before the query runs; it is never
pasted into the text. The query must project it (the last columns of its SELECT), and the answer
leaves it out.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal as OneOf

import yaml

from gjgraph.core.errors import UnreadableError
from gjgraph.core.shown_as import ShownAs, parse_shown_as
from gjgraph.core.terms import PREFIXES, XSD, Literal, NamedNode
from gjgraph.core.text import Text

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Reads YAML: the one in C is ten times as fast, where it is there."""
MARK = re.compile(r"^#\+ ?(.*)$", re.MULTILINE)
LINE = re.compile(r"^#\+.*\n", re.MULTILINE)
KEYS = {"id", "summary", "tags", "parameters", "columns", "shown-as", "message", "severity"}
ParameterType = OneOf["integer", "string", "iri"]
VARIABLE = re.compile(r"\w+")
INTEGER = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)


@dataclass(frozen=True)
class Choices:
    """Where a parameter's values are found: the columns of a ready question."""

    question: str
    value: str
    name: str
    """The column that names each value; the same one, where it names itself."""


@dataclass(frozen=True)
class Theme:
    """What a query is about."""

    tag: str
    name: Text
    place: int
    """Among the themes of the workspace."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a question."""

    name: str
    type: ParameterType
    description: Text
    default: str | None = None
    choices: Choices | None = None

    def bind(self, value: str, base: str) -> NamedNode | Literal | None:
        """Turn what a user typed into a term, or give `None` where it isn't of the type."""
        try:
            match self.type:
                case "integer":
                    typed = INTEGER.fullmatch(value)
                    return Literal(str(int(value)), datatype=NamedNode(XSD + "integer")) if typed else None
                case "iri":
                    return NamedNode(full_iri(value, base))
                case "string":
                    return Literal(unicodedata.normalize("NFC", value))
        except ValueError:  # from the terms: no IRI, or no characters (half a surrogate pair)
            return None


def full_iri(value: str, base: str) -> str:
    """Give the IRI that was meant, in any of the forms in which answers show it.

    `<id/x>`, `id/x` and `x` are relative to the base; `csp:Goal` has a known prefix.
    """
    if value.startswith("<") and value.endswith(">"):
        value = value[1:-1]
    prefix, colon, local = value.partition(":")
    if colon and prefix in PREFIXES and not local.startswith("//"):
        return PREFIXES[prefix] + local
    if colon and "/" not in prefix:
        return value
    return base + value if value.startswith(("id/", "graph/", "ontology/")) else base + "id/" + value


@dataclass(frozen=True)
class QueryFile:
    """A query with its header."""

    name: str
    text: str
    summary: Text
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    columns: tuple[tuple[str, Text], ...] = ()
    """What columns of its answer are called."""
    themes: tuple[Theme, ...] = ()
    """Its tags in words."""
    shown_as: ShownAs | None = None
    """What is drawn of its answer; left to the answer where it says nothing."""
    id: str | None = None
    message: Text | None = None
    """What a check says of each row; placeholders as in SHACL messages."""
    is_warning: bool = False

    @cached_property
    def query(self) -> str:
        """The query alone, without the header."""
        return LINE.sub("", self.text).strip() + "\n"


def parse_header(name: str, text: str) -> QueryFile:
    """Read the header of a query file; `name` is the file's name without its ending."""
    try:
        fields = yaml.load("\n".join(MARK.findall(text)), LOADER) or {}  # noqa: S506 - a safe one
        if not isinstance(fields, dict) or set(fields) - KEYS:
            raise ValueError(f"unknown: {set(fields) - KEYS}" if isinstance(fields, dict) else "no mapping")
        message, tags, severity = fields.get("message"), fields.get("tags", ()), fields.get("severity")
        if isinstance(tags, str) or severity not in (None, "warning", "violation"):
            raise ValueError(f"tags: {tags}, severity: {severity}")
        return QueryFile(
            name=name,
            text=text,
            summary=both(fields["summary"]),
            tags=tuple(str(tag) for tag in tags),
            parameters=tuple(
                parameter(str(key), value) for key, value in (fields.get("parameters") or {}).items()
            ),
            columns=tuple((str(key), both(value)) for key, value in (fields.get("columns") or {}).items()),
            shown_as=parse_shown_as(fields.get("shown-as")),
            id=None if fields.get("id") is None else str(fields["id"]),
            message=None if message is None else both(message),
            is_warning=severity == "warning",
        )
    except (yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnreadableError(
            Text(
                f"질의 {name}의 머리말(#+)을 읽을 수 없습니다: {error}",
                f"The header (#+) of the query {name} can't be read: {error}",
            )
        ) from None


def both(field: Mapping[str, str]) -> Text:
    """Read a text that is given in both languages."""
    return Text(str(field["ko"]), str(field["en"]))


def parameter(name: str, field: Mapping[str, object]) -> Parameter:
    """Read one parameter."""
    kind = field["type"]
    if kind not in ("integer", "string", "iri"):
        raise ValueError(f"type of {name}: {kind}")
    if not VARIABLE.fullmatch(name):
        raise ValueError(f"no name of a variable: {name}")
    default = field.get("default")
    made = Parameter(
        name=name,
        type=kind,
        description=Text(str(field["ko"]), str(field["en"])),
        default=None if default is None else str(default),
        choices=choices(field.get("choices")),
    )
    if made.default is not None and made.bind(made.default, "any:") is None:
        raise ValueError(f"default of {name}: {default}")
    return made


def choices(field: object) -> Choices | None:
    """Read where the values of a parameter are found."""
    if field is None:
        return None
    if not isinstance(field, Mapping) or set(field) - {"question", "value", "name"}:
        raise ValueError(f"choices: {field}")
    value = str(field["value"])
    return Choices(str(field["question"]), value, str(field.get("name", value)))
