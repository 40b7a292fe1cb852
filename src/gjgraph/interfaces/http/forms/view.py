"""How a form is shown: its inputs by field, each with its label, its choices and what is wrong with it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as default

from gjgraph.core.report import Fault, Severity
from gjgraph.core.text import LANGUAGES, Language, Text
from gjgraph.publication.forms.model import Choice, Field
from gjgraph.publication.forms.sheet import Wanted, Whole
from gjgraph.publication.forms.values import BETWEEN, Values, term

MOST_OPTIONS = 60
"""Choices that are shown as a list; more are searched in by typing."""
LONG_LINE = 70
"""Letters of a text beyond which it gets more than a line."""
NOT_IN_IDS = re.compile(r"[^A-Za-z0-9]")
NAMES = re.compile(r"[a-z]+:\w+", re.ASCII)
LANGUAGE_NAMES = {"ko": Text("한국어", "Korean"), "en": Text("영어", "English")}
BASIS = "csp:basis"


@dataclass(frozen=True)
class Trouble:
    """Something that is wrong, and the input where it is."""

    message: Text
    name: str = ""
    is_warning: bool = False
    is_beyond: bool = False
    """Whether it is something else that is wrong because of what was typed here."""

    @property
    def anchor(self) -> str:
        """Where the page has it."""
        return id_of(self.name) if self.name else ""


@dataclass(frozen=True)
class Input:
    """One input."""

    name: str
    id: str
    value: str
    language: str = ""
    label: str = ""
    is_long: bool = False
    rows: int = 2
    remove: str = ""
    """The action that takes it away."""


@dataclass
class Shown:
    """A field as it is shown."""

    field: Field
    id: str
    label: str
    help: str
    inputs: list[Input] = default(default_factory=list)
    rows: list["Row"] = default(default_factory=list)
    adds: list[tuple[str, str]] = default(default_factory=list)
    """Actions that add an input, and what for."""
    errors: list[str] = default(default_factory=list)
    is_wrong: bool = False

    @property
    def is_filled(self) -> bool:
        """Tell whether anything is in it."""
        return any(each.value.strip() for each in self.inputs) or any(each.input.value for each in self.rows)


@dataclass
class Row:
    """A link, and what is recorded of it."""

    input: Input
    fields: list[Shown]
    remove: str
    is_open: bool
    """Whether it must be said what the link rests on."""
    is_copied: bool
    """Whether it rests on what the thing does, if nothing is said."""


class View:
    """Shows one form with some values to one reader."""

    def __init__(self, whole: Whole, values: Values, troubles: Iterable[Trouble], reader: Language) -> None:
        self.whole = whole
        self.form = whole.form
        self.values = values
        self.reader = reader
        self.wrong = {
            name: [each.message.in_language(reader) for each in listed]
            for name, listed in at_inputs(troubles).items()
        }
        self.action = ""
        """Where the form is sent."""
        self.lists: dict[str, str] = {}
        """The lists of choices that are searched by typing, by their keys: their ids."""

    def fields(self) -> list[Shown]:
        """Show the fields of the thing."""
        return [self.link(each) if each.is_link else self.shown(each, "") for each in self.form.fields]

    def main(self, shown: list[Shown]) -> list[Shown]:
        """Give the fields that are always in sight; the others are opened."""
        return [each for each in shown if self.is_main(each)]

    def more(self, shown: list[Shown]) -> list[Shown]:
        """Give the fields that nobody fills in mostly."""
        return [each for each in shown if not self.is_main(each)]

    def is_main(self, shown: Shown) -> bool:
        """Tell whether a field is in sight."""
        is_plain = shown.field.widget in ("choice", "any") and not shown.field.is_link
        return bool(
            is_plain or shown.field.is_required or shown.field.languages or shown.is_filled or shown.is_wrong
        )

    def passages(self) -> list[tuple[object, list[Shown]]]:
        """Show what is said of the passages."""
        return [
            (each, [self.shown(field, f"[{each.path}]") for field in self.form.passage_fields])
            for each in self.form.passages
        ]

    def shown(self, field: Field, prefix: str) -> Shown:
        """Show a field with its inputs: at least an empty one."""
        start = prefix + field.name
        found = self.head(field, start)
        if not field.languages:
            values = self.values.get(start) or [""]
            found.inputs = [self.input(field, start, values, place) for place in range(len(values))]
            if not field.is_single and field.widget != "boolean":
                found.adds = [(f"add:{start}", "")]
        for language in self.languages(field, start):
            name = f"{start}@{language}"
            values = self.values.get(name) or [""]
            found.inputs += [self.input(field, name, values, place, language) for place in range(len(values))]
            if not field.is_single:
                found.adds.append(
                    (
                        f"add:{name}",
                        LANGUAGE_NAMES.get(language, Text(language, language)).in_language(self.reader),
                    )
                )
        for each in found.inputs:
            found.errors += [said for said in self.wrong.get(each.name, ()) if said not in found.errors]
        found.is_wrong = bool(found.errors)
        return found

    def head(self, field: Field, start: str) -> Shown:
        """Begin to show a field."""
        return Shown(
            field,
            id_of(start),
            sentence(field.label.in_language(self.reader)),
            field.help.in_language(self.reader),
        )

    def languages(self, field: Field, start: str) -> list[str]:
        """Give the languages that a field is shown in: its own, and those there are; Korean first."""
        there = [name[len(start) + 1 :] for name in self.values if name.startswith(start + "@")]
        every = dict.fromkeys([*field.languages, *there]) if field.languages else ()
        return sorted(every, key=lambda each: LANGUAGES.index(each) if each in LANGUAGES else len(LANGUAGES))

    def input(self, field: Field, name: str, values: list[str], place: int, language: str = "") -> Input:
        """Show one input."""
        value = values[place]
        spoken = (
            LANGUAGE_NAMES.get(language, Text(language, language)).in_language(self.reader)
            if language
            else ""
        )
        is_long = field.widget == "text" and (field.is_long or len(value) > LONG_LINE or "\n" in value)
        is_many = len(values) > 1
        return Input(
            name=name,
            id=id_of(name, place),
            value=self.written(field, value),
            language=language,
            label=f"{spoken} {place + 1}".strip() if is_many else spoken,
            is_long=is_long,
            rows=min(12, max(2, value.count("\n") + len(value) // LONG_LINE + 1)),
            remove=f"remove:{name}#{place}" if is_many else "",
        )

    def written(self, field: Field, value: str) -> str:
        """Write what is chosen so that it can be searched for by name."""
        if field.widget != "choice" or self.is_listed(field):
            return value
        iri = self.whole.reading.things.get(value)
        choice = next((each for each in self.options(field) if each.iri == iri), None)
        return f"{one_line(choice.name.in_language(self.reader))}{BETWEEN}{value}" if choice else value

    def link(self, field: Field) -> Shown:
        """Show links of a kind, with what is recorded of each."""
        found = self.head(field, field.name)
        rows = self.whole.rows(self.values, field) or ([0] if field.is_required else [])
        for row in rows:
            start = f"{field.name}[{row}]"
            value = (self.values.get(start) or [""])[0]
            iri = self.whole.reading.thing(value)
            is_new = not (iri and self.whole.record(field.path, iri))
            inner = [self.shown(each, f"{start}/") for each in self.form.record_fields]
            if is_new and not self.form.is_there:
                # It needs no basis of its own: it gets that of the thing.
                for each in inner:
                    each.errors, each.is_wrong = [], False
            chosen = Input(start, id_of(start), self.written(field, value))
            remove = f"remove:{start}#row" if not field.is_required or len(rows) > 1 else ""
            is_open = any(each.is_wrong for each in inner) or (is_new and self.form.is_there)
            found.rows.append(Row(chosen, inner, remove, is_open, is_new and not self.form.is_there))
            found.errors += [said for said in self.wrong.get(start, ()) if said not in found.errors]
        if field.most is None or len(rows) < field.most:
            found.adds = [(f"add:{field.name}[]", "")]
        found.errors += self.wrong.get(field.name, [])
        found.is_wrong = bool(found.errors) or any(each.is_wrong for row in found.rows for each in row.fields)
        return found

    # Choices

    def options(self, field: Field) -> tuple[Choice, ...]:
        """Give what can be chosen in a field."""
        return (*self.form.choices.get(field.choices, ()), *self.form.choices.get("", ()))

    def is_listed(self, field: Field) -> bool:
        """Tell whether the choices are few enough to be shown."""
        return field.widget == "boolean" or len(self.form.choices.get(field.choices, ())) <= MOST_OPTIONS

    def offered(self, field: Field, value: str) -> list[tuple[str, str]]:
        """Give the options of a list: those of the field, and what is chosen already."""
        if field.widget == "boolean":
            yes, no = ("예", "아니요") if self.reader == "ko" else ("yes", "no")
            return [("true", yes), ("false", no)]
        own = self.form.choices.get(field.choices, ())
        least = min((each.depth for each in own), default=0)
        found = [
            (each.path, "\u2003" * (each.depth - least) + one_line(each.name.in_language(self.reader)))
            for each in own
        ]
        if value and value not in {path for path, _ in found}:
            other = next((each for each in self.form.choices.get("", ()) if each.path == value), None)
            found.append((value, one_line(other.name.in_language(self.reader)) if other else value))
        return found

    def list_id(self, field: Field) -> str:
        """Give the id of the list that a field is searched in."""
        return self.lists.setdefault(field.choices, f"list-{len(self.lists)}")

    def searched(self) -> list[tuple[str, list[str]]]:
        """Give the lists that are searched in, once each."""
        return [
            (
                found,
                [
                    f"{one_line(each.name.in_language(self.reader))}{BETWEEN}{each.path}"
                    for each in self.form.choices.get(key, ())
                ],
            )
            for key, found in self.lists.items()
        ]


def sentence(text: str) -> str:
    """Begin a label as sentences begin."""
    return text[:1].upper() + text[1:]


def one_line(text: str) -> str:
    """Write a name into one line that isn't too long."""
    text = " ".join(text.split())
    return text if len(text) <= 90 else f"{text[:89]}…"


