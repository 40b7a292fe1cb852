"""Forms for editors: what their inputs hold, what comes of sending them, and what nobody should send."""

import json
import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
from pydantic import TypeAdapter
from pyoxigraph import RdfFormat, parse

from gjgraph.core.author import Author
from gjgraph.core.change import Change
from gjgraph.core.terms import CSP, DCTERMS, PREFIXES, SKOS, TYPE, NamedNode, Quad
from gjgraph.core.text import Text
from gjgraph.interfaces.http.forms.merging import merge
from gjgraph.interfaces.http.forms.post import packed, unpacked
from gjgraph.interfaces.http.forms.reasons import of_retiring
from gjgraph.interfaces.http.forms.troubles import id_of
from gjgraph.interfaces.http.forms.wording import in_words
from gjgraph.interfaces.http.signing_in.sessions import EDITOR as SESSION
from gjgraph.operations.commits import LONGEST_SUBJECT
from gjgraph.operations.dataset import Dataset, load
from gjgraph.publication.forms.form import asked_for
from gjgraph.publication.forms.forms import Forms
from gjgraph.publication.forms.model import Form
from gjgraph.publication.forms.new import after
from gjgraph.publication.forms.plans import Plans
from gjgraph.publication.forms.sheet import Whole, dropping
from gjgraph.publication.things.names import Names
from gjgraph.storage.workspace import open_workspace
from tests.editing import Editable, editing, tokens_of, versioned
from tests.storage.repositories import git, in_memory

FORM = TypeAdapter(Form)
BASE = "https://plan.saebom.example/"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "\u202eright to left",
    "e\u0301\u0301\u0301" * 50,
    "가" * 10_000,
    "line\nline",
    "{{ 7*7 }}",
    "' OR 1=1 --",
    "skos:prefLabel",
]


def form_of(forms: Forms, thing: str, kind: str = "", under: str = "") -> Form:
    return FORM.validate_json(forms.write(asked_for(thing, kind, under)))


def things(dataset: Dataset) -> list[str]:
    own = f"{dataset.index.base}id/"
    quads = dataset.index.store.quads_for_pattern(None, TYPE, None, None)
    found = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
    return sorted(each for each in found if each.startswith(own))


@pytest.fixture(scope="module")
def small(saebom: Path) -> Dataset:
    return load(open_workspace(saebom))


# What the inputs hold


@pytest.mark.parametrize(("plan", "step"), [("small", 1), ("dataset", 15)])
def test_a_form_sent_back_as_it_is_changes_nothing(
    request: pytest.FixtureRequest, plan: str, step: int
) -> None:
    """Whatever it is the form of: what no input holds to the letter stays as it is."""
    dataset = request.getfixturevalue(plan)
    forms = Forms(dataset.index)
    for thing in things(dataset)[::step]:
        whole = Whole(form_of(forms, thing))
        values = unpacked(packed(whole.present.values))
        assert values is not None
        wanted = whole.wanted(values)
        assert not wanted.change, thing
        assert wanted.wrong == [], thing
        assert whole.unknown(values) == [], thing


def test_what_has_no_field_stays(dataset: Dataset) -> None:
    thing = f"{dataset.index.base}id/gwangju/m7/strategy/1-1"
    whole = Whole(form_of(Forms(dataset.index), thing))
    kept = {each.predicate for each in whole.present.kept}
    assert {TYPE.value, SKOS + "relatedMatch"} <= kept
    values = {**whole.present.values, "skos:notation": ["09"], "skos:altLabel@en": ["Jobs"]}
    change = whole.wanted(values).change
    assert {quad.predicate.value for quad in change.removed} == {SKOS + "notation"}
    assert {quad.predicate.value for quad in change.added} == {SKOS + "notation", SKOS + "altLabel"}


def test_the_fields_are_those_of_the_shapes(dataset: Dataset, small: Dataset) -> None:
    for data, path in ((dataset, "gwangju/m7/strategy/1-1"), (small, "saebom/strategy/1-1")):
        form = form_of(Forms(data.index), f"{data.index.base}id/{path}")
        fields = {each.name: each for each in form.fields}
        label, ordinal, parent = fields["skos:prefLabel"], fields["csp:ordinal"], fields["csp:strategyOf"]
        assert (label.languages, label.needed, label.is_once) == (("ko", "en"), ("ko", "en"), True)
        assert (ordinal.widget, ordinal.least, ordinal.most) == ("integer", 1, 1)
        assert (parent.widget, parent.is_link, parent.least, parent.most) == ("choice", True, 1, 1)
        assert all(each.label.ko and each.label.en for each in form.fields)
        # What leads up is called by where it leads, and what it means is told.
        assert parent.label == ("정책", "policy")
        assert parent.help.en == "The policy that the strategy carries out."
        assert len({each.label for each in form.fields}) == len(form.fields)
        assert "csp:hasStrategy" not in fields  # rules derive it
        assert [each.name.ko for each in form.choices["in:" + " ".join(BASES)]] == [
            *("원문에 명시", "배치에서 드러남", "편집자의 추론", "다른 출처")
        ]


