"""The attacks on the server, one row each: its name, how it is made, and how it may end.

An outcome is the status of a response that came whole, `aborted` for one that broke off so that no
client can take it for whole, `closed` for a connection that was closed without a response.
"""

import random
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import repeat
from typing import NamedTuple
from urllib.parse import quote

from tests.running import CROSS, QUERY, get, post, request

REQUEST_KB = 1024
"""The limit of a body that the rows are written for."""
DEPTHS = (100, 1_000, 10_000, 100_000)

Content = bytes | Iterable[bytes]


class Attack(NamedTuple):
    """One attack."""

    name: str
    make: Callable[[], Content]
    allowed: frozenset[str]


def allow(*outcomes: int | str) -> frozenset[str]:
    """Write a set of outcomes."""
    return frozenset(map(str, outcomes))


ANSWERED = allow(200)
REFUSED = allow(400)
ENDED = allow(504, 507)
"""It can't be answered within the limits, and nothing of it went out."""
COSTLY = allow(200, 504, 507)
"""It may take little or much, as the planner has it."""
DEEP = allow(200, 400, 504, 507)
STREAM = allow("aborted", 504, 507)
"""It can't be answered within the limits, whether or not some of it went out."""

# What can be nested: how the query begins, what opens each level, the inside, what closes each level,
# how the query ends.
NESTINGS: dict[str, tuple[str, str, str, str, str]] = {
    "{": ("ASK ", "{", "?s ?p ?o", "}", ""),
    "( in FILTER": ("ASK { FILTER", "(", "true", ")", "}"),
    "( in BIND": ("ASK { BIND(", "(", "1", ")", " AS ?x) }"),
    "[": ("ASK { ?s ?p ", "[ ?p ", "?o", "]", " }"),
    "[ as subject": ("ASK { ", "[ ?p ", "?o", "]", " ?q ?r }"),
    "collection": ("ASK { ?s ?p ", "( ", "?o", ")", " }"),
    "!": ("ASK { FILTER(", "!", "true", "", ") }"),
    "unary minus": ("ASK { FILTER(", "- ", "1", "", ") }"),
    "unary plus": ("ASK { FILTER(", "+ ", "1", "", ") }"),
    "OPTIONAL": ("ASK { ", "OPTIONAL { ", "?s ?p ?o", "}", " }"),
    "UNION": ("ASK { ", "{ {} UNION ", "{ ?s ?p ?o }", "}", " }"),
    "flat UNION": ("ASK { { ?s ?p ?o } ", "UNION { ?s ?p ?o } ", "", "", " }"),
    "MINUS": ("ASK { ", "?s ?p ?o MINUS { ", "?s ?p ?o", "}", " }"),
    "FILTER EXISTS": ("ASK { ", "FILTER EXISTS { ", "?s ?p ?o", "}", " }"),
    "FILTER NOT EXISTS": ("ASK { ", "FILTER NOT EXISTS { ", "?s ?p ?o", "}", " }"),
    "GRAPH": ("ASK { ", "GRAPH ?g { ", "?s ?p ?o", "}", " }"),
    "sub-SELECT": ("SELECT * { ", "{ SELECT * { ", "VALUES ?x { 1 }", "} }", " }"),
    "sub-SELECT with GROUP BY": ("ASK { ", "{ SELECT ?s { ", "?s ?p ?o", "} GROUP BY ?s }", " }"),
    "IF": ("ASK { FILTER(", "IF(true, ", "true", ", false)", ") }"),
    "COALESCE": ("ASK { FILTER(", "COALESCE(", "true", ")", ") }"),
    "CONCAT": ("ASK { FILTER(", "CONCAT('', ", "'x'", ")", ") }"),
    "STR": ("ASK { FILTER(", "STR(", "'x'", ")", ") }"),
    "function call": ("ASK { FILTER(", "xsd:string(", "'x'", ")", ") }"),
    "COUNT": ("SELECT (", "COUNT(", "*", ")", " AS ?n) { }"),
    "path (": ("ASK { ?s ", "(", "csp:x", ")", " ?o }"),
    "path ^": ("ASK { ?s ", "^", "csp:x", "", " ?o }"),
    "path ^(": ("ASK { ?s ", "^(", "csp:x", ")", " ?o }"),
    "path !(": ("ASK { ?s ", "!(", "csp:x", ")", " ?o }"),
    "path /": ("ASK { ?s ", "csp:x / ", "csp:x", "", " ?o }"),
    "path |": ("ASK { ?s ", "csp:x | ", "csp:x", "", " ?o }"),
    "path *": ("ASK { ?s ", "(", "csp:x", ")*", " ?o }"),
    "path +": ("ASK { ?s ", "(", "csp:x", "/csp:y)+", " ?o }"),
    "path ?": ("ASK { ?s ", "(", "csp:x", "|csp:y)?", " ?o }"),
    "<<(": ("ASK { ?s ?p ", "<<( ?s ?p ", "?o", " )>>", " }"),
    "<<": ("ASK { ?s ?p ", "<< ?s ?p ", "?o", " >>", " }"),
    "TRIPLE": ("ASK { FILTER(isTriple(", "TRIPLE(csp:a, csp:b, ", "1", ")", ")) }"),
    "{|": ("ASK { ?s ?p ?o ", "{| ?p ?o ", "", " |}", " }"),
    "&&": ("ASK { FILTER(", "true && ", "true", "", ") }"),
    "||": ("ASK { FILTER(", "false || ", "true", "", ") }"),
    "+": ("ASK { FILTER(", "1 + ", "1", "", ") }"),
    "-": ("ASK { FILTER(", "1 - ", "1", "", ") }"),
    "*": ("ASK { FILTER(", "1 * ", "1", "", ") }"),
    "/": ("ASK { FILTER(", "1 / ", "1", "", ") }"),
    "= (": ("ASK { FILTER(", "true = (", "true", ")", ") }"),
    "IN": ("ASK { FILTER(", "true IN (", "true", ")", ") }"),
    "NOT IN": ("ASK { FILTER(", "false NOT IN (", "true", ")", ") }"),
    "flat IN": ("ASK { FILTER(1 IN (", "0, ", "1", "", ")) }"),
    ";": ("ASK { ?s ?p ?o ", "; ?p ?o ", "", "", " }"),
    ",": ("ASK { ?s ?p ?o ", ", ?o ", "", "", " }"),
    ".": ("ASK { ", "csp:a csp:b csp:c . ", "", "", " }"),
    "FILTER": ("ASK { ", "FILTER(true) ", "", "", " }"),
    "PREFIX": ("", "PREFIX a: <x:>\n", "ASK { }", "", ""),
    "BASE": ("", "BASE <x:>\n", "ASK { }", "", ""),
    "FROM": ("SELECT * ", "FROM <x:y> ", "{ }", "", ""),
    "ORDER BY": ("SELECT * { ?s a csp:Policy } ORDER BY ", "?s ", "?s", "", ""),
    "GROUP BY": ("SELECT ?s { ?s a csp:Policy } GROUP BY ", "?s ", "?s", "", ""),
    "HAVING": ("SELECT ?s { ?s a csp:Policy } GROUP BY ?s HAVING ", "(true) ", "(true)", "", ""),
    "open {": ("ASK ", "{", "", "", ""),
    "open (": ("ASK { FILTER(", "(", "", "", ""),
    "open [": ("ASK { ", "[ ?p ", "", "", ""),
    "closing }": ("ASK { ", "}", "", "", ""),
    "comments": ("", "#\n", "ASK { }", "", ""),
    "blank lines": ("", "\n", "ASK { }", "", ""),
}
ALWAYS_WRONG = {
    *("unary minus", "unary plus", "path ^", "path !(", "open {", "open (", "open [", "closing }"),
    "FROM",
}
"""Not SPARQL, or nothing that is here, at any depth."""
SLOW_TO_PLAN = {
    *("[", "[ as subject", "collection", "MINUS", "path *", "path +", "<<", "{|", ";", ","),
    "OPTIONAL",  # two thirds of that time on a machine with nothing else to do
}
"""What is answered at depth 100, though not in the short time of the tests."""


