"""What a shape reads, as paths from its focus node: so an edit can be traced back to the foci it concerns.

A verdict on a focus node depends on these reads alone. If an edit changes it, some chain of reads holds in
one of the two versions and not in the other: it holds a changed triple, and lies whole in the union of
both. Walking back from the changed triple over the union, by the paths given here, finds the focus node.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from gjgraph.core.errors import UnreadableError
from gjgraph.core.terms import OWL, RDF, RDFS, SH, Literal, NamedNode, Triple
from gjgraph.core.text import Text
from gjgraph.validation import paths, patterns
from gjgraph.validation.paths import TO_CLASSES, Path, Read, Step, inverted
from gjgraph.validation.patterns import NotLocalError
from gjgraph.validation.shacl import Judge
from gjgraph.validation.view import Node, Term, View

SHAPES = ("node", "property", "not", "qualifiedValueShape")
"""What leads from a shape to a nested one."""
SHAPE_LISTS = ("and", "or", "xone")
PAIRS = ("equals", "disjoint", "lessThan", "lessThanOrEquals")
"""What compares the value nodes with the values of a predicate at the focus node."""
ADVANCED = ("target", "rule", "expression", "js", "values")
"""What SHACL-AF and SHACL-JS say of a shape."""
THIS = "this"
"""The variable of the focus node."""
REPETITIONS = {"zeroOrMorePath": (0, True), "oneOrMorePath": (1, True), "zeroOrOnePath": (0, False)}


class Statements:
    """The triples of a shapes graph by subject and predicate."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.known: dict[tuple[Term, str], list[Term]] = defaultdict(list)
        for triple in triples:
            self.known[triple.subject, triple.predicate.value].append(triple.object)

    def all(self, subject: Term, name: str) -> list[Term]:
        """Give the values of a property, of SHACL unless it is written as an IRI."""
        return self.known.get((subject, name if ":" in name else SH + name), [])

    def nodes(self, subject: Term, name: str) -> list[Node]:
        """Give the values that aren't literals."""
        return [each for each in self.all(subject, name) if not isinstance(each, Literal | Triple)]

    def predicates(self, subject: Term, name: str) -> list[NamedNode]:
        """Give the values that are IRIs."""
        return [each for each in self.all(subject, name) if isinstance(each, NamedNode)]

    def members(self, first: Term) -> Iterator[Term]:
        """Give the members of a list; raise UnreadableError if it bites its own tail."""
        seen = set()
        while values := self.all(first, RDF + "first"):
            if first in seen:
                raise UnreadableError(
                    Text(f"리스트가 돕니다: {first}", f"The shapes have a circular list: {first}")
                )
            seen.add(first)
            yield values[0]
            first = next(iter(self.all(first, RDF + "rest")), NamedNode(RDF + "nil"))

    def path(self, node: Term, is_inverse: bool = False) -> Path:
        """Read a property path.

        pySHACL follows an inverse sequence in its written order, each part turned round; so does this,
        for it tells what is read.
        """
        if isinstance(node, NamedNode):
            return Step(node, is_inverse)
        if parts := list(self.members(node)):
            return paths.Sequence(tuple(self.path(each, is_inverse) for each in parts))
        for each in self.all(node, "inversePath"):
            return self.path(each, not is_inverse)
        for each in self.all(node, "alternativePath"):
            return paths.Alternative(tuple(self.path(part, is_inverse) for part in self.members(each)))
        for name, (least, is_open) in REPETITIONS.items():
            for each in self.all(node, name):
                return paths.Repetition(self.path(each, is_inverse), least, is_open)
        raise UnreadableError(
            Text(
                f"셰이프의 sh:path를 읽을 수 없습니다: {node}",
                f"A path (sh:path) of the shapes can't be read: {node}",
            )
        )


