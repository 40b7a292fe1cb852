"""Shapes in words: what each asks, as sentences that people can check a plan by."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from gjgraph.core.terms import LABELS, PREFIXES, SH, BlankNode, Literal, NamedNode
from gjgraph.core.text import PARTICLES
from gjgraph.publication.vocabularies.constraint_words import Clause, ConstraintWords, together
from gjgraph.publication.vocabularies.counting_words import article
from gjgraph.publication.vocabularies.path_words import Path, path_in_words
from gjgraph.publication.vocabularies.shapes import PATH, TARGETS, Constraints, Node, Shapes
from gjgraph.publication.vocabularies.wording import Name, Part, Wording

IN_BRACKETS = re.compile(rf" ?\([^()]*\b(?:{'|'.join(PREFIXES)}):[\w-]+[^()]*\)")
PLACE_OR_TERM = re.compile(
    rf"\{{[$?]\w+\}}(?:\([^()]*\)\w?)?|\b({'|'.join(PREFIXES)}):([A-Za-z][\w-]*?)(?=[^\w-]|[가-힣]|$)",
    re.ASCII,
)
PARTICLE_FORMS = {form: both for both, forms in PARTICLES.items() for form in forms}
PARTICLE = re.compile(rf"({'|'.join(sorted(PARTICLE_FORMS, key=len, reverse=True))})(?=[\s,.]|$)")
WARNING = NamedNode(SH + "Warning")
CLASS_TARGET = TARGETS[0]
QUOTE_END = "”"


@dataclass(frozen=True)
class Rule:
    """A rule in words, and the shapes that it comes from."""

    sentence: Markup
    shapes: tuple[str, ...]
    is_warning: bool


@dataclass(frozen=True)
class ShapeEntry:
    """A shape for a page: its name, what it asks, and what is said where that doesn't hold."""

    iri: str
    name: Markup
    rule: Rule
    parts: list[tuple[Rule, Markup]]
    """What its property shapes ask, each with a link to that shape."""
    message: Markup


