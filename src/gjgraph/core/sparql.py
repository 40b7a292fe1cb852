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
    (?P<comment> \#[^\n\r]*+ )
  | (?P<string>
        \"\"\" (?: "{0,2}+ (?: [^"\\] | \\. ) )*+ (?: \"\"\" )?+
      | \'\'\' (?: '{0,2}+ (?: [^'\\] | \\. ) )*+ (?: \'\'\' )?+
      | " (?: [^"\\\n\r] | \\. )*+ "?+
      | ' (?: [^'\\\n\r] | \\. )*+ '?+
    )
  | (?P<iri> < [^<>"{}|^`\\\x00-\x20]*+ > )
  | (?P<variable> [?$] \w++ )
  | (?P<tag> @ [A-Za-z]++ (?: - [A-Za-z0-9]++ )*+ )
  | (?P<run> [^\W\d] [\w.\-]*+ (?: : (?: [\w.\-:%] | \\. )*+ )?+ )
  | (?P<name> : (?: [\w.\-:%] | \\. )*+ )
  | (?P<open> \{ )
  | (?P<close> \} )
    """,
    re.VERBOSE | re.DOTALL,
)
"""What is read is never read twice, whatever the text: each repetition is possessive, and a string that
isn't closed goes as far as it could have gone. A `run` is a prefixed name, or words with dots between."""
COMMENT = re.compile(r"#[^\n\r]*+")
WORD = re.compile(r"[^\W\d]\w*+")
STICKY = frozenset(["service", "from", "named", "silent", "graph", "with", "using", "load", "into", "to"])
"""Keywords that a name without a prefix may follow with no blank between: `SERVICE:x`."""
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
        kind, text, start = match.lastgroup or "", match[0], match.start()
        if kind == "run":
            yield from run(query, text, start)
        elif kind != "comment":
            yield Token(kind, text, start, match.end())


def without_comments(query: str) -> str:
    """Put blanks where comments are; all else stays where it is."""
    return TOKEN.sub(
        lambda match: " " * len(match[0]) if match.lastgroup == "comment" else match[0],
        query,
    )


def words_and_signs(query: str) -> Iterator[tuple[int, str]]:
    """Find the words of a query and every single sign between them, each with its place."""
    done = 0
    for token in [*tokens(query), Token("end", "", len(query), len(query))]:
        between = COMMENT.sub(lambda comment: " " * len(comment[0]), query[done : token.start])
        for place, sign in enumerate(between, start=done):
            if not sign.isspace():
                yield place, sign
        if token.text:
            yield token.start, token.text
        done = token.end


def run(query: str, text: str, start: int) -> Iterator[Token]:
    """Take a run of letters apart."""
    head, colon, _ = text.partition(":")
    middle = start + len(head)
    if colon and not (head.lower() in STICKY and not is_declared(query, head)):
        yield Token("name", text, start, start + len(text))
        return
    for word in WORD.finditer(query, start, middle):
        yield Token("word", word[0], word.start(), word.end())
    if colon:
        yield Token("name", text[len(head) :], middle, start + len(text))


def is_declared(query: str, prefix: str) -> bool:
    """Tell whether a query declares a prefix."""
    return re.search(rf"(?i:prefix)\s+{prefix}\s*:", query) is not None


def is_volatile(query: str) -> bool:
    """Tell whether a query may be answered differently each time, so that its answer isn't kept.

    Blank nodes of a CONSTRUCT's template are others each time. Where in doubt, it may.
    """
    lower = query.lower()
    if "construct" in lower and ("_:" in query or "[" in query):
        return True
    if not any(name in lower for name in VOLATILE):
        return False
    # What looks like an IRI may be two signs of comparison, and a call between them.
    return any(
        token.word in VOLATILE or (token.kind == "iri" and "(" in token.text) for token in tokens(query)
    )


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
        base = declared(words, place, base, known)
        after = words[place + 1 : place + 3]
        if token.word == "from" and after:
            graph = after[-1] if after[0].word == "named" else after[0]
            if (iri := resolved(graph, base, known)) is not None:
                found.append(iri)
    return found


def resolved(token: Token, base: str, prefixes: Mapping[str, str]) -> str | None:
    """Give the IRI that a token stands for; `None` where it is none or its prefix isn't declared."""
    if token.kind == "iri":
        return joined(base, token.text[1:-1])
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
    words = list(tokens(query))
    closing = closing_braces(words)
    known, found, done = dict(prefixes), [], 0
    for place, token in enumerate(words):
        base = declared(words, place, base, known)
        if token.word != "service" or token.start < done:
            continue
        silent = place + 1 < len(words) and words[place + 1].word == "silent"
        at = place + (2 if silent else 1)
        if at + 1 in closing:
            opened, closed = words[at + 1], words[closing[at + 1]]
            endpoint = resolved(words[at], base, known)
            pattern = query[opened.end : closed.start]
            found.append(ServiceClause(endpoint, silent, token.start, closed.end, pattern))
            done = closed.end
    return found


def closing_braces(words: list[Token]) -> dict[int, int]:
    """Find the place of the brace that closes each brace."""
    found, open_ones = {}, []
    for place, token in enumerate(words):
        if token.kind == "open":
            open_ones.append(place)
        elif token.kind == "close" and open_ones:
            found[open_ones.pop()] = place
    return found


def declared(words: list[Token], place: int, base: str, prefixes: dict[str, str]) -> str:
    """Take note of a prefix that is declared here; give the base that holds from here on."""
    word, after = words[place].word, words[place + 1 : place + 3]
    if word == "base" and after and after[0].kind == "iri":
        return joined(base, after[0].text[1:-1]) or base
    if word == "prefix" and len(after) == 2 and after[1].kind == "iri":
        prefixes[after[0].text.removesuffix(":")] = joined(base, after[1].text[1:-1]) or ""
    return base


def joined(base: str, iri: str) -> str | None:
    """Resolve an IRI; `None` where it is none."""
    try:
        return urljoin(base, iri)
    except ValueError:
        return None
