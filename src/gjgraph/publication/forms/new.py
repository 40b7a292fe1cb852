"""New things: what can stand under another, and what its number, its place and its address would be."""

import re
from collections.abc import Iterable

from gjgraph.core.terms import SKOS, TYPE, Literal, NamedNode
from gjgraph.core.text import Text
from gjgraph.publication.forms.choices import ordinal
from gjgraph.publication.forms.facts import DOMAIN, RANGE, Stated
from gjgraph.publication.forms.model import Place

NOTATION = NamedNode(SKOS + "notation")
LAST_NUMBER = re.compile(r"^(.*?)(\d+)([^\d]*)$", re.DOTALL)
SYLLABLES = "가나다라마바사아자차카타파하"
"""The order in which Korean documents count."""
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
MOST_TRIED = 10_000


class Places:
    """Finds what can be added to a plan."""

    def __init__(self, stated: Stated) -> None:
        self.stated = stated

    def under(self, thing: str) -> tuple[Place, ...]:
        """Tell what can stand under a thing: by the properties that lead up to something of its class."""
        classes = self.stated.classes(self.stated.kinds(thing))
        found: dict[tuple[str, str], Place] = {}
        for each in sorted(classes):
            for predicate in self.stated.subjects(RANGE, each):
                if not self.stated.is_upward(predicate) or NamedNode(predicate) in self.stated.inverses:
                    continue
                for kind in self.stated.values(predicate, DOMAIN):
                    name, label = (self.stated.names.of(iri) for iri in (kind.value, predicate))
                    found[kind.value, predicate] = Place(
                        kind.value, predicate, Text(name.ko, name.en), Text(label.ko, label.en)
                    )
        # What is more special comes first: a detail can stand under anything.
        return tuple(sorted(found.values(), key=lambda each: (len(self.targets(each.predicate)), each.kind)))

    def targets(self, predicate: str) -> frozenset[str]:
        """Name the classes of what a property leads to."""
        return frozenset().union(
            *(self.stated.below(each.value) for each in self.stated.values(predicate, RANGE))
        )

    def siblings(self, kind: str, predicate: str, parent: str) -> list[str]:
        """Name the things of a class that stand under one already."""
        found = self.stated.subjects(NamedNode(predicate), parent)
        return [iri for iri in found if kind in self.stated.kinds(iri)]

    def next_ordinal(self, siblings: Iterable[str]) -> int:
        """Give the place after the last one."""
        return 1 + max((ordinal(self.stated, iri) for iri in siblings), default=0)

    def next_notation(self, siblings: Iterable[str]) -> str:
        """Give the number after the last one; empty where the siblings have none, or no order is known."""
        last = max(siblings, key=lambda iri: ordinal(self.stated, iri), default="")
        found = [each.object for each in self.stated.quads(NamedNode(last), NOTATION)] if last else []
        return after(found[0].value) if found and isinstance(found[0], Literal) else ""

    def address(self, kind: str, parent: str, plan: str, siblings: list[str], place: int) -> str:
        """Propose an address: like those of its siblings, else like those of its class, else by its class."""
        wanted = place
        begins = self.beginning(kind, parent, plan, siblings)
        while self.is_taken(f"{begins}{wanted}") and wanted < MOST_TRIED:
            wanted += 1
        return f"{begins}{wanted}"

    def beginning(self, kind: str, parent: str, plan: str, siblings: list[str]) -> str:
        """Give what the address of a new thing has before its number."""
        begins = {
            found[1]
            for iri in siblings
            if (found := LAST_NUMBER.match(iri))
            and found[2] == str(ordinal(self.stated, iri))
            and not found[3]
        }
        if len(begins) == 1:
            return begins.pop()
        tail = LAST_NUMBER.match(parent.removeprefix(plan))
        number = f"{tail[2]}-" if tail and parent != plan and not tail[3] else ""
        there = [iri for iri in self.stated.subjects(TYPE, kind) if iri.startswith(f"{plan}/")]
        folders = {iri.removeprefix(f"{plan}/").partition("/")[0] for iri in there}
        if len(folders) == 1:
            return f"{plan}/{folders.pop()}/{number}"
        word = CAPITAL.sub("-", re.split(r"[#/]", kind)[-1]).lower()
        return f"{plan}/{word}/{number}"

    def is_taken(self, iri: str) -> bool:
        """Tell whether anything is said of an address, or was."""
        found = self.stated.index.store.quads_for_pattern(NamedNode(iri), None, None, None)
        return next(iter(found), None) is not None


def after(notation: str) -> str:
    """Give the notation after one: 04 → 05, 2. → 3., 1-가 → 1-나, ③ → ④, B → C; empty where none is known."""
    if not notation:
        return ""
    begins, last = notation[:-1], notation[-1]
    for row in (SYLLABLES, CIRCLED, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"):
        if last in row[:-1]:
            return begins + row[row.index(last) + 1]
    if found := LAST_NUMBER.match(notation):
        return f"{found[1]}{str(int(found[2]) + 1).zfill(len(found[2]))}{found[3]}"
    return ""


def record_address(plan: str, subject: str, predicate: str, value: str, is_first: bool) -> str:
    """Propose the address of a record: by what it is about; by its link too, if it isn't the first."""
    tail = subject.removeprefix(plan + "/").rpartition("/id/")[2].replace("/", "-")
    if is_first:
        return f"{plan}/relation/{tail}"
    name = re.split(r"[#/]", predicate)[-1]
    end = re.sub(r"[^A-Za-z0-9-]+", "-", value.removeprefix(plan + "/").rpartition("//")[2]).strip("-")
    return f"{plan}/relation/{tail}-{name}-{end}"