class ShapesInWords:
    """Puts the shapes of an index into words, for one page."""

    def __init__(self, wording: Wording) -> None:
        self.wording = wording
        self.shapes = Shapes(wording.index)

    def entry(self, shape: NamedNode) -> ShapeEntry:
        """Describe a shape by itself."""
        labels = next(filter(None, (self.wording.texts(shape.value, each.value) for each in LABELS)), [])
        name = self.wording.sentence(self.in_words(labels[0][0] if labels else ""))
        message = self.wording.sentence(self.message_parts(shape))
        phrases = self.inside(shape) if (properties := self.shapes.properties(shape)) else []
        subject = tuple(self.wording.listed(phrases, "or"))
        parts = [
            (
                self.rule(each, subject),
                Name(each.value.partition("#")[2], self.wording.href(each.value), True).markup,
            )
            for each in properties
            if isinstance(each, NamedNode)
        ]
        return ShapeEntry(shape.value, name, self.rule(shape), parts, message)

    def of_class(self, iri: str) -> list[Rule]:
        """Give the rules for the things of a class; what several shapes ask of one property, together."""
        rules: list[Rule] = []
        for shape in self.shapes.node_shapes():
            if (CLASS_TARGET, iri) in self.shapes.targets(shape):
                subject: tuple[Part, ...] = (self.wording.term(iri),)
                if self.shapes.constraints(shape):
                    rules.append(self.rule(shape, subject))
                rules += self.of_properties(self.shapes.properties(shape), subject)
        return rules + self.within_others(iri)

    def within_others(self, iri: str) -> list[Rule]:
        """Give the rules that the shapes of other things have for the things of a class."""
        rules: list[Rule] = []
        for shape in self.shapes.node_shapes():
            for outer in self.shapes.properties(shape):
                inner, path = self.shapes.properties(outer), self.path(outer)
                if inner and path and self.wording.term(iri) in path.noun:
                    rules += self.of_properties(inner, self.subject(inner[0]))
        return rules

    def of_properties(self, shapes: Sequence[Node], subject: tuple[Part, ...]) -> list[Rule]:
        """Put property shapes into words, those of one path as one rule."""
        together_: dict[tuple[object, ...], list[Node]] = defaultdict(list)
        for shape in shapes:
            path = self.path(shape)
            together_[path and (path.noun, path.via), self.is_warning(shape)].append(shape)
        rules: list[Rule] = []
        for group in together_.values():
            asked = [self.shapes.constraints(shape) for shape in group]
            names = [name for each in asked for name in each]
            if len(group) > 1 and len(names) == len(set(names)) and not any(map(self.said, group)):
                constraints = {name: values for each in asked for name, values in each.items()}
                words = self.words(group[0], constraints)
                if not words.left:
                    rules.append(self.made(subject, words.clauses, group))
                    continue
            rules += [self.rule(shape, subject) for shape in group if not self.shapes.properties(shape)]
        return rules

    def rule(self, shape: Node, subject: tuple[Part, ...] | None = None) -> Rule:
        """Put one shape into words: as it says itself, else by what it asks, else by its message."""
        who = self.subject(shape) if subject is None else subject
        if said := self.said(shape):
            return Rule(Markup("{}").format(said), names_of([shape]), self.is_warning(shape))
        constraints = self.shapes.constraints(shape)
        words = self.words(shape, constraints)
        clauses = list(words.clauses)
        if words.left:
            told = self.message_parts(shape) or self.listed_constraints(words.left)
            begin = self.wording.say(
                "확인합니다. 어긋나면 이렇게 알립니다: “", "is checked; where it fails, this is said: “"
            )
            clauses = [Clause((begin, *told, QUOTE_END))]
        elif not clauses:
            clauses = [Clause((self.wording.say("다음을 지켜야 합니다", "keeps the following rules"),))]
        return self.made(who, clauses, [shape])

    def made(self, who: tuple[Part, ...], clauses: Sequence[Clause], shapes: Sequence[Node]) -> Rule:
        """Make sentences of clauses: first of the thing itself, then of its values."""
        ko = self.wording.ko
        own = [clause for clause in clauses if not clause.subject]
        of_values = [clause for clause in clauses if clause.subject]
        sentences: list[list[Part]] = []
        for number, clause in enumerate(own):
            start: list[Part] = [*who, clause.link or "마다 "] if ko else [*every(who, "Every"), " "]
            again: list[Part] = [] if ko else ["It "]
            sentences.append([*(again if number else start), *clause.rest])
        if of_values:
            said = together(of_values, self.wording)
            if own:
                sentences.append(said if ko else capital(said))
            else:
                sentences.append([*who, "에서 ", *said] if ko else [*every(who, "In every"), ", ", *said])
        parts = [part for sentence in sentences for part in (*sentence, ". ")][:-1]
        written = self.wording.sentence([*parts, "" if parts[-1] == QUOTE_END else "."])
        return Rule(written, names_of(shapes), any(map(self.is_warning, shapes)))

    def words(self, shape: Node, constraints: Constraints) -> ConstraintWords:
        """Put what a shape asks into words."""
        return ConstraintWords(self.wording, self.shapes, self.path(shape), constraints)

    def path(self, shape: Node) -> Path | None:
        """Put the path of a property shape into words."""
        found = self.shapes.values(shape, PATH)
        return path_in_words(found[0], self.shapes, self.wording) if found else None

    def subject(self, shape: Node) -> tuple[Part, ...]:
        """Say what a shape is for."""
        parents = self.shapes.parents(shape)
        if parents:
            phrases = dict.fromkeys(each for parent in parents for each in self.inside(parent))
            return tuple(self.wording.listed(phrases, "or"))
        return tuple(self.wording.listed(self.targeted(shape), "or"))

    def inside(self, parent: Node) -> list[tuple[Part, ...]]:
        """Say what the property shapes of a shape are for."""
        path = self.path(parent)
        if path is None:
            return self.targeted(parent)
        noun = path.noun
        outer = self.subject(parent)
        if self.wording.ko:
            return [(*outer, "의 ", *noun)]
        first = outer[0].text if isinstance(outer[0], Name) else outer[0]
        return [(*noun, f" of {article(first)}", *outer)]

    def targeted(self, shape: Node) -> list[tuple[Part, ...]]:
        """Say what a shape is for, by its targets."""
        by: dict[str, list[Name]] = defaultdict(list)
        for how, iri in self.shapes.targets(shape):
            is_property = how in (TARGETS[1], TARGETS[2])
            by[how].append(self.wording.quoted(iri) if is_property else self.wording.term(iri))
        phrases: list[tuple[Part, ...]] = [(name,) for how in (TARGETS[0], TARGETS[3]) for name in by[how]]
        ko = self.wording.ko
        for how, korean, one in (
            (TARGETS[1], "있는 것", "thing with "),
            (TARGETS[2], "가리키는 것", "thing that "),
        ):
            if names := by[how]:
                listed = self.wording.listed(names, "or")
                linked = f" 가운데 하나라도 {korean}" if len(names) > 1 else f"이(가) {korean}"
                end = "" if how == TARGETS[1] else " leads to"
                phrases.append((*listed, linked) if ko else (one, *listed, end))
        return phrases or [(self.wording.say("이 규칙을 따르는 것", "thing that this rule is for"),)]

    def said(self, shape: Node) -> str:
        """Give what a shape says of itself."""
        values = self.shapes.values(shape, NamedNode(SH + "description"))
        return next(
            (
                each.value
                for each in values
                if isinstance(each, Literal) and each.language == self.wording.language
            ),
            "",
        )

    def is_warning(self, shape: Node) -> bool:
        """Tell whether a shape only advises."""
        return WARNING in self.shapes.values(shape, NamedNode(SH + "severity"))

    def message_parts(self, shape: Node) -> list[Part]:
        """Give what is said where a shape doesn't hold, in words."""
        holders = [shape, *self.shapes.values(shape, NamedNode(SH + "sparql"))]
        found = [
            each
            for holder in holders
            for each in self.shapes.values(holder, NamedNode(SH + "message"))
            if isinstance(each, Literal)
        ]
        mine = [each.value for each in found if each.language == self.wording.language]
        return self.in_words(mine[0]) if mine else []

    def in_words(self, text: str) -> list[Part]:
        """Put a text into words: an ellipsis for what is filled in, names for terms."""
        text = IN_BRACKETS.sub("", text)
        parts: list[Part] = []
        end = 0
        for match in PLACE_OR_TERM.finditer(text):
            before = text[end : match.start()]
            parts.append(both_ways(before) if parts and self.wording.ko else before)
            parts.append(self.wording.quoted(PREFIXES[match[1]] + match[2]) if match[1] else "…")
            end = match.end()
        return [*parts, both_ways(text[end:]) if parts and self.wording.ko else text[end:]]

    def listed_constraints(self, left: Iterable[str]) -> list[Part]:
        """Name the constraints that there are no words for."""
        return self.wording.listed([Name(self.wording.short(each), is_code=True) for each in sorted(left)])


def both_ways(text: str) -> str:
    """Write the particle that a text begins with both ways, for it to be chosen by what comes before."""
    match = PARTICLE.match(text)
    return PARTICLE_FORMS[match[1]] + text[match.end() :] if match else text


def every(who: tuple[Part, ...], begin: str) -> list[Part]:
    """Speak of each of some things, in English: «every policy», «everything with a kind»."""
    first, *rest = who
    if isinstance(first, str) and first.startswith("thing "):
        return [begin + first, *rest]
    return [f"{begin} ", *who]


def capital(parts: list[Part]) -> list[Part]:
    """Begin a sentence with a capital letter."""
    first, *rest = parts
    while first == "" and rest:
        first, *rest = rest
    return [first[:1].upper() + first[1:] if isinstance(first, str) else first, *rest]


def names_of(shapes: Sequence[Node]) -> tuple[str, ...]:
    """Give the names of those shapes that have one."""
    return tuple(each.value for each in shapes if not isinstance(each, BlankNode))
