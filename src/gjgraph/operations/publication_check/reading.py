"""Rules of reading pages: without a script, by keyboard or aloud, with no dead end (publishing.md 8)."""

from urllib.parse import urljoin, urlsplit

from gjgraph.core.terms import Literal
from gjgraph.operations.publication_check.descriptions import LABEL_NAMES
from gjgraph.operations.publication_check.markup import Reference, read_page
from gjgraph.operations.publication_check.publication import Publication, is_page
from gjgraph.operations.publication_check.results import (
    NO_DOCUMENTS,
    NO_PAGES,
    Found,
    Group,
    Problem,
    not_applicable,
    problem,
    rule,
)
from gjgraph.publication.document import HTML, MEDIA_TYPES

LINKS_PER_PAGE = 15
SHORT = 100
"""Characters that a page has at least, if it says anything."""


@rule(
    "html-no-other-hosts",
    "8",
    Group.HTML,
    "다른 호스트에서 아무것도 가져오지 않는다",
    "Nothing is loaded from another host",
)
def html_no_other_hosts(site: Publication) -> Found:
    """Look at what a browser loads for each page, and at styles."""
    if not site.pages:
        yield NO_PAGES
    own = urlsplit(site.deployment.address).netloc
    for path, page in site.pages.items():
        for each in page.loaded:
            host = urlsplit(urljoin(site.deployment.address, each)).netloc
            if host not in ("", own) and not each.startswith("data:"):
                yield problem(f"{each}", f"{each}", path)


@rule(
    "html-one-h1",
    "8",
    Group.HTML,
    "큰 제목이 하나고, 단계를 건너뛰지 않는다",
    "One main heading, and no level is skipped",
)
def html_one_h1(site: Publication) -> Found:
    """Look at the headings."""
    if not site.pages:
        yield NO_PAGES
    for path, page in site.pages.items():
        if page.headings.count(1) != 1:
            count = page.headings.count(1)
            yield problem(f"h1이 {count}개", f"{count} h1", path)
        elif any(two > one + 1 for one, two in zip(page.headings, page.headings[1:], strict=False)):
            yield problem("제목의 단계를 건너뜁니다", "a level of headings is skipped", path)


@rule(
    "html-without-script",
    "8",
    Group.HTML,
    "스크립트 없이 내용이 다 있다",
    "The content is there without a script",
)
def html_without_script(site: Publication) -> Found:
    """Look for the name of each thing in the text of its page."""
    if not site.things:
        yield NO_DOCUMENTS
    for thing in site.things:
        if not thing.document:
            continue
        answer = site.deployment.get(thing.document, MEDIA_TYPES[HTML])
        page = read_page(answer.text)
        names = [
            each.value for each in site.data.objects(thing.iri, *LABEL_NAMES) if isinstance(each, Literal)
        ]
        if names and not any(" ".join(each.split()) in page.text for each in names):
            yield problem("이름이 페이지에 없습니다", "its name isn't in the page", thing.document)
    for path, page in site.pages.items():
        if len(page.text) < SHORT and not page.refresh:
            yield problem("내용이 없습니다", "has no content", path)


@rule(
    "html-handlers",
    "8",
    Group.HTML,
    "이름 속의 HTML이 실행되지 않는다",
    "Nothing in a page runs by an attribute",
)
def html_handlers(site: Publication) -> Found:
    """Look for attributes and links that run a script."""
    if not site.pages:
        yield NO_PAGES
    for path, page in site.pages.items():
        for each in dict.fromkeys(page.handlers):
            yield problem(f"{each}", f"{each}", path)


@rule(
    "html-policy",
    "8",
    Group.HTML,
    "콘텐츠 보안 정책이 있다",
    "There is a content security policy",
    needs_server=True,
)
def html_policy(site: Publication) -> Found:
    """Look at the header that says what a page may load."""
    if not site.pages:
        yield NO_PAGES
    paths = list(site.pages)
    for path, answer in zip(paths, site.ask_all(paths, MEDIA_TYPES[HTML]), strict=True):
        policy = answer.headers.get("content-security-policy", "")
        if answer.status == 200 and "default-src 'self'" not in policy and "default-src 'none'" not in policy:
            yield problem(
                "Content-Security-Policy에 default-src가 없습니다",
                "no default-src in Content-Security-Policy",
                path,
            )


