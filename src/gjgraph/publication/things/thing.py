"""The documents of things: the description of each as a page and as RDF."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from gjgraph.core.addresses import is_derived
from gjgraph.core.terms import NamedNode, Triple
from gjgraph.core.text import Language
from gjgraph.publication.document import (
    HTML,
    MEDIA_TYPES,
    Context,
    Document,
    Family,
    Link,
    Written,
    digest_of,
    write_rdf,
)
from gjgraph.publication.links import DOCUMENT, THING, document_path, thing_of
from gjgraph.publication.pages import Pages
from gjgraph.publication.signposts import signposts
from gjgraph.publication.things.description import NEXT, PAGE, Description, describe, graph_of, named
from gjgraph.publication.things.thing_page import ThingPage


class Things(Family):
    """The documents of all things, and of whatever else is spoken of under the base address."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.index = pages.index
        self.base = pages.index.base
        self.last: tuple[tuple[str, int], object, ThingDocument | None] | None = None
        """The one that was asked for last: mostly the next is the same in another format."""

    def document(self, path: str) -> "ThingDocument | None":
        """Find the description of a thing, or a later page of one."""
        if not path.startswith(DOCUMENT):
            return None
        now = path, self.index.changes
        # Whoever watches the store is to see all that is asked for a document, not the end of it.
        watch = getattr(self.index.store, "reads", None)
        if self.last is None or self.last[0] != now or self.last[1] is not watch:
            self.last = now, watch, self.find(path)
        return self.last[2]

    def find(self, path: str) -> "ThingDocument | None":
        """Find a description in the index."""
        names = self.pages.names
        try:
            found = describe(self.index, NamedNode(thing_of(path, self.base)), names=names)
            if not found.exists:
                stem, mark, number = path.rpartition(NEXT)
                if not mark or not re.fullmatch(r"[1-9][0-9]{0,5}", number, re.ASCII):
                    return None
                found = describe(self.index, NamedNode(thing_of(stem, self.base)), int(number), names)
                if not found.exists or not 1 < found.number <= found.pages:
                    return None
        except ValueError:
            return None  # no IRI
        return ThingDocument(self.pages, found)

    def paths(self) -> Iterator[str]:
        """List the documents of things, with all their pages."""
        counts: Counter[str] = Counter()
        there: set[str] = set()
        for quad in named(self.index.store.quads_for_pattern(None, None, None, None)):
            # What only rules lead to isn't there, nor is a part of nothing: see `Description.exists`.
            ends = (quad.subject,) if is_derived(graph_of(quad)) else (quad.subject, quad.object)
            for term in ends:
                if isinstance(term, NamedNode) and term.value.startswith(self.base + THING):
                    whole, mark, _ = term.value.partition("#")
                    counts[whole] += 1
                    if not mark:
                        there.add(whole)
        for iri, count in counts.items():
            if iri not in there:
                continue
            path = document_path(iri, self.base) or ""
            yield path
            if count > PAGE:
                pages = describe(self.index, NamedNode(iri)).pages
                yield from (f"{path}{NEXT}{number}" for number in range(2, pages + 1))

    def readable(self) -> Iterator[str]:
        """List those that are pages: all, so none need be described for it."""
        return self.paths()


class ThingDocument(Document):
    """What is said of a thing, or a page of that."""

    is_local = True

    def __init__(self, pages: Pages, description: Description) -> None:
        self.pages = pages
        self.description = description
        self.path = description.page_path(description.number)
        self.told: tuple[str, set[Triple], str] | None = None

    def triples(self, context: Context) -> tuple[set[Triple], str]:
        """Give what it tells, with its digest."""
        if self.told is None or self.told[0] != context.modified:
            triples = self.description.triples(context)
            self.told = context.modified, triples, digest_of(triples)
        return self.told[1:]

    def write(self, form: str, language: Language, context: Context) -> Written:
        """Write it in one of its formats."""
        found = self.description
        triples, digest = self.triples(context)
        if form == HTML:
            place, texts = self.place(HTML, language), self.pages.texts(found.names)
            page = ThingPage(found, place, language, self.pages.rules, texts)
            values = page.values(context, self.pages.workspace.name)
            body = self.pages.page("thing.html", self, language, context, **values).encode()
        else:
            body = write_rdf(triples, form, (found.thing, found.document_iri))
        return Written(
            410 if found.is_retired else 200,
            body,
            MEDIA_TYPES[form],
            self.path,
            self.place(form, language),
            digest,
            self.links,
            tuple(self.formats),
        )

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Typed links (Signposting, level 2)."""
        found = self.description
        links = list(signposts(self, found.thing.value, found.types, found.licences))
        if found.number > 1:
            links.append(Link(found.page_path(found.number - 1), "prev"))
        if found.number < found.pages:
            links.append(Link(found.page_path(found.number + 1), "next"))
        return tuple(links)
