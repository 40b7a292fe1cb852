"""Rules of HTTP: headers and methods (publishing.md 4, 5)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from gjgraph.operations.publication_check.deployment import Answer, Asked, accepting
from gjgraph.operations.publication_check.publication import Publication
from gjgraph.operations.publication_check.results import (
    Found,
    Group,
    not_applicable,
    problem,
    rule,
    wrong_status,
)
from gjgraph.publication.document import HTML, MEDIA_TYPES

EXPOSED = ("link", "etag", "content-location")
WORTH_COMPRESSING = 8 << 10


def answers_by_accept(
    site: Publication, paths: list[str], accept: str | None
) -> Iterator[tuple[str, Answer]]:
    """Ask for documents with one Accept header; what is retired is left out."""
    for path, answer in zip(paths, site.ask_all(paths, accept), strict=True):
        if answer.status != 410:
            yield path, answer


def each_format(site: Publication, paths: list[str]) -> Iterator[tuple[str, str, Answer]]:
    """Ask for documents in each format by Accept."""
    for form, kind in MEDIA_TYPES.items():
        for path, answer in answers_by_accept(site, paths, kind):
            yield path, form, answer


@rule(
    "vary",
    "4",
    Group.HTTP,
    "Vary: Accept, Accept-Language",
    "Vary: Accept, Accept-Language",
    needs_server=True,
)
def vary(site: Publication) -> Found:
    """Look at what is negotiated."""
    for path, form, answer in each_format(site, site.some_documents):
        named = {each.strip().lower() for each in answer.headers.get("vary", "").split(",")}
        if (
            missing := {"accept", "accept-language"}
            - named
            - ({"accept", "accept-language"} if "*" in named else set())
        ):
            listed = ", ".join(sorted(missing))
            yield problem(f"Vary에 {listed}이(가) 없습니다", f"Vary lacks {listed}", f"{path} ({form})")


@rule(
    "content-location",
    "4",
    Group.HTTP,
    "Content-Location이 그 표현의 주소를 말한다",
    "Content-Location tells the address of the representation",
    needs_server=True,
)
def content_location(site: Publication) -> Found:
    """Ask for the address that an answer says it has: it has to be the same."""
    for path, form, answer in each_format(site, site.some_documents):
        location = answer.headers.get("content-location", "")
        there = site.place(location, path) if location else None
        if there is None:
            yield problem("Content-Location이 없습니다", "no Content-Location", f"{path} ({form})")
        elif site.deployment.get(there).body != answer.body:
            yield problem(f"{location}은(는) 다릅니다", f"{location} is something else", f"{path} ({form})")


@rule(
    "etag",
    "4",
    Group.HTTP,
    "표현마다 강한 ETag가 있다",
    "Each representation has a strong ETag",
    needs_server=True,
)
def etag(site: Publication) -> Found:
    """Look at the entity tags of all formats of a document."""
    seen: dict[tuple[str, str], str] = {}
    for path, form, answer in each_format(site, site.some_documents):
        tag = answer.headers.get("etag", "")
        where = f"{path} ({form})"
        if not tag:
            yield problem("ETag가 없습니다", "no ETag", where)
        elif not re.fullmatch(r'"[\x21\x23-\x7e]+"', tag):
            yield problem(f"강한 ETag가 아닙니다: {tag[:40]}", f"no strong ETag: {tag[:40]}", where)
        elif (other := seen.setdefault((path, tag), form)) != form:
            yield problem(f"{other} 형식의 ETag와 같습니다", f"has the ETag of {other}", where)


def moment(value: str) -> datetime | None:
    """Read an HTTP date."""
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


@rule(
    "last-modified",
    "4",
    Group.HTTP,
    "Last-Modified가 있고, 앞날이 아니다",
    "There is a Last-Modified that isn't in the future",
    needs_server=True,
)
def last_modified(site: Publication) -> Found:
    """Look at the date of each document."""
    for path, form, answer in each_format(site, site.some_documents):
        said = answer.headers.get("last-modified", "")
        when = moment(said) if said else None
        if when is None:
            yield problem("Last-Modified가 없습니다", "no Last-Modified", f"{path} ({form})")
        elif when > datetime.now(UTC):
            yield problem(f"앞날입니다: {said}", f"in the future: {said}", f"{path} ({form})")


@rule(
    "not-modified-etag",
    "4",
    Group.HTTP,
    "If-None-Match에 304로 답한다",
    "If-None-Match gets 304",
    needs_server=True,
)
def not_modified_etag(site: Publication) -> Found:
    """Ask again with the entity tag, and with another."""
    for path, form, answer in each_format(site, site.some_documents):
        kind, where = MEDIA_TYPES[form], f"{path} ({form})"
        again = site.deployment.get(path, kind, If_None_Match=answer.headers.get("etag", '"?"'))
        if again.status != 304:
            yield wrong_status(again.told, "304", where)
        elif again.body or not again.headers.get("etag"):
            yield problem("304에 본문이 있거나 ETag가 없습니다", "a 304 with a body, or with no ETag", where)
        other = site.deployment.get(path, kind, If_None_Match='"something-else"')
        if other.status != answer.status:
            yield wrong_status(other.told, f"{answer.status}", where)


@rule(
    "not-modified-date",
    "4",
    Group.HTTP,
    "If-Modified-Since에 304로 답한다",
    "If-Modified-Since gets 304",
    needs_server=True,
)
def not_modified_date(site: Publication) -> Found:
    """Ask again with the date, and with one long before."""
    for path, form, answer in each_format(site, site.some_documents):
        kind, where = MEDIA_TYPES[form], f"{path} ({form})"
        said = answer.headers.get("last-modified", "Thu, 01 Jan 2099 00:00:00 GMT")
        again = site.deployment.get(path, kind, If_Modified_Since=said)
        # A page may change with the names of what it links to, of which the date of its thing says nothing.
        if again.status != 304 and (form != HTML or again.status != answer.status):
            yield wrong_status(again.told, "304", where)
        before = site.deployment.get(path, kind, If_Modified_Since="Thu, 01 Jan 1970 00:00:01 GMT")
        if before.status != answer.status:
            yield wrong_status(before.told, f"{answer.status}", where)


@rule(
    "head",
    "5",
    Group.HTTP,
    "HEAD는 본문 없는 GET이다",
    "HEAD is GET without the body",
    needs_server=True,
)
def head(site: Publication) -> Found:
    """Compare the head of each answer with that of a GET."""
    for path, form, answer in each_format(site, site.some_documents):
        bare = site.deployment.get(path, MEDIA_TYPES[form], method="HEAD")
        where = f"{path} ({form})"
        if bare.status != answer.status:
            yield wrong_status(bare.told, f"{answer.status}", where)
        for name in ("content-type", "etag", "link", "content-length"):
            if bare.status and bare.headers.get(name) != answer.headers.get(name):
                yield problem(f"{name}이(가) 다릅니다", f"another {name}", where)
        if bare.body:
            yield problem("본문이 있습니다", "has a body", where)


@rule(
    "options",
    "5",
    Group.HTTP,
    "OPTIONS에 쓸 수 있는 방법을 답한다",
    "OPTIONS tells the methods",
    needs_server=True,
)
def options(site: Publication) -> Found:
    """Ask for the methods, as any client and as a browser does."""
    paths = [*site.some_documents, *(thing.path for thing in site.things[:2])]
    for path in paths:
        for headers in ((), (("Origin", "https://reader.invalid"), ("Access-Control-Request-Method", "GET"))):
            answer = site.deployment.ask(Asked(path, headers, "OPTIONS"))
            told = answer.headers.get("allow", "") or answer.headers.get("access-control-allow-methods", "")
            if answer.status not in (200, 204):
                yield wrong_status(answer.told, "200 / 204", path)
            elif "GET" not in told:
                yield problem("Allow에 GET이 없습니다", "Allow lacks GET", path)


@rule(
    "cors",
    "5",
    Group.HTTP,
    "다른 곳의 프로그램이 어느 답이든 읽을 수 있다 (CORS)",
    "Programs of other sites can read every answer (CORS)",
    needs_server=True,
)
def cors(site: Publication) -> Found:
    """Look at answers of every status."""
    document = next(iter(site.some_documents), "")
    requests = [
        *(accepting(path, MEDIA_TYPES["turtle"]) for path in site.some_documents),
        *(accepting(thing.path, MEDIA_TYPES[HTML]) for thing in site.things[:3]),
        accepting("doc/no-such-thing-9f3a7c", MEDIA_TYPES["turtle"]),
        accepting(document, "image/png"),
        Asked(".well-known/void"),
    ]
    for answer in site.deployment.ask_all(requests):
        if answer.headers.get("access-control-allow-origin") != "*":
            told = answer.told.en
            yield problem(
                f"{told}에 Access-Control-Allow-Origin이 없습니다",
                f"{told} without Access-Control-Allow-Origin",
                answer.asked.path,
            )


@rule(
    "cors-exposed",
    "5",
    Group.HTTP,
    "그 프로그램이 헤더도 읽을 수 있다",
    "Those programs can read the headers too",
    needs_server=True,
)
def cors_exposed(site: Publication) -> Found:
    """Look at which headers a script may read."""
    for path, answer in answers_by_accept(site, site.some_documents, MEDIA_TYPES["turtle"]):
        named = {
            each.strip().lower()
            for each in answer.headers.get("access-control-expose-headers", "").split(",")
        }
        if missing := [each for each in EXPOSED if each not in named]:
            listed = ", ".join(missing)
            yield problem(f"{listed}을(를) 보이지 않습니다", f"doesn't expose {listed}", path)


@rule(
    "compression",
    "5",
    Group.HTTP,
    "긴 답을 압축한다",
    "Long answers are compressed",
    needs_server=True,
)
def compression(site: Publication) -> Found:
    """Ask for long documents compressed: they have to be the same, with another entity tag."""
    long = [
        (path, answer)
        for path, answer in answers_by_accept(site, site.documents, MEDIA_TYPES[HTML])
        if len(answer.body) >= WORTH_COMPRESSING
    ]
    if not long:
        yield not_applicable("긴 답이 없습니다.", "No answer is long.")
    for path, answer in long[:8]:
        packed = site.deployment.get(path, MEDIA_TYPES[HTML], Accept_Encoding="gzip")
        if packed.headers.get("content-encoding") != "gzip":
            yield problem("압축하지 않습니다", "isn't compressed", path)
        elif packed.body != answer.body:
            yield problem("압축한 것이 다릅니다", "is something else when compressed", path)
        elif packed.headers.get("etag", "") == answer.headers.get("etag", "-"):
            yield problem("압축해도 ETag가 같습니다", "has the same ETag when compressed", path)


@rule(
    "charset",
    "5",
    Group.HTTP,
    "글은 UTF-8이고, 그렇다고 말한다",
    "Text is UTF-8, and says so",
)
def charset(site: Publication) -> Found:
    """Look at the encoding of pages and of Turtle."""
    for path, form, answer in each_format(site, site.documents):
        try:
            answer.body.decode("utf-8")
        except UnicodeDecodeError:
            yield problem("UTF-8이 아닙니다", "isn't UTF-8", f"{path} ({form})")
            continue
        said = answer.headers.get("content-type", "").lower().replace(" ", "").replace('"', "")
        if site.deployment.answers and form == HTML and "charset=utf-8" not in said:
            yield problem("charset=utf-8이 없습니다", "no charset=utf-8", f"{path} ({form})")
        elif "charset=" in said and "charset=utf-8" not in said:
            yield problem(f"다른 부호화를 말합니다: {said}", f"says another: {said}", f"{path} ({form})")
