"""Where an update stops being one: the syntax of SPARQL 1.1 Update, parsed for its mistakes alone."""

from collections.abc import Iterator
from typing import Any

from pyoxigraph import Store

from gjgraph.core.sparql import closing_braces, tokens
from gjgraph.core.terms import PREFIXES
from gjgraph.engine.index import FAILURES
from gjgraph.engine.syntax import syntax_error


def parse(text: str, base: str) -> None:
    """Parse an update; QueryError with the place where it isn't one."""
    known: dict[str, Any] = {"base_iri": base, "prefixes": PREFIXES}
    try:
        Store().update(text, **known)
    except SyntaxError as error:
        # The parser goes back to the start of a block that it can't read: each is read by itself.
        for block in blocks(text):
            try:
                Store().query(block, **known)
            except SyntaxError as inside:
                raise syntax_error(
                    lambda spread: Store().query(spread, **known), block, inside, text
                ) from None
        raise syntax_error(lambda spread: Store().update(spread, **known), text, error) from None
    except FAILURES:
        pass  # it is evaluated on nothing here: what fails for that is no mistake


def blocks(text: str) -> Iterator[str]:
    """Give each block in braces as a query, at its place in the text, all else but the prologue blanked."""
    words = list(tokens(text))
    closing, place = closing_braces(words), 0
    prologue = [" " if letter != "\n" else letter for letter in text]
    while place < len(words):
        word = words[place]
        if word.word in ("prefix", "base"):
            end = words[min(place + (2 if word.word == "prefix" else 1), len(words) - 1)].end
            prologue[word.start : end] = text[word.start : end]
        if word.kind == "open" and place in closing:
            start, end = word.start, words[closing[place]].end
            yield "".join([*prologue[: start - 4], " ASK", text[start:end], *prologue[end:]])
            place = closing[place]
        place += 1