BASES = [CSP + each for each in ("basis-stated", "basis-layout", "basis-inferred", "basis-other-source")]


@pytest.mark.parametrize(
    ("notation", "following"),
    [
        ("04", "05"),
        ("09", "10"),
        ("2.", "3."),
        ("1-가", "1-나"),
        ("③", "④"),
        ("B", "C"),
        ("가", "나"),
        ("하", ""),
        ("", ""),
    ],
)
def test_the_number_after_one(notation: str, following: str) -> None:
    assert after(notation) == following


@pytest.mark.parametrize(
    ("mine", "theirs", "merged", "is_open"),
    [
        ("a", "a", "a", False),  # nobody changed it
        ("b", "a", "b", False),
        ("a", "c", "c", False),
        ("b", "b", "b", False),
        ("b", "c", "b", True),
        ("", "c", "", True),
    ],
)
def test_two_people_at_one_form(mine: str, theirs: str, merged: str, is_open: bool) -> None:
    before = {"x": ["a"], "y@ko": ["y"]}
    found = merge(before, {"x": [theirs], "y@ko": ["y"]}, {"x": [mine], "y@ko": ["z"]}, {})
    assert (found.values, found.is_open) == ({"x": [merged], "y@ko": ["z"]}, is_open)
    if is_open:
        choice = {"x": f"theirs:{found.conflicts[0].seen}"}
        chosen = merge(before, {"x": [theirs], "y@ko": ["y"]}, {"x": [mine], "y@ko": ["z"]}, choice)
        assert (chosen.values["x"], chosen.is_open) == ([theirs], False)
    # Where it isn't known what there was, nothing is overwritten unasked.
    assert merge(None, {"x": ["c"]}, {"x": ["b"]}, {}).is_open


def test_what_is_added_goes_where_its_like_is(small: Dataset) -> None:
    form = form_of(Forms(small.index), "", CSP + "Project", f"{BASE}id/saebom/policy/2")
    assert form.thing == f"{BASE}id/saebom/project/2-1"
    whole = Whole(form)
    values = whole.present.values | {
        "skos:prefLabel@ko": ["책 나누기"],
        "skos:prefLabel@en": ["Sharing books"],
        "csp:basis": ["csp:basis-other-source"],
        "dcterms:source": ["https://example.org/report"],
    }
    wanted = whole.wanted(values)
    assert wanted.wrong == []
    # What rests on the source and what doesn't may not stand in one graph.
    assert wanted.change.graphs() == {f"{BASE}graph/saebom/plan-added"}
    source = {
        str(quad.object) for quad in wanted.change.added if quad.predicate.value.endswith("terms/source")
    }
    assert source == {"<https://example.org/report>"}
    assert sum(quad.predicate == NamedNode(CSP + "basis") for quad in wanted.change.added) == 2


def test_a_new_link_says_itself_what_it_rests_on(dataset: Dataset) -> None:
    """Nothing is said to be stated in the source because something else of the thing is."""
    whole = Whole(form_of(Forms(dataset.index), f"{dataset.index.base}id/gwangju/m7/strategy/1-2"))
    values = {**whole.present.values, "csp:namesakeOf[7]": ["gwangju/m7/strategy/1-1"]}
    assert [each.name for each in whole.wanted(values).wrong] == ["csp:namesakeOf[7]/csp:basis"]
    values["csp:namesakeOf[7]/csp:basis"] = ["csp:basis-inferred"]
    wanted = whole.wanted(values)
    assert wanted.wrong == []
    records = {str(quad.subject) for quad in wanted.change.added if quad.predicate.value == CSP + "basis"}
    assert len(records) == 1


# What is sent


class Inputs(HTMLParser):
    """Reads the inputs of the form of a page, as a browser would send them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: list[list[str]] = []
        self.is_inside = self.is_text = False
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.is_inside = given.get("class") == "edit"
        if not self.is_inside:
            return
        if tag in ("input", "textarea", "select") and given.get("type") != "radio":
            self.sent.append([given["name"], given.get("value", "")])
            self.is_text = tag == "textarea"
        if tag == "option" and "selected" in given:
            self.sent[-1][1] = given["value"]

    def handle_endtag(self, tag: str) -> None:
        self.is_text &= tag != "textarea"

    def handle_data(self, data: str) -> None:
        if self.is_text:
            text = data if self.sent[-1][1] else data.removeprefix("\n")
            self.sent[-1][1] += text.replace("\n", "\r\n")


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


def opened(editor: httpx.Client, path: str) -> list[tuple[str, str]]:
    """Open a form, and give what a browser would send of it."""
    answer = editor.get(path)
    assert answer.status_code == 200, answer.text
    return inputs(answer.text)


def inputs(page: str) -> list[tuple[str, str]]:
    """Give what a browser would send of a page's form."""
    return [(name, value) for name, value in Inputs(page).sent]


