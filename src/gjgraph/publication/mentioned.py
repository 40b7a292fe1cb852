"""The documents of what has an address of ours and is nothing else: people who edit, graphs that are gone."""

import re
from collections.abc import Iterator, Sequence

from gjgraph.core.terms import NamedNode
from gjgraph.publication.document import Family
from gjgraph.publication.links import DOCUMENT, THING
from gjgraph.publication.pages import Pages
from gjgraph.publication.things.description import NEXT, describe, named
from gjgraph.publication.things.thing import ThingDocument

NUMBER = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)
OF_OTHERS = (THING, DOCUMENT, "version/", "history/")
"""Addresses that other documents, and the routes of the history, answer for."""


class Mentioned(Family):
    """Describes whatever the data speak of below the base address and none of the other families has."""

    def __init__(self, pages: Pages, others: Sequence[Family]) -> None:
        self.pages = pages
        self.index = pages.index
        self.others = others

    def document(self, path: str) -> ThingDocument | None:
        """Find the description of something, or a later page of it."""
        if "#" in path or self.is_of_others(path):
            return None
        stem, _, number = path.rpartition(NEXT)
        base, names = self.index.base, self.pages.names
        try:
            found = describe(self.index, NamedNode(base + path), names=names)
            if not found.exists and NUMBER.fullmatch(number) and not self.is_of_others(stem):
                found = describe(self.index, NamedNode(base + stem), int(number), names)
                if not 1 < found.number <= found.pages:
                    return None
        except ValueError:
            return None  # no IRI
        return ThingDocument(self.pages, found) if found.exists else None

    def is_of_others(self, path: str) -> bool:
        """Tell whether something else answers at a path."""
        return not path or path.startswith(OF_OTHERS) or any(each.document(path) for each in self.others)

    def paths(self) -> Iterator[str]:
        """List the documents, with all their pages."""
        base = self.index.base
        found = {
            term.value[len(base) :].partition("#")[0]
            for quad in named(self.index.store.quads_for_pattern(None, None, None, None))
            for term in (quad.subject, quad.object)
            if isinstance(term, NamedNode) and term.value.startswith(base)
        }
        for path in sorted(found):
            if document := self.document(path):
                pages = document.description.pages
                yield from (document.description.page_path(number) for number in range(1, pages + 1))
