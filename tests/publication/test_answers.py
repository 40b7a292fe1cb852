"""What is made of answers: columns in words, bars, paths and trees, from the plan and from odd answers."""

import json
import random
import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from gjgraph.core.errors import UnreadableError
from gjgraph.core.header import QueryFile, parse_header
from gjgraph.core.terms import CSP, LABELS, TYPE, Literal, NamedNode, Triple
from gjgraph.core.text import Language
from gjgraph.core.words import column_names, parse_words, with_words
from gjgraph.engine.display import MOST_CHOICES, choices, display
from gjgraph.engine.index import Index
from gjgraph.engine.results import columns
from gjgraph.engine.sorting import place
from gjgraph.operations.ask import ask, questions
from gjgraph.operations.dataset import Dataset
from gjgraph.publication.answers.bars import axis, bars_of, drawn_bars
from gjgraph.publication.answers.gallery import kind_of, shelves
from gjgraph.publication.answers.naming import Naming
from gjgraph.publication.answers.picture import MOST_BOXES, Box, paths_of, tree_of
from gjgraph.publication.answers.table import Table, table
from gjgraph.publication.answers.view import view_of
from gjgraph.publication.pages import Pages
from gjgraph.publication.things.names import Names
from gjgraph.storage.queries import read_words
from gjgraph.storage.workspace import open_workspace
from tests.conftest import ROOT

QUESTIONS = questions(open_workspace(ROOT))
BASE = "https://w3id.org/gjgraph/"
LANGUAGES: tuple[Language, ...] = ("ko", "en")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def tables(dataset: Dataset) -> dict[tuple[str, Language], Table]:
    """The answer to each question, for both readers."""
    naming = Pages(dataset.workspace, dataset.index).naming
    found = {}
    for asked in QUESTIONS.values():
        content = json.loads(display(ask(dataset, asked, {}), naming))
        for reader in LANGUAGES:
            found[asked.name, reader] = table(content, asked, reader, lambda iri: iri)
    return found


def answer(asked: QueryFile, names: list[str], *rows: list[object]) -> Table:
    """Make the table of an answer by hand: numbers are numbers, all else is text."""

    def cell(value: object) -> list[str]:
        text = "" if value is None else str(value)
        return [text, text, "", "number" if isinstance(value, int | float) else "", "", "", ""]

    content = {
        "columns": names,
        "rows": [[cell(each) for each in row] for row in rows],
        "more": False,
        "total": len(rows),
    }
    return table(content, asked, "en", lambda iri: iri)


def asking(shown_as: str = "", query: str = "SELECT * { ?s ?p ?o }") -> QueryFile:
    head = f"#+ shown-as: {shown_as}\n" if shown_as else ""
    return parse_header("another", f"#+ summary: {{ko: 무엇, en: What}}\n{head}{query}")


# Words


def test_every_column_of_every_question_has_a_name_in_both_languages(dataset: Dataset) -> None:
    words = read_words(dataset.workspace)
    used = set()
    for asked in QUESTIONS.values():
        names = columns(ask(dataset, asked, {})) or []
        used |= {name.removesuffix("_en").removesuffix("_ko") for name in names}
        found = column_names(asked, names)
        assert len(set(found)) == len(found), asked.name
        for name, text in zip(names, found, strict=True):
            assert re.search("[가-힣]", text.ko) or text.ko == "SHA-256", (asked.name, name)
            assert text.en.isascii()
            assert "_" not in text.en
    assert set(words.columns) <= used | {"subject", "predicate", "object"}, "words that nothing needs"


def test_every_theme_has_a_name_and_every_tag_is_one(dataset: Dataset) -> None:
    words = read_words(dataset.workspace)
    assert {tag for asked in QUESTIONS.values() for tag in asked.tags} == set(words.themes)
    for reader in LANGUAGES:
        found = shelves(QUESTIONS.values(), reader)
        assert [each.theme.tag for each in found] == list(words.themes)
        assert {entry.asked.name for shelf in found for entry in shelf.entries} == set(QUESTIONS)
        for shelf in found:
            summaries = [entry.asked.summary.in_language(reader) for entry in shelf.entries]
            assert summaries == sorted(summaries, key=lambda text: place(text, reader))