def id_of(name: str, place: int = 0) -> str:
    """Give the id of an input."""
    plain = NOT_IN_IDS.sub(lambda letter: f"_{ord(letter[0]):x}", name)
    return f"in-{plain}" + (f"-{place}" if place else "")


def at_inputs(troubles: Iterable[Trouble]) -> dict[str, list[Trouble]]:
    """Give what stands at each input: what is wrong with the thing itself, else what else it breaks."""
    found: dict[str, list[Trouble]] = {}
    for each in troubles:
        if each.name and not each.is_warning:
            found.setdefault(each.name, []).append(each)
    return {name: [each for each in all_ if not each.is_beyond] or all_ for name, all_ in found.items()}


def once(troubles: Iterable[Trouble]) -> list[Trouble]:
    """List what is wrong, each message once; what else breaks by it comes last."""
    first: dict[tuple[Text, bool], Trouble] = {}
    for each in sorted(troubles, key=lambda each: (each.is_beyond, not each.name)):
        first.setdefault((each.message, each.is_warning), each)
    return sorted(first.values(), key=lambda each: each.is_beyond)


def trouble_of(fault: Fault, whole: Whole, wanted: Wanted, values: Mapping[str, list[str]]) -> Trouble:
    """Find the input that a fault is about; none where the form has none."""
    is_warning = fault.severity is Severity.WARNING
    focus, path, value = iri_of(fault.focus), iri_of(fault.path), iri_of(fault.value)
    start, ends = wanted.places.get(focus), changed_ends(whole, values)
    if start is None:
        # It is about something else: by the link that was changed from or to it, or by all that was.
        is_own = value == whole.form.thing
        name = the_one(each for each in ends if {focus, value} & ends[each])
        name = name or (changed(whole, values, fault) if is_own else the_one(all_changed(whole, values)))
        return Trouble(fault.message, name, is_warning, not is_own)
    fields = whole.form.fields if not start else whole.form.record_fields
    if start.startswith("["):
        fields = whole.form.passage_fields
    found = next((each for each in fields if each.path == path), None)
    name = input_of(found, start, fault, values, whole) if found else ""
    if not start and value and not is_changed(name, whole, values):
        name = the_one(each for each in ends if value in ends[each]) or name
    return Trouble(fault.message, name or likeliest(start, fields, values, whole, fault), is_warning)


