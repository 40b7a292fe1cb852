"""The pages of documents: plain HTML in Korean and in English, whose links are relative to each other."""

import contextlib
import os
import stat
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from gjgraph.core.terms import OWL, TYPE, Literal, NamedNode
from gjgraph.core.text import Language, Text
from gjgraph.engine.index import Index
from gjgraph.publication import moments
from gjgraph.publication.answers.naming import Naming
from gjgraph.publication.document import HTML, Context, Document, Link
from gjgraph.publication.links import document_path, page_path, quoted, relative
from gjgraph.publication.marks import CalmTemplate
from gjgraph.publication.parts import has_fonts
from gjgraph.publication.things.names import Names
from gjgraph.publication.things.texts import Texts
from gjgraph.storage.queries import read_queries
from gjgraph.storage.workspace import Workspace

TEMPLATES = Path(__file__).parent / "templates"
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'"
)
"""What a page may load (Content Security Policy): its own parts, from where it is itself."""
ONTOLOGY = NamedNode(OWL + "Ontology")
DEFINED_BY = NamedNode("http://www.w3.org/2000/01/rdf-schema#isDefinedBy")
FORMAT_NAMES = {
    "turtle": "Turtle",
    "jsonld": "JSON-LD",
    "rdfxml": "RDF/XML",
    "ntriples": "N-Triples",
    "trig": "TriG",
}
"""What people call the formats."""


class Pages:
    """Writes the pages of documents."""

    def __init__(self, workspace: Workspace, index: Index) -> None:
        self.workspace = workspace
        self.index = index
        self.rules = {
            f"{index.base}derived/{name}": rule.summary
            for name, rule in read_queries(workspace, "rules").items()
        }
        """What each rule does, by the graph that it fills."""
        self.kept = Names(index)
        self.naming = Naming(lambda: self.names)
        """How things are called in answers."""
        self.kept_texts = Texts(self.kept)
        self.templates = environment(TEMPLATES)
        self.templates.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}
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
        """Fill a template for a document: `to` leads from it to a file, `to_page` to a document's page.

        `own` leads to the page itself, `elsewhere` to the one in the other language, `forms` to the other
        formats. `links` are its typed links, `summary` says in a sentence what it tells, `structured` says
        it to search engines (schema.org), `licences` are those that it is under.
        """
        here = document.place(HTML, language)
        other: Language = "en" if language == "ko" else "ko"
        known = {
            "links": getattr(document, "links", ()),
            "elsewhere": relative(here, document.place(HTML, other)),
            "own": relative(here, here),
            "forms": [
                (form, relative(here, document.place(form, language)))
                for form in document.formats
                if form != HTML
            ],
            "policy": PAGE_POLICY,
            "summary": "",
            "structured": [self.as_web_page(here, language)],
            **values,
        }
        if "licences" not in known:
            known["licences"] = self.licences()
        return self.templates.get_template(template).render(
            **frame(self.workspace, document.path, language, *old(document, language, context)),
            is_site=context.is_site,
            has_history=context.has_history,
            can_edit=context.can_edit,
            document=document,
            context=context,
            base=self.index.base,
            media_types=document.media_types,
            format_names=FORMAT_NAMES,
            vocabulary=self.vocabulary(),
            to=lambda path: relative(here, path),
            to_page=lambda path: relative(here, page_path(path, language)),
            to_link=lambda link: target(link, here, language),
            link=lambda iri: self.link(iri, document, language),
            **known,
        )

    def as_web_page(self, here: str, language: Language) -> dict[str, Any]:
        """Say what any page is in the words of schema.org, where there is nothing more to say."""
        return {
            "@context": "https://schema.org",
            "@type": "WebPage",
            "url": self.index.base + here,
            "inLanguage": language,
            "isPartOf": {"@id": f"{self.index.base}dataset#dataset"},
        }

    @property
    def names(self) -> Names:
        """The names of things, as the index is now."""
        if not self.kept.is_good:
            self.kept = Names(self.index)
        return self.kept

    def texts(self, names: Names) -> Texts:
        """Give the texts of source documents, as the index was when some names were begun."""
        if self.kept_texts.names is not names:
            self.kept_texts = Texts(names)
        return self.kept_texts

    def vocabulary(self) -> str | None:
        """Give the path of the document of the plan's vocabulary, where it has one of its own.

        That is the first ontology under the base address, one that has terms before one that hasn't.
        """
        store = self.index.store
        found = {
            quad.subject.value
            for quad in store.quads_for_pattern(None, TYPE, ONTOLOGY, None)
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(self.index.base)
        }
        ordered = sorted(found)
        for iri in ordered:
            if next(store.quads_for_pattern(None, DEFINED_BY, NamedNode(iri), None), None):
                return document_path(iri, self.index.base)
        return document_path(ordered[0], self.index.base) if ordered else None

    def licences(self) -> tuple[str, ...]:
        """Tell which licences the plan's own graph is under."""
        graph = NamedNode(self.workspace.home_graph)
        licence = NamedNode("http://purl.org/dc/terms/license")
        found = self.index.store.quads_for_pattern(graph, licence, None, None)
        return tuple(sorted({quad.object.value for quad in found if isinstance(quad.object, NamedNode)}))

    def cell(self, term: Any, document: Document, language: Language) -> dict[str, str]:  # noqa: ANN401
        """Write a term for a page: its text, its language, and where it leads, if anywhere."""
        if isinstance(term, NamedNode):
            name = self.names.of(term.value)
            return {
                "text": name.text(language),
                "iri": term.value,
                "href": self.href(term.value, document, language),
                "lang": name.tag(language),
            }
        tag = term.language or "" if isinstance(term, Literal) else ""
        return {"text": getattr(term, "value", str(term)), "iri": "", "href": "", "lang": tag}

    def link(self, iri: str, document: Document, language: Language) -> Markup:
        """Write a thing's name as a link to its page."""
        return linked(self.cell(NamedNode(iri), document, language))

    def href(self, iri: str, document: Document, language: Language) -> str:
        """Give the reference from a page to the page about an IRI; nothing where none leads there."""
        return reference(document.place(HTML, language).rpartition("/")[0], iri, self.index.base, language)

    def name(self, iri: str) -> Text:
        """Give a thing's name in both languages, else a short form of its address."""
        name = self.names.of(iri)
        return Text(name.ko, name.en)

    def short(self, iri: str) -> str:
        """Shorten an address to what a reader can recognise it by."""
        return self.names.short(iri)