def nested(name: str, depth: int) -> str:
    """Nest something so many times."""
    before, opening, inside, closing, after = NESTINGS[name]
    return before + opening * depth + inside + closing * depth + after


def deeply(name: str, depth: int) -> bytes:
    """Ask with something nested."""
    return post(nested(name, depth))


def nesting_rows() -> Iterator[Attack]:
    """Nest everything, at every depth; what is larger than a request may be is told so."""
    for name in NESTINGS:
        for depth in DEPTHS:
            size = len(nested(name, depth))
            if size > REQUEST_KB << 10:
                allowed = allow(413)
            elif name in ALWAYS_WRONG:
                allowed = allow(400)
            else:
                deep = depth > DEPTHS[0]
                allowed = DEEP if deep else allow(200, 504) if name in SLOW_TO_PLAN else ANSWERED
            yield Attack(f"{name} {depth:,} deep", partial(deeply, name, depth), allowed)


def chain(count: int, write: Callable[[int], str], separator: str = " ") -> str:
    """Write something many times, each with its number."""
    return separator.join(map(write, range(count)))


TRIPLES = "?a ?b ?c . ?d ?e ?f"

# Queries that want too much: the query, and how it may end.
QUERIES: dict[str, tuple[str, frozenset[str]]] = {
    "1,000 patterns, one star": ("ASK { " + chain(1000, lambda n: f"?s ?p{n} ?o{n} .") + " }", DEEP),
    "1,000 patterns, one chain": ("ASK { " + chain(1000, lambda n: f"?s{n} ?p ?s{n + 1} .") + " }", DEEP),
    "1,000 patterns, no join": ("ASK { " + chain(1000, lambda n: f"?s{n} ?p{n} ?o{n} .") + " }", DEEP),
    "1,000 patterns, one ring": (
        "ASK { " + chain(1000, lambda n: f"?s{n} ?p ?s{(n + 1) % 1000} .") + " }",
        DEEP,
    ),
    "1,000 OPTIONALs": (
        "SELECT * { ?s a csp:Policy " + chain(1000, lambda n: f"OPTIONAL {{ ?s ?p{n} ?o{n} }}") + " }",
        DEEP | STREAM,
    ),
    "1,000 UNIONs": (
        "SELECT * { " + chain(1000, lambda n: f"{{ ?s{n} ?p ?o }}", " UNION ") + " }",
        DEEP | STREAM,
    ),
    "1,000 BINDs": ("ASK { " + chain(1000, lambda n: f"BIND({n} AS ?x{n})") + " }", DEEP),
    "1,000 BINDs, each of the last": (
        "ASK { BIND(0 AS ?x0) " + chain(1000, lambda n: f"BIND(?x{n} + 1 AS ?x{n + 1})") + " }",
        DEEP,
    ),
    "1,000 MINUS": ("ASK { ?s ?p ?o " + chain(1000, lambda n: f"MINUS {{ ?s ?p{n} ?o }}") + " }", DEEP),
    "1,000 sub-SELECTs": (
        "ASK { " + chain(1000, lambda n: f"{{ SELECT (COUNT(*) AS ?n{n}) {{ ?s ?p ?o }} }}") + " }",
        DEEP,
    ),
    "1,000 EXISTS": (
        "ASK { ?s ?p ?o " + chain(1000, lambda n: f"FILTER EXISTS {{ ?s ?p{n} ?o{n} }}") + " }",
        DEEP,
    ),
    "1,000 paths": ("ASK { " + chain(1000, lambda n: f"?s{n} (!<x:>)* ?s{n + 1} .") + " }", DEEP),
    "1,000 GRAPHs": (
        "ASK { " + chain(1000, lambda n: f"GRAPH ?g{n} {{ ?s{n} ?p{n} ?o{n} }}") + " }",
        DEEP,
    ),
    "1,000 VALUES": ("ASK { " + chain(1000, lambda n: f"VALUES ?x{n} {{ 1 2 }}") + " }", DEEP),
    "1,000 variables": ("SELECT * { ?s ?p ?o VALUES (" + chain(1000, lambda n: f"?x{n}") + ") { } }", DEEP),
    "10,000 projections": (
        "SELECT " + chain(10_000, lambda n: f"(1 AS ?x{n})") + " { }",
        DEEP,
    ),
    "10,000 prefixes": (chain(10_000, lambda n: f"PREFIX p{n}: <x:{n}>") + " ASK { }", ANSWERED),
    "nested stars": ("ASK { ?a (((((!<x:>)*)*)*)*)+ ?b FILTER(?a = <x:>) }", COSTLY),
    "stars of everything": ("SELECT (COUNT(*) AS ?n) { ?a ((!<x:>|^!<x:>)*)* ?b . ?b (!<x:>)* ?c }", COSTLY),
    "stars in sequence": (
        "SELECT (COUNT(*) AS ?n) { ?a (!<x:>)*/(^!<x:>)*/(!<x:>)*/(^!<x:>)* ?b }",
        COSTLY,
    ),
    "star to nothing": ("ASK { ?a (!<x:>|!<y:>|^!<x:>)* <x:nothing> . ?a <x:> ?b }", COSTLY),
    "regex with nested plus": (
        f"SELECT (COUNT(*) AS ?n) {{ {TRIPLES} FILTER(REGEX('{'a' * 5000}!', '^(a+)+$')) }}",
        COSTLY,
    ),
    "regex with counted repetition": (
        "ASK { FILTER(REGEX('a', '((((a{99}){99}){99}){99}){99}')) }",
        allow(200, 400, 504, 507),
    ),
    "regex of 500,000 letters": (f"ASK {{ FILTER(REGEX('a', '{'a' * 500_000}')) }}", DEEP),
    "regex of many brackets": (
        f"ASK {{ FILTER(REGEX('a', '{'(' * 100_000 + 'a' + ')' * 100_000}')) }}",
        DEEP,
    ),
    "regex of many alternatives": (
        "ASK { ?s ?p ?o FILTER(REGEX(STR(?o), '" + chain(20_000, lambda n: f".*{n}.*", "|") + "')) }",
        DEEP,
    ),
    "regex from the data": (
        f"SELECT (COUNT(*) AS ?n) {{ {TRIPLES} FILTER(REGEX(STR(?c), STR(?f))) }}",
        COSTLY,
    ),
    "REPLACE that grows": (
        f"SELECT (STRLEN(?x) AS ?n) {{ BIND(REPLACE('{'a' * 90_000}', 'a', '{'b' * 90_000}') AS ?x) }}",
        allow(400, 504, 507),
    ),
    "CONCAT that doubles": (
        "SELECT (STRLEN(?x44) AS ?n) { BIND('xx' AS ?x0) "
        + chain(44, lambda n: f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})")
        + " }",
        ENDED,
    ),
    "GROUP_CONCAT of everything": (
        f"SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?e), STR(?h))) AS ?x) {{ {CROSS} }}",
        ENDED,
    ),
    "GROUP BY everything": (f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }} GROUP BY ?a ?c ?d ?f ?g ?i", ENDED),
    "ORDER BY of a cross join": (f"SELECT * {{ {CROSS} }} ORDER BY ?c ?f", ENDED),
    "DISTINCT of a cross join": (f"SELECT (COUNT(DISTINCT *) AS ?n) {{ {CROSS} }}", ENDED),
    "SELECT DISTINCT of a cross join": (f"SELECT DISTINCT * {{ {CROSS} }}", STREAM),
    "COUNT of a cross join": (f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}", ENDED),
    "ASK of a cross join without result": (f"ASK {{ {CROSS} FILTER(?c = ?f && ?f != ?c) }}", ENDED),
    "OFFSET into a cross join": (f"SELECT * {{ {CROSS} }} OFFSET 1000000000000000000", ENDED),
    "CONSTRUCT of a cross join": (f"CONSTRUCT {{ ?a ?e ?i }} {{ {CROSS} }}", STREAM),
    "CONSTRUCT of blank nodes": (f"CONSTRUCT {{ [] ?b [] . [] ?e [] }} {{ {CROSS} }}", STREAM),
    "DESCRIBE of a cross join": (f"DESCRIBE ?a ?d ?g {{ {CROSS} }}", STREAM),
    "LIMIT beyond every number": ("SELECT * { } LIMIT 99999999999999999999999999", REFUSED),
    "OFFSET beyond every number": ("SELECT * { } OFFSET 99999999999999999999999999", REFUSED),
    "number of 900,000 digits": (f"SELECT ({'9' * 900_000} AS ?x) {{ }}", allow(200, 400)),
    "decimal of 900,000 digits": (f"SELECT (1.{'9' * 900_000} + 1 AS ?x) {{ }}", allow(200, 400)),
    "double beyond every number": ("SELECT (1e999999999 AS ?x) { }", allow(200, 400)),
    "numbers that overflow": (
        "SELECT (9223372036854775807 + 1 AS ?a) (-9223372036854775808 / -1 AS ?b) "
        "(ABS(-9223372036854775808) AS ?c) (1 / 0 AS ?d) (-(-9223372036854775808) AS ?e) "
        "('-9223372036854775808'^^xsd:integer * -1 AS ?f) (xsd:integer(1e300) AS ?g) { }",
        allow(200, 400),
    ),
    "SUBSTR beyond every text": (
        "SELECT (SUBSTR('가나다', -9223372036854775807, 9223372036854775807) AS ?a) "
        "(SUBSTR('가나다', 9223372036854775807, 9223372036854775807) AS ?b) "
        "(SUBSTR('가나다', 0) AS ?c) (SUBSTR('가나다', 1e300) AS ?d) { }",
        allow(200, 400),
    ),
    "dates beyond every calendar": (
        "SELECT (YEAR('999999999999999999-01-01T00:00:00Z'^^xsd:dateTime) AS ?a) "
        "('9999999999-12-31T24:00:00+14:00'^^xsd:dateTime + 'P9999999999Y'^^xsd:duration AS ?b) "
        "('-9999999999-01-01T00:00:00Z'^^xsd:dateTime - '9999999999-01-01T00:00:00Z'^^xsd:dateTime AS ?c) "
        "('P99999999999999999999D'^^xsd:dayTimeDuration * 1e30 AS ?d) "
        "(ADJUST('-9223372036854775808-01-01'^^xsd:date, '-PT14H'^^xsd:dayTimeDuration) AS ?e) { }",
        allow(200, 400),
    ),
    "literal of 900,000 letters": (f"SELECT ('{'가' * 300_000}' AS ?x) {{ }}", ANSWERED),
    "literal of escapes": ("SELECT ('" + "\\uAC00" * 150_000 + "' AS ?x) { }", ANSWERED),
    "literal that doesn't end": (f"SELECT ('''{'a' * 900_000} AS ?x) {{ }}", REFUSED),
    "string of quotes": ("SELECT (" + '"' * 900_001 + " AS ?x) { }", REFUSED),
    "IRI of 900,000 letters": (f"ASK {{ <x:{'a' * 900_000}> ?p ?o }}", ANSWERED),
    "IRI of many dots": (f"ASK {{ <{'../' * 300_000}> ?p ?o }}", allow(200, 400)),
    "IRI that doesn't end": (f"ASK {{ <x:{'a' * 900_000} ", REFUSED),
    "prefix of 900,000 letters": (f"PREFIX {'a' * 900_000}: <x:> ASK {{ }}", allow(200, 400)),
    "variable of 900,000 letters": (f"SELECT ?{'a' * 900_000} {{ }}", ANSWERED),
    "keyword of 900,000 letters": ("A" * 900_000, REFUSED),
    "local name of escapes": (f"ASK {{ csp:{'%41' * 200_000} ?p ?o }}", ANSWERED),
    "language tag of 900,000 letters": (f"SELECT ('a'@{'a-' * 400_000}a AS ?x) {{ }}", allow(200, 400)),
    "VALUES of 100,000 rows": (
        "SELECT (COUNT(*) AS ?n) { VALUES ?x { " + "1 " * 100_000 + "} ?s ?p ?o }",
        COSTLY,
    ),
    "VALUES joined with VALUES": (
        f"ASK {{ VALUES ?x {{ {'1 ' * 100_000} }} VALUES ?x {{ {'2 ' * 100_000} }} }}",
        COSTLY,
    ),
    "VALUES of 1,000 columns": (
        f"ASK {{ VALUES ({chain(1000, lambda n: f'?x{n}')}) {{ {('(' + 'UNDEF ' * 1000 + ') ') * 100} }} }}",
        COSTLY,
    ),
    "VALUES of UNDEF": (
        f"ASK {{ VALUES (?x ?y) {{ {'(UNDEF 1) ' * 40_000} }} VALUES (?x ?y) {{ {'(1 UNDEF) ' * 40_000} }} "
        "FILTER(?x = 2) }",
        COSTLY,
    ),
    "query of signs": ("{}[]()<>|&!?$@#^*+-/=;:,." * 30_000, REFUSED),
    "query of question marks": ("?" * 900_000, REFUSED),
    "query of colons": ("ASK { " + ":" * 900_000, REFUSED),
    "query of dots": ("ASK { a" + "." * 900_000, REFUSED),
    "query of backslashes": ("ASK { a:" + "\\" * 900_000, REFUSED),
    "query of letters that compose": ("ASK { ?s ?p '" + "e" + "\u0301" * 400_000 + "' }", ANSWERED),
    "query of jamo": ("ASK { ?s ?p '" + "\u1100\u1161" * 150_000 + "' }", ANSWERED),
    "two queries": ("ASK { } ASK { }", REFUSED),
    "no query": ("", REFUSED),
    "blanks only": ("   \n\t ", REFUSED),
    "a comment only": ("# nothing", REFUSED),
    "a byte order mark only": ("\ufeff", REFUSED),
    "an update": ("INSERT DATA { <x:> <x:> <x:> }", REFUSED),
    "lone surrogate, escaped": ("SELECT ('\\uD800' AS ?x) { }", REFUSED),
    "surrogate pair, escaped": ("SELECT ('\\uD83D\\uDE00' AS ?x) { }", REFUSED),
    "beyond Unicode, escaped": ("SELECT ('\\U00110000' AS ?x) { }", REFUSED),
    "NUL": ("ASK { ?s ?p '\x00' }", allow(200, 400)),
    "NUL outside of a literal": ("ASK {\x00}", REFUSED),
    "NUL, escaped": ("SELECT ('\\u0000' AS ?x) { }", allow(200, 400)),
    "all control characters": (
        "ASK { ?s ?p '''" + "".join(map(chr, [*range(1, 39), *range(40, 160)])).replace("\\", "") + "''' }",
        allow(200, 400),
    ),
    "right-to-left and joiners": ("ASK { ?s ?p '\u202e\u200d\ufeff\u2028\u2029\U000e0001' }", ANSWERED),
}
FORMATS = ("json", "xml", "csv", "tsv")
GRAPH_FORMATS = ("turtle", "n-triples", "rdf-xml", "json-ld", "n-quads", "trig")