def sent(editor: httpx.Client, path: str, fields: list[tuple[str, str]], **more: str) -> httpx.Response:
    """Send a form, with some of its inputs changed or added."""
    content = urlencode([*((name, more.pop(name, value)) for name, value in fields), *more.items()])
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return editor.post(path, content=content.encode(), headers=headers)


def test_each_page_sent_back_as_it_is_changes_nothing(
    site: Editable, editor: httpx.Client, small: Dataset
) -> None:
    before = site.state()
    for thing in things(small)[::3]:
        path = f"/edit/{thing.removeprefix(BASE + 'id/')}"
        if "#" in path:
            continue
        told = sent(editor, path, opened(editor, path), _action="check").json()
        assert (told["good"], "Nothing is changed" in told["html"]) == (True, True), (path, told)
    assert site.state() == before


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_texts(site: Editable, editor: httpx.Client, text: str) -> None:
    path = "/edit/saebom/strategy/1-1?lang=en"
    before = site.state()
    answer = sent(
        editor,
        path,
        opened(editor, path),
        **{"skos:editorialNote@ko": text, "skos:editorialNote@en": text, "_action": "preview"},
    )
    assert answer.status_code in (200, 422)
    assert not re.search(r"<script>alert|<img src=x", answer.text)
    again = dict(Inputs(answer.text).sent)
    assert again["skos:editorialNote@en"].replace("\r\n", "\n") == text
    assert site.state() == before


def test_whatever_is_sent_is_answered_and_changes_nothing(site: Editable, editor: httpx.Client) -> None:
    """Fuzz: inputs of other forms, broken rows, tampered hidden inputs, impossible languages."""
    chance = random.Random(6)  # noqa: S311
    path = "/edit/saebom/policy/1?lang=en"
    fields = opened(editor, path)
    names = [name for name, _ in fields]
    strange = [
        "x",
        "csp:policyOf[99]",
        "csp:policyOf[0]/x",
        "[x]csp:translation@en",
        "skos:prefLabel@!!",
        "csp:policyOf[-1]",
    ]
    strange += [
        "_choice:x",
        "_before",
        "skos:prefLabel@",
        "csp:ordinal@ko",
        "rdf:type",
        "[saebom/passage/goal]csp:line",
        "][",
    ]
    before = site.state()
    for _ in range(60):
        given = [*fields]
        for _ in range(chance.randint(1, 4)):
            name = chance.choice([*names, *strange])
            given.append((name, chance.choice([*HOSTILE, "", "\0", "-1", "true", "<x>", "eJwDAAAAAAE="])))
        chance.shuffle(given)
        action = chance.choice(
            [
                "preview",
                "check",
                "add:x",
                "add:csp:policyOf[]",
                "remove:skos:prefLabel@ko#0",
                "remove:#row",
                "??",
            ]
        )
        answer = sent(editor, path, [*given, ("_action", action)])
        assert answer.status_code in (200, 400, 409, 422), (given, answer.text)
    assert site.state() == before


def test_saving_what_is_there_already_is_said_to_change_nothing(site: Editable, editor: httpx.Client) -> None:
    path, before = "/edit/saebom/goal?lang=en", site.head()
    answer = sent(editor, path, opened(editor, path), _action="save")
    assert answer.status_code == 303
    told = editor.get(answer.headers["location"]).text
    assert ("Nothing changed" in told, "Saved" in told, "/history/" in told) == (True, False, False)
    assert site.head() == before


