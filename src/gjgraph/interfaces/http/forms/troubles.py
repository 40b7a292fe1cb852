"""What is wrong with what was typed, and at which input it is said."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gjgraph.core.report import Fault, Severity
from gjgraph.core.text import Text
from gjgraph.publication.forms.model import Field
from gjgraph.publication.forms.sheet import Wanted, Whole
from gjgraph.publication.forms.values import term

NOT_IN_IDS = re.compile(r"[^A-Za-z0-9]")
NAMES = re.compile(r"[a-z]+:\w+", re.ASCII)
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