def iri_of(term: str | None) -> str:
    """Give the IRI that a fault names, if it is one."""
    return term[1:-1] if term and term.startswith("<") and term.endswith(">") and " " not in term else ""


def the_one(names: Iterable[str]) -> str:
    """Give what is the only one of its kind."""
    found = list(dict.fromkeys(names))
    return found[0] if len(found) == 1 else ""


def is_changed(name: str, whole: Whole, values: Mapping[str, list[str]]) -> bool:
    """Tell whether something else is typed in an input than was there."""
    return bool(name) and values.get(name, [""]) != whole.present.values.get(name, [""])


def all_changed(whole: Whole, values: Mapping[str, list[str]]) -> list[str]:
    """Name the fields of the thing in which something was changed, links by their rows."""
    plain = {each.name for each in whole.plain}
    own = [each for each in values if each.partition("@")[0] in plain and is_changed(each, whole, values)]
    return [*own, *changed_ends(whole, values)]


def changed(whole: Whole, values: Mapping[str, list[str]], fault: Fault) -> str:
    """Name the field in which something was changed: one that a fault speaks of, else the first."""
    every = all_changed(whole, values)
    named = set(NAMES.findall(" ".join(fault.message)))
    return next((each for each in every if each.partition("@")[0] in named), next(iter(every), ""))