def test_what_a_change_breaks_stands_at_what_was_changed(site: Editable, editor: httpx.Client) -> None:
    path, before = "/edit/saebom/strategy/2-2?lang=en", site.head()
    fields = opened(editor, path)
    moved = {"csp:strategyOf[0]": "saebom/policy/1"}
    told = sent(editor, path, fields, **moved, _action="check").json()
    at = id_of("csp:strategyOf[0]")
    own = "Under ‘Saebom walks’, ‘Village schools’ has the notation"
    assert list(told["wrong"]) == [at]
    assert len(told["wrong"][at]) == 1
    assert told["wrong"][at][0].startswith(own)
    page = sent(editor, path, fields, **moved, _action="save").text
    summary = page[page.index('id="problems"') : page.index("</div>", page.index('id="problems"'))]
    first, folded = summary.split("<details", 1)
    assert (first.count("<li>"), own in first) == (1, True)
    assert "What else that breaks (4)" in folded
    # All of it leads to what was changed, and is listed nowhere else.
    assert summary.count(f'<li><a href="#{at}">') == 5
    assert page.count("must have 2 strategies") == 1
    assert page.count(own) == 2  # in the summary, and at the field
    basis = page[page.index('id="in-csp_3abasis-all"') - 80 :][:80]
    assert "wrong" not in basis
    assert site.head() == before
    # The same goes for what is no link.
    told = sent(editor, path, fields, **{"csp:ordinal": "7", "_action": "check"}).json()
    assert list(told["wrong"]) == [id_of("csp:ordinal")]


@pytest.mark.parametrize("is_self", [True, False])
def test_who_changed_the_same_field_is_told(site: Editable, editor: httpx.Client, is_self: bool) -> None:
    path = "/edit/saebom/value/2?lang=en"
    fields = opened(editor, path)
    name = "skos:altLabel@en"
    if is_self:
        assert (
            sent(editor, path, opened(editor, path), **{name: "Theirs", "_action": "save"}).status_code == 303
        )
    else:
        _, secret = tokens_of(site.root).add(Author("다른 이", "other@plan.example"), ["*"])
        headers, cookies = editor.headers, {SESSION.cookie: secret}
        with httpx.Client(base_url=site.address, cookies=cookies, headers=headers) as other:
            answer = sent(other, path, opened(other, path), **{name: "Others", "_action": "save"})
            assert answer.status_code == 303
    mine = {name: "Mine", "_action": "save"}
    answer = sent(editor, path, fields, **mine)
    told = ("in another window" in answer.text, "Somebody else" in answer.text)
    assert (answer.status_code, told) == (409, (is_self, not is_self))
    assert "choose one of the two" not in answer.text
    # Sent again with nothing chosen, it says what is missing: in the summary, and at the field.
    again = sent(editor, path, inputs(answer.text), _action="save")
    assert again.status_code == 409
    assert f'<li><a href="#{id_of("_choice:" + name)}">Alternative label: choose one' in again.text
    assert f'id="{id_of("_choice:" + name)}-error"><p>Alternative label: choose one' in again.text
    assert 'tabindex="-1" data-focus' in again.text
    theirs = re.search('value="(theirs:[^"]+)"', again.text)
    assert theirs
    chosen = sent(editor, path, inputs(again.text), **{f"_choice:{name}": theirs[1], "_action": "save"})
    assert "saved=nothing" in chosen.headers["location"]


def test_the_history_says_in_words_what_was_edited(site: Editable, editor: httpx.Client) -> None:
    """Where nobody gave a reason: in the language of whoever edits."""

    def subject() -> str:
        return git(site.root, "log", "-1", "--format=%s")

    path = "/edit/saebom/policy/2?lang="
    note = {"skos:editorialNote@ko": "하나", "skos:editorialNote@en": "One"}
    for language, given, said in [
        ("ko", {"skos:altLabel@en": "Learning"}, "배우는 새봄: 다른 이름(영어) 더함"),
        ("en", {"skos:altLabel@en": "Learners"}, "Saebom learns: alternative label (English) changed"),
        (
            "en",
            {"skos:altLabel@en": "", **note},
            "Saebom learns: alternative label (English) and 2 more changed",
        ),
        (
            "ko",
            {"skos:editorialNote@ko": "둘", "skos:editorialNote@en": "Two"},
            "배우는 새봄: 편집자 주(한국어) 외 1곳 고침",
        ),
        ("ko", {"skos:editorialNote@ko": "셋", "_message": "까닭"}, "까닭"),
    ]:
        answer = sent(editor, path + language, opened(editor, path + language), **given, _action="save")
        assert (answer.status_code, subject()) == (303, said)
    new = f"/edit/new?kind={quote(CSP + 'Project')}&under=saebom/policy/2&lang=ko"
    typed = {"skos:prefLabel@ko": "책 축제", "skos:prefLabel@en": "Book fair", "dcterms:source": "보고서"}
    typed |= {"csp:basis": "csp:basis-other-source", "_action": "save"}
    address = dict(opened(editor, new))["_address"]
    assert sent(editor, new, opened(editor, new), **typed).status_code == 303
    assert subject() == "책 축제 새로 만듦"
    reasons, path = [("_reason@ko", "합침"), ("_reason@en", "Merged")], f"/edit/retire/{address}?lang=en"
    shown = re.search('name="_shown" value="([^"]+)"', sent(editor, path, reasons, _action="preview").text)
    assert shown
    assert sent(editor, path, reasons, _action="retire", _shown=shown[1]).status_code == 303
    assert subject() == "Book fair retired"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ko", ["내력(한국어):", "더는 쓰지 않음:", "<bdi>예</bdi>"]),
        ("en", ["history note (Korean):", "<bdi>yes</bdi>"]),
    ],
)
def test_a_difference_is_in_the_words_of_the_things_page(
    editor: httpx.Client, language: str, words: list[str]
) -> None:
    reasons = [("_reason@ko", "합침"), ("_reason@en", "Merged")]
    told = sent(editor, f"/edit/retire/saebom/value/2?lang={language}", reasons, _action="preview").text
    assert [each for each in words if each not in told] == []
    assert "skos:historyNote" not in told


