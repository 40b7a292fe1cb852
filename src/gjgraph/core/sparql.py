"""What can be told of a SPARQL query from its words alone: it is never parsed where it could do harm.

The words are found by the terminals of the grammar (SPARQL 1.1 §19.8): comments, strings and IRIs are
passed over, so that a keyword inside them is none.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

TOKEN = re.compile(
    r"""
    (?P<comment> \#[^\n\r]* )
  | (?P<string>
        \"\"\" (?: "{0,2} (?: [^"\\] | \\. ) )* \"\"\"
      | ''' (?: '{0,2} (?: [^'\\] | \\. ) )* '''
      | " (?: [^"\\\n\r] | \\. )* "
      | ' (?: [^'\\\n\r] | \\. )* '
    )
  | (?P<iri> < [^<>"{}|^`\\\x00-\x20]* > )
  | (?P<variable> [?$] \w+ )
  | (?P<name> (?: [^\W\d_] [\w.\-]* )? : (?: [\w.\-:%] | \\. )* )
  | (?P<word> [^\W\d] \w* )
  | (?P<open> \{ )
  | (?P<close> \} )
    """,
    re.VERBOSE | re.DOTALL,
)
VOLATILE = frozenset({"now", "rand", "uuid", "struuid", "bnode", "service"})
"""Functions and clauses whose answer is another one each time (SPARQL 1.1 §17.4)."""


@dataclass(frozen=True)
class Token:
    """A word of a query and where it stands."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The keyword that it may be, in small letters."""
        return self.text.lower() if self.kind == "word" else ""


def tokens(query: str) -> Iterator[Token]:
    """Find the words of a query; comments are left out, signs and numbers too."""
    for match in TOKEN.finditer(query):
        if match.lastgroup and match.lastgroup != "comment":
            yield Token(match.lastgroup, match[0], match.start(), match.end())


def is_volatile(query: str) -> bool:
    """Tell whether a query may be answered differently each time, so that its answer isn't kept."""
    lower = query.lower()
    return any(name in lower for name in VOLATILE) and any(token.word in VOLATILE for token in tokens(query))


def uses_service(query: str) -> bool:
    """Tell whether a query asks another endpoint (SPARQL 1.1 Federated Query)."""
    return "service" in query.lower() and any(token.word == "service" for token in tokens(query))


def from_graphs(query: str, base: str, prefixes: Mapping[str, str]) -> list[str]:
    """List the graphs that a query's FROM and FROM NAMED clauses name (SPARQL 1.1 §13.2)."""
    if "from" not in query.lower():
        return []
    known, found = dict(prefixes), []
    words = list(tokens(query))
    for place, token in enumerate(words):
        after = words[place + 1 : place + 3]
        if token.word == "base" and after and after[0].kind == "iri":
            base = urljoin(base, after[0].text[1:-1])
        if token.word == "prefix" and len(after) == 2 and after[1].kind == "iri":
            known[after[0].text.removesuffix(":")] = urljoin(base, after[1].text[1:-1])
        if token.word == "from" and after:
            graph = after[-1] if after[0].word == "named" else after[0]
            if (iri := resolved(graph, base, known)) is not None:
                found.append(iri)
    return found


def resolved(token: Token, base: str, prefixes: Mapping[str, str]) -> str | None:
    """Give the IRI that a token stands for; `None` where it is none or its prefix isn't declared."""
    if token.kind == "iri":
        return urljoin(base, token.text[1:-1])
    prefix, _, local = token.text.partition(":")
    if token.kind != "name" or prefix not in prefixes:
        return None
    return prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)


@dataclass(frozen=True)
class ServiceClause:
    """One SERVICE clause and where it stands: the whole clause, and the pattern inside its braces."""

    endpoint: str | None
    """The endpoint's IRI; `None` where the query leaves it to a variable."""
    silent: bool
    start: int
    end: int
    pattern: str


def service_clauses(query: str, base: str, prefixes: Mapping[str, str]) -> list[ServiceClause]:
    """Find the outermost SERVICE clauses of a query (SPARQL 1.1 Federated Query §2)."""
    known, found = dict(prefixes), []
    words = list(tokens(query))
    place = 0
    while place < len(words):
        token = words[place]
        after = words[place + 1 : place + 3]
        if token.word == "prefix" and len(after) == 2 and after[1].kind == "iri":
            known[after[0].text.removesuffix(":")] = urljoin(base, after[1].text[1:-1])
        if token.word == "service":
            silent = bool(after) and after[0].word == "silent"
            at = place + (2 if silent else 1)
            clause = one_clause(query, words[at:], token.start, silent, base, known)
            if clause is not None:
                found.append(clause)
                while place < len(words) and words[place].start < clause.end:
                    place += 1
                continue
        place += 1
    return found


def one_clause(
    query: str, words: list[Token], start: int, silent: bool, base: str, prefixes: Mapping[str, str]
) -> ServiceClause | None:
    """Read a clause from its endpoint on; `None` where its braces don't close."""
    depth, opened = 0, 0
    for token in words[1:]:
        if token.kind == "open":
            opened = opened or token.end
            depth += 1
        elif token.kind == "close":
            depth -= 1
            if depth == 0:
                endpoint = resolved(words[0], base, prefixes)
                return ServiceClause(endpoint, silent, start, token.end, query[opened : token.start])
    return None
