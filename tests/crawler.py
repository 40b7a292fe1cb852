"""A crawler: from the front page of a site along every link, and every document in all formats, every way.

`python -m tests.crawler http://localhost:8000/` crawls a server, with `--files` a site of static files. It
knows nothing of the program: only HTTP, HTML, RDF, and what the site says of itself.
"""

import argparse
import http.client
import re
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import quote, urldefrag, urljoin, urlsplit
from zlib import crc32

import httpx

from gjgraph.interfaces.http.asking import iri_path
from tests.reading import FORMATS, SYNTAXES, Graph, graph_of, links_of_header, read_html, read_text

AT_ONCE = 4
"""Requests at the same time: it shares the machine with what it asks."""
RELATIONS = {"cite-as", "type", "describedby", "alternate", "collection", "linkset"}
"""Links that each document has (Signposting, level 2); whose licence is known has that too."""
MEMENTO = {"original", "timegate", "timemap", "memento"}
OLD = re.compile(r"/version/[^/]+/|[?&]version=")
"""A version of the past is a site of its own: its door is tried, what is behind it isn't."""
IN_VERSION = re.compile(r"/version/[0-9a-f]+/")
FROM_GIT = re.compile(r"/history$|/timemap/|/history[.a-z]*\?about=")
"""What is computed from the whole history for each thing anew, all in the same way."""
ENDING = re.compile(rf"(?:\.en)?\.(?:{'|'.join(ending for ending, _ in FORMATS.values())})$")


ASKED = "query="
"""What the fragment begins with that hands a query to the page of queries."""


@dataclass(frozen=True)
class Found:
    """A link: where it leads, where it was."""

    target: str
    source: str
    is_iri: bool = False
    """An IRI in data, rather than a reference that a reader can click."""


@dataclass(frozen=True)
class Answer:
    """What came of a request."""

    url: str
    status: int
    headers: httpx.Headers
    content: bytes

    @property
    def text(self) -> str:
        """Its content as text, in the encoding that it says it has."""
        charset = re.search(r"charset=\"?([\w-]+)", self.headers.get("content-type", ""))
        return self.content.decode(charset[1] if charset else "utf-8", "replace")

    @property
    def is_redirect(self) -> bool:
        """Whether it leads on to somewhere else."""
        return self.status in (301, 302, 303, 307, 308) and "location" in self.headers


