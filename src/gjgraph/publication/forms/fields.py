"""The fields of a class: what its shapes ask and allow, and what the ontology says of its properties."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from gjgraph.core.terms import (
    DCTERMS,
    LABELS,
    OWL,
    RDF,
    RDFS,
    SH,
    SKOS,
    TYPE,
    XSD,
    BlankNode,
    Literal,
    NamedNode,
)
from gjgraph.core.text import LANGUAGES, Text
from gjgraph.publication.forms.facts import DEFINITION, DOMAIN, RANGE, SUBPROPERTY, Stated
from gjgraph.publication.forms.model import Field
from gjgraph.publication.vocabularies.shapes import Node, Shapes, Term

CLASS_TARGET, SUBJECT_TARGET = SH + "targetClass", SH + "targetSubjectsOf"
BRANCHES = ("or", "xone")
"""What lists shapes of which not all hold: what they ask for may be there, and needn't."""
LANG_STRING = RDF + "langString"
FUNCTIONAL, ANNOTATION = NamedNode(OWL + "FunctionalProperty"), NamedNode(OWL + "AnnotationProperty")
TEXTS = {
    *(SKOS + each for each in ("prefLabel", "altLabel", "hiddenLabel")),
    *(SKOS + each for each in ("note", "editorialNote", "scopeNote", "historyNote", "changeNote", "example")),
    SKOS + "definition",
    DCTERMS + "title",
    DCTERMS + "description",
    RDFS + "label",
    RDFS + "comment",
}
"""Standard properties whose values are texts in a language."""
LONG = TEXTS - {each.value for each in LABELS} - {SKOS + "altLabel", SKOS + "hiddenLabel"}
ALTERNATIVE = SKOS + "altLabel"
NEVER = {TYPE.value, *(RDF + each for each in ("subject", "predicate", "object"))}
"""What is never typed in: what a thing is stays, and what a record is about goes with its link."""
WIDGETS = {
    "integer": "integer",
    "nonNegativeInteger": "integer",
    "positiveInteger": "integer",
    "decimal": "number",
    "double": "number",
    "boolean": "boolean",
    "date": "date",
}
SHORT_TEXT = 160
"""The most letters of a text that is typed into one line."""
SAMPLE = 40
"""Statements that are looked at to see what a property's values are like."""
HELP = {
    SKOS + "prefLabel": Text(
        "대표하는 이름. 언어마다 하나입니다.", "The name it goes by: one in each language."
    ),
    SKOS + "altLabel": Text(
        "달리 불리는 이름. 원문에 근거한 것의 한국어 이름은 인쇄된 꼴이어야 합니다.",
        "Other names. The Korean ones of what rests on the source must be as printed.",
    ),
    SKOS + "notation": Text("인쇄된 번호.", "The number as printed."),
    SKOS + "editorialNote": Text(
        "편집자가 덧붙이는 말. 한국어와 영어로 적습니다.", "What an editor adds: in Korean and in English."
    ),
    DCTERMS + "description": Text("긴 설명. 언어마다 하나입니다.", "A longer text: one in each language."),
    DCTERMS + "source": Text(
        "어디에서 가져왔는지: 웹 주소나 출처의 이름.",
        "Where it comes from: a web address, or the name of the source.",
    ),
}


@dataclass
class Asked:
    """What shapes ask of one property."""

    least: int = 0
    most: int | None = None
    datatype: str = ""
    classes: list[str] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    needed: list[str] = field(default_factory=list)
    is_once: bool = False
    order: float = 1000.0
    named: Node | None = None
    """A shape that has a name or a description for people."""


