"""A whole form: the thing, its links with what is recorded of them, and the passages that it rests on."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from gjgraph.core.change import Change
from gjgraph.core.terms import CSP, DCTERMS, PREFIXES, TYPE, Literal, NamedNode, Quad
from gjgraph.core.text import Text
from gjgraph.publication.forms.graphs import BASIS, OF_THE_SOURCE
from gjgraph.publication.forms.model import Field, Form, Passage, Record, Said
from gjgraph.publication.forms.new import record_address
from gjgraph.publication.forms.values import (
    OBJECT,
    OF_PASSAGE,
    PREDICATE,
    ROW,
    SUBJECT,
    Reading,
    Values,
    Wrong,
    needed,
    term,
)

TRANSLATION, PRINTED = CSP + "translation", CSP + "printedForm"
ADDED = Text("원문 밖에서 더한 것", "What was added from outside the source")
UNKNOWN_FIELD = Text("이 양식에 없는 칸입니다.", "There is no such field in this form.")


@dataclass(frozen=True)
class Sheet:
    """What a form has in its inputs."""

    values: Values
    kept: tuple[Said, ...] = ()
    """What no field holds, and so stays."""


@dataclass
class Wanted:
    """What an editor wants: the change that it takes, or what is wrong with what was typed."""

    change: Change = field(default_factory=Change)
    wrong: list[Wrong] = field(default_factory=list)
    is_new: bool = False
    places: dict[str, str] = field(default_factory=dict)
    """What the names of inputs begin with that are about a thing, by its IRI."""


class Whole:
    """Goes from a form to what is typed in it, and back to a change."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.reading = Reading(form)
        self.fields = {each.name: each for each in form.fields}
        self.links = tuple(each for each in form.fields if each.is_link)
        self.plain = tuple(each for each in form.fields if not each.is_link)
        self.present = self.sheet()

    # What is there

    def sheet(self) -> Sheet:
        """Give what is typed at first: what there is, else what is suggested."""
        form, values = self.form, Values()
        if not form.is_there:
            return Sheet({name: list(listed) for name, listed in form.suggested.items()})
        kept = self.reading.fill(values, "", self.plain, self.said_plainly())
        for each in self.links:
            for row, said in enumerate(self.linked(each)):
                start = f"{each.name}[{row}]"
                typed = self.reading.typed(each, said.object)
                values[start] = [typed[1] if typed else said.object[1:-1]]
                if record := self.record(each.path, said.object[1:-1]):
                    self.reading.fill(values, f"{start}/", form.record_fields, record.said)
        for passage in form.passages:
            self.reading.fill(values, f"[{passage.path}]", form.passage_fields, passage.said)
        return Sheet(values, tuple(each for each in kept))

    def said_plainly(self) -> list[Said]:
        """Give what is said of the thing but for its links."""
        links = {each.path for each in self.links}
        return [
            each for each in self.form.said if not (each.predicate in links and each.object.startswith("<"))
        ]

    def linked(self, link: Field) -> list[Said]:
        """Give the links of a kind, each once, in a lasting order."""
        found = {
            each.object: each
            for each in self.form.said
            if each.predicate == link.path and each.object.startswith("<")
        }
        return [found[each] for each in sorted(found)]

    def record(self, predicate: str, value: str) -> Record | None:
        """Give what is recorded of a link."""
        return next(
            (each for each in self.form.records if (each.predicate, each.object) == (predicate, value)), None
        )

    def rows(self, values: Mapping[str, list[str]], link: Field) -> list[int]:
        """Give the rows that there are of a kind of links."""
        found = {int(each[2]) for name in values if (each := ROW.match(name)) and each[1] == link.name}
        return sorted(found)

    # What is known

    def unknown(self, values: Mapping[str, list[str]]) -> list[Wrong]:
        """Find inputs that this form hasn't."""
        return [Wrong(name, UNKNOWN_FIELD) for name in values if not self.is_known(name)]

    def is_known(self, name: str) -> bool:
        """Tell whether an input is one of this form's."""
        if row := ROW.match(name):
            link = self.fields.get(row[1])
            if link is None or not link.is_link:
                return False
            return row[3] is None or is_one_of(row[3], self.form.record_fields)
        if passage := OF_PASSAGE.match(name):
            known = passage[1] in {each.path for each in self.form.passages}
            return known and is_one_of(passage[2], self.form.passage_fields)
        return is_one_of(name, self.plain)

    # What is wanted

    def wanted(self, values: Values, *, is_new: bool = False, dropped: Collection[str] = ()) -> Wanted:
        """Give the change that what is typed comes to.

        `is_new` where whoever typed it thinks that nothing is there yet; `dropped` are statements that a
        field is for and no input can hold, which are to go.
        """
        form, found = self.form, Wanted(is_new=is_new or not self.form.is_there)
        values = {**values, **self.following(values)}
        before: set[Quad] = {quad(form.thing, each) for each in form.said}
        after: set[Quad] = set()
        kept = {each.predicate for each in self.present.kept}
        meant = self.reading.meant(values, "", self.plain, self.present.values, kept)
        found.wrong += meant.wrong
        found.places[form.thing] = ""
        staying = (
            each for each in self.present.kept if dropping(each) not in dropped or not self.has_field(each)
        )
        statements = set(meant.statements) | {(each.predicate, each.object) for each in staying}
        if not form.is_there:
            statements |= {(TYPE.value, f"<{each.iri}>") for each in form.kinds}
        home = self.home(statements)
        for link in self.links:
            self.link(link, values, statements, home, before, after, found)
        after |= self.placed(form.thing, statements, form.said, home)
        for passage in form.passages:
            self.passage(passage, values, before, after, found)
        after |= self.headers({each.graph_name.value for each in after})  # type: ignore[union-attr]
        found.change = Change(frozenset(after - before), frozenset(before - after))
        return found

    def has_field(self, said: Said) -> bool:
        """Tell whether there is a field for what is said, though it doesn't hold it."""
        return any(each.path == said.predicate for each in self.form.fields)

    def home(self, statements: set[tuple[str, str]]) -> str:
        """Give the graph where the thing's statements go, by what it rests on."""
        form = self.form
        bases = {each for predicate, each in statements if predicate == BASIS.value}
        if form.is_there and bases == {each.object for each in form.said if each.predicate == BASIS.value}:
            return form.graph
        return form.inside if is_of_the_source(bases) else form.outside

    def placed(
        self, thing: str, statements: set[tuple[str, str]], said: tuple[Said, ...], home: str
    ) -> set[Quad]:
        """Put statements into their graphs: each stays where it is, unless all of its like moves."""
        graphs: dict[tuple[str, str], set[str]] = {}
        for each in said:
            graphs.setdefault((each.predicate, each.object), set()).add(each.graph)
        counts = Counter(each.graph for each in said)
        usual = max(counts, key=lambda graph: (counts[graph], graph)) if counts else home
        found = set()
        for predicate, value in statements:
            for graph in graphs.get((predicate, value), {home}):
                place = home if graph == usual else graph
                found.add(Quad(NamedNode(thing), NamedNode(predicate), term(value), NamedNode(place)))
        return found

    def link(
        self,
        link: Field,
        values: Values,
        statements: set[tuple[str, str]],
        home: str,
        before: set[Quad],
        after: set[Quad],
        found: Wanted,
    ) -> None:
        """Add the links of a kind, and what is recorded of each."""
        old = {each.object[1:-1] for each in self.linked(link)}
        now: set[str] = set()
        for row in self.rows(values, link):
            start = f"{link.name}[{row}]"
            text = next((each for each in values.get(start, ()) if each.strip()), "")
            if not text:
                continue
            iri = self.reading.thing(text)
            # What is linked already may be anything: it is only an address.
            iri = iri or (text.strip() if text.strip() in old else "")
            if not iri:
                found.wrong.append(Wrong(start, self.reading.said(link, "", text)[1] or UNKNOWN_FIELD))
            elif iri not in now:
                now.add(iri)
                statements.add((link.path, f"<{iri}>"))
                if self.form.record_class:
                    self.recorded(link, iri, f"{start}/", values, home, before, after, found)
        if link.least and not now and not any(each.name.startswith(f"{link.name}[") for each in found.wrong):
            found.wrong.append(Wrong(f"{link.name}[0]", needed(link)))
        for gone in old - now:
            if record := self.record(link.path, gone):
                before |= {quad(record.iri, each) for each in record.said}

    def recorded(
        self,
        link: Field,
        iri: str,
        start: str,
        values: Values,
        home: str,
        before: set[Quad],
        after: set[Quad],
        found: Wanted,
    ) -> None:
        """Add what is recorded of a link: where all is new and nothing is told of it, as of the thing.

        A new link of a thing that is there must say itself what it rests on.
        """
        form, record = self.form, self.record(link.path, iri)
        own = {
            name: listed
            for name, listed in values.items()
            if name.startswith(start) and any(map(str.strip, listed))
        }
        if record is None and not own and not found.is_new and self.is_linked(link, iri):
            return  # it had none before, and nobody gives it one
        is_copied = not own and found.is_new
        if is_copied:
            for each in form.record_fields:
                for name, listed in values.items():
                    if name == each.name or name.startswith(f"{each.name}@"):
                        own[start + name] = listed
        was = self.present.values
        meant = self.reading.meant(
            own if record is None or is_copied else values, start, form.record_fields, was
        )
        found.wrong += [] if is_copied else meant.wrong
        names = {each.path for each in form.record_fields}
        fixed = {(SUBJECT, f"<{form.thing}>"), (PREDICATE, f"<{link.path}>"), (OBJECT, f"<{iri}>")}
        said = record.said if record else ()
        kept = {
            (each.predicate, each.object)
            for each in said
            if each.predicate not in names or not self.is_held(each)
        }
        statements = meant.statements | kept | fixed | {(TYPE.value, f"<{form.record_class}>")}
        bases = {value for predicate, value in statements if predicate == BASIS.value}
        known = {each.object for each in said if each.predicate == BASIS.value}
        address = record.iri if record else self.address(link, iri, found)
        if record and bases == known:
            place = Counter(each.graph for each in said).most_common(1)[0][0]
        else:
            place = (
                form.record_graph
                if is_of_the_source(bases)
                else (form.outside if form.inside != form.outside else home)
            )
        before |= {quad(address, each) for each in said}
        after |= self.placed(address, statements, said, place)
        found.places[address] = start

    def is_linked(self, link: Field, iri: str) -> bool:
        """Tell whether the thing has a link already."""
        return any(each.object == f"<{iri}>" for each in self.linked(link))

    def is_held(self, said: Said) -> bool:
        """Tell whether an input can hold what is said of a record."""
        held = next((each for each in self.form.record_fields if each.path == said.predicate), None)
        return held is not None and self.reading.typed(held, said.object) is not None

    def address(self, link: Field, iri: str, found: Wanted) -> str:
        """Propose the address of a new record."""
        form = self.form
        taken = {each.iri for each in form.records} | set(found.places)
        is_first = not taken - {form.thing}
        wanted = record_address(form.plan, form.thing, link.path, iri, is_first)
        if wanted in taken:
            wanted = record_address(form.plan, form.thing, link.path, iri, is_first=False)
        return wanted

    def passage(
        self, passage: Passage, values: Values, before: set[Quad], after: set[Quad], found: Wanted
    ) -> None:
        """Add what is said of a passage."""
        fields, start = self.form.passage_fields, f"[{passage.path}]"
        meant = self.reading.meant(values, start, fields, self.present.values)
        found.wrong += meant.wrong
        held = {each.path: each for each in fields}
        kept = {
            (each.predicate, each.object)
            for each in passage.said
            if each.predicate not in held or self.reading.typed(held[each.predicate], each.object) is None
        }
        place = Counter(each.graph for each in passage.said).most_common(1)
        before |= {quad(passage.iri, each) for each in passage.said}
        graph = place[0][0] if place else self.form.graph
        after |= self.placed(passage.iri, meant.statements | kept, passage.said, graph)
        found.places.setdefault(passage.iri, start)

    def headers(self, graphs: set[str]) -> set[Quad]:
        """Give the headers of graphs that aren't there yet."""
        found = set()
        for graph in graphs - set(self.form.headers):
            name = NamedNode(graph)
            found.add(Quad(name, TYPE, NamedNode(PREFIXES["void"] + "Dataset"), name))
            for language in ("ko", "en"):
                title = Literal(ADDED.in_language("ko" if language == "ko" else "en"), language=language)
                found.add(Quad(name, NamedNode(DCTERMS + "title"), title, name))
            found |= {Quad(name, NamedNode(each), term(value), name) for each, value in self.form.rights}
        return found

    # What follows

    def following(self, values: Values) -> Values:
        """Have the translation of a passage follow the name that was taken from it.

        What a thing is called in another language than the source's is the translation of its passage:
        who mends the one means the other as well. Not so where something else goes by the old one.
        """
        followed: Values = {}
        for each in self.plain:
            for language in each.languages:
                name = f"{each.name}@{language}"
                old, new = self.present.values.get(name, []), values.get(name, [])
                if len(old) == 1 and len(new) == 1 and new[0].strip() and old[0] != new[0]:
                    followed |= self.follow(values | followed, language, old[0], new[0].strip())
        return followed

    def follow(self, values: Values, language: str, old: str, new: str) -> Values:
        """Replace a wording in what is said of the passages, where nobody else needs it."""
        names = {each.path: each.name for each in self.form.passage_fields}
        for predicate in (PRINTED, TRANSLATION):
            found: Values = {}
            for passage in self.form.passages:
                name = f"[{passage.path}]{names.get(predicate, '')}@{language}"
                if language == passage.language or values.get(name) != [old]:
                    continue
                if str(Literal(old, language=language)) not in passage.labels:
                    found[name] = [new]
                elif predicate == TRANSLATION and PRINTED in names:
                    other = f"[{passage.path}]{names[PRINTED]}@{language}"
                    found |= {} if values.get(other) else {other: [new]}
            if found:
                return found
        return {}


def is_one_of(name: str, fields: tuple[Field, ...]) -> bool:
    """Tell whether a name is that of an input of some fields."""
    return any(
        name == each.name if not each.languages else name.startswith(f"{each.name}@") for each in fields
    )


def is_of_the_source(bases: set[str]) -> bool:
    """Tell whether what something rests on is the source."""
    return bool(bases & {f"<{each}>" for each in OF_THE_SOURCE})


def dropping(said: Said) -> str:
    """Write what says that a statement is to go."""
    return f"{said.predicate} {said.object}"


def quad(thing: str, said: Said) -> Quad:
    """Give a statement as a quad."""
    return Quad(NamedNode(thing), NamedNode(said.predicate), term(said.object), NamedNode(said.graph))
