"""Where in a Turtle text each statement stands, so that a report can say `file:line`.

The text is known to parse: this only finds places, and is lenient where the grammar is strict.
"""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

TOKEN = re.compile(
    r'''
      (?P<space>   \s+ | \#[^\n]* )
    | (?P<string>  (?: """(?:[^"\\]|\\.|"(?!""))*"""  |  \'\'\'(?:[^'\\]|\\.|'(?!''))*\'\'\'
                     | "(?:[^"\\\n]|\\.)*"           |  '(?:[^'\\\n]|\\.)*' ) (?:@[\w-]+)? )
    | (?P<iri>     <[^<>\s]*> )
    | (?P<open>    <<\(? | \{\| | [\[(] )
    | (?P<close>   \)?>> | \|\} | [\])] )
    | (?P<stop>    \.(?![0-9]) )
    | (?P<mark>    [;,] )
    | (?P<name>    (?:\\.|[^\s;,\[\]()<>{}|"'\#])+ )
    | (?P<other>   . )
    ''',
    re.VERBOSE | re.DOTALL,
)
ESCAPED_IN_IRI = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:", re.ASCII)
DIRECTIVES = {"@base", "base", "@prefix", "prefix", "@version", "version"}
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def comments(text: str) -> list[int]:
    """List the lines of a Turtle text that have a comment."""
    return [line for line, token in tokens(text) if token.startswith("#")]


def first_blank_node(text: str) -> int | None:
    """Find the line on which a Turtle text first writes a blank node."""
    return next((line for line, token in tokens(text) if token in ("[", "(") or token.startswith("_:")), None)


def tokens(text: str) -> Iterator[tuple[int, str]]:
    """Go through the tokens of a Turtle text with their lines."""
    line = 1
    for match in TOKEN.finditer(text):
        yield line, match.group()
        line += match.group().count("\n")


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
            word, kind = match.group(), match.lastgroup
            stops = kind == "stop" and depth == 0
            if kind == "name" and word.endswith(".") and not word.endswith("\\."):
                word, stops = word[:-1], True
            if kind == "open":
                depth += 1
            elif kind == "close":
                depth -= 1
                # The subject was a blank node, a list or a triple: it has no name.
                statement = statement or ([""] if depth == 0 else [])
            elif kind in ("iri", "name") and depth == 0:
                name = word if is_directive([*statement, word]) else self.resolve(word)
                statement.append(name)
                if is_directive(statement):
                    stops = self.declare(statement) or stops
                elif len(statement) == 1:
                    self.subjects.setdefault(name, line)
                elif len(statement) == 2 or at_predicate:
                    self.predicates.setdefault((statement[0], name), line)
                    at_predicate = False
            elif kind == "string" and is_directive(statement):
                stops = True  # VERSION "1.2" needs no full stop
            elif word == ";" and depth == 0:
                at_predicate = True
            if stops:
                statement, at_predicate = [], False
            line += match.group().count("\n")

    def declare(self, statement: list[str]) -> bool:
        """Take in a base or prefix declaration; tell whether it is complete."""
        match statement:
            case [_, iri] if statement[0].lower().endswith("base"):
                self.base = self.resolve(iri)
                return True
            case [_, name, iri]:
                self.prefixes[name.removesuffix(":")] = self.resolve(iri)
                return True
        return False

    def resolve(self, word: str) -> str:
        """Give the IRI that a word stands for."""
        if word.startswith("<"):
            return joined(
                self.base, ESCAPED_IN_IRI.sub(lambda code: chr(int(code[1] or code[2], 16)), word[1:-1])
            )
        if word == "a":
            return RDF_TYPE
        name, colon, local = word.partition(":")
        if colon and name in self.prefixes:
            return self.prefixes[name] + re.sub(r"\\(.)", r"\1", local)
        return word


def joined(base: str, reference: str) -> str:
    """Resolve a reference (RFC 3986 §5.2); unlike `urljoin`, keep an empty query and an empty fragment.

    Most namespaces end in an empty fragment.
    """
    if SCHEME.match(reference):
        return reference
    reference, hash_sign, fragment = reference.partition("#")
    path, question_mark, query = reference.partition("?")
    base = base.partition("#")[0]
    if path:
        base = urljoin(base, path)
    elif question_mark:
        base = base.partition("?")[0]
    return f"{base}{question_mark}{query}{hash_sign}{fragment}"


def is_directive(statement: list[str]) -> bool:
    """Tell whether a statement is a declaration: its parts are kept as they are written."""
    return bool(statement) and statement[0].lower() in DIRECTIVES
