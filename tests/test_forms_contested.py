"""Forms that are sent at the same moment, on what was never seen, or to do harm."""

import base64
import json
import re
import shutil
import zlib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from gjgraph.core.terms import CSP, NamedNode
from gjgraph.interfaces.http.forms.post import LARGEST_BEFORE, packed, refuse_too_many
from gjgraph.interfaces.http.forms.troubles import id_of
from gjgraph.interfaces.http.signing_in.sessions import EDITOR as SESSION
from gjgraph.operations.dataset import Dataset
from gjgraph.publication.forms.forms import Forms
from gjgraph.publication.forms.sheet import Whole
from gjgraph.publication.forms.values import unfit_for_text
from tests.conftest import ROOT
from tests.editing import Editable, editing, versioned
from tests.storage.repositories import in_memory
from tests.test_forms import BASE, form_of, opened, sent

GOAL = "/edit/saebom/goal?lang=en"
ALT = "skos:altLabel@en"
Fields = list[tuple[str, str]]


@pytest.fixture(scope="module")
def site(saebom: Path) -> Iterator[Editable]:
    with in_memory() as folder:
        root = versioned(Path(shutil.copytree(saebom, folder / "saebom", symlinks=True)))
        with editing(root, "*", "ontology/*") as server:
            yield server


@pytest.fixture(scope="module")
def editor(site: Editable) -> Iterator[httpx.Client]:
    headers = {"sec-fetch-site": "same-origin", "accept": "text/html", "accept-language": "en"}
    with httpx.Client(
        base_url=site.address, cookies={SESSION.cookie: site.token}, headers=headers, timeout=60
    ) as client:
        yield client


def at_once(editor: httpx.Client, path: str, forms: list[Fields]) -> list[httpx.Response]:
    """Send forms at the same moment."""
    with ThreadPoolExecutor(len(forms)) as threads:
        return list(threads.map(lambda fields: sent(editor, path, fields), forms))


def changed(fields: Fields, name: str, value: str, action: str = "save") -> Fields:
    """Type something into a form."""
    kept = [each for each in fields if each[0] not in (name, "_action")]
    return [*kept, (name, value), ("_action", action)]


def choice(answer: httpx.Response, side: str) -> tuple[str, str]:
    """Choose a side of the one conflict of a page."""
    found = re.search(rf'name="(_choice:[^"]+)" value="({side}[^"]*)"', answer.text)
    assert found
    return found[1], found[2]


NEW = f"/edit/new?kind={quote(CSP + 'Project', safe='')}&under=saebom/policy/2&lang=en"


def project(editor: httpx.Client) -> Fields:
    """Fill in the form of a new project."""
    fields = opened(editor, NEW)
    for name, value in (
        ("skos:prefLabel@ko", "책 나누기"),
        ("skos:prefLabel@en", "Sharing books"),
        ("csp:basis", "csp:basis-other-source"),
        ("dcterms:source", "https://example.org/report"),
    ):
        fields = changed(fields, name, value)
    return fields


# What was never seen


def test_a_choice_overwrites_nothing_that_its_maker_never_saw(site: Editable, editor: httpx.Client) -> None:
    first = opened(editor, GOAL)
    assert sent(editor, GOAL, changed(first, ALT, "A-alt")).status_code == 303
    mine = changed(first, ALT, "B-alt")
    asked = sent(editor, GOAL, mine)
    assert asked.status_code == 409
    assert sent(editor, GOAL, changed(opened(editor, GOAL), ALT, "C-alt")).status_code == 303
    head = site.head()
    again = sent(editor, GOAL, [*mine, choice(asked, "mine")])
    assert (again.status_code, "C-alt" in again.text, site.head()) == (409, True, head)
    # Nor does a choice count that doesn't say what it is made of.
    assert sent(editor, GOAL, [*mine, (choice(asked, "mine")[0], "mine")]).status_code == 409
    assert sent(editor, GOAL, [*mine, choice(again, "mine")]).status_code == 303
    assert site.ask(f'<{BASE}id/saebom/goal> skos:altLabel "B-alt"@en')


REASONS = [("_reason@ko", "끝났습니다."), ("_reason@en", "It is done.")]