def test_columns_are_named_by_what_there_is() -> None:
    words = parse_words("words", "columns: {label: {ko: 이름, en: Name}}\nthemes: {a: {ko: 가, en: A}}")
    text = "#+ summary: {ko: 무엇, en: What}\n#+ tags: [a, b-c]\n#+ columns: {x: {ko: 엑스, en: Ex}}\n"
    asked = with_words(parse_header("q", f"{text}SELECT ?label ?label_en ?x ?someThing_else {{}}"), words)
    listed = ["label", "label_en", "x", "someThing_else"]
    assert [each.ko for each in column_names(asked, listed)] == [
        "이름",
        "이름 (영어)",
        "엑스",
        "Some Thing else",
    ]
    assert [each.en for each in column_names(asked, listed)][:3] == ["Name (Korean)", "Name (English)", "Ex"]
    assert [each.en for each in column_names(asked, ["label"])] == ["Name"]
    assert [(each.tag, each.name.ko, each.place) for each in asked.themes] == [
        ("a", "가", 0),
        ("b-c", "B c", 1),
    ]


@pytest.mark.parametrize(
    "text", ["[]", "a: b", "columns: {x: y}", "columns: {x: {ko: 가}}", "{", "themes: 1"]
)
def test_words_that_can_not_be_read(text: str) -> None:
    with pytest.raises(UnreadableError, match="words"):
        parse_words("words", text)


@pytest.mark.parametrize(
    "shown_as", ["pie", "{pie: x}", "{bars: x, under: y}", "[]", "{table: x}", "1", "{tree: a, of: b}"]
)
def test_what_an_answer_can_not_be_shown_as(shown_as: str) -> None:
    with pytest.raises(UnreadableError, match="shown-as"):
        asking(shown_as)


def test_names_are_the_readers(tables: dict[tuple[str, Language], Table]) -> None:
    """A column in Korean alone is told in English too, beside what the answer says."""
    found = tables["strategies-in-order", "en"]
    for row in found.rows:
        policy, _, strategy = row
        for each in (policy, strategy):
            assert re.search("[A-Z]", each.text)
            assert not re.search("[가-힣]", each.text)
            assert re.search("[가-힣]", each.said)
            assert each.said_in == "ko"
    pairs = tables["strategies-of-a-policy-in-two-languages", "en"]
    assert all(re.search("[가-힣]", row[1].text) and row[1].lang == "ko" for row in pairs.rows)


def test_a_name_that_several_have_means_what_its_column_is_called(
    tables: dict[tuple[str, Language], Table],
) -> None:
    for reader in LANGUAGES:
        found = tables["strategies-in-order", reader]
        assert [row[2].iri.removeprefix(f"{BASE}id/gwangju/m7/") for row in found.rows][:2] == [
            "strategy/1-1",
            "strategy/1-2",
        ]
        assert all(each.iri for row in found.rows for each in (row[0], row[2]))
        instruments = tables["instruments-and-their-points", reader]
        assert {row[0].iri for row in instruments.rows} == {
            f"{BASE}id/gwangju/m7/instrument/{number}" for number in (1, 2)
        }


@pytest.mark.parametrize(
    ("kinds", "column", "expected"),
    [
        (["Strategy", "Detail"], "strategy", "0"),
        (["Strategy", "Detail"], "strategy_en", "0"),
        (["Detail", "PolicyInstrument"], "instrument", "1"),
        (["Detail", "PolicyInstrument"], "policy_instrument", "1"),
        (["Strategy", "Strategy"], "strategy", ""),  # which one, nothing tells
        (["Strategy", "Detail"], "project", ""),
        (["Strategy", "Detail"], "name", ""),
        (["Strategy", "Detail"], "y", ""),
        (["Detail", "GDP"], "p", ""),
        (["Strategy"], "name", "0"),
    ],
)
def test_only_what_is_one_thing_is_linked(kinds: list[str], column: str, expected: str) -> None:
    index = Index(BASE)
    index.add(
        "g:",
        {
            triple
            for number, kind in enumerate(kinds)
            for triple in (
                Triple(NamedNode(f"x:{number}"), TYPE, NamedNode(CSP + kind)),
                Triple(NamedNode(f"x:{number}"), LABELS[0], Literal("가", language="ko")),
                Triple(NamedNode(f"x:{number}"), LABELS[0], Literal(f"A{number}", language="en")),
            )
        },
    )
    names = Names(index)
    iri, korean, english = Naming(lambda: names).named(Literal("가", language="ko"), column)
    assert iri == (f"x:{expected}" if expected else "")
    assert (korean, english) == (("가", f"A{expected}") if expected else ("", ""))


