"""The page about the data set: what it is and how it is had, used, cited and relied on."""

from typing import Any

from gjgraph.core.text import Language
from gjgraph.publication.catalogue.citation import Citation, citation
from gjgraph.publication.catalogue.dcat import DESCRIPTIONS, NAMES
from gjgraph.publication.catalogue.dumps import DATASET, GZIP
from gjgraph.publication.catalogue.known import Known
from gjgraph.publication.catalogue.whole import Whole
from gjgraph.publication.document import Context, Document
from gjgraph.publication.links import document_path

PAGE, QUERY = "dataset", "query"


def dataset_page(document: Document, site: Whole, language: Language, context: Context) -> str:
    """Write the page."""
    known = site.survey.now()
    about = known.about
    cite = citation(about, site.workspace.home, context)
    return site.pages.page(
        "dataset.html",
        document,
        language,
        context,
        about=about,
        counts=known.counts,
        dumps=[each for each in known.dumps if each.dump.part == DATASET],
        parts={each: [one for one in known.dumps if one.dump.part == each] for each in NAMES},
        part_names=NAMES,
        part_descriptions=DESCRIPTIONS,
        gzip=GZIP,
        cite=cite,
        paths={each.iri: path_of(each.iri, site) for each in (*about.graphs, *about.derived)},
        outwards=about.links(),
        activity=about.activity(context.version),
        has_query_page=site.document(QUERY) is not None,
        short=short,
        summary=about.description.in_language(language),
        structured=[structured(known, cite, language, context)],
        licences=(about.licence.value,) if about.licence else (),
    )


def path_of(iri: str, site: Whole) -> str | None:
    """Give the path of the document about something, where there is one."""
    path = document_path(iri, site.base)
    return path if path and site.document(path) else None


def structured(known: Known, cite: Citation, language: Language, context: Context) -> dict[str, Any]:
    """Say in the words of schema.org what the data set is."""
    about = known.about
    address = context.address or about.base
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": cite.address,
        "name": about.name.in_language(language),
        "description": about.description.in_language(language),
        "url": f"{address}{PAGE}.html",
        "inLanguage": list(known.counts.languages),
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": address + each.dump.path,
                "encodingFormat": each.dump.media_type,
                "contentSize": str(each.plain.size),
                "sha256": each.plain.sha256,
            }
            for each in known.dumps
            if each.dump.part == DATASET
        ],
    }
    dates = {"datePublished": context.issued, "dateModified": context.modified, "version": context.version}
    told |= {name: value for name, value in dates.items() if value}
    if about.licence:
        told["license"] = about.licence.value
    if about.publishers:
        told["publisher"] = [
            {"@id": each.value, "name": about.name_of(each).in_language(language)}
            for each in about.publishers
        ]
    return told


def short(size: int) -> str:
    """Write a number of bytes for people."""
    value, unit = float(size), "B"
    for larger in ("KB", "MB", "GB"):
        if value < 1000:
            break
        value, unit = value / 1000, larger
    return f"{value:,.0f} {unit}" if unit == "B" or value >= 100 else f"{value:,.1f} {unit}"
