"""The description of the data set as a whole, in the words of VoID, DCAT-AP and PROV."""

from functools import cached_property

from gjgraph.core.terms import NamedNode, Triple
from gjgraph.core.text import Language
from gjgraph.publication.catalogue.dataset_page import PAGE, dataset_page
from gjgraph.publication.catalogue.dcat import ENDPOINT, Catalogue
from gjgraph.publication.catalogue.dumps import CONCEPTS, DATASET, DERIVED, DUMPS, GZIP, GZIP_TYPE
from gjgraph.publication.catalogue.linkset import ABOUT_PAGE, DATASET_TYPE
from gjgraph.publication.catalogue.linkset import MEDIA_TYPE as LINKSET_TYPE
from gjgraph.publication.catalogue.linkset import PATH as LINKSET
from gjgraph.publication.catalogue.void import void, void_triples
from gjgraph.publication.catalogue.whole import Whole
from gjgraph.publication.document import (
    HTML,
    MEDIA_TYPES,
    RDF_FORMATS,
    Context,
    Document,
    Link,
    Written,
    digest_of,
    write_rdf,
)
from gjgraph.publication.search.opensearch import OPENSEARCH

WELL_KNOWN = ".well-known/void"


class DatasetDocument(Document):
    """The description of the data set."""

    path = PAGE

    def __init__(self, site: Whole) -> None:
        self.site = site
        self.described: tuple[Context, frozenset[Triple], str] | None = None
        """What was described last: in which context, how, and the digest of that."""

    def write(self, form: str, language: Language, context: Context) -> Written:
        """Write it in one of its formats."""
        if self.described is None or self.described[0] != context:
            described = frozenset(dataset_triples(self.site, context))
            self.described = context, described, digest_of(described)
        _, triples, digest = self.described
        if form == HTML:
            body = dataset_page(self, self.site, language, context).encode()
        else:
            nodes = ("catalog", DATASET, DERIVED, CONCEPTS, ENDPOINT)
            body = write_rdf(triples, form, [NamedNode(f"{self.site.base}{PAGE}#{name}") for name in nodes])
        location = DatasetDocument.place(self, form, language)
        return Written(
            200, body, MEDIA_TYPES[form], self.path, location, digest, self.links, tuple(self.formats), True
        )

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Typed links (Signposting, level 2)."""
        about = self.site.survey.now().about
        licence = [about.licence] if about.licence else []
        return (
            Link(f"{self.site.base}{PAGE}#{DATASET}", "cite-as"),
            *(Link(each, "type") for each in (ABOUT_PAGE, DATASET_TYPE)),
            *(Link(each.value, "license") for each in licence),
            *(
                Link(f"{PAGE}.{ending}", "describedby", {"type": kind})
                for ending, kind, _ in RDF_FORMATS.values()
            ),
            *(
                Link(f"{PAGE}{ending}", "alternate", {"type": "text/html", "hreflang": tag})
                for tag, ending in (("ko", ".html"), ("en", ".en.html"))
            ),
            *(
                Link(dump.path + ending, "item", {"type": kind})
                for dump in DUMPS
                for ending, kind in (("", dump.media_type), (GZIP, GZIP_TYPE))
            ),
            Link(LINKSET, "linkset", {"type": LINKSET_TYPE}),
        )


class WellKnown(DatasetDocument):
    """The same description at the address where VoID says it is (RFC 8615)."""

    path = WELL_KNOWN
    formats = tuple(RDF_FORMATS)

    def __init__(self, site: Whole) -> None:
        super().__init__(site)
        self.told = DatasetDocument(site)

    def write(self, form: str, language: Language, context: Context) -> Written:
        """Write what the data set's own document has, and say that it does."""
        return self.told.write(form, language, context)

    def place(self, form: str, language: Language) -> str:
        """Give the path of the file: with no extension, it is Turtle."""
        return self.path if form == "turtle" else super().place(form, language)


def dataset_triples(site: Whole, context: Context) -> set[Triple]:
    """Describe the data set as VoID, DCAT-AP and PROV do, as it is served in a context."""
    known = site.survey.now()
    feedback = site.workspace.feedback
    catalogue = Catalogue(known.about, known.counts.languages, known.dumps, context, feedback)
    dataset = catalogue.node(DATASET)
    found = {*void_triples(known.about, known.counts, dataset), *catalogue.triples()}
    if not context.is_site:
        found.add(Triple(dataset, void("openSearchDescription"), catalogue.at(OPENSEARCH)))
    return found