def changed_ends(whole: Whole, values: Mapping[str, list[str]]) -> dict[str, set[str]]:
    """Give what is linked otherwise than it was, by the inputs of the links: to what, and to what before."""
    found: dict[str, set[str]] = {}
    for link in whole.links:
        old = {each.object[1:-1] for each in whole.linked(link)} if whole.form.is_there else set()
        rows = [f"{link.name}[{row}]" for row in whole.rows(values, link)]
        now = {name: whole.reading.thing((values.get(name) or [""])[0]) for name in rows}
        gone = old - set(now.values())
        new = {name: {iri} | gone for name, iri in now.items() if iri not in old}
        # A link that was taken away has no row any more.
        found |= new or ({link.name: gone} if gone else {})
    return found


def likeliest(
    start: str, fields: tuple[Field, ...], values: Mapping[str, list[str]], whole: Whole, fault: Fault
) -> str:
    """Find where a fault without a field is best mended: what was changed, else what it rests on."""
    names = {start + each.name for each in fields}
    basis = next((start + each.name for each in fields if each.name == BASIS), "")
    if not whole.form.is_there:
        return basis
    if not start:
        return changed(whole, values, fault) or basis
    for name in values:
        if name.partition("@")[0] in names and is_changed(name, whole, values):
            return name
    row = start.removesuffix("/")
    is_told = any(map(str.strip, values.get(basis, ())))
    return row if is_told and row in changed_ends(whole, values) else basis


def input_of(field: Field, start: str, fault: Fault, values: Mapping[str, list[str]], whole: Whole) -> str:
    """Find the input of a field that a fault is about."""
    value = term(fault.value) if fault.value and fault.value.startswith(("<", '"')) else None
    if field.is_link:
        iri = getattr(value, "value", "")
        rows = whole.rows(values, field)
        for row in rows:
            if iri and whole.reading.thing((values.get(f"{field.name}[{row}]") or [""])[0]) == iri:
                return f"{field.name}[{row}]"
        return f"{field.name}[{rows[0]}]" if rows else field.name
    if field.languages:
        spoken = getattr(value, "language", None) or language_of(field, start + field.name, values, whole)
        return f"{start}{field.name}@{spoken}"
    return start + field.name


def language_of(field: Field, start: str, values: Mapping[str, list[str]], whole: Whole) -> str:
    """Find the language in which a text is most likely wrong: where it lacks, else where it was changed."""
    texts = {language: values.get(f"{start}@{language}", []) for language in field.languages}
    lacking = [each for each in field.needed if not any(map(str.strip, texts.get(each, ())))]
    was = whole.present.values
    edited = [each for each, listed in texts.items() if listed != was.get(f"{start}@{each}", [])]
    return next(iter([*lacking, *edited, *field.languages]))
