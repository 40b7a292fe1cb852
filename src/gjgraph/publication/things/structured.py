"""What a page tells search engines in the words of schema.org: only what the index knows."""

from collections.abc import Iterable, Sequence
from typing import Any

from gjgraph.core.terms import CSP, DCTERMS, OA, SKOS, TYPE, Literal, NamedNode, Triple
from gjgraph.core.text import LANGUAGES, Language
from gjgraph.publication.document import Context
from gjgraph.publication.links import document_path, page_path
from gjgraph.publication.pages import Pages
from gjgraph.publication.things.description import DATASET, Description
from gjgraph.publication.things.names import EXACT, SELECTOR, Names

CONTEXT = "https://schema.org"
CONCEPT, SCHEME = NamedNode(SKOS + "Concept"), NamedNode(SKOS + "ConceptScheme")
IN_SCHEME, NOTATION = NamedNode(SKOS + "inScheme"), NamedNode(SKOS + "notation")
SOURCE, SOURCE_DOCUMENT = NamedNode(OA + "hasSource"), NamedNode(CSP + "SourceDocument")
SOURCE_LANGUAGE = NamedNode(DCTERMS + "language")


def structured_data(
    found: Description, crumbs: Sequence[NamedNode], language: Language, about: Iterable[tuple[str, str]]
) -> list[dict[str, Any]]:
    """Say what a thing is: a term of a set, a set of terms, a quotation, a document; and where it stands."""
    names, base = found.names, found.index.base
    facts = names.facts(found.thing)
    told: dict[str, Any] = {
        "@context": CONTEXT,
        "@id": found.thing.value,
        **named(names, found.thing, language),
        "url": page_address(found.thing.value, base, language),
        "subjectOf": {"@id": f"{base}{DATASET}#dataset"},
    }
    if description := next((text for text, tag in about if not tag), ""):
        told["description"] = description
    classes = {each.object for each in (*found.asserted, *found.derived) if is_type_of(each, found.thing)}
    if SCHEME in classes:
        told["@type"] = "DefinedTermSet"
        told["hasDefinedTerm"] = [
            {"@type": "DefinedTerm", "@id": each.value, **named(names, each, language)}
            for each in found.below
        ]
    elif CONCEPT in classes:
        told["@type"] = "DefinedTerm"
        if isinstance(code := names.one(facts, NOTATION), Literal):
            told["termCode"] = code.value
        if isinstance(scheme := names.one(facts, IN_SCHEME), NamedNode):
            told["inDefinedTermSet"] = {
                "@type": "DefinedTermSet",
                "@id": scheme.value,
                **named(names, scheme, language),
            }
    elif quote := quotation(names, found.thing):
        source = names.one(facts, SOURCE)
        told |= {"@type": "Quotation", "text": quote.value}
        if quote.language:
            told["inLanguage"] = quote.language
        if isinstance(source, NamedNode):
            told["isPartOf"] = {
                "@type": "CreativeWork",
                "@id": source.value,
                **named(names, source, language),
            }
    elif SOURCE_DOCUMENT in classes:
        told["@type"] = "CreativeWork"
        if isinstance(tag := names.one(facts, SOURCE_LANGUAGE), Literal):
            told["inLanguage"] = tag.value
    else:
        told["@type"] = "Thing"
    return [told, *([breadcrumbs(names, (*crumbs, found.thing), base, language)] if crumbs else [])]


def term_set(names: Names, scheme: NamedNode, base: str, language: Language) -> dict[str, Any]:
    """Name a set of terms."""
    return {
        "@context": CONTEXT,
        "@type": "DefinedTermSet",
        "@id": scheme.value,
        **named(names, scheme, language),
        "url": page_address(scheme.value, base, language),
    }


def dataset(pages: Pages, about: str, language: Language, context: Context) -> dict[str, Any]:
    """Say what the data set is, and what is known of the version that is published."""
    base = pages.index.base
    told: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "Dataset",
        "@id": f"{base}{DATASET}#dataset",
        "name": pages.workspace.name.in_language(language),
        "description": about,
        "url": base + page_path(DATASET, language),
        "license": list(pages.licences()),
        "version": context.version,
        "dateModified": context.modified,
        "datePublished": context.issued,
    }
    return {key: each for key, each in told.items() if each}


def breadcrumbs(names: Names, things: Iterable[NamedNode], base: str, language: Language) -> dict[str, Any]:
    """Say on which way down a page stands."""
    steps = [
        {
            "@type": "ListItem",
            "position": place,
            "name": names.of(each.value).text(language),
            "item": page_address(each.value, base, language),
        }
        for place, each in enumerate(things, 1)
    ]
    return {"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": steps}


def named(names: Names, thing: NamedNode, language: Language) -> dict[str, str]:
    """Give a thing's name, and its name in the other language."""
    name = names.of(thing.value)
    other = next(each for each in LANGUAGES if each != language)
    told = {"name": name.text(language)}
    return told if name.text(other) == told["name"] else {**told, "alternateName": name.text(other)}


def page_address(iri: str, base: str, language: Language) -> str:
    """Give the address of the page about an IRI; the IRI itself where it isn't ours."""
    path = document_path(iri, base)
    return iri if path is None else base + page_path(path, language)


def quotation(names: Names, thing: NamedNode) -> Literal | None:
    """Give the words that a passage quotes."""
    for each in names.facts(thing).get(SELECTOR, ()):
        if isinstance(each.object, NamedNode):
            quote = names.one(names.facts(each.object), EXACT)
            if isinstance(quote, Literal):
                return quote
    return None


def is_type_of(triple: Triple, thing: NamedNode) -> bool:
    """Tell whether a statement says of what class a thing is."""
    return triple.predicate == TYPE and triple.subject == thing
