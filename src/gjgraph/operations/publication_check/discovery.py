"""Rules of what leads to the data and tells of their changes (publishing.md 9, 12)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from xml.etree import ElementTree

from gjgraph.core.terms import Literal, NamedNode
from gjgraph.operations.publication_check.graphs import Graph
from gjgraph.operations.publication_check.publication import RDF_KINDS, Publication, spread, without_ending
from gjgraph.operations.publication_check.results import (
    Found,
    Group,
    not_applicable,
    problem,
    rule,
    wrong_status,
)

SITEMAP, ROBOTS, FEED = "sitemap.xml", "robots.txt", "feed"
MAPS = 100
"""Files of a sitemap that are read."""


def mapped(site: Publication) -> dict[str, str]:
    """Read the sitemap: addresses with the dates of their last change."""
    found: dict[str, str] = {}
    waiting, seen = [SITEMAP], {SITEMAP}
    while waiting and len(seen) < MAPS:
        content = site.deployment.get(waiting.pop(0)).body
        if b"<!DOCTYPE" in content[:1000] or b"<!ENTITY" in content:
            continue
        try:
            root = ElementTree.fromstring(content)  # noqa: S314 - no entities: see above
        except ElementTree.ParseError:
            continue
        for entry in root:
            parts = {part.tag.rpartition("}")[2]: (part.text or "").strip() for part in entry}
            address = parts.get("loc", "")
            if root.tag.endswith("sitemapindex"):
                path = site.place(address)
                if path is not None and path not in seen:
                    seen.add(path)
                    waiting.append(path)
            elif address:
                found[address] = parts.get("lastmod", "")
    return found


@rule(
    "sitemap",
    "9",
    Group.DATASET,
    "sitemap.xml에 모든 문서가 있고, 다 답한다",
    "sitemap.xml has all documents, and all of them answer",
)
def sitemap(site: Publication) -> Found:
    """Read the sitemap, ask for a sample of it, and look for the documents of things."""
    first = site.deployment.get(SITEMAP)
    found = mapped(site)
    if first.status != 200:
        yield wrong_status(first.told, "200", SITEMAP)
        return
    if not found:
        yield problem("읽을 수 있는 주소가 없습니다", "has no address that can be read", SITEMAP)
    places = {each: site.place(each) for each in found}
    for each in [each for each, path in places.items() if path is None][:3]:
        yield problem(f"다른 곳입니다: {each}", f"is elsewhere: {each}", SITEMAP)
    asked = spread([path for path in places.values() if path is not None], site.most)
    for path, answer in zip(asked, site.ask_all(asked, "text/html"), strict=True):
        if (site.follow(path, "text/html")[1] if 300 < answer.status < 400 else answer).status != 200:
            yield wrong_status(answer.told, "200", path)
    listed = {without_ending(path) for path in places.values() if path is not None}
    for thing in site.things:
        if thing.document and thing.document not in listed:
            yield problem("사이트맵에 없습니다", "isn't in the sitemap", thing.document)


@rule(
    "sitemap-dates",
    "9",
    Group.DATASET,
    "사이트맵의 lastmod가 dcterms:modified와 같다",
    "lastmod in the sitemap is dcterms:modified",
)
def sitemap_dates(site: Publication) -> Found:
    """Compare the dates in the sitemap with those in the documents."""
    known = {
        without_ending(path): date
        for each, date in mapped(site).items()
        if (path := site.place(each)) is not None
    }
    there = [(thing.document, known[thing.document]) for thing in site.things if thing.document in known]
    if not there:
        yield not_applicable("사이트맵에 사물의 문서가 없습니다.", "The sitemap has no documents of things.")
    for path, date in there:
        graph = site.described_in(path or "")
        said = [
            each.value
            for one, each in graph.pairs("dcterms:modified")
            if told_of(site, one, path or "") and isinstance(each, Literal)
        ]
        if not date:
            yield problem("lastmod가 없습니다", "has no lastmod", path or "")
        elif not any(same_time(date, each) for each in said):
            told = ", ".join(said) or "-"
            yield problem(f"{date}, 문서에는 {told}", f"{date}, the document says {told}", path or "")


def told_of(site: Publication, term: object, path: str) -> bool:
    """Tell whether a term is the document at a path."""
    return (
        isinstance(term, NamedNode)
        and (site.place(term.value) or "").partition(".")[0] == path.partition(".")[0]
    )


def same_time(one: str, other: str) -> bool:
    """Tell whether two dates are the same, as exactly as both are."""
    if len(one) <= 10 or len(other) <= 10:
        return one[:10] == other[:10]
    try:
        moments = [datetime.fromisoformat(each.replace("Z", "+00:00")) for each in (one, other)]
    except ValueError:
        return one == other
    first, second = (each if each.tzinfo else each.replace(tzinfo=UTC) for each in moments)
    return first == second


@rule(
    "robots",
    "9",
    Group.DATASET,
    "robots.txt가 사이트맵을 알리고, 읽기를 막지 않는다",
    "robots.txt names the sitemap and keeps no one from reading",
)
def robots(site: Publication) -> Found:
    """Read what robots are told."""
    answer = site.deployment.get(ROBOTS)
    if answer.status != 200:
        yield wrong_status(answer.told, "200", ROBOTS)
        return
    lines = [line.split("#")[0].strip() for line in answer.text.splitlines()]
    if not any(line.lower().startswith("sitemap:") for line in lines):
        yield problem("사이트맵을 알리지 않습니다", "names no sitemap", ROBOTS)
    if any(re.fullmatch(r"disallow:\s*/", line, re.IGNORECASE) for line in lines):
        yield problem("모두 막습니다", "keeps robots from all of it", ROBOTS)
    for line in lines:
        address = line.partition(":")[2].strip()
        if line.lower().startswith("sitemap:") and not address.startswith(("http://", "https://")):
            yield problem("사이트맵의 온전한 주소가 아닙니다", "no whole address of a sitemap", ROBOTS)


def event_streams(site: Publication) -> Iterator[tuple[str, Graph]]:
    """Find the event streams, by the description or at the usual place."""
    named = [
        each.value for each in site.description.of_type("ldes:EventStream") if isinstance(each, NamedNode)
    ]
    for path in dict.fromkeys([*(path for each in named if (path := site.place(each)) is not None), FEED]):
        graph = site.described_in(path)
        if graph.of_type("ldes:EventStream"):
            yield path, graph


@rule(
    "change-feed",
    "12",
    Group.DATASET,
    "바뀐 것을 알리는 LDES 피드가 있다",
    "There is an LDES feed of what changes",
)
def change_feed(site: Publication) -> Found:
    """Read the feed and the pages that it leads to."""
    found = list(event_streams(site))
    if not found:
        yield problem("ldes:EventStream이 없습니다", "there is no ldes:EventStream", FEED)
    for path, first in found:
        members, seen, waiting, graph = 0, {path}, [path], first
        while waiting and len(seen) < MAPS:
            here = waiting.pop(0)
            _, answer = site.follow(here, RDF_KINDS)
            graph = site.graph(answer)
            if answer.status != 200:
                yield wrong_status(answer.told, "200", here)
            members += sum(1 for _ in graph.pairs("tree:member"))
            for _, each in (*graph.pairs("tree:view"), *graph.pairs("tree:node")):
                there = site.place(each.value) if isinstance(each, NamedNode) else None
                if there is not None and there not in seen:
                    seen.add(there)
                    waiting.append(there)
        if not any(first.objects(each, "tree:view") for each in first.of_type("ldes:EventStream")):
            yield problem("tree:view가 없습니다", "has no tree:view", path)
        if not members:
            yield problem("tree:member가 없습니다", "has no tree:member", path)
