"""The header of a query file: lines that begin with `#+` and hold YAML, as grlc writes them.

    #+ summary:
    #+   ko: 한 정책의 전략
    #+   en: The strategies of a policy
    #+ tags: [policy, strategy]
    #+ parameters:
    #+   number: {type: integer, default: 2, ko: 정책 번호, en: number of the policy}

A parameter is a variable of the query that is bound to a term before the query runs; it is never
pasted into the text. The query must project it (the last columns of its SELECT), and the answer
leaves it out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal as OneOf

import yaml

from gjgraph.core.errors import UnreadableError
from gjgraph.core.terms import XSD, Literal, NamedNode
from gjgraph.core.text import Text

MARK = re.compile(r"^#\+ ?(.*)$", re.MULTILINE)
KEYS = {"id", "summary", "tags", "parameters", "message", "severity"}
ParameterType = OneOf["integer", "string", "iri"]
INTEGER = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]*")


@dataclass(frozen=True)
class Parameter:
    """One parameter of a question."""

    name: str
    type: ParameterType
    description: Text
    default: str | None = None

    def bind(self, value: str, base: str) -> NamedNode | Literal | None:
        """Turn what a user typed into a term, or give `None` where it isn't of the type."""
        match self.type:
            case "integer":
                if not INTEGER.fullmatch(value):
                    return None
                return Literal(str(int(value)), datatype=NamedNode(XSD + "integer"))
            case "iri":
                iri = value if ":" in value.split("/", 1)[0] else base + "id/" + value
                return NamedNode(iri) if IRI.fullmatch(iri) else None
            case "string":
                return Literal(value)


@dataclass(frozen=True)
class QueryFile:
    """A query with its header."""

    name: str
    text: str
    summary: Text
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    id: str | None = None
    message: Text | None = None
    """What a check says of each row; placeholders as in SHACL messages."""
    is_warning: bool = False


def parse_header(name: str, text: str) -> QueryFile:
    """Read the header of a query file; `name` is the file's name without its ending."""
    try:
        fields = yaml.safe_load("\n".join(MARK.findall(text))) or {}
        if not isinstance(fields, dict) or set(fields) - KEYS:
            raise ValueError(f"unknown: {set(fields) - KEYS}" if isinstance(fields, dict) else "no mapping")
        message = fields.get("message")
        return QueryFile(
            name=name,
            text=text,
            summary=both(fields["summary"]),
            tags=tuple(str(tag) for tag in fields.get("tags", ())),
            parameters=tuple(
                parameter(str(key), value) for key, value in (fields.get("parameters") or {}).items()
            ),
            id=fields.get("id"),
            message=None if message is None else both(message),
            is_warning=fields.get("severity") == "warning",
        )
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
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
    default = field.get("default")
    return Parameter(
        name=name,
        type=kind,
        description=Text(str(field["ko"]), str(field["en"])),
        default=None if default is None else str(default),
    )