@dataclass
class Crawl:
    """One crawl of a site, and all that was wrong."""

    address: str
    base: str
    files: bool = False
    """Whether files are served and nothing else: no negotiation, no headers of ours."""
    nth: int = 1
    """Each n-th document is asked in all three ways, the others by the extension only, in each format. Of
    what is `FROM_GIT` fewer still are visited."""
    left: int = 0
    """How many of those were left out."""
    seen: dict[str, int] = field(default_factory=dict)
    """The status of each address, without fragment."""
    documents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The names of the formats of each document."""
    faults: list[str] = field(default_factory=list)
    outside: Counter[str] = field(default_factory=Counter)
    """Links that lead elsewhere, by host."""
    asked: int = 0
    names: dict[str, frozenset[str]] = field(default_factory=dict)
    """The fragments of each page."""
    subjects: set[str] = field(default_factory=set)
    """The IRIs with a fragment that their own document tells of."""
    fragments: dict[str, Found] = field(default_factory=dict)
    graphs: dict[int, Graph] = field(default_factory=dict)
    own: threading.local = field(default_factory=threading.local)
    connections: list[http.client.HTTPConnection] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, *begin: str) -> "Crawl":
        """Go along every link until there is no new one."""
        todo = [Found(self.address, "")] + [Found(urljoin(self.address, each), "") for each in begin]
        with ThreadPoolExecutor(AT_ONCE) as threads:
            while todo:
                # A page and its data in five formats lead to the same: each is gone along once.
                found = (each for some in threads.map(self.visit, self.new(todo)) for each in some)
                once: dict[tuple[str, bool], Found] = {}
                for each in found:
                    once.setdefault((each.target, each.is_iri), each)
                todo = list(once.values())
        self.check_fragments()
        for connection in self.connections:
            connection.close()
        return self

    def new(self, links: Iterable[Found]) -> list[tuple[str, list[Found]]]:
        """Group what was not visited yet by its document: a page and its Turtle are visited at once."""
        grouped: dict[str, list[Found]] = defaultdict(list)
        for link in links:
            target, fragment = urldefrag(self.mapped(link.target))
            if self.files:
                target = target.partition("?")[0]  # as a host of files takes it
            if fragment:
                self.fragments.setdefault(link.target if link.is_iri else f"{target}#{fragment}", link)
            if not target.startswith(self.address):
                self.outside[urlsplit(target).netloc or target] += 1
                if urlsplit(target).netloc == urlsplit(self.address).netloc:
                    self.fault(f"{target} is above {self.address}, from {link.source}")
                continue
            if IN_VERSION.search(target):
                continue  # a server has few versions ready at once; they are the same site
            if FROM_GIT.search(target) and crc32(target.encode()) % (20 * self.nth - 19):
                self.left += target not in self.seen
                self.seen.setdefault(target, 0)
                continue
            stem = stem_of(target)
            if target in self.seen or (stem in self.documents and not (self.files and link.is_iri)):
                continue
            self.seen[target] = 0
            grouped[stem].append(Found(target, link.source, link.is_iri))
        return list(grouped.items())

    def mapped(self, iri: str) -> str:
        """Give the address here of an IRI: the same path below another host."""
        return self.address + iri[len(self.base) :] if iri.startswith(self.base) else iri

    def visit(self, group: tuple[str, list[Found]]) -> list[Found]:
        """Visit a document in all its forms; what is none as it is."""
        stem, links = group
        first = links[0]
        try:
            document = self.find(stem, first)
            if document is not None:
                # Where files are all there is, the IRI itself may lead to the page, by a folder.
                folders = [each for each in links if self.files and each.is_iri]
                return document + [found for each in folders for found in self.folder(each)]
            return [each for link in links for each in self.page(link)]
        except (OSError, http.client.HTTPException) as error:
            self.fault(f"{first.target}: {error!r}, from {first.source}")
            return []

    def find(self, stem: str, link: Found) -> list[Found] | None:
        """Visit a document in all its forms, if it is one."""
        if self.files:
            stem = stem.replace(f"{self.address}id/", f"{self.address}doc/", 1) if link.is_iri else stem
            if stem in self.documents:
                return []
            if stem.endswith("/") and stem != self.address:
                return None
            if not any(self.get(placed(stem, form)).status == 200 for form in ("html", "ntriples")):
                return None
            return self.read_files(stem)
        if urlsplit(stem).query or OLD.search(stem):
            return None
        # A graph is Turtle for whoever doesn't mind.
        is_graph = stem.removeprefix(self.address).startswith(("graph/", "ontology/", "derived/"))
        answer = self.get(stem, {"accept": "text/html"} if is_graph else None)
        if not answer.headers.get("content-location", "").endswith(urlsplit(placed(stem, "html")).path):
            return None
        return self.read_document(stem, answer)

    def folder(self, link: Found) -> list[Found]:
        """Ask for an IRI as it is, of a host that has a folder for it."""
        if self.get(link.target).status == 404:
            return []
        return self.page(link)

    # Pages that aren't documents

    def page(self, link: Found) -> list[Found]:
        """Visit an address as a reader does."""
        url = link.target
        answer = self.get(url)
        if answer.status == 503 and "retry-after" in answer.headers:
            # Too many old versions at once: a crawler with manners comes back.
            time.sleep(float(answer.headers["retry-after"]))
            answer = self.get(url)
        self.seen[url] = answer.status
        if answer.status >= 400:
            self.fault(f"{answer.status} {url}, from {link.source}")
            return []
        if answer.is_redirect:
            is_thing = link.is_iri and url.startswith(f"{self.address}id/") and not self.files
            if is_thing and answer.status != 303:
                self.fault(f"{answer.status} {url}, not 303: a thing is no document")
            return [Found(urljoin(url, answer.headers["location"]), url)]
        location = answer.headers.get("content-location")
        if location is not None and urljoin(url, location) != url and "?" not in url:
            # Negotiated, in formats of its own.
            return [Found(urljoin(url, location), url), *self.links(url, answer)]
        return self.links(url, answer)

    def links(self, url: str, answer: Answer) -> list[Found]:
        """List where an answer leads: its Link header, what can be clicked, the IRIs of its data."""
        if OLD.search(url):
            return []
        found = [Found(urljoin(url, each.target), url) for each in links_of_header(answer.headers)]
        kind = answer.headers.get("content-type", "").partition(";")[0]
        if kind == "text/html":
            if "<title>Directory listing for" in answer.text:
                self.fault(f"{url} is a folder, and no page")
            page = read_html(answer.text)
            self.names[url] = page.names
            for needed in page.needed:
                if not urljoin(url, needed).startswith(self.address):
                    self.fault(f"{url} fetches {needed} from another host")
            found += [Found(urljoin(url, each), url) for each in page.links]
            found += [Found(each, url, True) for each in page.iris if each.startswith(self.base)]
        elif kind in SYNTAXES and not answer.headers.get("content-encoding"):
            graph = self.graph(answer.content, kind)
            found += [Found(each, url, True) for each in graph.iris]
        elif kind.startswith(("text/", "application/")):
            texts = read_text(answer.text, kind, (self.base, self.address))
            found += [Found(urljoin(url, each), url) for each in texts]
        return found

    def graph(self, body: bytes, kind: str) -> Graph:
        """Read some RDF; the same graph in another format is the same."""
        graph = graph_of(body, kind, self.base)
        return self.graphs.setdefault(graph.key, graph)

    # Documents

    def read_files(self, stem: str) -> list[Found]:
        """Read a document in the files that it is."""
        self.documents[stem] = ()
        found, graphs, formats = [], {}, []
        for place in [placed(stem, form) for form in FORMATS] + [placed(stem, "html", "en")]:
            answer = self.get(place)
            self.seen[place] = answer.status
            if answer.status != 200:
                continue
            formats.append(place.rpartition(".")[2])
            if formats[-1] != "html":
                kind = next(kind for ending, kind in FORMATS.values() if ending == formats[-1])
                graphs[formats[-1]] = self.graph(answer.content, kind.partition(";")[0])
            found += self.links(place, answer)
        self.documents[stem] = tuple(formats)
        self.compare(stem, graphs)
        for place in (placed(stem, "html"), placed(stem, "html", "en")):
            if "html" in formats and self.seen[place] != 200:
                self.fault(f"{self.seen[place]} {place}, the page of {stem}")
        return found + [Found(iri, stem, True) for graph in graphs.values() for iri in graph.iris]

    def read_document(self, stem: str, plain: Answer) -> list[Found]:
        """Ask for a document in each format by each way, and see that all say the same."""
        links = {each.rel: each.target for each in links_of_header(plain.headers)}
        forms = tuple(FORMATS) if "describedby" in links else ("html",)
        self.documents[stem] = forms
        self.seen[stem] = plain.status
        graphs: dict[str, Graph] = {}
        found: list[Found] = []
        said: dict[str, set[str]] = defaultdict(set)
        for form in forms:
            for language in ("ko", "en") if form == "html" else ("ko",):
                answers = self.three_ways(stem, form, language)
                answer = answers["extension"]
                for way, each in answers.items():
                    self.check(stem, f"{form} by {way}", each, form, language)
                    said["link"].add(str(lasting_links(each.headers)))
                    said["last-modified"].add(each.headers.get("last-modified", ""))
                for what in ("etag", "body"):
                    values = {
                        each.headers.get("etag") if what == "etag" else each.content
                        for each in answers.values()
                    }
                    if len(values) > 1:
                        self.fault(f"{stem}: {form} has {len(values)} bodies or tags ({what}) by three ways")
                if placed(stem, form, language) == placed(stem, "html") and answer.content != plain.content:
                    self.fault(f"{stem}: who asks for nothing gets another page")
                if form != "html" and answer.status == 200:
                    graphs[form] = self.graph(answer.content, FORMATS[form][1].partition(";")[0])
                elif form == "html":
                    found += self.links(placed(stem, form, language), answer)
        for name, several in said.items():
            if len(several) > 1:
                self.fault(f"{stem}: {name} differs between formats: {sorted(several)}")
        self.compare(stem, graphs)
        if (
            graphs
            and "cite-as" in links
            # A graph is exactly its triples (Graph Store Protocol §4.1), a version those of its ontology.
            and not stem.removeprefix(self.address).startswith(("graph/", "ontology/", "derived/"))
            and "latest-version" not in links
            and not any(graph.has(iri_path(links["cite-as"].encode())) for graph in graphs.values())
        ):
            self.fault(f"{stem}: <{links['cite-as']}> is no subject of it")
        return found + [Found(iri, stem, True) for graph in graphs.values() for iri in graph.iris]

    def three_ways(self, stem: str, form: str, language: str) -> dict[str, Answer]:
        """Ask for one format in its three ways; by the extension against the will of Accept."""
        kind = FORMATS[form][1].partition(";")[0]
        other = "text/turtle" if form == "html" else "text/html"
        reader = {"accept-language": language} if form == "html" else {}
        by_extension = {"extension": self.get(placed(stem, form, language), {"accept": other})}
        if crc32(stem.encode()) % self.nth:
            return by_extension
        return by_extension | {
            "Accept": self.get(stem, {"accept": kind, **reader}),
            "_format": self.get(f"{stem}?_format={form}{f'&lang={language}' if form == 'html' else ''}"),
        }

    def check(self, stem: str, way: str, answer: Answer, form: str, language: str) -> None:
        """See that an answer says of itself what it is."""
        headers = answer.headers
        vary = {each.strip().lower() for each in headers.get("vary", "").split(",")}
        relations = {each.rel for each in links_of_header(headers)}
        wanted = RELATIONS if self.documents[stem] != ("html",) else set()
        if "item" in relations:  # the collection itself
            wanted = wanted - {"collection"}
        wrong = {
            "status": answer.status != 200 and answer.status,
            "Content-Type": headers.get("content-type") != FORMATS[form][1] and headers.get("content-type"),
            "Content-Location": urljoin(stem, headers.get("content-location", ""))
            != placed(stem, form, language)
            and headers.get("content-location"),
            "Vary": not {"accept", "accept-language"} <= vary and vary,
            "ETag": not re.fullmatch(r'"[!#-~]+"', headers.get("etag", "")) and headers.get("etag"),
            "CORS": headers.get("access-control-allow-origin") != "*" and "none",
            "Link": not wanted <= relations and f"without {wanted - relations}",
            "Content-Language": form == "html" and headers.get("content-language") != language and "another",
        }
        for name, value in wrong.items():
            if value is not False:
                self.fault(f"{stem}: {way}: {name}: {value}")
        self.seen[answer.url] = answer.status

    def compare(self, stem: str, graphs: Mapping[str, Graph]) -> None:
        """See that the formats of a document have one graph."""
        # What is at a fixed address is Turtle itself, and has no extension for that.
        least = len(FORMATS) - 1 - ("/.well-known/" in stem)
        if graphs and len(graphs) < least:
            self.fault(f"{stem}: only in {sorted(graphs)}")
        if len({graph.key for graph in graphs.values()}) > 1:
            sizes = {form: (graph.size, graph.key) for form, graph in graphs.items()}
            self.fault(f"{stem}: not one graph: {sizes}")
        for graph in {graph.key: graph for graph in graphs.values()}.values():
            if not graph.size:
                self.fault(f"{stem}: an empty graph")
            self.subjects |= {
                each
                for each in graph.subjects
                if stem_of(as_uri(self.mapped(urldefrag(each)[0]))) in ways_to(stem)
            }

    def check_fragments(self) -> None:
        """See that each fragment is there: in the page, or among what the document tells of."""
        for target, link in self.fragments.items():
            url, fragment = urldefrag(target)
            if link.is_iri:
                if target not in self.subjects:
                    self.fault(f"<{target}> is spoken of in {link.source}, and nothing tells of it")
            elif url in self.names and fragment not in self.names[url] and not fragment.startswith(ASKED):
                self.fault(f"{url} has no #{fragment}, from {link.source}")

    def connection(self) -> http.client.HTTPConnection:
        """Give the connection of this thread."""
        if not hasattr(self.own, "connection"):
            self.own.connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=60)
            with self.lock:
                self.connections.append(self.own.connection)
        connection: http.client.HTTPConnection = self.own.connection
        return connection

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask for an address, follow nothing, and say nothing that it isn't told to say."""
        with self.lock:
            self.asked += 1
        asked = as_uri(url)
        connection = self.connection()
        try:
            connection.putrequest("GET", asked.removeprefix(self.origin), skip_accept_encoding=True)
            for name, value in (headers or {}).items():
                connection.putheader(name, value)
            connection.endheaders()
            with connection.getresponse() as answer:
                return Answer(asked, answer.status, httpx.Headers(answer.getheaders()), answer.read())
        except (OSError, http.client.HTTPException):
            connection.close()  # the next request begins anew
            raise

    @property
    def origin(self) -> str:
        """What the addresses of this host begin with."""
        return self.address.removesuffix(urlsplit(self.address).path)

    def fault(self, text: str) -> None:
        with self.lock:
            self.faults.append(text)