def test_no_address_stands_where_a_thing_has_a_name(
    dataset: Dataset, tables: dict[tuple[str, Language], Table]
) -> None:
    names = Pages(dataset.workspace, dataset.index).names
    things = 0
    for (name, reader), found in tables.items():
        for cell in (cell for row in found.rows for cell in row):
            if cell.iri and not cell.said:
                things += 1
                known = names.of(cell.iri)
                assert cell.text in (known.ko, known.en), (name, cell)
                if cell.iri.startswith(BASE):
                    assert "://" not in cell.text, (name, reader, cell)
                    assert not cell.text.startswith(("gwangju/", "graph/", "csp:", "id/")), (name, cell)
    assert things > 1000


def test_other_languages_say_which_they_are(tables: dict[tuple[str, Language], Table]) -> None:
    """What isn't English on an English page is marked so, for who hears it read out."""
    for (name, reader), found in tables.items():
        is_graph = kind_of(QUESTIONS[name]) == "graph"
        for cell in (cell for row in found.rows for cell in row if reader == "en" and not is_graph):
            if re.fullmatch("[가-힣 ]+", cell.text):
                assert cell.lang == "ko", (name, cell)


# Bars


def test_bars_have_the_numbers_of_the_table(tables: dict[tuple[str, Language], Table]) -> None:
    drawn = set()
    for (name, reader), found in tables.items():
        bars = view_of(QUESTIONS[name], found, BASE, reader).bars
        if bars is None:
            continue
        drawn.add(name)
        svg = ElementTree.fromstring(bars)  # noqa: S314 - our own
        series = [place for place, each in enumerate(found.columns) if each.name in charted(name)]
        numbers = [float(row[place].text) for row in found.rows for place in series]
        said = [
            float((each.text or "").rpartition(" ")[2])
            for each in svg.iter(f"{SVG}text")
            if has(each, "value")
        ]
        assert said == numbers, name
        widths = [float(each.attrib["width"].rstrip("%")) for each in svg.iter(f"{SVG}rect")]
        scale = max(widths) / max(numbers)
        assert widths == pytest.approx([number * scale for number in numbers], abs=0.01)
        labels = [each.text for each in svg.iter(f"{SVG}text") if "class" not in each.attrib]
        assert len(labels) >= len(found.rows)
        assert svg.attrib["role"] == "img"
        assert svg.attrib["aria-label"]
    assert drawn == {
        "all-by-basis",
        "counts-by-policy",
        "declared-counts",
        "descriptions-by-class",
        "elements-by-class-and-kind",
        "kinds-of-details",
        "links-by-basis",
    }


def charted(name: str) -> set[str]:
    if name == "descriptions-by-class":
        return {"elements", "without_korean", "without_english"}
    return {"elements", "things", "links", "strategies", "projects", "declared", "listed"}


def has(element: ElementTree.Element, name: str) -> bool:
    return element.attrib.get("class") == name


@pytest.mark.parametrize("most", [0, 0.001, 0.5, 1, 2, 3, 5, 7, 10, 25, 99, 101, 1234, 1e9, 1e300])
def test_an_axis_ends_beyond_the_largest_in_round_steps(most: float) -> None:
    top, steps = axis(most)
    assert top >= most
    assert most == 0 or top <= max(2 * most, 1)
    assert 2 <= len(steps) <= 7
    assert steps[0] == 0
    assert steps[-1] == pytest.approx(top)


@pytest.mark.parametrize(
    "rows",
    [
        [["a", 1]],
        [["a", -1], ["b", 2]],
        [["a", "x"], ["b", 2]],
        [["a", float("inf")], ["b", 1]],
        [[str(number), number] for number in range(200)],
        [],
    ],
)
def test_what_is_no_chart(rows: list[list[object]]) -> None:
    asked = asking("{bars: n}")
    assert bars_of(asked, answer(asked, ["x", "n"], *rows), "en") is None


HOSTILE = [
    "<script>alert(1)</script>",
    '"><rect/>',
    "\u202egnp",
    "a" * 10_000,
    "e" + "\u0301" * 500,
    "\x00\x1b]&",
    "가" * 999,
]


