"""Two people at one form: what each changed is kept, and where it is the same field, one of them chooses."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from gjgraph.publication.forms.values import OF_PASSAGE, ROW, Values, clean

Content = frozenset[tuple[str, ...]]


@dataclass(frozen=True)
class Conflict:
    """A field that two people changed."""

    group: str
    before: Values
    theirs: Values
    mine: Values
    choice: str = ""

    @property
    def seen(self) -> str:
        """What a choice is made by: what it says of what somebody else made of the field."""
        return digest(sorted(content(self.theirs, self.group)))


@dataclass(frozen=True)
class Merged:
    """What comes of what was typed and of what there is now."""

    values: Values
    conflicts: tuple[Conflict, ...] = ()
    is_changed: bool = False
    """Whether somebody else changed anything meanwhile."""

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to be chosen."""
        return any(not each.choice for each in self.conflicts)


def group_of(name: str) -> str:
    """Give what an input is one of: a text in a language; or all links of a kind."""
    row = ROW.match(name)
    return row[1] if row and not OF_PASSAGE.match(name) else name


def part(values: Mapping[str, list[str]], group: str) -> Values:
    """Give the inputs of a group."""
    return {name: listed for name, listed in values.items() if group_of(name) == group}


def content(values: Mapping[str, list[str]], group: str) -> Content:
    """Give what a group says, whatever the order of its rows."""
    rows: dict[str, list[str]] = {}
    found = set()
    for name, listed in part(values, group).items():
        filled = sorted({clean(each) for each in listed} - {""})
        row = ROW.match(name)
        if row and row[1] == group:
            if filled:
                rows.setdefault(row[2], []).extend(f"{row[3] or ''}={each}" for each in filled)
        else:
            found |= {(each,) for each in filled}
    return frozenset(found | {tuple(sorted(each)) for each in rows.values()})


def digest(shown: object) -> str:
    """Give what stands for what was shown to somebody, to tell later whether it is still so."""
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:32]


def merge(before: Values | None, theirs: Values, mine: Values, choices: Mapping[str, str]) -> Merged:
    """Put together what was typed with what there is now.

    `before` is what was there when the form was opened. Where that isn't known, nothing typed that
    differs from what there is can be told from what somebody else changed. A choice, `mine:` or `theirs:`
    and what was seen of theirs, counts only as long as that is what there is.
    """
    groups = dict.fromkeys(group_of(name) for values in (mine, theirs, before or {}) for name in values)
    found, conflicts, is_changed = Values(), [], False
    for group in groups:
        own, other = content(mine, group), content(theirs, group)
        was = content(before, group) if before is not None else None
        is_theirs = was != other
        is_changed |= is_theirs
        use_mine = own != was or not is_theirs
        if is_theirs and own not in (was, other):
            sides = [part(values, group) for values in (before or {}, theirs, mine)]
            conflict = Conflict(group, sides[0], sides[1], sides[2])
            side, _, seen = choices.get(group, "").partition(":")
            choice = side if seen == conflict.seen else ""
            use_mine = choice != "theirs"
            conflicts.append(replace(conflict, choice=choice))
        found |= part(mine if use_mine else theirs, group)
    return Merged(found, tuple(conflicts), is_changed)