def query_rows() -> Iterator[Attack]:
    """Ask what is too much; and have a stream without end written in every way there is."""
    for name, (query, allowed) in QUERIES.items():
        yield Attack(name, partial(post, query), allowed)
    for name in FORMATS:
        for coding in ("identity", "gzip"):
            yield Attack(
                f"cross join as {name}, {coding}",
                partial(get, f"SELECT * {{ {CROSS} }}", more=f"&format={name}", Accept_Encoding=coding),
                STREAM,
            )
    for name in GRAPH_FORMATS:
        yield Attack(
            f"CONSTRUCT of a cross join as {name}",
            partial(get, f"CONSTRUCT {{ ?a ?e ?i }} {{ {CROSS} }}", more=f"&format={name}"),
            STREAM,
        )
    yield Attack("cross join over HTTP/1.0", lambda: get(f"SELECT * {{ {CROSS} }}", version="1.0"), STREAM)
    yield Attack(
        "HEAD of a cross join",
        lambda: get(f"SELECT * {{ {CROSS} }}").replace(b"GET", b"HEAD", 1),
        allow(200, 504, 507),
    )


def sparql(*lines: str, query: str = "ASK { }", body: bytes | None = None) -> Callable[[], bytes]:
    """Make a POST of a query with exactly these further header lines."""
    content = query.encode() if body is None else body
    head = "".join(f"{line}\r\n" for line in lines)
    start = f"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: {QUERY}\r\n{head}\r\n"
    return lambda: start.encode("latin-1") + content


