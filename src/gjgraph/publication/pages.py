"""The pages of documents: plain HTML in Korean and in English, whose links are relative to each other."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from gjgraph.core.terms import OA, PREFIXES, Literal, NamedNode, Triple
from gjgraph.core.text import Language, Text
from gjgraph.core.turtle import FIRST_PREDICATES
from gjgraph.engine.display import labels
from gjgraph.engine.index import Index
from gjgraph.publication.document import HTML, MEDIA_TYPES, Context, Document
from gjgraph.publication.links import document_path, page_path, relative
from gjgraph.storage.workspace import Workspace

if TYPE_CHECKING:
    from gjgraph.publication.thing import ThingDocument

TEMPLATES = Path(__file__).parent / "templates"
EXACT, SELECTOR = NamedNode(OA + "exact"), NamedNode(OA + "hasSelector")


class Pages:
    """Writes the pages of documents."""

    def __init__(self, workspace: Workspace, index: Index) -> None:
        self.workspace = workspace
        self.index = index
        self.templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        # Compiled now: a worker can open no file.
        for name in self.templates.list_templates():
            self.templates.get_template(name)

    def page(
        self,
        template: str,
        document: Document,
        language: Language,
        context: Context,
        **values: Any,  # noqa: ANN401
    ) -> str:
        """Fill a template for a document: `here` is its path, `link` leads from it to an IRI."""
        here = document.place(HTML, language)
        return self.templates.get_template(template).render(
            lang=language,
            ko=language == "ko",
            other="en" if language == "ko" else "ko",
            workspace=self.workspace,
            document=document,
            context=context,
            base=self.index.base,
            media_types=MEDIA_TYPES,
            to=lambda path: relative(here, path),
            to_page=lambda path: relative(here, page_path(path, language)),
            **values,
        )

    def thing(self, document: "ThingDocument", language: Language, context: Context) -> str:
        """Everything that is said of a thing."""
        found = document.description
        named = self.name(found.thing.value)
        return self.page(
            "thing.html",
            document,
            language,
            context,
            description=found,
            called=named.in_language(language),
            names=named,
            path_up=[self.cell(each, document, language) for each in reversed(found.ancestors)],
            types=[self.cell(NamedNode(each), document, language) for each in found.types],
            quotes=[
                {"cell": self.cell(each, document, language), "text": self.quote(each)}
                for each in found.passages
            ],
            stated=self.groups(found.asserted if found.number == 1 else (), document, language),
            derived=self.groups((each for each in found.rest if each in found.derived), document, language),
            incoming=self.groups(
                (each for each in found.rest if each not in found.derived), document, language, True
            ),
        )

    def groups(
        self, triples: Iterable[Triple], document: Document, language: Language, backwards: bool = False
    ) -> list[dict[str, Any]]:
        """Put statements together by what they say: a property, and all that it leads to or comes from."""
        grouped: dict[str, dict[tuple[str, str], dict[str, str]]] = defaultdict(dict)
        for triple in triples:
            term = triple.subject if backwards else triple.object
            cell = self.cell(term, document, language)
            grouped[triple.predicate.value][cell["text"], str(term)] = cell
        order = sorted(grouped, key=lambda iri: (FIRST_PREDICATES.get(iri, 99), iri))
        return [
            {
                "property": self.cell(NamedNode(iri), document, language),
                "cells": [cell for _, cell in sorted(grouped[iri].items())],
            }
            for iri in order
        ]

    def cell(self, term: Any, document: Document, language: Language) -> dict[str, str]:  # noqa: ANN401
        """Write a term for a page: its text, its language, and where it leads, if anywhere."""
        if isinstance(term, NamedNode):
            return {
                "text": self.name(term.value).in_language(language),
                "iri": term.value,
                "href": self.href(term.value, document, language),
                "lang": "",
            }
        tag = term.language or "" if isinstance(term, Literal) else ""
        return {"text": getattr(term, "value", str(term)), "iri": "", "href": "", "lang": tag}

    def href(self, iri: str, document: Document, language: Language) -> str:
        """Give the reference from a page to the page about an IRI; nothing where none leads there."""
        path = document_path(iri, self.index.base)
        if path is None:
            return iri if iri.startswith(("https://", "http://")) else ""
        fragment = iri.partition("#")[2]
        reference = relative(document.place(HTML, language), page_path(path, language))
        return reference + (f"#{fragment}" if fragment else "")

    def name(self, iri: str) -> Text:
        """Give a thing's name in both languages, else a short form of its address."""
        found = labels(NamedNode(iri), self.index)
        short = self.short(iri)
        return Text(found.get("ko") or found.get("en") or short, found.get("en") or found.get("ko") or short)

    def short(self, iri: str) -> str:
        """Shorten an address to what a reader can recognise it by."""
        for prefix, namespace in PREFIXES.items():
            if iri.startswith(namespace):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri.removeprefix(self.index.base).removeprefix("id/")

    def quote(self, passage: NamedNode) -> str:
        """Give the very words of a passage."""
        for selector in self.index.store.quads_for_pattern(passage, SELECTOR, None, None):
            for quad in self.index.store.quads_for_pattern(selector.object, EXACT, None, None):  # type: ignore[arg-type]
                return quad.object.value  # type: ignore[union-attr]
        return ""
