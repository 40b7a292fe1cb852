"""A page of HTML as a program sees it that runs no script: what rules ask of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID_ELEMENTS = {
    "img",
    "input",
    "link",
    "meta",
    "br",
    "hr",
    "source",
    "area",
    "base",
    "col",
    "embed",
    "track",
}
LOADED = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "audio": "src",
    "video": "src",
    "source": "src",
    "embed": "src",
    "object": "data",
    "track": "src",
}
"""Elements that make a browser load something, and the attribute that says what."""
LOADED_LINKS = {
    "stylesheet",
    "icon",
    "preload",
    "modulepreload",
    "prefetch",
    "preconnect",
    "dns-prefetch",
    "manifest",
}
FIELDS = {"input", "select", "textarea"}
NO_FIELDS = {"hidden", "submit", "button", "reset"}
UNSEEN = {"script", "style", "template", "noscript"}
STYLE_ADDRESS = re.compile(r"(?:url\(\s*|@import\s+)['\"]?([^'\")\s;]+)", re.IGNORECASE)
REFRESH = re.compile(r"^\s*\d+\s*[;,]\s*(?:url\s*=\s*)?['\"]?([^'\"]+)", re.IGNORECASE)
LONGEST_PAGE = 4 << 20
Attributes = Mapping[str, str]


@dataclass(frozen=True)
class Reference:
    """A link: where it leads, and what is said of it."""

    href: str
    attributes: Attributes
    text: str = ""
    has_image: bool = False
    """Whether a picture stands in it, which has a text of its own."""

    @property
    def rel(self) -> set[str]:
        """The relations, in small letters."""
        return set(self.attributes.get("rel", "").lower().split())


@dataclass
class Page:
    """What there is in a page."""

    lang: str = ""
    title: str = ""
    has_doctype: bool = False
    meta: dict[str, str] = field(default_factory=dict)
    charset: str = ""
    refresh: str = ""
    """Where the page leads on to at once."""
    links: list[Reference] = field(default_factory=list)
    """`link` elements."""
    anchors: list[Reference] = field(default_factory=list)
    scripts: list[tuple[str, str]] = field(default_factory=list)
    """Scripts in the page: type, and text."""
    loaded: list[str] = field(default_factory=list)
    """What a browser loads for the page."""
    headings: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    images: list[Attributes] = field(default_factory=list)
    fields: list[Attributes] = field(default_factory=list)
    """Fields of forms that no label is around."""
    labelled: set[str] = field(default_factory=set)
    """Ids that labels are for."""
    mains: int = 0
    handlers: list[str] = field(default_factory=list)
    """Attributes that run a script, and links that do."""
    tab_order: list[str] = field(default_factory=list)
    """Elements that are put into another order for the keyboard."""
    text: str = ""
    """What is to be read."""

    def linked(self, *relations: str) -> list[Reference]:
        """Give the links of a relation in the head."""
        return [each for each in self.links if each.rel & set(relations)]


class Reader(HTMLParser):
    """Reads a page, however wrong it is."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.open: list[str] = []
        self.pieces: list[str] = []
        self.script: tuple[str, list[str]] | None = None
        self.anchor: tuple[Attributes, list[str]] | None = None
        self.pictured = False

    def handle_decl(self, decl: str) -> None:
        self.page.has_doctype |= decl.lower().startswith("doctype html")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        page = self.page
        if tag not in VOID_ELEMENTS:
            self.open.append(tag)
        if "id" in given:
            page.ids.append(given["id"])
        page.handlers += [f"{tag} {name}" for name in given if name.startswith("on")]
        if given.get("tabindex", "0").strip().isdecimal() and int(given.get("tabindex", "0")[:9] or 0) > 0:
            page.tab_order.append(tag)
        if tag in LOADED and given.get(LOADED[tag]):
            page.loaded.append(given[LOADED[tag]])
        for part in given.get("srcset", "").split(","):
            page.loaded += part.split()[:1]
        page.loaded += STYLE_ADDRESS.findall(given.get("style", ""))
        self.noted(tag, given)
        self.asked(tag, given)

    def noted(self, tag: str, given: Attributes) -> None:
        """Note an element that rules ask for."""
        page = self.page
        match tag:
            case "html":
                page.lang = given.get("lang", "")
            case "meta":
                self.meta(given)
            case "link":
                reference = Reference(given.get("href", ""), given)
                page.links.append(reference)
                if reference.rel & LOADED_LINKS:
                    page.loaded.append(reference.href)
            case "a":
                self.anchor = (given, [])
                self.pictured = False
            case "script":
                self.script = (given.get("type", "").lower(), [])
            case "svg" | "title" if self.anchor:
                self.pictured = True
            case "img":
                page.images.append(given)
                self.pictured = True
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                page.headings.append(int(tag[1]))
            case "main":
                page.mains += 1
            case "label":
                page.labelled.add(given.get("for", ""))

    def asked(self, tag: str, given: Attributes) -> None:
        """Note a field of a form that has no label around it."""
        if tag not in FIELDS or given.get("type", "").lower() in NO_FIELDS:
            return
        if "label" not in self.open:
            self.page.fields.append(given)

    def meta(self, given: Attributes) -> None:
        """Note what a `meta` element says."""
        content = given.get("content", "")
        if "charset" in given:
            self.page.charset = given["charset"].lower()
        if given.get("http-equiv", "").lower() == "refresh" and (found := REFRESH.match(content)):
            self.page.refresh = found[1].strip()
        if name := given.get("name", given.get("property", "")).lower():
            self.page.meta.setdefault(name, content)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.anchor:
            given, words = self.anchor
            words_of = " ".join("".join(words).split())
            self.page.anchors.append(Reference(given.get("href", ""), given, words_of, self.pictured))
            if given.get("href", "").strip().lower().startswith("javascript:"):
                self.page.handlers.append("a href")
            self.anchor = None
        if tag == "script" and self.script:
            self.page.scripts.append((self.script[0], "".join(self.script[1])))
            self.script = None
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        inside = self.open[-1] if self.open else ""
        if self.script:
            self.script[1].append(data)
        elif inside == "style":
            self.page.loaded += STYLE_ADDRESS.findall(data)
        elif inside == "title" and "svg" not in self.open:
            self.page.title += data
        elif inside not in UNSEEN:
            self.pieces.append(data)
            if self.anchor:
                self.anchor[1].append(data)


def read_page(text: str) -> Page:
    """Read a page."""
    reader = Reader()
    reader.feed(text[:LONGEST_PAGE])
    reader.close()
    reader.page.title = " ".join(reader.page.title.split())
    reader.page.text = " ".join(" ".join(reader.pieces).split())
    return reader.page


LINK = re.compile(r"<([^>]*)>((?:\s*;\s*[\w*-]+\s*(?:=\s*(?:\"[^\"]*\"|[^\",;\s]*))?)*)")
ATTRIBUTE = re.compile(r";\s*([\w*-]+)\s*(?:=\s*(?:\"([^\"]*)\"|([^\",;\s]*)))?")
LONGEST_HEADER = 64 << 10


def header_links(value: str) -> list[Reference]:
    """Read a `Link` header (RFC 8288)."""
    found = []
    for match in LINK.finditer(value[:LONGEST_HEADER]):
        attributes: dict[str, str] = {}
        for name, quoted, plain in ATTRIBUTE.findall(match[2]):
            attributes.setdefault(name.lower(), quoted or plain)
        found.append(Reference(match[1], attributes))
    return found