def test_what_was_retired_is_not_edited_but_can_be_had_again(site: Editable, editor: httpx.Client) -> None:
    new = f"/edit/new?kind={quote(CSP + 'Project')}&under=saebom/policy/3&lang=ko"
    typed = {"skos:prefLabel@ko": "밤 시장", "skos:prefLabel@en": "Night market", "dcterms:source": "보고서"}
    typed |= {"csp:basis": "csp:basis-other-source", "_action": "save"}
    address = dict(opened(editor, new))["_address"]
    assert sent(editor, new, opened(editor, new), **typed).status_code == 303
    link = f"/edit/{address}?lang=en"
    assert link in editor.get(f"/doc/{address}.en.html").text
    path, reasons = f"/edit/retire/{address}?lang=en", [("_reason@ko", "합침"), ("_reason@en", "Merged")]
    shown = re.search('name="_shown" value="([^"]+)"', sent(editor, path, reasons, _action="preview").text)
    assert shown
    assert sent(editor, path, reasons, _action="retire", _shown=shown[1]).status_code == 303
    page = editor.get(f"/doc/{address}.en.html")
    assert (page.status_code, "/edit/" in page.text) == (410, False)
    for language, said in (("ko", "‘밤 시장’은 폐지되었습니다."), ("en", "‘Night market’ was retired.")):
        page = editor.get(f"/edit/{address}?lang={language}", headers={"accept": "text/html"})
        assert (page.status_code, said in page.text, BASE in page.text.split("<main")[1]) == (
            410,
            True,
            False,
        )
        history = f"/doc/{address}/history?lang={language}"
        assert history in page.text
        assert "밤 시장" in editor.get(history, follow_redirects=True).text


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_name_in_the_history_is_short_and_in_one_line(name: str) -> None:
    said = of_retiring(Text(name, name), "en")
    assert said.isprintable()
    assert len(said) <= LONGEST_SUBJECT
    assert said.endswith(" retired")


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("바탕(csp:basis)은 하나여야 합니다.", "‘바탕’은 하나여야 합니다."),
        ("이유(skos:editorialNote)를 적으세요.", "이유(‘편집자 주’)를 적으세요."),
        ("영어 이름(skos:prefLabel @en)이 없습니다.", "영어 이름(‘대표 이름’ (영어))이 없습니다."),
        ("나머지는 skos:altLabel로 옮기세요.", "나머지는 ‘다른 이름’으로 옮기세요."),
        ("번호(skos:notation)나 순서(csp:ordinal)가", "‘번호’나 ‘순서’가"),
        # What isn't of the form, and what somebody typed, stays.
        ("구절(csp:Passage)이어야 하는데 ‘skos:prefLabel’입니다.",) * 2,
    ],
)
def test_rules_call_fields_by_their_labels(small: Dataset, message: str, told: str) -> None:
    form = form_of(Forms(small.index), f"{BASE}id/saebom/strategy/1-1")
    assert in_words(Text(message, message), form).ko == told


def test_a_fault_stands_at_the_field_that_it_speaks_of(editor: httpx.Client) -> None:
    path = "/edit/saebom/strategy/1-2?lang=en"
    wanted = {"skos:altLabel@en": "Another", "csp:ordinal": "1", "_action": "check"}
    answer = sent(editor, path, opened(editor, path), **wanted).json()
    (said,) = answer["wrong"]["in-csp_3aordinal"]
    assert "has the notation or the ordinal of one of its siblings" in said