def test_hostile_labels_are_text_in_a_chart() -> None:
    asked = asking("{bars: [n, m]}")
    found = answer(asked, ["x", "n", "m"], *([text, 1, 2.5] for text in HOSTILE))
    bars = bars_of(asked, found, "en")
    assert bars is not None
    svg = ElementTree.fromstring(drawn_bars(bars, HOSTILE[0], "en"))  # noqa: S314 - our own
    assert {each.tag.removeprefix(SVG) for each in svg.iter()} == {"svg", "line", "rect", "text"}
    assert float(svg.attrib["height"]) < 3000
    assert "\u202e" not in "".join(svg.itertext())


def test_only_what_is_counted_is_drawn_unasked() -> None:
    """A place in an order is a number too, and no quantity."""
    counted = asking(query="SELECT ?x (COUNT(DISTINCT ?y) AS ?n) ?order { ?x ?y ?order } GROUP BY ?x ?order")
    rows: list[list[object]] = [["a", 3, 1], ["b", 4, 2]]
    bars = bars_of(counted, answer(counted, ["x", "n", "order"], *rows), "en")
    assert bars is not None
    assert bars.series == ("N",)
    plain = asking(query="SELECT ?x ?order { ?x ?y ?order }")
    assert bars_of(plain, answer(plain, ["x", "order"], ["a", 1], ["b", 2]), "en") is None


# Paths and trees


def test_a_path_leads_from_the_vision_down_to_the_element(tables: dict[tuple[str, Language], Table]) -> None:
    (path,) = paths_of(QUESTIONS["path-to-the-vision"], tables["path-to-the-vision", "ko"])
    assert path.up
    assert [[(box.kind.text if box.kind else "", box.cell.text) for box in step] for step in path.steps] == [
        [("비전", "광주, 대한민국 미래로!")],
        [("목표", "정의롭고 풍요로운 광주")],
        [("정책", "안전하고 편안한 광주")],
        [("사업", "3000만 그루 나무심기")],
    ]


def test_several_paths_are_told_apart() -> None:
    asked = asking("{path: to, level: n, of: who}")
    rows: list[list[object]] = [["A", 1, "x"], ["A", 1, "y"], ["A", 0, "z"], ["B", 0, "z"]]
    first, second = paths_of(asked, answer(asked, ["who", "n", "to"], *rows))
    assert [[box.cell.text for box in step] for step in first.steps] == [["x", "y"], ["z"]]
    assert second.of
    assert second.of.text == "B"


def outlined(boxes: list[Box]) -> list[object]:
    return [[box.cell.text, *outlined(box.below)] if box.below else box.cell.text for box in boxes]


@pytest.mark.parametrize(
    ("shown_as", "names", "rows", "expected"),
    [
        ("{tree: [a, b]}", ["a", "b"], [["1", "x"], ["1", "y"], ["2", "x"]], [["1", "x", "y"], ["2", "x"]]),
        (
            "{tree: a, level: n}",
            ["a", "n"],
            [["p", 1], ["q", 2], ["r", 3], ["s", 2]],
            [["p", ["q", "r"], "s"]],
        ),
        ("{tree: a, under: b}", ["a", "b"], [["x", None], ["y", "x"], ["z", "y"]], [["x", ["y", "z"]]]),
        ("{tree: a, under: b}", ["a", "b"], [["x", "top"], ["y", "top"]], [["top", "x", "y"]]),
        ("{tree: a, under: b}", ["a", "b"], [["z", "x"], ["z", "y"]], [["x", "z"], ["y", "z"]]),
        ("{tree: a, under: b}", ["a", "b"], [["x", "y"], ["y", "x"]], []),
        (
            "{tree: a, under: b}",
            ["a", "b"],
            [["t", None], ["x", "t"], ["x", "y"], ["y", "x"]],
            [["t", ["x", "y"]]],
        ),
        ("{tree: a, under: b}", ["a", "b"], [["x", "x"], ["y", "x"]], [["x", "y"]]),
        ("{tree: nothing}", ["a"], [["x"], ["y"]], []),
        ("{tree: a, level: n}", ["a", "n"], [["x", "?"], ["y", "?"]], []),
    ],
)
def test_trees(shown_as: str, names: list[str], rows: list[list[object]], expected: list[object]) -> None:
    asked = asking(shown_as)
    assert outlined(tree_of(asked, answer(asked, names, *rows), BASE)) == expected


