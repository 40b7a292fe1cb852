"""Where in a Turtle text each statement stands, so that a report can say `file:line`.

The text is known to parse: this only finds places, and is lenient where the grammar is strict.
"""

import re
from urllib.parse import urljoin

TOKEN = re.compile(
    r'''
      (?P<space>   \s+ | \#[^\n]* )
    | (?P<string>  """(?:[^"\\]|\\.|"(?!""))*"""(?:@[\w-]+)?  |  \'\'\'(?:[^'\\]|\\.|'(?!''))*\'\'\'(?:@[\w-]+)?
                 | "(?:[^"\\\n]|\\.)*"(?:@[\w-]+)?  |  '(?:[^'\\\n]|\\.)*'(?:@[\w-]+)? )
    | (?P<iri>     <[^<>\s]*> )
    | (?P<mark>    [;,.\[\]()] )
    | (?P<name>    (?:\\.|[^\s;,\[\]()<>"'\#])+ )
    | (?P<other>   . )
    ''',
    re.VERBOSE | re.DOTALL,
)
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


class Lines:
    """The lines on which the subjects of a text, and each of their predicates, are first written."""

    def __init__(self, text: str) -> None:
        self.subjects: dict[str, int] = {}
        self.predicates: dict[tuple[str, str], int] = {}
        self.base = ""
        self.prefixes: dict[str, str] = {}
        self.read(text)

    def of(self, subject: str, predicate: str | None = None) -> int | None:
        """Find the line of a statement, or that of its subject where the statement isn't there."""
        if predicate is not None and (line := self.predicates.get((subject, predicate))):
            return line
        return self.subjects.get(subject)

    def read(self, text: str) -> None:
        """Walk through the tokens of a text, statement by statement."""
        line, depth = 1, 0
        statement: list[str] = []  # the names at depth 0 since the last full stop
        at_predicate = False
        for match in TOKEN.finditer(text):
            token, kind = match.group(), match.lastgroup
            if kind == "name" and token.endswith(".") and token != ".":
                token, stops = token[:-1], True
            else:
                stops = token == "." and depth == 0
            if kind == "mark" and token in "[(":
                depth += 1
            elif kind == "mark" and token in "])":
                depth -= 1
            elif kind in ("iri", "name") and depth == 0:
                iri = self.resolve(token)
                if not statement:
                    self.subjects.setdefault(iri, line)
                elif len(statement) == 1 or at_predicate:
                    self.predicates.setdefault((statement[0], iri), line)
                    at_predicate = False
                statement.append(iri if not is_directive(token) else token)
                stops = self.declare(statement) or stops
            elif token == ";" and depth == 0:
                at_predicate = True
            if stops:
                statement, at_predicate = [], False
            line += match.group().count("\n")

    def declare(self, statement: list[str]) -> bool:
        """Take in a base or prefix declaration; tell whether it was one, and is complete."""
        match [part.lower() if place == 0 else part for place, part in enumerate(statement)]:
            case ["@base" | "base", iri]:
                self.base = iri
                return True
            case ["@prefix" | "prefix", name, iri]:
                self.prefixes[name.removesuffix(":")] = iri
                return True
        return False

    def resolve(self, token: str) -> str:
        """Give the IRI that a token stands for."""
        if token.startswith("<"):
            return urljoin(self.base, token[1:-1])
        if token == "a":
            return RDF_TYPE
        name, colon, local = token.partition(":")
        if colon and name in self.prefixes:
            return self.prefixes[name] + re.sub(r"\\(.)", r"\1", local)
        return token


def is_directive(token: str) -> bool:
    """Tell whether a token begins a declaration."""
    return token.lower() in ("@base", "@prefix", "base", "prefix")