def test_unknown_inputs_are_refused(site: Editable, editor: httpx.Client) -> None:
    path = "/edit/saebom/goal?lang=en"
    before = site.head()
    answer = sent(editor, path, opened(editor, path), **{"skos:hiddenLabel@en": "x", "_action": "save"})
    assert (answer.status_code, "no such field" in answer.text) == (422, True)
    assert site.head() == before


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "", "origin": "https://evil.example"}]
)
def test_other_sites_send_no_forms(site: Editable, editor: httpx.Client, headers: dict[str, str]) -> None:
    path = "/edit/saebom/goal"
    fields = opened(editor, path)
    content = urlencode([*fields, ("_action", "save"), ("skos:altLabel@en", "evil")]).encode()
    before = site.head()
    kind = {"content-type": "application/x-www-form-urlencoded"}
    for at in (
        path,
        f"/edit/new?kind={quote(CSP)}&under=saebom",
        "/edit/retire/saebom/goal",
        "/edit/plan",
        "/edit/plan/copy?of=saebom",
    ):
        assert editor.post(at, content=content, headers=headers | kind).status_code == 403
    assert site.head() == before


def test_who_is_not_signed_in_sees_no_form_and_loses_nothing(site: Editable) -> None:
    with httpx.Client(
        base_url=site.address, headers={"sec-fetch-site": "same-origin", "accept-language": "en"}
    ) as client:
        assert (
            client.get("/edit/saebom/goal")
            .headers["location"]
            .startswith("/edit/sign-in?next=/edit/saebom/goal")
        )
        answer = sent(client, "/edit/saebom/goal?lang=en", [("skos:prefLabel@en", "<Typed>")], _action="save")
        assert answer.status_code == 401
        assert "&lt;Typed&gt;</textarea>" in answer.text
        # Headers that programs have are no way in here.
        bearer = {"authorization": f"Bearer {site.token}"}
        assert client.get("/edit/saebom/goal", headers=bearer).status_code == 303


def test_what_there_is_not_to_edit(editor: httpx.Client) -> None:
    assert editor.get("/edit/saebom/nothing").status_code == 404
    assert editor.get(f"/edit/new?kind={quote(CSP)}&under=saebom").status_code == 404
    assert editor.get(f"/edit/new?kind={quote(CSP + 'Vision')}&under=saebom/policy/1").status_code == 404
    assert editor.get("/edit/plan/copy?of=saebom/goal").status_code == 404
    assert editor.get("/edit/%00").status_code in (400, 404)


def test_a_problem_says_what_is_wrong(editor: httpx.Client) -> None:
    path, page = "/edit/saebom/goal?lang=en", {"accept": "text/html"}
    form = opened(editor, path)
    for reason, said in (("a\x00b", "be shown: U+0000"), ("가" * 10_001, "letters. It has 10,001.")):
        assert said in sent(editor, path, form, **{"skos:altLabel@en": "Other"}, _message=reason).text
    new = f"/edit/new?kind={quote(CSP + 'Project')}&under=saebom/policy/2&lang=en"
    long = "saebom/" + "a" * 400
    assert "up to 300 letters" in sent(editor, new, opened(editor, new), _address=long).text
    assert "up to 300 letters" in sent(editor, "/edit/plan?lang=en", [("_address", long)]).text
    nowhere = editor.get("/edit/new?lang=en", headers=page)
    assert (nowhere.status_code, "(kind)" in nowhere.text) == (404, True)
    assert '<p><a href="/edit?lang=en">' in nowhere.text


@pytest.mark.parametrize(
    ("method", "path", "said"),
    [
        ("PUT", "/limits", "/limits에는 PUT 메서드를 쓸 수 없습니다."),
        ("GET", "/sparql?query=ASK{}&timeout=9999", "초를 넘지 않아야 합니다."),
        ("GET", "/edit/new?kind=no%20kind%203&under=saebom", "‘no kind 3’은 주소가 아닙니다."),
    ],
)
def test_particles_fit_what_stands_before_them(
    editor: httpx.Client, method: str, path: str, said: str
) -> None:
    answer = editor.request(method, path, headers={"accept-language": "ko", "accept": "application/json"})
    assert said in answer.json()["detail"]


