"""Rules of Signposting, level 1 and 2 (https://signposting.org/FAIR/, RFC 8288, RFC 9264)."""

import json
from collections.abc import Iterator
from typing import Any

from gjgraph.operations.publication_check.deployment import Answer
from gjgraph.operations.publication_check.markup import Reference, header_links, read_page
from gjgraph.operations.publication_check.publication import Publication, Thing, spread, without_ending
from gjgraph.operations.publication_check.results import (
    NO_DOCUMENTS,
    Found,
    Group,
    at_least_one,
    not_applicable,
    problem,
    rule,
    wrong_status,
)
from gjgraph.publication.document import HTML, MEDIA_TYPES

RELATIONS = ("cite-as", "describedby", "type", "license", "collection")
LEVEL_2 = "linkset"
LINKSET = "application/linkset+json"
LINKSETS = (LINKSET, "application/linkset", "application/json")


def pages(site: Publication) -> Iterator[tuple[Thing, str, Answer]]:
    """Go through the pages of things."""
    there = [thing for thing in site.things if thing.document]
    answers = site.ask_all([thing.document or "" for thing in there], MEDIA_TYPES[HTML])
    for thing, answer in zip(there, answers, strict=True):
        if answer.status == 200:
            here = (
                answer.headers.get("content-location", "") if not site.deployment.answers else thing.document
            )
            yield thing, here or "", answer


def links(site: Publication, answer: Answer) -> list[Reference]:
    """Give the typed links of a page, of its header and its head."""
    return [*header_links(answer.headers.get("link", "")), *read_page(answer.text).links]


def related(found: list[Reference], relation: str) -> list[Reference]:
    """Pick the links of a relation."""
    return [each for each in found if relation in each.rel]


def by_page(site: Publication, relation: str) -> Iterator[tuple[Thing, str, list[Reference]]]:
    """Give the links of a relation of each page that has any; where none has, there is nothing to judge."""
    having = (
        (thing, path, found)
        for thing, path, answer in pages(site)
        if (found := related(links(site, answer), relation))
    )
    nothing = not_applicable(f"{relation}이(가) 없습니다.", f"There is no {relation}.")
    return at_least_one(having, nothing)


@rule(
    "signposting-header",
    "6",
    Group.SIGNPOSTING,
    "Link 헤더에 갖출 것이 다 있다",
    "The Link header has all that is needed",
    needs_server=True,
)
def signposting_header(site: Publication) -> Found:
    """Look for the relations of level 1, and for those that publishing.md adds."""
    for _, path, answer in at_least_one(pages(site), NO_DOCUMENTS):
        found = header_links(answer.headers.get("link", ""))
        if missing := [each for each in (*RELATIONS, "alternate", LEVEL_2) if not related(found, each)]:
            listed = ", ".join(missing)
            yield problem(f"{listed}이(가) 없습니다", f"lacks {listed}", path)


@rule(
    "signposting-html",
    "6",
    Group.SIGNPOSTING,
    "페이지의 head에도 같은 링크가 있다",
    "The same links are in the head of the page",
)
def signposting_html(site: Publication) -> Found:
    """Look for the relations in the page itself, which static files have alone."""
    for _, path, answer in at_least_one(pages(site), NO_DOCUMENTS):
        found = read_page(answer.text).links
        if missing := [each for each in (*RELATIONS, LEVEL_2) if not related(found, each)]:
            listed = ", ".join(missing)
            yield problem(f"{listed}이(가) 없습니다", f"lacks {listed}", path)


@rule(
    "signposting-cite-as",
    "6",
    Group.SIGNPOSTING,
    "cite-as가 사물의 정식 주소다",
    "cite-as is the thing's canonical IRI",
)
def signposting_cite_as(site: Publication) -> Found:
    """Compare what to cite with the IRI."""
    for thing, path, found in by_page(site, "cite-as"):
        for each in found:
            if each.href != thing.iri:
                yield problem(f"{each.href}", f"{each.href}", path)


@rule(
    "signposting-type",
    "6",
    Group.SIGNPOSTING,
    "type이 페이지의 종류를 말한다",
    "type tells what kind of page it is",
)
def signposting_type(site: Publication) -> Found:
    """Look for a type of schema.org for the page itself."""
    for _, path, found in by_page(site, "type"):
        if not any("schema.org/" in each.href for each in found):
            yield problem("schema.org의 유형이 없습니다", "has no type of schema.org", path)


