"""How a form is shown: its inputs by field, each with its label, its choices and what is wrong with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as default

from gjgraph.core.text import LANGUAGES, Language, Text
from gjgraph.interfaces.http.forms.troubles import Trouble, at_inputs, id_of
from gjgraph.interfaces.http.forms.wording import LANGUAGE_NAMES, one_line, sentence
from gjgraph.publication.forms.model import Choice, Field
from gjgraph.publication.forms.sheet import Whole
from gjgraph.publication.forms.values import BETWEEN, Values

MOST_OPTIONS = 60
"""Choices that are shown as a list; more are searched in by typing."""
LONG_LINE = 70
"""Letters of a text beyond which it gets more than a line."""


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
