"""What an edit changes, told thing by thing and property by property: what it was, and what it will be."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gjgraph.core.change import Change
from gjgraph.core.terms import TYPE, Literal, NamedNode, Quad
from gjgraph.core.text import Language, Text
from gjgraph.interfaces.http.changes import Named
from gjgraph.publication.forms.model import Form
from gjgraph.publication.forms.values import OBJECT, PREDICATE, SUBJECT
from gjgraph.publication.things.names import OTHER_NAMES
from gjgraph.publication.things.standard_terms import STANDARD_NAMES

ENDS = tuple(NamedNode(each) for each in (SUBJECT, PREDICATE, OBJECT, TYPE.value))
MOST = 400
"""Lines that are shown."""
LANGUAGES = {"ko": Text("한국어", "Korean"), "en": Text("영어", "English")}


@dataclass
class Line:
    """What is said by one property, before and after."""

    label: str
    language: str = ""
    removed: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)


@dataclass
class About:
    """What changes about one thing."""

    name: str
    state: str = ""
    """`new` or `gone`, where all that is said of it comes or goes."""
    lines: dict[tuple[str, str], Line] = field(default_factory=dict)


def in_words(change: Change, form: Form, shown: Named, reader: Language) -> tuple[list[About], int]:
    """Tell a change in words; and how many lines of it aren't shown."""
    labels = {each.path: each.label.in_language(reader) for each in (*form.record_fields, *form.fields)}
    quotes = {each.iri: f"“{shortened(each.quote)}”" for each in form.passages}
    quotes |= {each.iri: each.name.in_language(reader) for listed in form.choices.values() for each in listed}
    records = links(change, form, quotes, shown)
    found: dict[str, About] = {}
    count = 0
    pairs = [(each, False) for each in change.removed] + [(each, True) for each in change.added]
    for quad, is_added in sorted(
        pairs, key=lambda pair: (str(pair[0].subject) != f"<{form.thing}>", str(pair[0]))
    ):
        is_end = str(quad.subject) in records and quad.predicate in ENDS
        count += not is_end
        if is_end or count > MOST:
            continue
        about = found.setdefault(
            str(quad.subject), About(records.get(str(quad.subject)) or thing(quad.subject, quotes, shown))
        )
        value = quad.object
        language = (value.language or "") if isinstance(value, Literal) else ""
        predicate = getattr(quad.predicate, "value", "")
        standard = STANDARD_NAMES.get(predicate) or OTHER_NAMES.get(predicate)
        label = labels.get(predicate) or (
            standard.in_language(reader) if standard else shown.of(quad.predicate)
        )
        spoken = LANGUAGES[language].in_language(reader) if language in LANGUAGES else language
        line = about.lines.setdefault((predicate, language), Line(label, spoken))
        (line.added if is_added else line.removed).append(thing(value, quotes, shown))
    for iri, about in found.items():
        about.state = state_of(iri, change)
    return list(found.values()), max(0, count - MOST)


def links(change: Change, form: Form, quotes: Mapping[str, str], shown: Named) -> dict[str, str]:
    """Name the records of links by what they are about."""
    ends: dict[str, dict[str, object]] = {}
    for quad in [*change.removed, *change.added]:
        if quad.predicate in ENDS:
            ends.setdefault(str(quad.subject), {})[quad.predicate.value] = quad.object
    for record in form.records:
        known = (NamedNode(form.thing), NamedNode(record.predicate), NamedNode(record.object))
        ends.setdefault(f"<{record.iri}>", dict(zip((SUBJECT, PREDICATE, OBJECT), known, strict=True)))
    return {
        iri: f"{thing(each[SUBJECT], quotes, shown)} → {thing(each[OBJECT], quotes, shown)}"
        for iri, each in ends.items()
        if SUBJECT in each and OBJECT in each
    }


def state_of(iri: str, change: Change) -> str:
    """Tell whether a thing comes or goes: by whether what it is does."""

    def says_what(quads: frozenset[Quad]) -> bool:
        return any(str(each.subject) == iri and each.predicate == TYPE for each in quads)

    comes, goes = says_what(change.added), says_what(change.removed)
    return "new" if comes and not goes else "gone" if goes and not comes else ""


def thing(term: object, quotes: Mapping[str, str], shown: Named) -> str:
    """Give a term for reading."""
    known = quotes.get(term.value) if isinstance(term, NamedNode) else None
    return known or shown.of(term)


def shortened(text: str) -> str:
    """Write a quote into one line."""
    text = " ".join(text.split())
    return text if len(text) <= 70 else f"{text[:69]}…"