def lasting_links(headers: httpx.Headers) -> list[tuple[str, str]]:
    """List the links that are the same however a document is asked for; those to its past are not."""
    return sorted((each.rel, each.target) for each in links_of_header(headers) if each.rel not in MEMENTO)


def stem_of(url: str) -> str:
    """Give the address of the document that a representation is of."""
    if "?" in url:
        return url
    stem = ENDING.sub("", url)
    return stem.removesuffix("index") if stem.endswith("/index") else stem


def as_uri(iri: str) -> str:
    """Write an IRI as a request has it (RFC 3987 §3.1)."""
    return quote(iri, safe="%/:?#[]@!$&'()*+,;=~")


def placed(stem: str, form: str, language: str = "ko") -> str:
    """Give the address of a representation."""
    name = f"{stem}index" if stem.endswith("/") else stem
    return f"{name}{'.en' if form == 'html' and language == 'en' else ''}.{FORMATS[form][0]}"


def ways_to(stem: str) -> set[str]:
    """List the addresses that lead to a document: its own, and that of the thing it tells of."""
    return {stem, stem.replace("/doc/", "/id/", 1)}


def main() -> int:
    """Crawl what the command line names, and print what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.crawler", description=__doc__)
    parser.add_argument("address")
    parser.add_argument("--base", default="https://w3id.org/gjgraph/", help="what the site's IRIs begin with")
    parser.add_argument("--files", action="store_true", help="static files, with no negotiation")
    parser.add_argument("--nth", type=int, default=1, help="all ways for each n-th document only")
    given = parser.parse_args()
    began = time.monotonic()
    crawl = Crawl(given.address.rstrip("/") + "/", given.base, given.files, given.nth).run("robots.txt")
    print("\n".join(crawl.faults))
    print(
        f"{len(crawl.seen):,} addresses, {len(crawl.documents):,} documents, {crawl.asked:,} requests, "
        f"{len(crawl.faults):,} faults, {time.monotonic() - began:.1f} s"
    )
    return 1 if crawl.faults else 0


if __name__ == "__main__":
    sys.exit(main())