def test_a_plan_is_begun_and_a_plan_is_copied(site: Editable, editor: httpx.Client) -> None:
    names = [("_name@ko", "다음 청사진"), ("_name@en", "The next blueprint"), ("_action", "save")]
    profile = ("_profile", f"{BASE}ontology/shapes/saebom#Plan")
    names.append(profile)
    copied = sent(editor, "/edit/plan/copy?of=saebom&lang=en", names, _address="saebom/next")
    assert copied.status_code == 303, copied.text
    strategy = f"<{BASE}id/saebom/next/strategy/2-2>"
    assert site.ask(
        f"{strategy} csp:strategyOf <{BASE}id/saebom/next/policy/2> ; csp:basis csp:basis-other-source"
    )
    assert not site.ask(f"{strategy} csp:passage ?any")
    again = sent(editor, "/edit/plan/copy?of=saebom&lang=en", names, _address="saebom/next")
    assert again.status_code == 303  # sent twice, made once
    taken = sent(editor, "/edit/plan/copy?of=saebom&lang=en", names, _address="saebom/goal")
    assert (taken.status_code, "in use already" in taken.text) == (422, True)
    names.remove(profile)
    lines = [
        ("_source", "보고서"),
        ("_line:0", "앞날 | The future"),
        ("_line:1", "목표 | A goal"),
        ("_line:2", "정책 | A policy"),
    ]
    begun = sent(editor, "/edit/plan?lang=en", [*names, *lines], _address="other")
    assert begun.status_code == 303, begun.text
    assert site.ask(f"<{BASE}id/other/policy/1> csp:policyOf <{BASE}id/other/goal>")
    assert editor.get("/edit/other/policy/1").status_code == 200
    wrong = sent(editor, "/edit/plan?lang=en", [*names, *lines[:3]], _address="another")
    assert (wrong.status_code, "in a line of its own" in wrong.text) == (422, True)
    lines[3] = ("_line:2", "정책 | A policy\n정책 둘")
    wrong = sent(editor, "/edit/plan?lang=en", [*names, *lines], _address="another")
    assert (wrong.status_code, "Not so: ‘정책 둘’" in wrong.text) == (422, True)


def test_a_source_on_the_web_is_one_that_the_form_takes(site: Editable, editor: httpx.Client) -> None:
    names = [("_name@ko", "웹의 계획"), ("_name@en", "A plan on the web"), ("_action", "save")]
    address = "https://example.org/plan"
    lines = [("_source", address), *((f"_line:{place}", "하나 | One") for place in range(3))]
    begun = sent(editor, "/edit/plan?lang=en", [*names, *lines], _address="web")
    assert begun.status_code == 303, begun.text
    assert site.ask(f"<{BASE}id/web/goal> dcterms:source <{address}>")
    assert "This isn't as its field has it" not in editor.get("/edit/web?lang=en").text


def test_a_graph_that_is_begun_is_under_the_licence_of_all_others(dataset: Dataset) -> None:
    base, forms = dataset.index.base, Forms(dataset.index)
    plans = Plans(dataset.index, forms.names)
    form = form_of(forms, "", CSP + "Detail", f"{base}id/gwangju/m7/project/3-1")
    typed = {
        "skos:prefLabel@ko": ["새 세부"],
        "skos:prefLabel@en": ["A new detail"],
        "csp:basis": ["csp:basis-other-source"],
        "dcterms:source": ["보고서"],
    }
    whole = Whole(form)
    added = whole.wanted(whole.present.values | typed).change.added
    begun = [
        plans.begin("other", Text("다른", "Other"), "", "보고서", [[Text("하나", "One")]] * 3, "ko"),
        plans.copy(f"{base}id/gwangju/m7", "gwangju/m8", Text("다음", "Next"), ""),
    ]
    said = {str(quad) for quad in added}.union(*(each.quads.split(" .\n") for each in begun))
    for graph in ("graph/gwangju/m7-added", "graph/other", "ontology/shapes/other", "graph/gwangju/m8"):
        name = f"<{base}{graph}>"
        for predicate, value in (
            ("license", "https://creativecommons.org/licenses/by/4.0/"),
            ("publisher", f"{base}id/gjgraph"),
        ):
            assert f"{name} <{DCTERMS}{predicate}> <{value}> {name}" in said


def test_nobody_has_said_for_which_time_a_copy_is(dataset: Dataset) -> None:
    base = dataset.index.base
    plans = Plans(dataset.index, Names(dataset.index))
    copied = plans.copy(f"{base}id/gwangju/m7", "gwangju/m8", Text("다음", "Next"), "")
    plan = f"<{base}id/gwangju/m8>"
    assert f"{plan} <{DCTERMS}spatial>" in copied.quads
    assert f"{plan} <{DCTERMS}temporal>" not in copied.quads


def test_what_was_before_is_nobodys_word(small: Dataset) -> None:
    assert unpacked("") is None
    assert unpacked("eJwDAAAAAAE=") is None
    assert unpacked(packed({"a": ["가"]})) == {"a": ["가"]}
    assert unpacked(json.dumps({"a": 1})) is None


def names_of(given: Any) -> list[str]:  # noqa: ANN401
    return [each.name for each in given]


def test_a_plan_of_other_shapes(small: Dataset) -> None:
    """What a form has is what the shapes have: it isn't written for one ontology."""
    form = form_of(Forms(small.index), f"{BASE}id/saebom/policy/1")
    kinds = [place.kind for place in form.places]
    assert kinds[-1] == CSP + "Detail"  # the least special comes last
    assert {CSP + "Strategy", CSP + "Project"} < set(kinds)
    assert "csp:policyOf" in names_of(replace(form).fields)