@dataclass(frozen=True)
class Targets:
    """The target declarations of a shape (SHACL §2.1.3)."""

    nodes: frozenset[Term]
    classes: frozenset[Term]
    subjects_of: frozenset[NamedNode]
    objects_of: frozenset[NamedNode]

    def __bool__(self) -> bool:
        return bool(self.nodes or self.classes or self.subjects_of or self.objects_of)

    def have(self, view: View, node: Term) -> bool:
        """Tell whether a node is a target."""
        if node in self.nodes:
            return True
        if not isinstance(node, Literal | Triple):
            if self.classes and not self.classes.isdisjoint(paths.follow(view, TO_CLASSES, [node])):
                return True
            if any(next(view.triples(node, each, None), None) for each in self.subjects_of):
                return True
        return any(next(view.triples(None, each, node), None) for each in self.objects_of)

    def all(self, view: View) -> set[Term]:
        """Give every target."""
        found = set(self.nodes) | paths.follow(view, inverted(TO_CLASSES), self.classes)
        for predicate in self.subjects_of:
            found.update(triple.subject for triple in view.triples(None, predicate, None))
        for predicate in self.objects_of:
            found.update(triple.object for triple in view.triples(None, predicate, None))
        return found

    def reads(self) -> Iterator[Read]:
        """Give what makes a node a target or none."""
        if self.classes:
            yield from paths.reads(TO_CLASSES)
        yield from (((), Step(predicate)) for predicate in self.subjects_of)
        yield from (((), Step(predicate, True)) for predicate in self.objects_of)


@dataclass
class Locality:
    """A shape with targets, and what it reads; `reason` says why it is judged whole, if it is."""

    shape: Node
    targets: Targets
    reads: set[Read] = field(default_factory=set)
    queries: set[tuple[tuple[Path, ...], patterns.Read]] = field(default_factory=set)
    """The patterns of `sh:sparql` constraints, and what leads to the node that they call `$this`."""
    reason: Text | None = None

    @property
    def is_local(self) -> bool:
        """Whether an edit can be traced back to single focus nodes."""
        return self.reason is None

    def read_paths(self) -> list[str]:
        """Write what it reads as SPARQL paths from the focus node; of its queries, the predicates."""
        found = {"/".join(paths.written(each) for each in (*before, step)) for before, step in self.reads}
        for before, read in self.queries:
            for predicate in read.predicates() or [None]:
                step = Step(predicate)
                found.add("/".join(paths.written(each) for each in before) + f"…{paths.written(step)}")
        return sorted(found)