class Fields:
    """Finds the fields of classes."""

    def __init__(self, stated: Stated) -> None:
        self.stated = stated
        self.shapes = Shapes(stated.index)
        self.known: dict[object, tuple[Field, ...]] = {}

    def of(
        self,
        kinds: Iterable[str],
        present: Iterable[str] = (),
        *,
        with_open: bool = True,
        with_domain: bool = True,
    ) -> tuple[Field, ...]:
        """Give the fields of something of some classes that has some properties already.

        `with_open` adds the texts that anything may have, `with_domain` what only the ontology has.
        """
        # What is present matters only where a shape or a standard speaks of it.
        kinds, present = tuple(kinds), set(present) & (self.spoken_of() | TEXTS)
        key = (kinds, frozenset(present), with_open, with_domain)
        if key not in self.known:
            self.known[key] = self.find(kinds, present, with_open=with_open, with_domain=with_domain)
        return self.known[key]

    def spoken_of(self) -> set[str]:
        """Name the properties that shapes are for."""
        return {
            target
            for shape in self.shapes.node_shapes()
            for how, target in self.shapes.targets(shape)
            if how == SUBJECT_TARGET
        }

    def find(
        self, kinds: tuple[str, ...], present: set[str], *, with_open: bool, with_domain: bool
    ) -> tuple[Field, ...]:
        """Find the fields of classes, as the index has them."""
        classes = self.stated.classes(kinds)
        asked: dict[str, Asked] = {}
        for shape in self.shapes.node_shapes():
            for how, target in self.shapes.targets(shape):
                is_open = how == SUBJECT_TARGET and with_open and self.is_open(shape, target)
                if (how == CLASS_TARGET and target in classes) or (
                    how == SUBJECT_TARGET and (target in present or is_open)
                ):
                    if how == CLASS_TARGET or target in present:
                        self.collect(shape, asked, is_sure=True)
                    else:
                        self.allow(shape, target, asked)
                    break
        for predicate in self.by_domain(classes) if with_domain else ():
            asked.setdefault(predicate, Asked())
        for predicate in present & TEXTS:
            asked.setdefault(predicate, Asked())
        found = [
            self.field(predicate, each, present)
            for predicate, each in asked.items()
            if predicate not in NEVER and NamedNode(predicate) not in self.stated.inverses
        ]
        return self.told_apart([each for _, each in sorted(found, key=lambda pair: pair[0])])

    def told_apart(self, fields: list[Field]) -> tuple[Field, ...]:
        """Call fields by where they lead and by the property, where two are called the same."""
        counts = Counter(each.label for each in fields)
        found = []
        for each in fields:
            name = self.stated.names.of(each.path)
            if counts[each.label] > 1 and each.label != (name.ko, name.en):
                label = Text(f"{each.label.ko} ({name.ko})", f"{each.label.en} ({name.en})")
                each = replace(each, label=label)  # noqa: PLW2901
            found.append(each)
        return tuple(found)

    def allow(self, shape: Node, target: str, asked: dict[str, Asked]) -> None:
        """Note what a shape asks of whatever has a property, which nothing need have."""
        found: dict[str, Asked] = {}
        self.collect(shape, found, is_sure=True)
        allowed = found.get(target, Asked())
        allowed.least, allowed.needed = 0, []
        asked.setdefault(target, allowed)

    def is_open(self, shape: Node, target: str) -> bool:
        """Tell whether a shape says how a text is to be that anything may have."""
        if target not in TEXTS:
            return False
        paths = {self.shapes.value(each, "path") for each in self.shapes.properties(shape)}
        return NamedNode(target) in paths and not self.stated.quads(NamedNode(target), DOMAIN)

    def by_domain(self, classes: frozenset[str]) -> Iterator[str]:
        """Name the properties that the ontology has for some classes."""
        for each in sorted(classes):
            yield from self.stated.subjects(DOMAIN, each)

    # What the shapes ask

    def collect(self, shape: Term, asked: dict[str, Asked], *, is_sure: bool) -> None:
        """Note what a shape asks of properties; what isn't sure is allowed and not asked."""
        if not isinstance(shape, NamedNode | BlankNode) or self.shapes.value(shape, "deactivated"):
            return
        for inner in self.shapes.properties(shape):
            self.property(inner, asked, is_sure=is_sure)
        if self.shapes.value(shape, "path") is not None:
            self.property(shape, asked, is_sure=is_sure)
        for node in self.shapes.values(shape, NamedNode(SH + "node")):
            self.collect(node, asked, is_sure=is_sure)
        for branch in ("and", *BRANCHES):
            for head in self.shapes.values(shape, NamedNode(SH + branch)):
                for part in self.shapes.members(head):
                    self.collect(part, asked, is_sure=is_sure and branch == "and")

    def property(self, shape: Node, asked: dict[str, Asked], *, is_sure: bool) -> None:
        """Note what a property shape asks."""
        path = self.shapes.value(shape, "path")
        if isinstance(path, BlankNode):
            ways = self.shapes.value(path, "alternativePath")
            for way in self.shapes.members(ways) if ways is not None else ():
                if isinstance(way, NamedNode):
                    asked.setdefault(way.value, Asked())
        if not isinstance(path, NamedNode):
            return
        found = asked.setdefault(path.value, Asked())
        if self.shapes.value(shape, "name") or self.shapes.value(shape, "description"):
            found.named = shape
        if (order := number(self.shapes.value(shape, "order"))) is not None:
            found.order = min(found.order, order)
        if is_sure:
            self.values(shape, found)
            self.counts(shape, found)

    def values(self, shape: Node, found: Asked) -> None:
        """Note what values a property may have."""
        value = self.shapes.value
        if isinstance(datatype := value(shape, "datatype"), NamedNode):
            found.datatype = datatype.value
        if isinstance(kind := value(shape, "class"), NamedNode):
            found.classes.append(kind.value)
        if (listed := value(shape, "in")) is not None:
            members = [each.value for each in self.shapes.members(listed) if isinstance(each, NamedNode)]
            found.listed += [each for each in members if each not in found.listed]
        found.languages += self.languages(shape)
        found.is_once |= getattr(value(shape, "uniqueLang"), "value", "") == "true"

    def counts(self, shape: Node, found: Asked) -> None:
        """Note how many values a property must and may have; a warning asks for none."""
        if self.shapes.value(shape, "severity") == NamedNode(SH + "Warning"):
            return
        least, most, inner_least, inner_most = (
            whole(self.shapes.value(shape, name))
            for name in ("minCount", "maxCount", "qualifiedMinCount", "qualifiedMaxCount")
        )
        found.least = max(found.least, least or 0)
        if most is not None:
            found.most = most if found.most is None else min(most, found.most)
        inner = self.shapes.value(shape, "qualifiedValueShape")
        if isinstance(inner, NamedNode | BlankNode):
            languages = self.languages(inner)
            found.needed += languages if inner_least else []
            found.is_once |= inner_most == 1 and bool(languages)

    def languages(self, shape: Node) -> list[str]:
        """Give the languages that a shape lists."""
        listed = self.shapes.value(shape, "languageIn")
        return (
            []
            if listed is None
            else [str(getattr(each, "value", "")) for each in self.shapes.members(listed)]
        )

    # A field

    def field(self, predicate: str, asked: Asked, present: set[str]) -> tuple[tuple[object, ...], Field]:
        """Make a field of what is asked of a property, and give where it stands."""
        stated = self.stated
        node = NamedNode(predicate)
        ranges = [each.value for each in stated.values(predicate, RANGE)]
        is_functional = FUNCTIONAL in stated.values(predicate, TYPE)
        datatype = asked.datatype or next(
            (each for each in ranges if each.startswith((XSD, LANG_STRING))), ""
        )
        classes = asked.classes or [each for each in ranges if not each.startswith((XSD, RDF))]
        classes = [each for each in classes if each not in (RDFS + "Resource", RDFS + "Literal")]
        is_text = bool(asked.languages or asked.needed or asked.is_once) or datatype == LANG_STRING
        if not (is_text or datatype or classes or asked.listed):
            is_text = predicate in TEXTS or self.is_texts(node)
        if asked.listed or (classes and not datatype and ANNOTATION not in stated.values(predicate, TYPE)):
            widget, is_text = "choice", False
        elif is_text:
            widget = "text"
        elif datatype:
            widget = WIDGETS.get(datatype.removeprefix(XSD), "text")
        else:
            widget = "any"
        choices = ""
        if widget == "choice":
            choices = "in:" + " ".join(asked.listed) if asked.listed else "class:" + classes[0]
        known: list[str] = list(dict.fromkeys([*asked.languages, *asked.needed])) or list(LANGUAGES)
        is_label = bool({each.value for each in LABELS} & stated.above(predicate, SUBPROPERTY))
        is_link = widget == "choice" and stated.is_link(predicate)
        least = asked.least
        if is_text and least > 1 and asked.is_once:
            least = 1
        found = Field(
            path=predicate,
            name=stated.short(predicate),
            label=self.label(predicate, asked, classes if is_link else []),
            help=self.help(predicate, asked),
            widget=widget,
            languages=tuple(known) if is_text else (),
            needed=tuple(each for each in known if each in asked.needed) if is_text else (),
            is_once=is_text and (asked.is_once or is_functional),
            datatype="" if is_text or widget in ("choice", "any") else datatype,
            is_long=is_text
            and not is_label
            and predicate != ALTERNATIVE
            and (predicate in LONG or self.is_long(node)),
            least=least,
            most=None if is_text else (1 if is_functional else asked.most),
            choices=choices,
            is_link=is_link,
        )
        group = 0 if is_label or predicate == ALTERNATIVE else self.group(found)
        return (asked.order, group, not found.is_required, not is_label, found.name), found

    def group(self, found: Field) -> int:
        """Tell where a field stands among others: short values, texts, links, then what it rests on."""
        if found.widget == "choice":
            is_plan = found.path.startswith(SKOS)
            return 6 if is_plan and not found.is_link else 3 if found.is_link else 4
        if found.widget == "any":
            return 5
        return 2 if found.languages else 1

    def label(self, predicate: str, asked: Asked, above: list[str]) -> Text:
        """Give what a property is called: by its shape, else by itself; what leads up, by where it leads."""
        if asked.named and (named := self.words(asked.named, "name")):
            return named
        name = self.stated.names.of(predicate)
        if above and self.stated.is_upward(predicate):
            end = self.stated.names.of(above[0])
            return Text(end.ko, end.en)
        return Text(name.ko, name.en)

    def help(self, predicate: str, asked: Asked) -> Text:
        """Give what a property means."""
        if asked.named and (told := self.words(asked.named, "description")):
            return told
        said = {
            each.object.language: each.object.value
            for each in self.stated.quads(NamedNode(predicate), DEFINITION)
            if isinstance(each.object, Literal)
        }
        if said:
            return Text(
                said.get("ko") or next(iter(said.values())), said.get("en") or next(iter(said.values()))
            )
        return HELP.get(predicate, Text("", ""))

    def words(self, shape: Node, name: str) -> Text | None:
        """Give what a shape says to people."""
        found = {
            each.language or "": each.value
            for each in self.shapes.values(shape, NamedNode(SH + name))
            if isinstance(each, Literal)
        }
        if not found:
            return None
        first = next(iter(found.values()))
        return Text(found.get("ko", first), found.get("en", first))

    def sample(self, predicate: NamedNode) -> list[Literal]:
        """Give some of the texts that a property has anywhere."""
        found = self.stated.index.store.quads_for_pattern(None, predicate, None, None)
        some = [quad.object for _, quad in zip(range(SAMPLE), found, strict=False)]
        return [each for each in some if isinstance(each, Literal)]

    def is_texts(self, predicate: NamedNode) -> bool:
        """Tell whether a property's values are texts in a language, by those that there are."""
        found = self.sample(predicate)
        return bool(found) and all(each.language for each in found)

    def is_long(self, predicate: NamedNode) -> bool:
        """Tell whether a property's texts don't fit into a line, by those that there are."""
        return any(len(each.value) > SHORT_TEXT or "\n" in each.value for each in self.sample(predicate))


def whole(term: Term | None) -> int | None:
    """Read a whole number."""
    value = getattr(term, "value", "")
    return int(value) if isinstance(term, Literal) and value.lstrip("-").isdecimal() else None


def number(term: Term | None) -> float | None:
    """Read a number."""
    try:
        return float(term.value) if isinstance(term, Literal) else None
    except ValueError:
        return None