ODD = [
    ("skos:prefLabel", '"ラベル"@ja'),
    ("skos:altLabel", '"a\\r\\nb"@en'),
    ("skos:altLabel", '""@en'),
    ("skos:altLabel", '"  spaces  around "@en'),
    ("skos:altLabel", '"e\\u0301"@en'),
    ("skos:altLabel", '"no language"'),
    ("skos:altLabel", '"\\nfirst"@en'),
    ("skos:notation", '"tagged"@en'),
    ("csp:ordinal", '"one"'),
    ("csp:ordinal", '"007"^^xsd:integer'),
    ("csp:strategyOf", '"a word"'),
    ("csp:strategyOf", "<http://example.org/elsewhere>"),
    ("csp:basis", "<urn:x:basis>"),
    ("dcterms:source", '"http://example.org/as/a/text"'),
    ("dcterms:source", "<http://example.org/as/a/thing>"),
    ("dcterms:source", '"2027"^^xsd:gYear'),
    ("csp:passage", "<http://example.org/passage>"),
    ("skos:editorialNote", '"<script>"@ko'),
]
"""What forms aren't made for, and may stand in the data all the same."""


@pytest.mark.parametrize(("predicate", "value"), ODD)
def test_what_no_input_can_hold_stays(small: Dataset, predicate: str, value: str) -> None:
    thing = NamedNode(f"{BASE}id/saebom/strategy/1-1")
    content = f"{PREFIXED} <{thing.value}> {predicate} {value} ."
    triple = next(parse(content, format=RdfFormat.TURTLE))
    added = Change(
        frozenset({Quad(thing, triple.predicate, triple.object, NamedNode(f"{BASE}graph/saebom/plan"))})
    )
    small.index.apply_change(added)
    try:
        whole = Whole(form_of(Forms(small.index), thing.value))
        values = unpacked(packed(whole.present.values))
        assert values is not None
        assert not whole.wanted(values).change
        # Nor does it, where something else is changed.
        change = whole.wanted({**values, "skos:altLabel@ko": ["다른 이름"]}).change
        assert change.removed == frozenset()
        # What a field is for and can't hold may be taken away.
        drops = [dropping(each) for each in whole.present.kept if whole.has_field(each)]
        gone = whole.wanted(values, dropped=drops).change
        assert {quad.triple for quad in gone.removed} <= {triple.triple}
        assert len(gone.removed) == len(drops)
    finally:
        small.index.apply_change(added.inverse())


PREFIXED = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("csp", "dcterms", "skos", "xsd"))


RULES = """
@prefix : <https://plan.saebom.example/ontology/shapes/saebom#> .
:more a sh:NodeShape ; sh:targetClass csp:Project ; sh:property :begins , :public , :state .
:begins sh:path <https://schema.org/startDate> ; sh:datatype xsd:date ; sh:minCount 1 ; sh:maxCount 1 ;
  sh:name "시작하는 날"@ko , "begins on"@en ; sh:description "첫 삽을 뜨는 날"@ko ; sh:order 1 .
:public sh:path <urn:x:isPublic> ; sh:datatype xsd:boolean ; sh:maxCount 1 .
:state sh:path <urn:x:state> ; sh:in ( csp:kind-outcome csp:kind-role ) .
"""


def test_a_new_rule_is_a_new_field(small: Dataset) -> None:
    graph = NamedNode(f"{BASE}ontology/shapes/saebom")
    prefixes = f"@prefix sh: <{PREFIXES['sh']}> .\n{PREFIXED}"
    rules = parse(prefixes + RULES, format=RdfFormat.TURTLE)
    added = Change(frozenset(Quad(each.subject, each.predicate, each.object, graph) for each in rules))
    small.index.apply_change(added)
    try:
        form = form_of(Forms(small.index), "", CSP + "Project", f"{BASE}id/saebom/policy/1")
    finally:
        small.index.apply_change(added.inverse())
    fields = {each.path: each for each in form.fields}
    begins = fields["https://schema.org/startDate"]
    assert (begins.widget, begins.least, begins.most) == ("date", 1, 1)
    assert (begins.label, begins.help.ko) == (("시작하는 날", "begins on"), "첫 삽을 뜨는 날")
    assert form.fields[0] == begins  # by its order
    assert fields["urn:x:isPublic"].widget == "boolean"
    assert [each.path for each in form.choices[fields["urn:x:state"].choices]] == [
        "csp:kind-outcome",
        "csp:kind-role",
    ]
    whole = Whole(form)
    typed = {**whole.present.values, "schema:startDate": ["2027-13"], "urn:x:isPublic": ["true"]}
    wrong = {each.name for each in whole.wanted(typed).wrong}
    assert ("schema:startDate" in wrong, "urn:x:isPublic" in wrong) == (True, False)