def old(document: Document, language: Language, context: Context) -> tuple[str, str]:
    """Give the old version that a page is of, and where the page is at present."""
    if not context.is_old:
        return "", ""
    if context.asked:
        return context.version, f"/{quoted(document.path)}?{context.asked}&lang={language}"
    return context.version, f"/{quoted(document.place(HTML, language))}"


def frame(
    workspace: Workspace, path: str | None, language: Language, old_version: str = "", present: str = ""
) -> dict[str, Any]:
    """Give what the frame around any page shows, but for where its links lead.

    A page of an old version names that, and leads to the `present`.
    """
    return {
        "lang": language,
        "ko": language == "ko",
        "other": "en" if language == "ko" else "ko",
        "workspace": workspace,
        "here": path,
        "has_fonts": has_fonts(),
        "old_version": old_version[:12],
        "present": present,
    }


class Compiled(FileSystemBytecodeCache):
    """Templates as they were compiled before."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template, where there is room."""
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


def environment(*folders: Path) -> Environment:
    """Give the templates of some folders, the first that has one."""
    made = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=compiled(),
    )
    made.template_class = CalmTemplate
    made.filters |= {
        "day": moments.day,
        "clock": moments.clock,
        "moment": moments.moment,
        "written": moments.written,
        "period": moments.period,
        "by_day": lambda listed: moments.by_day(listed, lambda each: each.when),
    }
    return made


def compiled() -> Compiled | None:
    """Keep compiled templates in a folder of the user's own, where there can be one."""
    try:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gjgraph" / "templates"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
    except (OSError, RuntimeError):
        return None
    # What is there is run: so nobody else may write there.
    is_own = found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return Compiled(str(folder)) if is_own else None


@lru_cache(maxsize=1 << 14)
def reference(folder: str, iri: str, base: str, language: Language) -> str:
    """Give the reference that leads from the pages of a folder to the page about an IRI."""
    path = document_path(iri, base)
    if path is None:
        return iri if iri.startswith(("https://", "http://")) else ""
    fragment = iri.partition("#")[2]
    here = f"{folder}/" if folder else ""
    return relative(here, page_path(path, language)) + (f"#{fragment}" if fragment else "")


def target(link: Link, here: str, language: Language) -> str:
    """Give the reference from a page to what a typed link leads to.

    A path with no media type is that of a document; from a page it leads to the document's page.
    """
    if "://" in link.target:
        return link.target
    return relative(here, link.target if "type" in link.attributes else page_path(link.target, language))


def linked(cell: dict[str, str]) -> Markup:
    """Write a cell for a page."""
    text = escape(cell["text"])
    tag = f' lang="{escape(cell["lang"])}"' if cell["lang"] else ""
    if cell["href"]:
        return Markup(f'<a href="{escape(cell["href"])}"{tag}>{text}</a>')  # noqa: S704 - all is escaped
    return Markup(f"<span{tag}>{text}</span>") if tag else text  # noqa: S704 - all is escaped
