"""The files that a host needs beside the documents: where addresses lead, of which type each file is.

What a server negotiates, a host of files can only approach: Apache by `.htaccess`, Netlify and Cloudflare
Pages by `_redirects` and `_headers`; on any other, every address is a folder whose page leads on.
"""

import re
from collections.abc import Iterator, Mapping
from html import escape
from urllib.parse import unquote, urlsplit

from gjgraph.operations.publishing.record import Made
from gjgraph.publication.document import ENDINGS, HTML, MEDIA_TYPES
from gjgraph.publication.links import DOCUMENT, THING, page_path, relative
from gjgraph.publication.parts import TYPES as PARTS
from gjgraph.publication.site import Site

TYPES = {ENDINGS[name]: kind for name, kind in MEDIA_TYPES.items() if name != HTML} | {
    **{ending.removeprefix("."): kind for ending, kind in PARTS.items()},
    "svg": "image/svg+xml",
    "nq": "application/n-quads",
    "gz": "application/gzip",
}
"""Media types that hosts don't know, or not all of them, by extension."""
TEXT = ("html", "ttl", "nt", "nq", "trig", "js", "css", "txt", "csv")
ACCEPTED = {
    "ttl": "text/turtle",
    "jsonld": r"application/(ld\+)?json",
    "rdf": r"(application/rdf\+xml|application/xml|text/xml)",
    "nt": "application/n-triples",
    "trig": "application/trig",
}
"""What a client names that takes a format, as Apache matches it."""
LEADING = (
    '<!DOCTYPE html>\n<html lang="ko">\n<head>\n<meta charset="utf-8">\n<title>{0}</title>\n'
    '<meta http-equiv="refresh" content="0; url={1}">\n</head>\n<body>\n'
    '<p>이 문서로 갑니다 · <span lang="en">The document is here</span>: <a href="{1}">{0}</a></p>\n'
    "</body>\n</html>\n"
)
CORS = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Last-Modified, Content-Location, Link"),
    ("X-Content-Type-Options", "nosniff"),
)
REWRITING = r"""
<IfModule mod_rewrite.c>
RewriteEngine On
# The folder that this is, as the web has it.
RewriteCond %{REQUEST_URI}::$1 ^(.*?/)(.*)::\2$
RewriteRule ^(.*)$ - [E=BASE:%1]
# A thing isn't a document: see the one about it.
RewriteRule ^id/(.+?)/?$ %{ENV:BASE}doc/$1 [R=303,L]
"""
AS_RDF = r"""RewriteCond %{{HTTP_ACCEPT}} !text/html
RewriteCond %{{HTTP_ACCEPT}} {1}
RewriteCond %{{REQUEST_FILENAME}} !-f
RewriteCond %{{REQUEST_FILENAME}} ^(.+?)/?$
RewriteCond %1.{0} -f
RewriteRule ^(.+?)/?$ %{{ENV:BASE}}$1.{0} [L]
"""
AS_PAGE = r"""RewriteCond %{HTTP:Accept-Language} ^en
RewriteCond %{REQUEST_FILENAME} !-f
RewriteCond %{REQUEST_FILENAME} ^(.+?)/?$
RewriteCond %1.en.html -f
RewriteRule ^(.+?)/?$ %{ENV:BASE}$1.en.html [L]
RewriteCond %{REQUEST_FILENAME} !-f
RewriteCond %{REQUEST_FILENAME} ^(.+?)/?$
RewriteCond %1.html -f
RewriteRule ^(.+?)/?$ %{ENV:BASE}$1.html [L]
</IfModule>
"""
WELL_KNOWN = ("void", "sparql-examples")
"""Files in Turtle that have no extension: their addresses are fixed."""


def hosting_files(site: Site, documents: Mapping[str, Made], address: str) -> Iterator[tuple[str, bytes]]:
    """Write the files for hosts: their paths and what is in them."""
    root = urlsplit(address).path or "/"
    retired = sorted(path for path, made in documents.items() if made.status == 410)
    yield ".htaccess", htaccess(retired, root if address else "").encode()
    yield "_redirects", redirects(root).encode()
    yield "_headers", headers(root).encode()
    # GitHub Pages leaves out folders that begin with a dot or a line, unless this is there.
    yield ".nojekyll", b""
    template = site.pages.templates.get_template("not-found.html")
    page = template.render(lang="ko", workspace=site.workspace, root=root if address else "")
    yield "404.html", page.encode()
    yield from leading_pages(documents)


def leading_pages(documents: Mapping[str, Made]) -> Iterator[tuple[str, bytes]]:
    """Write a page for each address that has no extension; it leads to the document's own."""
    taken = {place for made in documents.values() for place in made.files}
    for path, made in documents.items():
        if not path or path in made.files:
            continue
        page = page_path(path, "ko")
        target = page if page in made.files else next(iter(made.files), "")
        addresses = [path]
        if path.startswith(DOCUMENT):
            addresses.append(THING + path.removeprefix(DOCUMENT))
        for each in addresses:
            place = f"{each}/index.html"
            if target and not taken & {place, each}:
                yield place, leading_page(place, target).encode()


def leading_page(here: str, target: str) -> str:
    """Write a page that leads to another.

    It leads there by the top, so that it does too where the host shows it without a slash at the end.
    """
    reference = "../" * here.count("/") + relative("", target).removeprefix("./")
    return LEADING.format(escape(target), escape(reference))


def redirects(root: str) -> str:
    """Write where things lead, as Netlify and Cloudflare Pages read it.

    Netlify needs the mark to redirect where there is a file too; the others leave a line with it out.
    """
    rule = f"{root}{THING}* {root}{DOCUMENT}:splat 303"
    return f"{rule}!\n{rule}\n"


def headers(root: str) -> str:
    """Write the headers of files, as Netlify and Cloudflare Pages read them."""
    lines = [f"{root}*", *(f"  {name}: {value}" for name, value in CORS)]
    for ending, kind in TYPES.items():
        lines += [f"{root}*.{ending}", f"  Content-Type: {typed(ending, kind)}"]
    for name in WELL_KNOWN:
        lines += [f"{root}.well-known/{name}", f"  Content-Type: {typed('ttl', TYPES['ttl'])}"]
    return "\n".join(lines) + "\n"


def typed(ending: str, kind: str) -> str:
    """Give a media type with the encoding of a text."""
    return f"{kind}; charset=utf-8" if ending in TEXT and kind.startswith("text/") else kind


def htaccess(retired: list[str], root: str) -> str:
    """Write the rules for Apache; `root` is where the site is, if that is known."""
    lines = ["DirectorySlash Off"]
    if root:
        lines.append(f"ErrorDocument 404 {root}404.html")
    lines += [f"AddType {kind} .{ending}" for ending, kind in TYPES.items()]
    known = "|".join(WELL_KNOWN)
    lines += [f'<FilesMatch "^({known})$">', f"ForceType {typed('ttl', TYPES['ttl'])}", "</FilesMatch>"]
    lines.append("AddCharset utf-8 " + " ".join(f".{ending}" for ending in TEXT))
    lines += ["<IfModule mod_headers.c>", *(f'Header always set {name} "{value}"' for name, value in CORS)]
    lines += ["Header append Vary Accept", "Header append Vary Accept-Language", "</IfModule>"]
    gone = "".join(f'RewriteRule "^{re.escape(unquote(path))}/?$" - [G,L]\n' for path in retired)
    negotiated = "".join(AS_RDF.format(ending, kind) for ending, kind in ACCEPTED.items())
    return "\n".join(lines) + REWRITING + gone + negotiated + AS_PAGE
