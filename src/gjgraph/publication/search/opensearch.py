"""The description of the search for browsers (OpenSearch 1.1)."""

from xml.sax.saxutils import escape, quoteattr

from gjgraph.core.text import LANGUAGES, Text

OPENSEARCH, OPENSEARCH_TYPE = "opensearch.xml", "application/opensearchdescription+xml"
SPACE = "http://a9.com/-/spec/opensearch/1.1/"
LONGEST_NAME = 16
"""Letters that OpenSearch allows for a short name."""
ABOUT = Text("이름, 다른 표기, 설명, 원문에서 찾기", "Search names, descriptions and the source")
LIVE = {
    "text/html": "search?q={searchTerms}&page={startPage?}",
    "application/json": "search.json?q={searchTerms}&page={startPage?}",
    "application/x-suggestions+json": "search/suggest?q={searchTerms}",
}
"""What answers, by media type, where there is a server."""
FILES = {"text/html": "search.html?q={searchTerms}"}


def opensearch(name: Text, address: str, is_site: bool) -> bytes:
    """Describe the search of a server, or of files."""
    lines = [
        f"<ShortName>{escape(name.ko[:LONGEST_NAME])}</ShortName>",
        f"<Description>{escape(f'{name.ko} · {name.en}: {ABOUT.ko} · {ABOUT.en}')}</Description>",
        *(
            f"<Url type={quoteattr(kind)} template={quoteattr(address + template)}/>"
            for kind, template in (FILES if is_site else LIVE).items()
        ),
        *(f"<Language>{each}</Language>" for each in LANGUAGES),
        "<InputEncoding>UTF-8</InputEncoding>",
        "<OutputEncoding>UTF-8</OutputEncoding>",
    ]
    body = "\n".join(lines)
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}\n<OpenSearchDescription xmlns="{SPACE}">\n{body}\n</OpenSearchDescription>\n'.encode()
