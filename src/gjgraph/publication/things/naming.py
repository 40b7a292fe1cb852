"""How things are named on a page for one reader: as links, with what they are, cut where they are endless."""

from collections.abc import Callable
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from gjgraph.core.terms import SKOS, Literal, NamedNode
from gjgraph.core.text import Language
from gjgraph.publication.things.names import Names
from gjgraph.publication.things.tree import BROADER, NOTATION, Tree

LONGEST_NAME = 300
"""Letters of a name among others; the page of the thing has all of it."""
IN_SCHEME = NamedNode(SKOS + "inScheme")


class Naming:
    """Names things for one reader."""

    def __init__(self, names: Names, tree: Tree, language: Language, href: Callable[[str], str]) -> None:
        self.names = names
        self.tree = tree
        self.language = language
        self.href = href
        self.links: dict[str, Markup] = {}

    def words(self, thing: NamedNode | None) -> str:
        """Name something."""
        return shortened(self.names.of(thing.value).text(self.language)) if thing else ""

    def link(self, iri: str) -> Markup:
        """Write a thing's name as a link to its page."""
        kept = self.links.get(iri)
        if kept is None:
            name = self.names.of(iri)
            words = name.text(self.language)
            if (":" in words or "/" in words) and words == self.names.short(iri):
                kept = nameless(self.href(iri), iri, words)
            else:
                kept = anchor(self.href(iri), shortened(words), name.tag(self.language))
            self.links[iri] = kept
        return kept

    def kind(self, thing: NamedNode) -> str:
        """Say what a thing is: its kind, with its number where it has one."""
        kind = self.words(self.tree.kind(thing))
        number = self.number(thing)
        return f"{kind} {number}".strip()

    def number(self, thing: NamedNode) -> str:
        """Give the number that is printed before the name of a thing."""
        found = self.names.one(self.names.facts(thing), NOTATION)
        return shortened(found.value) if isinstance(found, Literal) else ""

    def called(self, thing: NamedNode) -> Markup:
        """Write a thing's name as a link, with what it is before it."""
        if kind := self.kind(thing):
            said = f'<small class="what">{escape(kind)}</small> {self.link(thing.value)}'
            return Markup(said)  # noqa: S704 - all is escaped
        return self.link(thing.value)

    def target(self, thing: NamedNode) -> Markup:
        """Write a concept of another scheme: the scheme, its number, its name, and what it stands under."""
        facts = self.names.facts(thing)
        schemes = [each.object for each in facts.get(IN_SCHEME, ()) if isinstance(each.object, NamedNode)]
        said = [self.words(each) for each in schemes[:1]] + [self.number(thing)]
        written = Markup('<small class="what">{}</small> {}').format(
            " ".join(filter(None, said)), self.link(thing.value)
        )
        above = self.names.one(facts, BROADER)
        if isinstance(above, NamedNode):
            number = self.number(above)
            written += Markup(' <small class="note">({}{})</small>').format(
                f"{number} " if number else "", self.link(above.value)
            )
        return written


def anchor(href: str, text: str, tag: str = "") -> Markup:
    """Write a text that may lead somewhere, and may be in another language."""
    said = f' lang="{escape(tag)}"' if tag else ""
    if href:
        return Markup(f'<a href="{escape(href)}"{said}>{escape(text)}</a>')  # noqa: S704 (all is escaped)
    return Markup(f"<span{said}>{escape(text)}</span>") if said else escape(text)  # noqa: S704 (likewise)


def nameless(href: str, iri: str, short: str) -> Markup:
    """Write what has no name by its address: elsewhere by whose it is, here as the address that it is."""
    parts = urlsplit(iri)
    if parts.scheme in ("http", "https") and short == iri:
        last = parts.path.rstrip("/").rpartition("/")[2]
        host = parts.netloc.removeprefix("www.")
        return anchor(href, f"{host} ({last})" if last else host)
    return Markup('<a href="{}"><code>{}</code></a>').format(href, short) if href else code(short)


def code(text: str) -> Markup:
    """Write an address as what it is."""
    return Markup("<code>{}</code>").format(text)


def shortened(text: str) -> str:
    """Cut a name that nobody would read to its end."""
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1].rstrip()}…"