def test_what_was_edited_after_the_preview_is_shown_before_it_goes(
    site: Editable, editor: httpx.Client
) -> None:
    made = sent(editor, NEW, project(editor)).headers["location"].partition("?")[0].removeprefix("/edit/")
    path = f"/edit/retire/{made}?lang=en"
    shown = sent(editor, path, REASONS, _action="preview")
    seen = re.search(r'name="_shown" value="([^"]+)"', shown.text)
    assert seen
    form = f"/edit/{made}?lang=en"
    assert sent(editor, form, changed(opened(editor, form), ALT, "Edited late")).status_code == 303
    head = site.head()
    late = sent(editor, path, REASONS, _action="retire", _shown=seen[1])
    assert (late.status_code, "after the preview" in late.text, site.head()) == (409, True, head)
    seen = re.search(r'name="_shown" value="([^"]+)"', late.text)
    assert seen
    done = [*REASONS, ("_action", "retire"), ("_shown", seen[1])]
    # Sent twice at the same moment, it is done once.
    assert {each.status_code for each in at_once(editor, path, [done, done])} == {303}
    assert site.ask(f"<{BASE}id/{made}> owl:deprecated true")


# At the same moment


def test_forms_sent_at_the_same_moment_are_all_taken(site: Editable, editor: httpx.Client) -> None:
    path = "/edit/saebom/policy/2?lang=en"
    before = opened(editor, path)
    twice = changed(changed(before, "skos:editorialNote@en", "Twice"), "skos:editorialNote@ko", "두 번")
    answers = at_once(editor, path, [*[twice] * 5, changed(before, ALT, "The third")])
    assert {each.status_code for each in answers} == {303}
    notes = 'skos:editorialNote "Twice"@en , "두 번"@ko ; skos:altLabel "The third"@en'
    assert site.ask(f"<{BASE}id/saebom/policy/2> {notes}")


def test_something_new_sent_twice_at_the_same_moment_is_made_once(
    site: Editable, editor: httpx.Client
) -> None:
    fields = project(editor)
    answers = at_once(editor, NEW, [fields, fields])
    assert [each.status_code for each in answers] == [303, 303], answers[0].text


def test_a_plan_sent_twice_at_the_same_moment_is_made_once(site: Editable, editor: httpx.Client) -> None:
    names = [("_name@ko", "다음 청사진"), ("_name@en", "The next one"), ("_action", "save")]
    fields = [*names, ("_address", "next"), ("_profile", f"{BASE}ontology/shapes/saebom#Plan")]
    answers = at_once(editor, "/edit/plan/copy?of=saebom&lang=en", [fields, fields])
    assert [each.status_code for each in answers] == [303, 303], answers[0].text


# To do harm


def before_of(content: bytes) -> str:
    return base64.b64encode(zlib.compress(content)).decode()


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 200_000,
        b'{"a": ["\\ud800"]}',
        b'{"\\ud800": []}',
        b'{"a": 1}',
        b'{"a": ["' + b"a" * 300_000 + b'"]}',
    ],
)
def test_what_cannot_have_been_there_before_is_refused(editor: httpx.Client, content: bytes) -> None:
    fields = [*opened(editor, GOAL), ("_before", before_of(content)), ("_action", "preview")]
    answer = sent(editor, GOAL, fields)
    assert (answer.status_code, "(_before) can" in answer.text) == (400, True)
    # Who isn't known has it not even unpacked.
    stranger = editor.build_request("POST", GOAL)
    answer = httpx.post(
        stranger.url, data=dict(fields), headers={"sec-fetch-site": "same-origin"}, timeout=60
    )
    assert answer.status_code == 401


def test_what_there_was_before_fits_in(dataset: Dataset) -> None:
    """The largest form of the plan has room to grow; what has none is only asked about."""
    forms, sizes = Forms(dataset.index), Counter[str]()
    for quad in dataset.index.store:
        if isinstance(quad.subject, NamedNode) and "/id/gwangju/m7" in quad.subject.value:
            sizes[quad.subject.value] += len(str(quad.object))
    for thing, _ in sizes.most_common(5):
        values = Whole(form_of(forms, thing)).present.values
        refuse_too_many(values)
        assert len(json.dumps(values, ensure_ascii=False).encode()) * 4 < LARGEST_BEFORE
    assert packed({"a": ["가" * 100_000]}) == ""


