"""The static site: what it has, that it equals the live answers, and that it is replaced as a whole."""

import hashlib
import http.client
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit

import pytest
from playwright.sync_api import Page

from gjgraph.core.terms import LABELS, PREFIXES, SKOS, Literal, NamedNode, Triple
from gjgraph.core.turtle import write
from gjgraph.operations.publish import publish as publish_here
from gjgraph.operations.publishing.record import RECORD, read_record
from gjgraph.publication import query_page
from gjgraph.storage.files import read_graphs
from gjgraph.storage.workspace import open_workspace
from tests.browser import browser
from tests.conftest import ROOT, run
from tests.crawler import ASKED
from tests.editing import versioned
from tests.publishing import SUB_PATH, hosting, publish
from tests.servers import serving

DIFFERENT_ON_A_SITE = re.compile(
    r"index\.|search\.(en\.)?html|opensearch|linkset|w3id|dataset\.|\.well-known/|questions(\.|/[\w-]+\.(?!(?:excel\.)?csv$|json$))|history[./]|version/"
)
"""What tells of an endpoint or of any version, or has a form: on a site there are only files."""
LINK = re.compile(r'\s(?:href|src)="([^"]*)"')
NAMED = re.compile(r'\sid="([^"]*)"')


def tree(folder: Path, *, but: str = RECORD) -> dict[str, str]:
    """Digest all files of a folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != but
    }


def inodes(folder: Path) -> dict[str, int]:
    """Tell which files are the very same."""
    return {
        str(path.relative_to(folder)): path.stat().st_ino
        for path in folder.rglob("*")
        if path.is_file() and path.name != RECORD
    }


@pytest.fixture(scope="module")
def small(saebom: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A small workspace in a repository of its own, and the folder that it is published in."""
    root = tmp_path_factory.mktemp("small")
    place = versioned(Path(shutil.copytree(saebom, root / "workspace", symlinks=True)))
    publish(root / "site", at=place)
    return place, root / "site"