@rule(
    "html-accessible",
    "8",
    Group.HTML,
    "자판과 화면 낭독기로 쓸 수 있다",
    "Usable by keyboard and with a screen reader",
)
def html_accessible(site: Publication) -> Found:
    """Look for the main part, labels of fields, names of links, the order of the keyboard, and unique ids."""
    if not site.pages:
        yield NO_PAGES
    for path, page in site.pages.items():
        if page.mains != 1:
            yield problem(f"main이 {page.mains}개", f"{page.mains} main", path)
        for each in page.fields:
            if not (
                {"aria-label", "aria-labelledby", "title"} & set(each) or each.get("id") in page.labelled
            ):
                name = each.get("name", "?")
                yield problem(f"{name} 입력란에 이름표가 없습니다", f"the field {name} has no label", path)
        if any(
            not each.text and not each.attributes.get("aria-label") and each.href and not each.has_image
            for each in page.anchors
        ):
            yield problem("글이 없는 링크가 있습니다", "a link with no text", path)
        if page.tab_order:
            yield problem(
                "tabindex가 자판의 순서를 바꿉니다", "tabindex changes the order of the keyboard", path
            )
        if len(page.ids) != len(set(page.ids)):
            twice = next(each for each in page.ids if page.ids.count(each) > 1)
            yield problem(f"id가 겹칩니다: {twice}", f"an id stands twice: {twice}", path)


@rule("html-images", "8", Group.HTML, "그림에 글이 딸려 있다", "Images have a text")
def html_images(site: Publication) -> Found:
    """Look at the alternative text of images."""
    images = [(path, each) for path, page in site.pages.items() for each in page.images]
    if not images:
        yield not_applicable("그림이 없습니다.", "There are no images.")
    for path, each in images:
        if "alt" not in each:
            source = each.get("src", "?")
            yield problem(f"{source}에 alt가 없습니다", f"{source} has no alt", path)


@rule("html-links", "8", Group.HTML, "끊긴 링크가 없다", "No link is dead")
def html_links(site: Publication) -> Found:
    """Follow what the pages lead to, as far as it is here."""
    if not site.pages:
        yield NO_PAGES
    most = site.most * LINKS_PER_PAGE
    from_where: dict[str, str] = {}
    fragments: list[Problem] = []
    for path, page in site.pages.items():
        for each in [
            *page.anchors,
            *page.linked("alternate", "describedby", "collection", "item", "linkset"),
            *loaded(page.loaded),
        ]:
            there = site.local(each.href, path)
            if there is not None and (not most or len(from_where) < most):
                from_where.setdefault(there, path)
            fragment = each.href.partition("#")[2]
            target = path if each.href.startswith("#") else there
            if fragment and target in site.pages and fragment not in site.pages[target].ids:
                fragments.append(
                    problem(f"#{fragment}이(가) 없습니다", f"there is no #{fragment}: {each.href}", path)
                )
    method = "HEAD" if site.deployment.answers else "GET"
    pages = [each for each in from_where if is_page(each)]
    files = [each for each in from_where if not is_page(each)]
    answers = [*site.ask_all(pages, MEDIA_TYPES[HTML], method), *site.ask_all(files, "*/*", method)]
    for there, answer in zip([*pages, *files], answers, strict=True):
        status = answer.status
        if status in (405, 501):
            status = site.deployment.get(there, "*/*").status
        if 300 < status < 400:
            status = site.follow(there, MEDIA_TYPES[HTML])[1].status
        if status not in (200, 204, 410):
            yield problem(
                f"{there}: {status or answer.told.ko}",
                f"{there}: {status or answer.told.en}",
                from_where[there],
            )
    yield from fragments


def loaded(addresses: list[str]) -> list[Reference]:
    """Take what a page loads for links."""
    return [Reference(each, {}) for each in addresses if not each.startswith("data:")]
