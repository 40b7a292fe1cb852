"""Names and sentences on a page: terms that lead to where they are told of, Korean particles by sound."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, cached_property

from markupsafe import Markup, escape

from gjgraph.core.terms import Literal, NamedNode
from gjgraph.core.text import Language, with_particles
from gjgraph.engine.index import Term
from gjgraph.publication.document import HTML, Document
from gjgraph.publication.links import page_path, relative
from gjgraph.publication.pages import Pages

BEFORE = 12
"""How much of what stands before it a particle is chosen by."""
NOT_SORTED_BY = re.compile(r"^[\W_]+(?:의 )?")
"""What stands before the word by which a name is sorted: `…의 목표` is among the names with ㅁ."""


@dataclass(frozen=True)
class Name:
    """A name in a sentence, which may lead somewhere."""

    text: str
    href: str = ""
    is_code: bool = False
    tag: str | None = None
    """Its language, where that may not be the reader's; empty where nobody says."""

    @cached_property
    def markup(self) -> Markup:
        """Write it for a page."""
        text = escape(self.text)
        if self.is_code:
            text = Markup(f"<code>{text}</code>")  # noqa: S704 - all is escaped
        if self.tag is not None:
            text = Markup('<span lang="{}">{}</span>').format(self.tag, text)
        return Markup(f'<a href="{escape(self.href)}">{text}</a>') if self.href else text  # noqa: S704


Part = str | Name
Sentence = Sequence[Part]


class Wording:
    """Words for one page, in its language.

    `here` are the IRIs that have an anchor on the page; `copies` tells in which document of ours an
    ontology of somebody else's address stands.
    """

    def __init__(
        self,
        pages: Pages,
        document: Document,
        language: Language,
        here: AbstractSet[str] = frozenset(),
        copies: Mapping[str, str] | None = None,
    ) -> None:
        self.pages = pages
        self.index = pages.index
        self.document = document
        self.language = language
        self.ko = language == "ko"
        self.here = here
        self.copies = copies or {}
        self.names = pages.names
        self.label = cache(self.find_label)
        self.term = cache(self.find_term)

    def say(self, korean: str, english: str) -> str:
        """Choose between two wordings."""
        return korean if self.ko else english

    def find_label(self, iri: str) -> str:
        """Give the name of a thing, else a short form of its address."""
        return self.names.of(iri).text(self.language)

    def href(self, iri: str) -> str:
        """Give the reference from the page to where an IRI is told of; nothing where none leads there."""
        if iri in self.here:
            return f"#{iri.partition('#')[2]}"
        place, _, fragment = iri.partition("#")
        if place in self.copies and fragment:
            here = self.document.place(HTML, self.language)
            return f"{relative(here, page_path(self.copies[place], self.language))}#{fragment}"
        return self.pages.href(iri, self.document, self.language)

    def find_term(self, iri: str) -> Name:
        """Name a thing, with where it is told of."""
        return Name(self.label(iri), self.href(iri))

    def quoted(self, iri: str) -> Name:
        """Name a property in quotes."""
        return Name(f"‘{self.label(iri)}’", self.href(iri))

    def link(self, iri: str) -> Markup:
        """Write a thing's name as a link."""
        return self.term(iri).markup

    def links(self, iris: Iterable[str]) -> Markup:
        """Write names as links, sorted."""
        return Markup(", ").join(self.link(each) for each in self.sorted(set(iris)))

    def sorted(self, iris: Iterable[str]) -> list[str]:
        """Sort things by their names, as a dictionary of the language does."""
        return sorted(iris, key=lambda iri: (sorting_key(self.label(iri)), iri))

    def short(self, iri: str) -> str:
        """Write an IRI with its prefix."""
        return self.names.short(iri)

    def texts(self, iri: str, predicate: str) -> list[tuple[str, str]]:
        """Find what is said of a thing in the page's language, else in any; with the tag of another."""
        found = [each for each in self.objects(iri, predicate) if isinstance(each, Literal)]
        mine = [each for each in found if each.language == self.language]
        return sorted(
            (each.value, "" if each.language == self.language else each.language or "")
            for each in mine or found
        )

    def objects(self, iri: str, predicate: str) -> list[Term]:
        """Find what is stated of a thing, each once, whichever graphs state it."""
        found = self.index.store.quads_for_pattern(NamedNode(iri), NamedNode(predicate), None, None)
        return sorted({quad.object for quad in found}, key=str)

    def value(self, term: Term) -> Name:
        """Name a value: a thing by its name in quotes, a text as it is."""
        if isinstance(term, NamedNode):
            return self.quoted(term.value)
        return Name(term.value if isinstance(term, Literal) else str(term))

    def written(self, term: Term) -> Markup:
        """Write a value for a page: a thing as a link, a text with its language where that is another."""
        if isinstance(term, NamedNode):
            return self.link(term.value)
        if isinstance(term, Literal):
            if term.language and term.language != self.language:
                return Markup('<span lang="{}">{}</span>').format(term.language, term.value)
            return Markup("{}").format(term.value)
        return Markup("<code>{}</code>").format(str(term))

    def sentence(self, parts: Iterable[Part]) -> Markup:
        """Put a sentence together, each particle that is written both ways as the word before it asks."""
        plain, written = "", []
        for part in parts:
            if isinstance(part, Name):
                plain += part.text
                written.append(part.markup)
            else:
                before = plain[-BEFORE:]
                chosen = with_particles(before + part)[len(before) :]
                plain += chosen
                written.append(escape(chosen))
        return Markup("").join(written)

    def listed(self, items: Iterable[Name | Sentence], last: str = "") -> list[Part]:
        """List with commas; in English `last` stands before the last instead of one."""
        parts: list[Part] = []
        every = list(items)
        for number, item in enumerate(every):
            if number:
                parts.append(f" {last} " if last and not self.ko and number == len(every) - 1 else ", ")
            parts += [item] if isinstance(item, Name | str) else item
        return parts


def sorting_key(label: str) -> str:
    """Give what a name is sorted by: its letters, capitals not told apart."""
    return NOT_SORTED_BY.sub("", unicodedata.normalize("NFC", label)).casefold() or label