@pytest.fixture
def own(small: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    """A copy of both for a test alone."""
    place = Path(shutil.copytree(small[0], tmp_path / "workspace", symlinks=True))
    # With the times of the files, which the publication knows them by.
    site = Path(shutil.copytree(small[1], tmp_path / "site", symlinks=True))
    return place, site


def plan_of(place: Path) -> Path:
    return place / "data/saebom/plan.ttl"


def edit(place: Path) -> None:
    """Give the plan another name."""
    path = plan_of(place)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"@en', ' of late"@en', 1), encoding="utf-8")


# What it has


def test_every_file_of_every_document_is_there(published: Path) -> None:
    made = read_record(published)
    files = set(tree(published))
    assert len(made.documents) > 700
    assert {unquote(place) for place in made.files()} == files
    for needed in ("doc/gwangju/m7.html", "doc/gwangju/m7.en.html", "query.html", ".htaccess", "_redirects"):
        assert needed in files


def test_no_link_is_dead(published: Path) -> None:
    """Every reference within the site leads to a file, and every fragment to a place in it."""
    files = set(tree(published))
    pages = {path: (published / path).read_text(encoding="utf-8") for path in files if path.endswith(".html")}
    names = {path: set(map(unescape, NAMED.findall(text))) for path, text in pages.items()}
    dead = set()
    for path, text in pages.items():
        for found in set(LINK.findall(text)):
            reference = unescape(found)
            if urlsplit(reference).scheme:
                continue
            target, fragment = urldefrag(urljoin(f"http://host/{quote(path)}", reference))
            place = unquote(urlsplit(target).path).removeprefix("/")
            is_place = bool(fragment) and not fragment.startswith(ASKED)
            if place not in files or (is_place and place in names and unquote(fragment) not in names[place]):
                dead.add((path, reference))
    assert not dead


def test_files_equal_the_live_answers(published: Path, tmp_path: Path) -> None:
    """Byte for byte, at the same address; but for what tells of an endpoint, where there is none.

    Of pages that goes for what they say: in the frame around it, a server offers what needs one.
    """
    with serving() as address:
        site = tmp_path / "site"
        publish(site, "--address", address)
        places = [place for place in documents_of(site) if not DIFFERENT_ON_A_SITE.match(place)]
        things = sorted(place for place in places if place.startswith("doc/"))
        # Some of the descriptions of things, which are thousands and all written alike; of the rest, all.
        asked = random.Random(5).sample(things, 1000) + [each for each in places if each not in set(things)]  # noqa: S311
        different = [
            place
            for place, body in answers(address, sorted(asked))
            if said((site / unquote(place)).read_bytes()) != said(body)
        ]
        questions = sorted(place for place in documents_of(site) if re.match(r"questions.*\.nt$", place))
        endpoints = {
            line
            for place, body in answers(address, questions)
            for line in set(body.splitlines()) ^ set((site / place).read_bytes().splitlines())
        }
    assert different == []
    assert len(questions) > 90
    # Of a question, only where it can be asked is told by a server alone.
    assert all(b"<https://schema.org/target>" in line for line in endpoints), endpoints


def said(content: bytes) -> bytes:
    """Leave out the frame of a page, and the way to the changes of a thing."""
    return re.sub(rb"<header.*?</header>|<div>[^\n]*\?about=[^\n]*</div>\n", b"", content, flags=re.DOTALL)


def documents_of(site: Path) -> Iterator[str]:
    """List the files that are documents."""
    for made in read_record(site).documents.values():
        yield from made.files


def answers(address: str, places: list[str]) -> Iterator[tuple[str, bytes]]:
    """Ask a server for files, on one connection."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc)
    for place in places:
        connection.request("GET", "/" + quote(place, safe="/%~:@!$&'()*+,;="))
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status in (200, 410), (place, answer.status, body[:200])
        yield place, body
    connection.close()


def test_every_address_leads_to_its_page_on_a_plain_host(published: Path) -> None:
    """With no rules of the host, under a sub-path: things, documents, and what has no extension."""
    with hosting(published.parents[1]) as host:
        for path in ("id/gwangju/m7/goal", "doc/gwangju/m7/goal", "id/gwangju/m7"):
            page = fetch(f"{host}{SUB_PATH}/{path}")
            found = re.search(r'content="0; url=([^"]+)"', page)
            assert found, page
            reached = urljoin(f"{host}{SUB_PATH}/{path}/", found[1])
            assert reached == f"{host}{SUB_PATH}/doc/{path.partition('/')[2]}.html"
            assert "<h1>" in fetch(reached)


def fetch(address: str) -> str:
    """Fetch a page as a browser does, redirects followed."""
    done = subprocess.run(["curl", "-sSfL", address], capture_output=True, check=True)
    return done.stdout.decode()


def test_rules_for_hosts(published: Path) -> None:
    assert "/id/* /doc/:splat 303\n" in (published / "_redirects").read_text(encoding="utf-8")
    rules = (published / ".htaccess").read_text(encoding="utf-8")
    assert "AddType text/turtle .ttl" in rules
    assert "[R=303,L]" in rules
    lost = (published / "404.html").read_text(encoding="utf-8")
    assert "여기에는 없습니다" in lost
    assert "Nothing here" in lost


# Published again


def test_an_edit_rewrites_what_it_changed_and_nothing_else(own: tuple[Path, Path]) -> None:
    place, site = own
    before, files = tree(site), inodes(site)
    edit(place)
    publish(site, at=place)
    after, kept = tree(site), inodes(site)
    same = {name for name in before if after.get(name) == before[name]}
    assert {name for name in same if kept[name] == files[name]} == same
    assert 0 < len(before) - len(same) < len(before) / 2
    assert "id/saebom/vision/index.html" in same


def test_what_others_put_there_stays(own: tuple[Path, Path]) -> None:
    place, site = own
    (site / "CNAME").write_text("plan.example", encoding="utf-8")
    (site / "own/folder").mkdir(parents=True)
    (site / "own/link").symlink_to("folder")
    edit(place)
    publish(site, at=place)
    assert (site / "CNAME").read_text(encoding="utf-8") == "plan.example"
    assert (site / "own/link").readlink() == Path("folder")


def test_a_file_that_was_changed_by_hand_is_written_anew(own: tuple[Path, Path]) -> None:
    place, site = own
    before = tree(site)
    page = next(site.glob("doc/saebom/*.html"))
    page.write_text("mine", encoding="utf-8")
    next(site.glob("doc/saebom/*.ttl")).unlink()
    publish(site, at=place)
    assert tree(site) == before


def test_what_happens_to_the_folder_before_does_no_harm(own: tuple[Path, Path], tmp_path: Path) -> None:
    """Whatever stands where the next one is built: half of it, another thing, what isn't ours."""
    place, site = own
    edit(place)
    publish(site, at=place)
    before = site.with_name(".site.publishing") / "new"
    assert (before / "doc/saebom").is_dir()
    shutil.rmtree(before / "id")
    page, folder = next(before.glob("doc/saebom/*.html")), next(before.glob("doc/saebom/*/"))
    page.unlink()
    page.write_text("half", encoding="utf-8")
    shutil.rmtree(folder)
    folder.write_text("a file", encoding="utf-8")
    (before / "index.html").unlink()
    (before / "index.html").mkdir()
    (before / "other/things").mkdir(parents=True)
    (before / "other/things/file").write_text("x", encoding="utf-8")
    (before / "link").symlink_to(place)
    edit(place)
    publish(site, at=place)
    publish(tmp_path / "fresh", at=place)
    assert tree(site) == tree(tmp_path / "fresh")
    assert not (site / "link").is_symlink()
    assert plan_of(place).is_file()


@pytest.mark.parametrize("seed", range(4))
def test_published_again_after_any_edit_it_is_as_published_for_the_first_time(
    own: tuple[Path, Path], tmp_path: Path, seed: int
) -> None:
    """What is left as it was is what would be written: for edits of all kinds, one after the other."""
    place, site = own
    chance = random.Random(seed)  # noqa: S311
    # Three times: from the third on, the folder before the last is used again.
    for number in range(3):
        change_anything(place, chance)
        publish_here(open_workspace(place), site, jobs=1)
        fresh = tmp_path / f"fresh-{number}"
        publish_here(open_workspace(place), fresh, jobs=2)
        assert tree(site) == tree(fresh)


def change_anything(place: Path, chance: random.Random) -> None:
    """Change statements of all kinds: names, links, types, whole things; by hand, with no commit."""
    workspace = open_workspace(place)
    for file in read_graphs(workspace):
        if not file.name.startswith("data/"):
            continue
        triples = list(file.triples)
        things = sorted({each.subject for each in triples if isinstance(each.subject, NamedNode)}, key=str)
        for each in chance.sample(triples, min(len(triples), 4)):
            triples.remove(each)
            match chance.randrange(4):
                case 0 if isinstance(each.object, Literal) and each.object.language:
                    words = Literal(f"{each.object.value} {chance.random()}", language=each.object.language)
                    triples.append(Triple(each.subject, each.predicate, words))
                case 1:
                    triples.append(Triple(each.subject, each.predicate, chance.choice(things)))
                case 2:
                    triples.append(Triple(chance.choice(things), each.predicate, each.object))
        new = NamedNode(f"{workspace.addresses.base}id/saebom/new/{chance.randrange(10**6)}")
        triples.append(Triple(new, NamedNode(SKOS + "broader"), chance.choice(things)))
        triples.append(Triple(new, LABELS[0], Literal("새것", language="ko")))
        gone = chance.choice(things)
        kept = {each for each in triples if gone not in (each.subject, each.object)}
        file.path.write_text(write(kept, workspace.addresses.base, PREFIXES), encoding="utf-8")


def test_published_again_with_nothing_changed_nothing_is_written(own: tuple[Path, Path]) -> None:
    place, site = own
    files, folder = inodes(site), site.stat().st_ino
    said = publish(site, at=place)
    assert " 0 " in said or " 0개" in said
    assert (inodes(site), site.stat().st_ino) == (files, folder)


def test_without_a_history_nothing_leads_to_one(saebom: Path, tmp_path: Path) -> None:
    left_out = shutil.ignore_patterns(".git")
    place = Path(shutil.copytree(saebom, tmp_path / "workspace", symlinks=True, ignore=left_out))
    publish(tmp_path / "site", at=place)
    files = tree(tmp_path / "site")
    assert not [each for each in files if each.startswith(("history", "feed", "version/"))]
    page = (tmp_path / "site/doc/saebom/vision.html").read_text(encoding="utf-8")
    assert "history.html" not in page


def test_a_thing_leads_to_its_changes_only_where_something_can_list_them(small: tuple[Path, Path]) -> None:
    """The list among the files has all changes, whatever the address asks about."""
    page = (small[1] / "doc/saebom/vision.html").read_text(encoding="utf-8")
    assert 'history.html"' in page
    assert "?about=" not in page


# Refused, interrupted


def refused(place: Path, target: Path, *words: str, lang: str = "en") -> None:
    """See that publishing is refused in one line, and that nothing is left beside the target."""
    beside = sorted(target.parent.iterdir()) if target.parent.is_dir() else []
    done = run("publish", str(target), at=place, lang=lang)
    assert done.code == 2, done.err
    assert done.err.count("\n") == 1, done.err
    for each in words:
        assert each in done.err
    assert (sorted(target.parent.iterdir()) if target.parent.is_dir() else []) == beside


def test_folders_that_are_not_for_it_are_refused(own: tuple[Path, Path], tmp_path: Path) -> None:
    place, _ = own
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    refused(place, file, "is a file")
    full = tmp_path / "full"
    (full / "mine").mkdir(parents=True)
    refused(place, full, "isn't empty")
    refused(place, full, "비어 있지 않고", lang="ko")
    refused(place, place / "data/site", "own data")
    refused(place, place, "isn't empty")
    refused(place, Path("/proc/gjgraph/site"), "/proc/gjgraph")
    assert list(full.iterdir()) == [full / "mine"]


def test_a_disk_that_is_full_changes_nothing(own: tuple[Path, Path]) -> None:
    place, site = own
    before = tree(site)
    edit(place)
    done = subprocess.run(
        [str(Path(sys.executable).with_name("gjgraph")), "--lang", "en", "publish", str(site)],
        cwd=place,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert done.stderr.splitlines()[-1].endswith("can't be written: File too large. Nothing was changed.")
    assert "Traceback" not in done.stderr
    assert tree(site) == before
    assert sorted(path.name for path in site.parent.iterdir()) == ["site", "workspace"]


@pytest.mark.parametrize("address", ["id/../../x", "id/" + "가" * 100, "id/a//b"])
def test_an_address_that_can_be_no_file_is_named(own: tuple[Path, Path], address: str) -> None:
    place, site = own
    before = tree(site)
    base = open_workspace(place).addresses.base
    plan = plan_of(place)
    text = plan.read_text(encoding="utf-8")
    plan.write_text(f'{text}\n<{base}{address}> skos:prefLabel "x"@en .\n', encoding="utf-8")
    done = run("publish", str(site), at=place)
    assert done.code == 2
    assert "can't be written" in done.err
    assert "doc/" in done.err
    assert tree(site) == before


def test_killed_at_any_moment_the_old_site_is_whole(own: tuple[Path, Path]) -> None:
    place, site = own
    before = tree(site)
    edit(place)
    began = time.monotonic()
    publish(site.with_name("other"), at=place)
    whole = time.monotonic() - began
    after = tree(site.with_name("other"))
    for part in (0.3, 0.6, 0.8, 0.9, 0.95):
        process = subprocess.Popen(
            [str(Path(sys.executable).with_name("gjgraph")), "publish", str(site)],
            cwd=place,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(whole * part)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert tree(site) in (before, after)
    publish(site, at=place)
    assert tree(site) == after
    # What was replaced stays, for the next time.
    assert sorted(path.name for path in site.parent.iterdir()) == [
        ".site.publishing",
        "other",
        "site",
        "workspace",
    ]


def test_without_the_parts_for_browsers_it_says_what_to_do(own: tuple[Path, Path], tmp_path: Path) -> None:
    code = tmp_path / "code"
    left_out = shutil.ignore_patterns("oxigraph*", "__pycache__")
    shutil.copytree(ROOT / "src", code, ignore=left_out)
    done = subprocess.run(
        [sys.executable, "-c", "from gjgraph.interfaces.cli import main; main()", "publish", "site2"],
        cwd=own[0],
        env={**os.environ, "PYTHONPATH": str(code), "GJGRAPH_LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "make setup" in done.stderr
    assert not (own[0] / "site2").exists()


def test_the_checksums_are_those_of_the_dumps(published: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"],
        cwd=published / "dumps",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(done.stdout.splitlines()) == len(list((published / "dumps").iterdir())) - 1


# The query page


WRITTEN = "document.querySelector('.CodeMirror')?.CodeMirror.getValue()"
"""What stands in the editor."""


def put(page: Page, query: str) -> None:
    """Put a query in place of what stands in the editor."""
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(query)


def test_a_browser_answers_a_ready_question_on_a_plain_host(published: Path) -> None:
    """Under a sub-path, with no server that evaluates; nothing is fetched from elsewhere."""
    with hosting(published.parents[1]) as host, browser() as chromium:
        page = chromium.new_page()
        asked: list[str] = []
        problems: list[str] = []
        failed: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("requestfailed", lambda request: failed.append(request.url))
        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"{host}{SUB_PATH}/query.html")
        page.select_option("#ready", "policies-in-order")
        page.click("#run")
        page.wait_for_selector("#answer td")
        assert page.locator("#answer tbody tr").count() == 5
        page.context.set_offline(True)
        put(page, "SELECT (COUNT(*) AS ?n) { ?s a skos:Concept }")
        page.click("#run")
        page.wait_for_function("document.querySelector('#answer th')?.textContent === 'n'")
        with page.expect_download() as download:
            page.click("#csv")
        assert download.value.path().read_text(encoding="utf-8-sig").startswith("n\n")
        put(page, "SELECT ?s {\n  ?s ?p }")
        page.click("#run")
        page.wait_for_selector("#problem:not([hidden])")
        assert re.fullmatch(
            "2줄 [0-9]+칸 근처에서 SPARQL 문법에 맞지 않습니다[.]", said := page.inner_text("#problem")
        )
        assert page.inner_text(".wrong-here") == said
        put(page, "SELECT ?s {\n  ?s nope:x ?o }")
        page.click("#run")
        page.wait_for_function("document.querySelector('#problem').textContent.includes('접두어')")
        assert re.fullmatch(
            "2줄 .* 맞지 않습니다: 선언되지 않은 접두어입니다[.]", page.inner_text("#problem")
        )
        put(page, "ASK { ?s ?p ?o }")
        page.click("#run")
        page.wait_for_function("document.querySelector('#status').textContent.startsWith('예')")
        page.locator(".CodeMirror").click()
        page.keyboard.press("Control+A")
        page.keyboard.type("SELECT * { ?s a 정책")
        assert "csp:Policy" in page.locator(".CodeMirror-hint").first.inner_text()
        page.keyboard.press("Escape")
        page.context.set_offline(False)
        put(page, "SELECT ?policy { ?policy a csp:Policy } ORDER BY ?policy")
        page.click("#run")
        page.wait_for_selector("#answer td a")
        with page.expect_navigation():
            page.click("#answer td a")
        assert page.locator("h1").count() == 1
        assert "/doc/" in page.url
        page.go_back()
        page.wait_for_function(f"{WRITTEN}?.includes('?policy')")
        put(page, "ASK { ?가 ?b '100%' }")
        with page.expect_navigation():
            page.click("nav a[hreflang=en]")
        assert "query.en.html#" in page.url
        page.wait_for_selector(".CodeMirror")
        assert page.evaluate(WRITTEN) == "ASK { ?가 ?b '100%' }"
        page.goto(f"{page.url.partition('#')[0]}#query=%")
        page.reload()
        page.wait_for_selector(".CodeMirror")
        assert page.evaluate(WRITTEN).startswith("SELECT ?class")
    # Offline, letters that no page had before are those of the machine's own fonts; and the icon is kept.
    assert all(address.endswith((".woff2", "icon.svg")) for address in failed), failed
    assert not [each for each in problems if "ERR_INTERNET_DISCONNECTED" not in each]
    assert all(address.startswith((host, "blob:")) for address in asked), asked


def test_the_query_page_is_served_live(published: Path) -> None:
    with serving() as address:
        connection = http.client.HTTPConnection(urlsplit(address).netloc)
        connection.request("GET", "/query.html")
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
        assert answer.getheader("content-security-policy") == query_page.POLICY
        connection.request("GET", "/browser/oxigraph_bg.wasm")
        answer = connection.getresponse()
        assert answer.read() == (published / "browser/oxigraph_bg.wasm").read_bytes()
        assert answer.getheader("content-type") == "application/wasm"
        connection.close()