@pytest.mark.parametrize(
    "names",
    [
        [f"csp:projectOf[{row}]" for row in range(999)],
        ["csp:projectOf[0]"] * 4900,
        [f"csp:projectOf[{row}]/csp:basis" for row in range(999)],
        ["csp:projectOf[0]/csp:basis"] * 4900,
        [f"skos:altLabel@x-{place}" for place in range(4900)],
        ["csp:ordinal"] * 4900,
    ],
)
def test_a_field_has_so_many_rows(editor: httpx.Client, names: list[str]) -> None:
    answer = sent(editor, GOAL, [(name, "zz") for name in names], _action="preview")
    assert (answer.status_code, "takes up to 100 entries" in answer.text) == (400, True)


def test_of_inputs_that_no_form_has_some_are_named(editor: httpx.Client) -> None:
    usual = len(sent(editor, GOAL, opened(editor, GOAL), _action="preview").text)
    fields = [*opened(editor, GOAL), *((f"x{place}", "zz") for place in range(4800))]
    answer = sent(editor, GOAL, fields, _action="preview")
    assert (answer.status_code, len(answer.text) < usual + 10_000) == (422, True)


PAGES = {
    found
    for path in (ROOT / "src/gjgraph/interfaces/http").rglob("*.py")
    for found in re.findall(r'(?:route|post|get)\("/edit/([a-z-]+)', path.read_text(encoding="utf-8"))
}
"""What stands below `/edit` in our routes."""
NO_SLUGS = [*sorted(PAGES), "retire/x", "plan/x", "-", "a-", "a.b", "_x", "a//b", "A", ""]


@pytest.mark.parametrize("slug", NO_SLUGS)
def test_addresses_that_no_plan_can_have(editor: httpx.Client, slug: str) -> None:
    assert {"new", "sign-in"} < PAGES
    names = [("_name@ko", "청사진"), ("_name@en", "Blueprint"), ("_action", "preview")]
    answer = sent(editor, "/edit/plan/copy?of=saebom&lang=en", [*names, ("_address", slug)])
    assert answer.status_code == 422
    assert re.search("small letters, digits and hyphens|for something else", answer.text)


UNFIT = ["\u200b\u2060", "\u3164", "a\x01b", "end\x1f", "a\0b", "\x7f", "\x85", "a\ufffe", "\uffff"]


@pytest.mark.parametrize("text", UNFIT, ids=ascii)
def test_texts_have_letters_and_no_control_characters(editor: httpx.Client, text: str) -> None:
    for name in ("skos:prefLabel@en", ALT, "csp:ordinal"):
        told = sent(editor, GOAL, changed(opened(editor, GOAL), name, text, "check")).json()
        [message] = told["wrong"][id_of(name)]
        assert re.search("can't be seen|can be seen", message)


def test_every_form_has_texts_with_letters(editor: httpx.Client) -> None:
    names = [("_name@ko", "\u200b"), ("_name@en", "a\x01"), ("_action", "preview"), ("_address", "x")]
    answer = sent(editor, "/edit/plan/copy?of=saebom&lang=en", names)
    assert (answer.status_code, answer.text.count("be seen")) == (422, 4)
    reasons = [("_reason@ko", "\u200b"), ("_reason@en", "a\x01"), ("_action", "preview")]
    answer = sent(editor, "/edit/retire/saebom/goal?lang=en", reasons)
    assert (answer.status_code, answer.text.count("be seen")) == (422, 4)


def test_what_no_address_has_is_no_address(editor: httpx.Client) -> None:
    form = "/edit/saebom/policy/2?lang=en"
    fields = changed(opened(editor, form), "csp:policyOf[0]", "http://x.example/\x01", "preview")
    assert sent(editor, form, fields).status_code == 422


def test_letters_of_all_kinds_are_letters() -> None:
    for text in ("가", "e\u0301", "👩\u200d🚀", "…", "\u202eabc", "a\tb\r\nc", "ㅏ", ""):
        assert unfit_for_text(text) is None
