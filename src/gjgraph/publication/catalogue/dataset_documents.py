"""The documents about the data set as a whole: its description, its dumps, what machines are told."""

import re
from collections.abc import Callable, Iterator

from gjgraph.publication.catalogue.citation import Citation, citation
from gjgraph.publication.catalogue.dataset import WELL_KNOWN, DatasetDocument, WellKnown
from gjgraph.publication.catalogue.dataset_page import PAGE
from gjgraph.publication.catalogue.dumps import DERIVED, DUMPS, FOLDER, GZIP, GZIP_TYPE, Dump
from gjgraph.publication.catalogue.linkset import MEDIA_TYPE as LINKSET_TYPE
from gjgraph.publication.catalogue.linkset import PATH as LINKSET
from gjgraph.publication.catalogue.linkset import Linkset
from gjgraph.publication.catalogue.redirects import PATH as REDIRECTS
from gjgraph.publication.catalogue.redirects import redirects
from gjgraph.publication.catalogue.sitemap import (
    ROBOTS,
    SITEMAP,
    part_path,
    parts_of,
    readable_paths,
    robots,
    sitemap_index,
    url_set,
)
from gjgraph.publication.catalogue.whole import Whole
from gjgraph.publication.document import Context, Document, Family, Link
from gjgraph.publication.file import File
from gjgraph.publication.search.opensearch import OPENSEARCH, OPENSEARCH_TYPE, opensearch

PART = re.compile(r"sitemap-([1-9][0-9]{0,5})\.xml", re.ASCII)
SUMS = f"{FOLDER}SHA256SUMS"
TEXT, XML = "text/plain", "application/xml"
BIBTEX, CSL = "application/x-bibtex", "application/vnd.citationstyles.csl+json"


class DatasetDocuments(Family):
    """The documents about the data set."""

    def __init__(self, site: Whole) -> None:
        self.site = site
        self.listed: tuple[int, list[str]] | None = None
        self.files: dict[str, Callable[[], Document]] = {
            PAGE: lambda: DatasetDocument(self.site),
            WELL_KNOWN: lambda: WellKnown(self.site),
            **{dump.path + ending: self.dump(dump, ending) for dump in DUMPS for ending in ("", GZIP)},
            SUMS: lambda: Told(SUMS, TEXT, lambda context: self.sums()),
            SITEMAP: lambda: Told(SITEMAP, XML, self.sitemap, True),
            ROBOTS: lambda: Told(ROBOTS, TEXT, self.robots, True),
            LINKSET: lambda: Told(LINKSET, LINKSET_TYPE, self.linkset, True),
            REDIRECTS: lambda: Told(REDIRECTS, TEXT, self.redirects, True),
            "cite.txt": lambda: Told("cite.txt", TEXT, lambda context: self.cite(context).plain()),
            "cite.bib": lambda: Told("cite.bib", BIBTEX, lambda context: self.cite(context).bibtex()),
            "cite.json": lambda: Told(
                "cite.json",
                CSL,
                lambda context: self.cite(context).csl(),
            ),
            OPENSEARCH: lambda: Told(OPENSEARCH, OPENSEARCH_TYPE, self.opensearch, True),
        }

    def document(self, path: str) -> Document | None:
        """Find one of them."""
        if path in self.files:
            return self.files[path]()
        number = PART.fullmatch(path)
        if number and int(number[1]) in self.sitemap_parts():
            return Told(path, XML, lambda context: self.sitemap_part(int(number[1]), context), True)
        return None

    def paths(self) -> Iterator[str]:
        """List them all."""
        yield from self.files
        yield from map(part_path, self.sitemap_parts())

    def readable(self) -> Iterator[str]:
        """List those that are pages."""
        yield PAGE

    def address(self, context: Context) -> str:
        """Give the address at which documents are had: the base where nobody says another."""
        return context.address or self.site.base

    def dump(self, dump: Dump, ending: str) -> Callable[[], Document]:
        """Give what makes the document of a dump."""
        return lambda: DumpFile(self.site, dump, ending)

    def sums(self) -> str:
        """List the checksums of the dumps as `sha256sum -c` reads them."""
        return "".join(
            f"{found.sha256}  {each.dump.name}{ending}\n"
            for each in self.site.survey.now().dumps
            for ending, found in (("", each.plain), (GZIP, each.compressed))
        )

    def cite(self, context: Context) -> Citation:
        """Give the citation of the data set."""
        return citation(self.site.survey.now().about, self.site.workspace.home, context)

    def linkset(self, context: Context) -> str:
        """Write the links of the data set and its parts."""
        return Linkset(self.site.survey.now().about, context, self.site.document).text()

    def redirects(self, context: Context) -> str:
        """Write the redirect file."""
        return redirects(self.site.base, context)

    def robots(self, context: Context) -> bytes:
        """Write what robots may do."""
        return robots(self.address(context))

    def opensearch(self, context: Context) -> bytes:
        """Describe the search."""
        return opensearch(self.site.workspace.name, self.address(context), context.is_site)

    def readable_paths(self) -> list[str]:
        """List all pages of the site, once for as long as the index is as it is."""
        if self.listed is None or self.listed[0] != self.site.index.changes:
            found = readable_paths(self.site.index, self.site.families)
            self.listed = self.site.index.changes, found
        return self.listed[1]

    def sitemap_parts(self) -> range:
        """Number the sitemaps, where one doesn't hold all pages."""
        count = len(parts_of(self.readable_paths()))
        return range(1, count + 1) if count > 1 else range(0)

    def sitemap(self, context: Context) -> bytes:
        """List all pages, or the sitemaps that do."""
        parts = parts_of(self.readable_paths())
        if len(parts) > 1:
            return sitemap_index(len(parts), self.address(context))
        return url_set(parts[0], self.site.modified, self.address(context))

    def sitemap_part(self, number: int, context: Context) -> bytes:
        """List some of the pages."""
        paths = parts_of(self.readable_paths())[number - 1]
        return url_set(paths, self.site.modified, self.address(context))


class Told(File):
    """A file whose content a function of the context gives; `None` where there is no such file."""

    def __init__(
        self,
        path: str,
        media_type: str,
        content: Callable[[Context], str | bytes | None],
        depends_on_address: bool = False,
    ) -> None:
        super().__init__(path)
        self.media_type = media_type
        self.content = content
        self.depends_on_address = depends_on_address

    def body(self, context: Context) -> bytes | None:
        """Write what is in it."""
        told = self.content(context)
        return told.encode() if isinstance(told, str) else told

    @property
    def links(self) -> tuple[Link, ...]:
        """Lead to the data set."""
        return (Link(PAGE, "collection"),)


class DumpFile(File):
    """A dump, plain or compressed."""

    def __init__(self, site: Whole, dump: Dump, ending: str) -> None:
        super().__init__(dump.path + ending)
        self.site = site
        self.dump = dump
        self.is_packed = bool(ending)
        self.media_type = GZIP_TYPE if ending else dump.media_type

    def body(self, context: Context) -> bytes:
        """Write the dump, as the index is now."""
        return self.site.survey.dump(self.dump, self.is_packed)

    @property
    def links(self) -> tuple[Link, ...]:
        """Lead to the data set, and to the licence."""
        licence = self.site.survey.now().about.licence
        told = [Link(PAGE, "collection"), Link(LINKSET, "linkset", {"type": LINKSET_TYPE})]
        if licence and self.dump.part != DERIVED:
            told.append(Link(licence.value, "license"))
        return tuple(told)