def test_any_graph_of_things_under_things_is_drawn_in_bounds() -> None:
    asked = asking("{tree: a, under: b}")
    chance = random.Random(5)  # noqa: S311 - the same each time
    for size in (2, 5, 30, 200):
        for _ in range(20):
            rows: list[list[object]] = [
                [str(chance.randrange(size)), chance.choice([None, str(chance.randrange(size))])]
                for _ in range(2 * size)
            ]
            found = tree_of(asked, answer(asked, ["a", "b"], *rows), BASE)
            assert json.dumps(outlined(found)).count('"') <= 2 * MOST_BOXES


def test_a_large_tree_is_a_table_alone() -> None:
    asked = asking("{tree: [a, b]}")
    rows: list[list[object]] = [["top", str(number)] for number in range(MOST_BOXES + 1)]
    assert tree_of(asked, answer(asked, ["a", "b"], *rows), BASE) == []


def test_the_kinds_that_the_gallery_tells_are_drawn(tables: dict[tuple[str, Language], Table]) -> None:
    drawn: dict[str, set[str]] = {}
    for name, asked in QUESTIONS.items():
        view = view_of(asked, tables[name, "ko"], BASE, "ko")
        is_drawn = {"path": bool(view.paths), "tree": bool(view.tree), "bars": view.bars is not None}
        kind = kind_of(asked)
        drawn.setdefault(kind, set()).add(name)
        if kind in is_drawn:
            assert is_drawn[kind], name
    assert set(drawn) == {"truth", "graph", "table", "path", "tree", "bars"}
    assert len(drawn["path"]) >= 2
    assert len(drawn["tree"]) >= 8
    graphs = [
        name for name in drawn["graph"] if view_of(QUESTIONS[name], tables[name, "en"], BASE, "en").tree
    ]
    assert set(graphs) == {"policy-as-a-graph", "skos-tree"}


# What can be chosen


def offered(dataset: Dataset, query: str, *names: str) -> Iterator[tuple[str, list[list[str]]]]:
    naming = Pages(dataset.workspace, dataset.index).naming
    found = json.loads(choices(dataset.index.query(query), names, naming, dataset.index.base))
    for _, english, listed in found:
        yield english, listed


def test_things_are_offered_by_kind_and_in_order(dataset: Dataset) -> None:
    found = dict(offered(dataset, QUESTIONS["path-to-the-vision"].query, "element", "element"))
    assert list(found)[:5] == ["vision", "goal", "policy instrument", "value", "policy"]
    assert found["policy"][2] == ["gwangju/m7/policy/3", "따뜻한 광주", "Warm-hearted Gwangju"]
    assert len(found["project"]) == 25
    # All that is offered has an answer.
    for _, listed in list(found.items())[:4]:
        for value, _, _ in listed:
            assert list(ask(dataset, QUESTIONS["path-to-the-vision"], {"element": value}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("SELECT ?x { ?x ?p ?o }", ("x", "x")),
        ("SELECT ?x { ?x ?p ?o }", ("y", "y")),
        ("ASK {}", ("x", "x")),
        ("CONSTRUCT WHERE { ?x ?p ?o }", ("x", "x")),
        ("SELECT ?x { }", ("x", "x")),
        ("SELECT ?x { VALUES ?x { UNDEF } }", ("x", "x")),
    ],
)
def test_what_offers_nothing(dataset: Dataset, query: str, names: tuple[str, str]) -> None:
    assert len(dataset.index.store) > MOST_CHOICES
    assert not list(offered(dataset, query, *names))


# Order


def test_texts_stand_as_in_a_dictionary_of_the_reader() -> None:
    mixed = ["하나", "gamma", "가을", "Alpha", "10호", "9호", "ㄱ", "각", "가 나", "beta", "가나", "(가)"]
    korean = ["(가)", "9호", "10호", "ㄱ", "가 나", "가나", "가을", "각", "하나", "Alpha", "beta", "gamma"]
    english = ["(가)", "9호", "10호", "Alpha", "beta", "gamma", "ㄱ", "가 나", "가나", "가을", "각", "하나"]
    assert sorted(mixed, key=lambda text: place(text, "ko")) == korean
    assert sorted(mixed, key=lambda text: place(text, "en")) == english