@rule(
    "signposting-describedby",
    "6",
    Group.SIGNPOSTING,
    "describedby가 말한 형식으로 답한다",
    "describedby answers in the format that it says",
)
def signposting_describedby(site: Publication) -> Found:
    """Follow the links to descriptions."""
    for _, path, found in by_page(site, "describedby"):
        for each in found:
            there = site.place(each.href, path)
            kind = each.attributes.get("type", "")
            if there is None:
                continue
            told = site.deployment.get(there)
            if told.status != 200:
                yield wrong_status(told.told, "200", each.href)
            elif kind and told.kind != kind:
                yield problem(f"{kind} 대신 {told.kind}", f"{told.kind} for {kind}", each.href)


@rule(
    "signposting-license",
    "6",
    Group.SIGNPOSTING,
    "license가 설명의 라이선스와 같다",
    "license is that of the description",
)
def signposting_license(site: Publication) -> Found:
    """Compare the link with the graph of the document."""
    for thing, path, named in by_page(site, "license"):
        found = {each.href for each in named}
        graph = site.described_in(thing.document or "")
        stated = {
            str(each)[1:-1] for _, each in graph.pairs("dcterms:license", "cc:license", "schema:license")
        }
        if stated and not found <= stated:
            told = ", ".join(sorted(found - stated))
            yield problem(f"설명에 없는 라이선스: {told}", f"the description lacks {told}", path)


def linksets(site: Publication) -> dict[str, Answer]:
    """Ask for the link sets that pages name."""
    found: dict[str, Answer] = {}
    for _, path, answer in pages(site):
        for each in related(links(site, answer), LEVEL_2):
            there = site.place(each.href, path)
            if there is not None and there not in found:
                found[there] = site.deployment.get(there, LINKSET)
    return found


def contexts(answer: Answer) -> list[dict[str, Any]] | None:
    """Read a link set (RFC 9264 §4.2); `None` where it isn't one."""
    try:
        found = json.loads(answer.body)["linkset"]
    except (ValueError, KeyError, TypeError):
        return None
    sound = isinstance(found, list) and all(isinstance(each, dict) for each in found)
    targets = [
        target
        for each in (found if sound else [])
        for relation, listed in each.items()
        if relation != "anchor"
        for target in (listed if isinstance(listed, list) else [None])
    ]
    if not sound or not found or not all(isinstance(each, dict) and "href" in each for each in targets):
        return None
    return list(found)


@rule(
    "signposting-linkset",
    "6",
    Group.SIGNPOSTING,
    "linkset이 읽히고, 표준대로다 (RFC 9264)",
    "The link set can be read, and is as the standard says (RFC 9264)",
)
def signposting_linkset(site: Publication) -> Found:
    """Read the link sets."""
    found = linksets(site)
    if not found:
        yield not_applicable("linkset이 없습니다.", "There is no linkset.")
    for path, answer in found.items():
        if answer.status != 200:
            yield wrong_status(answer.told, "200", path)
        elif answer.kind not in LINKSETS:
            yield problem(f"형식이 {answer.kind}", f"comes as {answer.kind}", path)
        elif contexts(answer) is None:
            yield problem("linkset으로 읽을 수 없습니다", "can't be read as a link set", path)


@rule(
    "signposting-collection",
    "6",
    Group.SIGNPOSTING,
    "collection과 item이 서로 맞다",
    "collection and item agree",
)
def signposting_collection(site: Publication) -> Found:
    """See that collections are there, and that what they list as items says so too."""
    collections: dict[str, None] = {}
    for _, path, answer in pages(site):
        for each in related(links(site, answer), "collection"):
            there = site.place(each.href, path)
            if there is not None:
                collections[there] = None
    if not collections:
        yield not_applicable("collection이 없습니다.", "There is no collection.")
    for path in collections:
        _, answer = site.follow(path, MEDIA_TYPES[HTML])
        if answer.status != 200:
            yield wrong_status(answer.told, "200", path)
            continue
        items = related(links(site, answer), "item")
        for each in spread(items, site.most):
            there = site.place(each.href, path)
            told = site.follow(there, MEDIA_TYPES[HTML])[1] if there is not None else None
            if told is not None and told.status != 200:
                yield wrong_status(told.told, "200", each.href)
            back = related(header_links(told.headers.get("link", "")), "collection") if told else []
            places = {without_ending(site.place(one.href, there or "") or "") for one in back}
            if back and without_ending(path) not in places:
                yield problem(
                    f"{each.href}의 collection이 다릅니다", f"{each.href} has another collection", path
                )
