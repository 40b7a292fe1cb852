"""The typed links that every document has (Signposting, level 2)."""

from collections.abc import Iterable

from gjgraph.publication.document import HTML, MEDIA_TYPES, Document, Link
from gjgraph.publication.things.description import DATASET

ABOUT_PAGE = "https://schema.org/AboutPage"


def signposts(
    document: Document, about: str, types: Iterable[str], licences: Iterable[str]
) -> tuple[Link, ...]:
    """Link a document with what it is about, its other formats and languages, and the data set."""
    return (
        Link(about, "cite-as"),
        *(Link(each, "type") for each in (ABOUT_PAGE, *types)),
        *(Link(each, "license") for each in licences),
        *(
            Link(document.place(form, "ko"), "describedby", {"type": MEDIA_TYPES[form]})
            for form in document.formats
            if form != HTML
        ),
        *(
            Link(document.place(HTML, each), "alternate", {"type": "text/html", "hreflang": each})
            for each in ("ko", "en")
        ),
        Link(DATASET, "collection"),
        Link("linkset.json", "linkset", {"type": "application/linkset+json"}),
    )
