"""The ready questions as examples of queries (SHACL §5, and the SIB's sparql-examples)."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from gjgraph.core.header import QueryFile
from gjgraph.core.parameters import bind_all
from gjgraph.core.sparql import tokens
from gjgraph.core.terms import PREFIXES, RDFS, SH, TYPE, Literal, NamedNode, Triple

SCHEMA = PREFIXES["schema"]
KEPT = 1024
"""Questions that are read once."""
OFFERED_QUESTIONS = ("strategies-in-order", "projects-of-a-policy", "declared-counts")
"""What readers are offered to begin with; a question that a workspace doesn't have is left out."""
FORMS = ("select", "ask", "construct", "describe")
EXECUTABLES = {
    "select": "SPARQLSelectExecutable",
    "ask": "SPARQLAskExecutable",
    "construct": "SPARQLConstructExecutable",
}
"""The forms of query that SHACL has a class and a property for."""


def examples(
    questions: Iterable[QueryFile], base: str, endpoint: NamedNode | None = None
) -> Iterator[Triple]:
    """Describe questions; `endpoint` is where they can be asked, where there is such a place."""
    for question in questions:
        yield from example(question, base, endpoint)


def example(question: QueryFile, base: str, endpoint: NamedNode | None = None) -> Iterator[Triple]:
    """Describe one question."""
    node = question_iri(question, base)
    form = form_of(question)
    yield Triple(node, TYPE, NamedNode(SH + "SPARQLExecutable"))
    if form in EXECUTABLES:
        yield Triple(node, TYPE, NamedNode(SH + EXECUTABLES[form]))
        yield Triple(node, NamedNode(SH + form), Literal(standalone(question, base)))
    for tag, words in (("ko", question.summary.ko), ("en", question.summary.en)):
        yield Triple(node, NamedNode(RDFS + "comment"), Literal(words, language=tag))
    if endpoint is not None:
        yield Triple(node, NamedNode(SCHEMA + "target"), endpoint)
    for word in question.tags:
        yield Triple(node, NamedNode(SCHEMA + "keywords"), Literal(word))


def question_iri(question: QueryFile, base: str) -> NamedNode:
    """Name a question."""
    return NamedNode(f"{base}questions/{question.name}")


@lru_cache(maxsize=KEPT)
def form_of(question: QueryFile) -> str:
    """Give the form of a question: `select`, `ask`, `construct` or `describe`."""
    return next((token.word for token in tokens(question.text) if token.word in FORMS), "select")


@lru_cache(maxsize=KEPT)
def standalone(question: QueryFile, base: str, given: tuple[tuple[str, str], ...] = ()) -> str:
    """Write a question so that any endpoint can answer it.

    Its header is left out, its prefixes are declared, and what is given for its parameters, else their
    defaults, stands where they did: in place of each variable, which then is no column any more.
    """
    text = question.query
    defaults = {name: str(term) for name, term in bind_all(question, dict(given), base).items()}
    words = list(tokens(text))
    first = next(token.start for token in words if token.kind == "open")
    last = next(token.start for token in reversed(words) if token.kind == "close")
    pieces, done = [], 0
    for token in words:
        default = defaults.get(token.text[1:]) if token.kind == "variable" else None
        if default is not None:
            pieces += [text[done : token.start], default if first < token.start < last else ""]
            done = token.end
    text = "".join([*pieces, text[done:]])
    used = {token.text.partition(":")[0] for token in words if token.kind == "name"}
    declared = set(re.findall(r"(?i:prefix)\s+([\w-]*):", text))
    missing = [f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in sorted(used - declared) if name in PREFIXES]
    return "".join(missing) + text
