"""Rules of pages: what their heads say of them, for readers of every language (publishing.md 8)."""

import json

from gjgraph.operations.publication_check.markup import read_page
from gjgraph.operations.publication_check.publication import Publication
from gjgraph.operations.publication_check.results import (
    NO_PAGES,
    Found,
    Group,
    problem,
    rule,
    wrong_status,
)
from gjgraph.publication.document import HTML, MEDIA_TYPES


@rule("html-lang", "8", Group.HTML, "페이지가 제 언어를 말한다", "A page says what language it is in")
def html_lang(site: Publication) -> Found:
    """Look at `lang` of `html`."""
    if not site.pages:
        yield NO_PAGES
    for path, page in site.pages.items():
        if not page.lang:
            yield problem("lang이 없습니다", "no lang", path)
        elif not page.has_doctype:
            yield problem("<!DOCTYPE html>이 없습니다", "no <!DOCTYPE html>", path)


@rule("html-title", "8", Group.HTML, "페이지마다 제 제목이 있다", "Each page has a title of its own")
def html_title(site: Publication) -> Found:
    """Look at titles: no two pages of a language may share one."""
    if not site.pages:
        yield NO_PAGES
    seen: dict[tuple[str, str], str] = {}
    for path, page in site.pages.items():
        mine = canonical_path(site, path)
        if not page.title:
            yield problem("제목이 없습니다", "no title", path)
        elif (other := seen.setdefault((page.lang, page.title), mine)) != mine:
            yield problem(f"{other}과(와) 제목이 같습니다", f"has the title of {other}", path)


def canonical_path(site: Publication, path: str) -> str:
    """Give the path that a page says is its own."""
    found = site.pages[path].linked("canonical")
    return (site.place(found[0].href, path) if found else None) or path


@rule("html-description", "8", Group.HTML, "페이지마다 설명이 있다", "Each page has a description")
def html_description(site: Publication) -> Found:
    """Look at the description that search engines show."""
    if not site.pages:
        yield NO_PAGES
    for path, page in site.pages.items():
        if not page.meta.get("description", "").strip():
            yield problem("meta description이 없습니다", "no meta description", path)


@rule(
    "html-canonical",
    "8",
    Group.HTML,
    "페이지가 제 정식 주소를 말하고, 그 주소가 있다",
    "A page says its canonical address, which is there",
)
def html_canonical(site: Publication) -> Found:
    """Look at the canonical link of each page."""
    if not site.pages:
        yield NO_PAGES
    for path, page in site.pages.items():
        found = [each.href for each in page.linked("canonical")]
        if len(found) != 1:
            yield problem(f"canonical이 {len(found)}개", f"{len(found)} canonical links", path)
        elif not found[0].startswith(("http://", "https://")):
            yield problem("canonical이 온전한 주소가 아닙니다", "canonical is no whole address", path)
        elif (there := site.place(found[0], path)) is None:
            yield problem(
                f"canonical이 다른 곳입니다: {found[0]}", f"canonical is elsewhere: {found[0]}", path
            )
        elif (answer := site.follow(there, MEDIA_TYPES[HTML])[1]).status not in (200, 410):
            yield wrong_status(answer.told, "200", found[0])
        elif read_page(answer.text).title != page.title:
            yield problem("canonical이 다른 페이지입니다", "canonical is another page", path)


@rule(
    "html-hreflang",
    "8",
    Group.HTML,
    "언어별 페이지가 서로를 가리킨다",
    "Pages in other languages answer each other",
)
def html_hreflang(site: Publication) -> Found:
    """Follow the links to other languages, and see that they lead back."""
    if not site.pages:
        yield NO_PAGES
    some = False
    for path, page in site.pages.items():
        pairs = {
            each.attributes["hreflang"]: each.href
            for each in page.linked("alternate")
            if each.attributes.get("hreflang")
        }
        some |= bool(pairs)
        if not pairs:
            continue
        if page.lang not in pairs:
            yield problem("제 언어의 hreflang이 없습니다", "no hreflang of its own language", path)
        for language, href in pairs.items():
            there = site.local(href, path)
            there = site.place(href, path) if there is None else there
            answer = site.follow(there, MEDIA_TYPES[HTML])[1] if there is not None else None
            if answer is None or answer.status not in (200, 410):
                told = answer.told.en if answer else href
                yield problem(f"{language}: {told}", f"{language}: {told}", path)
                continue
            other = read_page(answer.text)
            if language not in ("x-default", other.lang):
                yield problem(
                    f"{language} 페이지의 lang이 {other.lang}",
                    f"the page for {language} is {other.lang}",
                    path,
                )
            back = {each.attributes.get("hreflang", "") for each in other.linked("alternate")}
            if not set(pairs) <= back:
                yield problem(
                    f"{language} 페이지가 되짚지 않습니다", f"the page for {language} doesn't lead back", path
                )
    if not some:
        yield problem("hreflang이 하나도 없습니다", "there is no hreflang at all")


@rule("html-switch", "8", Group.HTML, "언어를 바꿔도 제자리다", "Switching the language keeps the place")
def html_switch(site: Publication) -> Found:
    """Look for a link that people see, and see that it leads to the same page in the other language."""
    if not site.pages:
        yield NO_PAGES
    for path, page in site.pages.items():
        pairs = {
            each.attributes.get("hreflang"): site.local(each.href, path) for each in page.linked("alternate")
        }
        for language, there in pairs.items():
            if not language or language in (page.lang, "x-default"):
                continue
            seen = [each for each in page.anchors if each.attributes.get("hreflang") == language]
            if not seen:
                yield problem(
                    f"{language}로 바꾸는 링크가 없습니다", f"no link to switch to {language}", path
                )
            elif there not in [site.local(each.href, path) for each in seen]:
                yield problem(
                    f"{language} 링크가 다른 곳에 이릅니다", f"the link for {language} leads elsewhere", path
                )


@rule("html-jsonld", "8", Group.HTML, "schema.org의 JSON-LD가 있다", "There is JSON-LD with schema.org")
def html_jsonld(site: Publication) -> Found:
    """Read the JSON-LD in each page."""
    if not site.pages:
        yield NO_PAGES
    for path, page in site.pages.items():
        found = [text for kind, text in page.scripts if kind == "application/ld+json"]
        if not found:
            yield problem("JSON-LD가 없습니다", "no JSON-LD", path)
        for text in found:
            try:
                data = json.loads(text)
            except ValueError:
                yield problem("읽을 수 없는 JSON-LD입니다", "JSON-LD that can't be read", path)
                continue
            if not is_schema(data):
                yield problem("schema.org의 유형이 아닙니다", "no type of schema.org", path)


def is_schema(data: object) -> bool:
    """Tell whether JSON-LD is about something of schema.org."""
    if isinstance(data, list):
        return bool(data) and all(is_schema(each) for each in data)
    if not isinstance(data, dict):
        return False
    context, kind = json.dumps(data.get("@context", "")), json.dumps(data.get("@type", ""))
    if graph := data.get("@graph"):
        return "schema.org" in context and isinstance(graph, list) and all("@type" in each for each in graph)
    return "schema.org" in context + kind and kind != '""'
