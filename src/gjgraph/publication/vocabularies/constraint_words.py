"""What a SHACL shape asks, constraint by constraint, in Korean and in English."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gjgraph.core.terms import SH, Literal, NamedNode
from gjgraph.publication.vocabularies.counting_words import article, counted
from gjgraph.publication.vocabularies.path_words import Path
from gjgraph.publication.vocabularies.shapes import Constraints, Shapes, Term
from gjgraph.publication.vocabularies.wording import Name, Part, Wording

LANGUAGES = {"ko": ("한국어", "Korean"), "en": ("영어", "English")}
NODE_KINDS = {
    SH + "IRI": ("글자가 아니라 주소로 적습니다", "is an address (IRI), not a text"),
    SH + "Literal": ("주소가 아니라 글자로 적습니다", "is a text or a number, not an address"),
    SH + "BlankNode": ("이름 없는 것이어야 합니다", "is a blank node"),
    SH + "BlankNodeOrIRI": ("글자일 수 없습니다", "is not a text"),
    SH + "BlankNodeOrLiteral": ("주소일 수 없습니다", "is not an address"),
    SH + "IRIOrLiteral": ("주소나 글자로 적습니다", "is an address or a text"),
}
BOUNDS = {
    "minInclusive": ("{} 이상이어야 합니다", "is {} or more"),
    "minExclusive": ("{}보다 커야 합니다", "is more than {}"),
    "maxInclusive": ("{} 이하여야 합니다", "is {} or less"),
    "maxExclusive": ("{}보다 작아야 합니다", "is less than {}"),
    "minLength": ("{}자 이상이어야 합니다", "has {} characters or more"),
    "maxLength": ("{}자를 넘을 수 없습니다", "has no more than {} characters"),
}
COMPARED = {
    "equals": ("의 값과 같아야 합니다", "is one of "),
    "disjoint": ("의 값과 달라야 합니다", "differs from every value of "),
    "lessThan": ("의 값보다 작거나 앞서야 합니다", "comes before that of "),
    "lessThanOrEquals": ("의 값보다 크거나 뒤일 수 없습니다", "doesn't come after that of "),
}
CLASS = SH + "class"


@dataclass(frozen=True)
class Clause:
    """What is asked of each thing that a shape is for, or of its values: then `subject` says of what."""

    rest: tuple[Part, ...]
    subject: tuple[Part, ...] = ()
    link: str = ""
    """The particle after the subject, in Korean; with no subject, after what the shape is for."""


class ConstraintWords:
    """The constraints of a shape in words; `left` has those that there are no words for."""

    def __init__(self, wording: Wording, shapes: Shapes, path: Path | None, asked: Constraints) -> None:
        self.wording = wording
        self.shapes = shapes
        self.path = path
        self.asked = asked
        self.left = set(asked)
        self.clauses = [
            clause
            for part in (self.counts, self.kinds, self.bounds, self.languages, self.chosen, self.compared)
            for clause in part()
        ]

    def take(self, name: str) -> list[Term]:
        """Take the values of a constraint, to be put into words."""
        self.left.discard(SH + name)
        return list(self.asked.get(SH + name, ()))

    def number(self, name: str) -> int | None:
        """Take a number."""
        text = next(iter(texts(self.take(name))), "")
        return int(text) if text.isdecimal() else None

    def of_values(self, particle: str, korean: Sequence[Part], english: Sequence[Part]) -> Clause:
        """Say something of the values."""
        ko, path = self.wording.ko, self.path
        if path is None:
            subject: tuple[Part, ...] = (self.wording.say("값", "it"),)
        elif ko:
            subject = (*path.values, "의 값")
        else:
            subject = (
                ("each ", *path.noun)
                if path.values == path.noun and path.is_kind
                else (
                    "each value of ",
                    *path.values,
                )
            )
        return Clause(tuple(korean if ko else english), subject, particle if ko else " ")

    def counts(self) -> Iterator[Clause]:
        """How many values there must be, and how many of them of a shape of their own."""
        low, high = self.number("minCount"), self.number("maxCount")
        if self.path and (low is not None or high is not None):
            yield Clause(counted(self.wording, self.path, low, high))
        shape = self.asked.get(SH + "qualifiedValueShape")
        if self.path is None or not shape:
            return
        inner = ConstraintWords(self.wording, self.shapes, None, self.shapes.constraints(shape[0]))
        if inner.left or not inner.clauses:
            return
        self.take("qualifiedValueShape")
        low, high = self.number("qualifiedMinCount"), self.number("qualifiedMaxCount")
        noun: tuple[Part, ...] = (
            *self.path.values,
            self.wording.say(" 가운데 다음에 맞는 것", " that fits this"),
        )
        fits = counted(self.wording, Path(noun, (), is_kind=False, values=noun), low, high)
        yield Clause((*fits, ": ", *together(inner.clauses, self.wording)))

    def kinds(self) -> Iterator[Clause]:
        """Of which kind values must be."""
        for each in self.take("class"):
            kind = self.named(each)
            a = article(kind.text)
            if self.path is None:
                of_all = Clause((kind, "에 들어야 합니다"), link="은(는) 모두 ")
                yield of_all if self.wording.ko else Clause((f"is {a}", kind))
            else:
                yield self.of_values("(으)로는 ", (kind, "만 쓸 수 있습니다"), (f"is {a}", kind))
        for each in self.take("datatype"):
            kind = self.named(each)
            yield self.of_values("은(는) ", (kind, "(으)로 적습니다"), (f"is {article(kind.text)}", kind))
        for each in self.take("nodeKind"):
            korean, english = NODE_KINDS.get(getattr(each, "value", ""), ("", ""))
            yield self.of_values("은(는) ", (korean,), (english,))

    def bounds(self) -> Iterator[Clause]:
        """How large or long values may be, and which pattern they fit."""
        for name, (korean, english) in BOUNDS.items():
            for text in texts(self.take(name)):
                if (name, text) == ("minLength", "1"):
                    yield self.of_values("은(는) ", ("비워 둘 수 없습니다",), ("isn't empty",))
                else:
                    yield self.of_values("은(는) ", (korean.format(text),), (english.format(text),))
        self.take("flags")
        for text in texts(self.take("pattern")):
            code = Name(text, is_code=True)
            yield self.of_values(
                "은(는) ", ("정규식 ", code, "에 맞아야 합니다"), ("fits the pattern ", code)
            )

    def languages(self) -> Iterator[Clause]:
        """In which languages texts are, and how many in each."""
        for head in self.take("languageIn"):
            tags = [LANGUAGES.get(tag, (tag, tag)) for tag in texts(self.shapes.members(head))]
            korean, english = (" 또는 ".join(tag[0] for tag in tags), " or ".join(tag[1] for tag in tags))
            yield self.of_values(
                "은(는) ", (f"{korean}로 적고 언어를 밝힙니다",), (f"is in {english}, and says so",)
            )
        if self.path and "true" in texts(self.take("uniqueLang")):
            one = self.path.values
            yield Clause(
                (*one, "은(는) 언어마다 하나까지만 둘 수 있습니다")
                if self.wording.ko
                else ("has at most one ", *one, " in each language")
            )

    def chosen(self) -> Iterator[Clause]:
        """Which values there may be, must be and must not be."""
        listed = self.wording.listed
        for head in self.take("in"):
            yield self.one_of([self.wording.value(each) for each in self.shapes.members(head)])
        if kinds := self.classes_to_choose():
            yield self.one_of(kinds, "a ")
        if wanted := [self.wording.value(each) for each in self.take("hasValue")]:
            every = " 모두" if len(wanted) > 1 else ""
            among = self.path.values if self.path else ("it",)
            yield (
                Clause((f"이(가){every} 있어야 합니다",), (*among, "에 ", *listed(wanted)))
                if self.wording.ko
                else Clause(("has ", *listed(wanted, "and"), " for ", *among))
            )
        if forbidden := self.forbidden():
            yield self.of_values(
                "(으)로는 ",
                (*listed(forbidden), "을(를) 쓸 수 없습니다"),
                ("is not ", *listed(forbidden, "or")),
            )

    def one_of(self, names: list[Name], a: str = "") -> Clause:
        """Say what may be chosen from."""
        end = " 가운데 하나만 쓸 수 있습니다" if len(names) > 1 else "만 쓸 수 있습니다"
        listed = self.wording.listed
        return self.of_values(
            "(으)로는 ", (*listed(names), end), (f"is {a}", *listed(names, f"or {a}".strip()))
        )

    def forbidden(self) -> list[Name]:
        """Give the values that `sh:not` shuts out, where it does just that."""
        inner = [self.shapes.constraints(each) for each in self.asked.get(SH + "not", ())]
        if not inner or any(set(each) != {SH + "in"} for each in inner):
            return []
        self.take("not")
        heads = [head for each in inner for head in each[SH + "in"]]
        return [self.wording.value(value) for head in heads for value in self.shapes.members(head)]

    def classes_to_choose(self) -> list[Name]:
        """Give the classes of which `sh:or` asks for one, where it does just that."""
        heads = self.asked.get(SH + "or", ())
        inner = [self.shapes.constraints(each) for head in heads for each in self.shapes.members(head)]
        if self.path is None or any(set(each) != {CLASS} or len(each[CLASS]) > 1 for each in inner):
            return []
        self.take("or")
        return [self.named(each[CLASS][0]) for each in inner]

    def named(self, kind: Term) -> Name:
        """Name a class or a datatype."""
        return self.wording.term(kind.value) if isinstance(kind, NamedNode) else Name(str(kind))

    def compared(self) -> Iterator[Clause]:
        """How values stand to those of other properties."""
        for name, (korean, english) in COMPARED.items():
            for each in self.take(name):
                other = self.wording.quoted(each.value) if isinstance(each, NamedNode) else Name(str(each))
                yield self.of_values("은(는) ", (other, korean), (english, other))


def together(clauses: Sequence[Clause], wording: Wording) -> list[Part]:
    """Put clauses into one sentence, what several have for a subject said once."""
    parts: list[Part] = []
    before: tuple[Part, ...] | None = None
    for clause in clauses:
        if before is None or clause.subject != before:
            parts += [wording.say(". ", ", ") if parts else "", *clause.subject, clause.link, *clause.rest]
        else:
            parts += [wording.say(". ", " and "), *clause.rest]
        before = clause.subject
    return parts


def texts(terms: Sequence[Term]) -> list[str]:
    """Give the texts of literals."""
    return [each.value for each in terms if isinstance(each, Literal)]