def raw(content: bytes) -> Callable[[], bytes]:
    """Send just these bytes."""
    return lambda: content


def target(path: str, method: str = "GET", **headers: str) -> Callable[[], bytes]:
    """Make a request of a path, as it is written."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda: request(method, path, named)


def endless(start: bytes, piece: bytes) -> Callable[[], Iterable[bytes]]:
    """Send a start, and then for ever the same."""

    def pieces() -> Iterator[bytes]:
        if start:
            yield start
        yield from repeat(piece)

    return pieces


def noise() -> bytes:
    """Give bytes that mean nothing, always the same."""
    return random.Random(3).randbytes(100_000)  # noqa: S311


ASK = "/sparql?query=ASK%20%7B%7D"
CHUNKED = (
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    b"Transfer-Encoding: chunked\r\n"
)
HEAD = f"GET {ASK} HTTP/1.1\r\nHost: x\r\n".encode()
TLS_HELLO = bytes.fromhex(
    "16030100c8010000c403031122334455667788990011223344556677889900112233445566778899001122330000"
    "1a13011302130300ffc02bc02fc02cc030cca9cca8c009c013c00ac014010000810000000e000c0000096c6f63616c686f7374"
)

# Requests that aren't as they should be.
REQUESTS: dict[str, tuple[Callable[[], Content], frozenset[str]]] = {
    # What is said of the body
    "media type: text/plain": (
        lambda: request("POST", "/sparql", {"Content-Type": "text/plain"}, b"ASK {}"),
        allow(415),
    ),
    "media type: none": (lambda: request("POST", "/sparql", {}, b"ASK {}"), allow(415)),
    "media type: JSON": (
        lambda: request("POST", "/sparql", {"Content-Type": "application/json"}, b'{"query":"ASK {}"}'),
        allow(415),
    ),
    "media type: multipart": (
        lambda: request(
            "POST",
            "/sparql",
            {"Content-Type": "multipart/form-data; boundary=x"},
            b'--x\r\nContent-Disposition: form-data; name="query"\r\n\r\nASK {}\r\n--x--\r\n',
        ),
        allow(415),
    ),
    "media type: nonsense": (
        lambda: request("POST", "/sparql", {"Content-Type": ";;/=\x7f\xff"}, b"ASK {}"),
        allow(400, 415),
    ),
    "media type: twice": (sparql("Content-Length: 7", "Content-Type: text/plain"), allow(200, 400, 415)),
    "charset: UTF-16": (
        lambda: request(
            "POST", "/sparql", {"Content-Type": f"{QUERY}; charset=utf-16"}, "ASK {}".encode("utf-16")
        ),
        allow(415),
    ),
    "body: UTF-16 without a word of it": (lambda: post("ASK {}".encode("utf-16")), allow(400)),
    "body: Latin-1": (lambda: post("ASK { ?s ?p 'é' }".encode("latin-1")), allow(400)),
    "body: cut within a letter": (lambda: post("ASK { ?s ?p '가' }".encode()[:15]), allow(400)),
    "body: overlong UTF-8": (lambda: post(b"ASK { ?s ?p '\xc0\xaf' }"), allow(400)),
    "body: lone surrogate": (lambda: post(b"ASK { ?s ?p '\xed\xa0\x80' }"), allow(400)),
    "body: beyond Unicode": (lambda: post(b"ASK { ?s ?p '\xf5\x80\x80\x80' }"), allow(400)),
    "body: noise": (lambda: post(noise()), allow(400)),
    "body: zeros": (lambda: post(bytes(500_000)), allow(400)),
    "body: gzip": (
        lambda: post(zlib.compress(b"ASK {}", wbits=31), Content_Encoding="gzip"),
        allow(400, 415),
    ),
    "body: gzip bomb": (
        lambda: post(zlib.compress(bytes(50_000_000), wbits=31), Content_Encoding="gzip"),
        allow(400, 415),
    ),
    "body: with a GET": (lambda: request("GET", ASK, {}, b"SELECT nonsense"), allow(200, 400)),
    "body: larger than it may be": (lambda: post(b" " * ((REQUEST_KB << 10) + 1)), allow(413)),
    "body: as large as it may be": (
        lambda: post(b"ASK {}" + b" " * ((REQUEST_KB << 10) - 6)),
        allow(200),
    ),
    # Its length
    "length: too long": (sparql("Content-Length: 100"), allow(408)),
    "length: too short": (sparql("Content-Length: 3"), allow(400)),
    "length: negative": (sparql("Content-Length: -1"), allow(400)),
    "length: with a sign": (sparql("Content-Length: +7"), allow(400)),
    "length: in hexadecimal": (sparql("Content-Length: 0x7"), allow(400)),
    "length: a list": (sparql("Content-Length: 7, 7"), allow(400)),
    "length: two, the same": (sparql("Content-Length: 7", "Content-Length: 7"), allow(200, 400)),
    "length: two": (sparql("Content-Length: 7", "Content-Length: 3"), allow(400)),
    "length: beyond every number": (sparql("Content-Length: 99999999999999999999999"), allow(400, 413)),
    "length: large": (sparql("Content-Length: 9999999999"), allow(413)),
    "length: in other digits": (sparql("Content-Length: \xb2"), allow(400)),
    "length: empty": (sparql("Content-Length: "), allow(400)),
    "length: none": (sparql(), allow(400, 411)),
    "length: and chunked": (
        sparql("Content-Length: 7", "Transfer-Encoding: chunked", body=b"7\r\nASK { }\r\n0\r\n\r\n"),
        allow(400),
    ),
    "chunked: twice": (
        sparql("Transfer-Encoding: chunked, chunked", body=b"7\r\nASK { }\r\n0\r\n\r\n"),
        allow(200, 400),
    ),
    "chunked: not last": (
        sparql("Transfer-Encoding: chunked, gzip", body=b"7\r\nASK { }\r\n0\r\n\r\n"),
        allow(400, 501),
    ),
    "chunked: in disguise": (
        sparql("Transfer-Encoding: xchunked", body=b"7\r\nASK { }\r\n0\r\n\r\n"),
        allow(400, 501),
    ),
    "chunked: size is no number": (sparql("Transfer-Encoding: chunked", body=b"x\r\n"), allow(400)),
    "chunked: size is negative": (sparql("Transfer-Encoding: chunked", body=b"-7\r\nASK { }"), allow(400)),
    "chunked: size beyond every number": (
        sparql("Transfer-Encoding: chunked", body=b"f" * 40 + b"\r\n"),
        allow(400, 413),
    ),
    "chunked: size has no end": (endless(CHUNKED + b"\r\n", b"0" * 60_000), allow(400, 408, 413, 431)),
    "chunked: extension has no end": (
        endless(CHUNKED + b"\r\n7;", b"a" * 60_000),
        allow(400, 408, 413, 431),
    ),
    "chunked: body has no end": (endless(CHUNKED + b"\r\n", b"8\r\nASK { } \r\n" * 4000), allow(413, 431)),
    "chunked: one large chunk": (endless(CHUNKED + b"\r\nffffffff\r\n", b" " * 60_000), allow(413)),
    "chunked: a byte each": (
        sparql("Transfer-Encoding: chunked", body=b"1\r\n \r\n" * 200_000 + b"7\r\nASK { }\r\n0\r\n\r\n"),
        allow(200, 413, 431),
    ),
    "chunked: one trailer without end": (
        endless(CHUNKED + b"\r\n0\r\nX: ", b"a" * 60_000),
        allow(400, 408, 413, 431),
    ),
    "chunked: trailers without end": (
        endless(CHUNKED + b"\r\n0\r\n", b"X: y\r\n" * 10_000),
        allow(400, 408, 413, 431),
    ),
    "chunked: a trailer that lies": (
        sparql("Transfer-Encoding: chunked", body=b"7\r\nASK { }\r\n0\r\nContent-Type: text/plain\r\n\r\n"),
        allow(200, 400, 415),
    ),
    # Heads
    "head: address without end": (endless(b"GET /", b"a" * 60_000), allow(431)),
    "head: method without end": (endless(b"", b"A" * 60_000), allow(400, 431)),
    "head: header name without end": (endless(HEAD, b"a" * 60_000), allow(400, 431)),
    "head: header without end": (endless(HEAD + b"X: ", b"a" * 60_000), allow(431)),
    "head: headers without end": (endless(HEAD, b"X: y\r\n" * 10_000), allow(431)),
    "head: folded lines without end": (endless(HEAD + b"X: y\r\n", b" z\r\n" * 10_000), allow(400, 431)),
    "head: blank lines without end": (endless(b"", b"\r\n" * 30_000), allow(400, 408, 431)),
    "head: 5,000 headers": (raw(HEAD + b"X: y\r\n" * 5_000 + b"\r\n"), allow(200, 400, 431)),
    "head: 100,000 headers": (raw(HEAD + b"X: y\r\n" * 100_000 + b"\r\n"), allow(431)),
    "head: 60,000 letters in a header": (raw(HEAD + b"X: " + b"y" * 60_000 + b"\r\n\r\n"), allow(200)),
    "head: one header of 1 MB": (raw(HEAD + b"X: " + b"y" * 1_000_000 + b"\r\n\r\n"), allow(431)),
    "head: address of 60,000 letters": (target(f"{ASK}&x={'y' * 60_000}"), allow(200, 414, 431)),
    "head: address of 1 MB": (target(f"{ASK}&x={'y' * 1_000_000}"), allow(414, 431)),
    "head: no Host": (raw(f"GET {ASK} HTTP/1.1\r\n\r\n".encode()), allow(400)),
    "head: two Hosts": (raw(HEAD + b"Host: y\r\n\r\n"), allow(400)),
    "head: another's Host": (target(ASK, Host="evil.example"), allow(200, 400, 421)),
    "head: Host with a path": (target(ASK, Host="evil.example/../x"), allow(200, 400)),
    "head: blank before the colon": (raw(HEAD + b"X : y\r\n\r\n"), allow(400)),
    "head: no colon": (raw(HEAD + b"nonsense\r\n\r\n"), allow(400)),
    "head: NUL in a header": (raw(HEAD + b"X: a\x00b\r\n\r\n"), allow(400)),
    "head: NUL in the address": (raw(b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n"), allow(400)),
    "head: carriage returns": (raw(HEAD + b"X: a\rY: b\r\n\r\n"), allow(400)),
    "head: line feeds only": (raw(HEAD.replace(b"\r", b"") + b"\n"), allow(200, 400)),
    "head: other letters in a header": (raw(HEAD + "X: 가나다\r\n\r\n".encode()), allow(200, 400)),
    "head: other letters in the address": (
        raw("GET /가나다 HTTP/1.1\r\nHost: x\r\n\r\n".encode()),
        allow(400, 404),
    ),
    "head: 10,000 media types": (
        target(ASK, Accept=",".join(f"a/b{n};q=0.{n % 10}" for n in range(3000))),
        allow(200, 406),
    ),
    "head: media types of nonsense": (target(ASK, Accept=";;;,,,/;q=;q=x;q=-1,*/*;q=1e9"), allow(200, 406)),
    "head: media type without end": (target(ASK, Accept="a" * 60_000), allow(200, 400, 406)),
    "head: media type of parameters": (target(ASK, Accept="*/*" + ";a=b" * 14_000), allow(200, 406)),
    "head: media type of quotes": (target(ASK, Accept='*/*;a="' + '\\"' * 20_000), allow(200, 400, 406)),
    "head: 10,000 languages": (
        target(ASK, Accept_Language=",".join(f"a{n};q=0.1" for n in range(5000))),
        allow(200),
    ),
    "head: languages of nonsense": (target(ASK, Accept_Language=";q=x,,;;\xff"), allow(200)),
    "head: codings of nonsense": (target(ASK, Accept_Encoding=";q=x,,gzip;q=y;;\xff"), allow(200, 400)),
    "head: codings without end": (target(ASK, Accept_Encoding="gzip;q=0," * 6000), allow(200)),
    "head: tags without end": (target(ASK, If_None_Match='"x",' * 15_000), allow(200)),
    "head: any tag": (target(ASK, If_None_Match="*"), allow(200, 304)),
    "head: a range": (target(ASK, Range="bytes=0-,0-,0-,5-1,-1"), allow(200)),
    "head: a forwarded address of nonsense": (target(ASK, X_Forwarded_For="\xff" * 1000), allow(200)),
    "head: cookies": (target(ASK, Cookie="a=b; " * 10_000), allow(200)),
    "head: basic authorisation": (target("/queries", Authorization="Basic \xff\xfe"), allow(401, 403)),
    "head: 100-continue": (
        lambda: post("ASK {}", Expect="100-continue"),
        allow(200),
    ),
    "head: another expectation": (lambda: post("ASK {}", Expect="a miracle"), allow(200, 417)),
    # Protocols
    "protocol: upgrade to WebSocket": (
        target(
            ASK,
            Upgrade="websocket",
            Connection="Upgrade",
            Sec_WebSocket_Version="13",
            Sec_WebSocket_Key="dGhlIHNhbXBsZSBub25jZQ==",
        ),
        allow(200, 400, 426),
    ),
    "protocol: upgrade to HTTP/2": (
        target(ASK, Upgrade="h2c", Connection="Upgrade, HTTP2-Settings", HTTP2_Settings="AAMAAABkAAQAAP__"),
        allow(200, 400),
    ),
    "protocol: HTTP/2 without asking": (raw(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), allow(400, 505)),
    "protocol: HTTP/0.9": (raw(f"GET {ASK}\r\n".encode()), allow(400, 408)),
    "protocol: HTTP/0.9 by number": (raw(f"GET {ASK} HTTP/0.9\r\n\r\n".encode()), allow(200, 400, 505)),
    "protocol: HTTP/1.0": (raw(f"GET {ASK} HTTP/1.0\r\n\r\n".encode()), allow(200)),
    "protocol: HTTP/9.9": (raw(f"GET {ASK} HTTP/9.9\r\nHost: x\r\n\r\n".encode()), allow(400, 505)),
    "protocol: not HTTP": (raw(b"GET / ICY/1.0\r\n\r\n"), allow(400)),
    "protocol: TLS": (raw(TLS_HELLO), allow(400)),
    "protocol: SSH": (raw(b"SSH-2.0-OpenSSH_9.6\r\n"), allow(400)),
    "protocol: SMTP": (raw(b"EHLO evil.example\r\nMAIL FROM:<a@b>\r\n"), allow(400)),
    "protocol: Redis": (raw(b"*1\r\n$4\r\nINFO\r\n"), allow(400)),
    "protocol: PROXY": (raw(b"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n" + HEAD + b"\r\n"), allow(400)),
    "protocol: noise": (noise, allow(400, 431)),
    "protocol: zeros": (raw(bytes(100_000)), allow(400, 431)),
    "protocol: nothing": (raw(b""), allow(408, "closed")),
    "protocol: one byte": (raw(b"G"), allow(408)),
    "protocol: half a head": (raw(HEAD), allow(408)),
    "protocol: a smuggled request": (
        sparql(
            "Content-Length: 7",
            "Transfer-Encoding : chunked",
            body=b"0\r\n\r\nDELETE /queries/1 HTTP/1.1\r\nHost: x\r\n\r\n",
        ),
        allow(400),
    ),
    "protocol: 10,000 requests at once": (raw((HEAD + b"\r\n") * 10_000), allow(200)),
    "protocol: 2,000 requests at once, each to the framework": (
        raw(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n" * 2_000),
        allow(200),
    ),
    "protocol: nonsense after a request": (raw(HEAD + b"\r\n" + noise()), allow(200)),
    # Targets
    "target: absolute": (target(f"http://evil.example{ASK}"), allow(200, 400, 421)),
    "target: absolute, another scheme": (target("ftp://evil.example/sparql"), allow(200, 400, 404, 421)),
    "target: *": (target("*"), allow(400, 404)),
    "target: OPTIONS *": (target("*", "OPTIONS"), allow(200, 204, 400, 404)),
    "target: CONNECT": (target("evil.example:443", "CONNECT"), allow(400, 404, 405, 501)),
    "target: no slash": (target("sparql?query=ASK%7B%7D"), allow(400, 404)),
    "target: empty": (raw(b"GET  HTTP/1.1\r\nHost: x\r\n\r\n"), allow(400)),
    "target: a fragment": (target(f"{ASK}#x"), allow(200, 400)),
    "target: up": (target("/../../../../etc/passwd"), allow(400, 404)),
    "target: up, escaped": (target("/%2e%2e/%2e%2e/etc/passwd"), allow(400, 404)),
    "target: up, escaped slashes": (target("/..%2f..%2fetc%2fpasswd"), allow(400, 404)),
    "target: two slashes": (target("//evil.example/sparql"), allow(400, 404)),
    "target: backslashes": (target("/..\\..\\etc\\passwd"), allow(400, 404)),
    "target: NUL, escaped": (target("/sparql%00?query=ASK%7B%7D"), allow(400, 404)),
    "target: escapes of no text": (target("/%ff%fe%ed%a0%80"), allow(400, 404)),
    "target: broken escapes": (target("/%zz%"), allow(400, 404)),
    "target: many slashes": (target("/" * 60_000), allow(400, 404)),
    "target: markup": (target("/<script>alert(1)</script>", Accept="text/html"), allow(400, 404)),
    "target: a question that isn't there": (target("/questions/..%2f..%2fetc%2fpasswd"), allow(400, 404)),
    # Methods
    **{
        f"method: {method}": (target(ASK, method), allow(405))
        for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "LOCK", "REPORT")
    },
    "method: unknown": (target(ASK, "FOO"), allow(400, 405, 501)),
    "method: in small letters": (target(ASK, "get"), allow(400, 405, 501)),
    "method: POST without a body": (target("/sparql", "POST"), allow(400, 415)),
    "method: POST to a page": (target("/", "POST"), allow(405)),
    "method: PUT to the store": (target("/store?default", "PUT"), allow(403, 405)),
    # Parameters
    "parameter: two queries": (target(f"{ASK}&query=ASK%7B%7D"), allow(400)),
    "parameter: two queries, in address and body": (
        lambda: request("POST", ASK, {"Content-Type": QUERY}, b"ASK {}"),
        allow(400),
    ),
    "parameter: empty query": (target("/sparql?query="), allow(400)),
    "parameter: no query": (target("/sparql?q=1"), allow(400)),
    "parameter: another case": (target("/sparql?Query=ASK%7B%7D"), allow(400)),
    "parameter: no text": (target("/sparql?query=%FF%FE"), allow(400)),
    "parameter: lone surrogate": (target("/sparql?query=ASK%7B?s?p'%ED%A0%80'%7D"), allow(400)),
    "parameter: NUL": (target("/sparql?query=ASK%7B%00%7D"), allow(400)),
    "parameter: broken escapes": (target("/sparql?query=%"), allow(400)),
    "parameter: escaped twice": (target("/sparql?query=ASK%2520%257B%257D"), allow(400)),
    "parameter: 10,000": (
        lambda: request(
            "POST",
            "/sparql",
            {"Content-Type": "application/x-www-form-urlencoded"},
            b"query=ASK%7B%7D" + b"&a=b" * 10_000,
        ),
        allow(400),
    ),
    "parameter: 500,000 signs": (
        lambda: request(
            "POST", "/sparql", {"Content-Type": "application/x-www-form-urlencoded"}, b"&=" * 500_000
        ),
        allow(400),
    ),
    "parameter: a name of 900,000 letters": (
        lambda: request(
            "POST",
            "/sparql",
            {"Content-Type": "application/x-www-form-urlencoded"},
            b"%61" * 300_000 + b"=1&query=ASK%7B%7D",
        ),
        allow(200, 400),
    ),
    "parameter: 190 graphs": (
        target(ASK + "".join(f"&default-graph-uri=x:{n}" for n in range(190))),
        allow(200),
    ),
    "parameter: graphs of no IRI": (target(f"{ASK}&default-graph-uri=%00%20%3C"), allow(400)),
    "parameter: relative graph": (target(f"{ASK}&named-graph-uri=../x"), allow(200, 400)),
    "parameter: empty graph": (target(f"{ASK}&default-graph-uri="), allow(200, 400)),
    "parameter: unknown format": (target(f"{ASK}&format=exe"), allow(406)),
    "parameter: a header in a format": (target(f"{ASK}&format=x%0d%0aX-Evil:%20y"), allow(406)),
    "parameter: 190 formats": (target(ASK + "&format=exe" * 190), allow(406)),
    "parameter: markup in a language": (
        target(f"{ASK}&lang=%3Cscript%3E", Accept="text/html"),
        allow(200, 400),
    ),
    **{
        f"parameter: timeout={given or 'nothing'}": (target(f"{ASK}&timeout={given}"), allow(400))
        for given in ("nan", "inf", "-inf", "-1", "0", "1e400", "abc", "1_0", "9" * 5000, "%00")
    },
    "parameter: the smallest timeout": (target(f"{ASK}&timeout=5e-324"), allow(200, 504)),
    "parameter: a number in other digits": (
        target(f"{ASK}&timeout={quote('٠.١')}"),
        allow(200, 400),
    ),
    "parameter: number of a query": (target("/queries/" + "9" * 5000, "DELETE"), allow(401, 403)),
}


def rows() -> list[Attack]:
    """List all attacks."""
    requests = (Attack(name, make, allowed) for name, (make, allowed) in REQUESTS.items())
    return [*nesting_rows(), *query_rows(), *requests]