class Reader:
    """Takes the shapes of a judge apart into what each targeted one reads."""

    def __init__(self, shapes: Sequence[Triple], judge: Judge) -> None:
        self.stated = Statements(shapes)
        self.judge = judge
        self.class_classes = {NamedNode(RDFS + "Class"), NamedNode(OWL + "Class")} | {
            triple.subject
            for triple in shapes
            if triple.predicate.value == RDFS + "subClassOf" and triple.object == NamedNode(RDFS + "Class")
        }
        self.siblings: dict[Term, list[Term]] = defaultdict(list)
        for triple in shapes:
            if triple.predicate.value == SH + "property":
                self.siblings[triple.object].append(triple.subject)

    def localities(self) -> list[Locality]:
        """Give every shape that has targets and isn't switched off, by name."""
        found = []
        for shape in sorted(self.judge.shapes, key=str):
            targets = self.targets(shape)
            if self.judge.is_active(shape) and (targets or self.stated.all(shape, "target")):
                locality = Locality(shape, targets, set(targets.reads()))
                try:
                    self.read(shape, locality, (), ())
                except NotLocalError as error:
                    locality.reason = error.message
                found.append(locality)
        return found

    def targets(self, shape: Node) -> Targets:
        """Read the target declarations of a shape."""
        is_class = not self.class_classes.isdisjoint(self.stated.all(shape, RDF + "type"))
        return Targets(
            frozenset(self.stated.all(shape, "targetNode")),
            frozenset([*self.stated.all(shape, "targetClass"), *([shape] if is_class else [])]),
            frozenset(self.stated.predicates(shape, "targetSubjectsOf")),
            frozenset(self.stated.predicates(shape, "targetObjectsOf")),
        )

    def read(self, shape: Node, into: Locality, before: tuple[Path, ...], outer: tuple[Node, ...]) -> None:
        """Add what a shape reads when it judges the nodes that some paths lead to.

        Raises NotLocalError where that can't be told, and UnreadableError where a shape isn't there.
        """
        if shape not in self.judge.shapes:
            raise UnreadableError(
                Text(
                    f"셰이프가 없는 셰이프를 씁니다: {shape}", f"The shapes use one that isn't there: {shape}"
                )
            )
        if not self.judge.is_active(shape):
            return
        if shape in outer:
            raise NotLocalError(
                Text(f"셰이프 {shape}이(가) 자기 자신을 씁니다.", f"The shape {shape} uses itself.")
            )
        self.refuse_beyond(shape)
        stated, values = self.stated, before
        for path in stated.all(shape, "path"):
            read = stated.path(path)
            into.reads.update(paths.reads(read, before))
            values = (*before, read)
        if stated.all(shape, "class"):
            into.reads.update(paths.reads(TO_CLASSES, values))
        if stated.all(shape, "closed"):
            into.reads.add((values, Step(None)))
        for name in PAIRS:
            into.reads.update((before, Step(each)) for each in stated.predicates(shape, name))
        self.refuse_mistaken(shape)
        for nested in self.nested(shape):
            self.read(nested, into, values, (*outer, shape))
        for query in self.judge.queries(shape):
            if not query.is_bound:
                raise NotLocalError(
                    Text(f"{shape}의 질의에 $this가 없습니다.", f"A query of {shape} doesn't have $this.")
                )
            into.queries.update((before, read) for read in patterns.reads(query.text, THIS))

    def nested(self, shape: Node) -> set[Node]:
        """Give the shapes that a shape has its value nodes judged by."""
        stated = self.stated
        found = {each for name in SHAPES for each in stated.nodes(shape, name)}
        for name in SHAPE_LISTS:
            for first in stated.all(shape, name):
                found.update(each for each in stated.members(first) if not isinstance(each, Literal | Triple))
        if stated.all(shape, "qualifiedValueShapesDisjoint"):
            # Values that conform to a sibling's shape aren't counted, so those are judged too.
            for parent in self.siblings[shape]:
                for sibling in stated.all(parent, "property"):
                    found.update(stated.nodes(sibling, "qualifiedValueShape"))
        return found

    def refuse_mistaken(self, shape: Node) -> None:
        """Raise UnreadableError where a node shape stands for a property shape, or the other way round."""
        for name in ("property", "node"):
            for nested in self.stated.all(shape, name):
                if bool(self.stated.all(nested, "path")) != (name == "property"):
                    raise UnreadableError(
                        Text(
                            f"셰이프가 잘못되었습니다: {shape}의 sh:{name} 값 {nested}",
                            f"The shapes are broken: sh:{name} of {shape} must not name {nested}.",
                        )
                    )

    def refuse_beyond(self, shape: Node) -> None:
        """Raise NotLocalError where a shape says more than SHACL Core and SHACL-SPARQL constraints."""
        if self.judge.has_custom_constraints(shape):
            raise NotLocalError(
                Text(
                    f"{shape}에 직접 선언한 제약 요소가 있습니다.",
                    f"{shape} uses a constraint component of its own.",
                )
            )
        for name in ADVANCED:
            if self.stated.all(shape, name):
                raise NotLocalError(
                    Text(
                        f"{shape}의 sh:{name}은(는) SHACL 표준 밖의 것이라 판정하지 않습니다.",
                        f"sh:{name} of {shape} is beyond the SHACL standard and is not judged.",
                    )
                )
