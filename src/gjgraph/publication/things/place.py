"""Where a thing stands, as a small tree opened at it: what is above it, beside it, and right under it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from gjgraph.core.terms import NamedNode
from gjgraph.core.text import Language, Text
from gjgraph.publication.things.description import Description
from gjgraph.publication.things.naming import Naming

NEAR = 3
"""How many things beside one are shown before it and after it; the others are folded."""
MORE = Text("{}개 더", "{} more")
MOST = 30
"""How many things of a kind are shown under one."""


@dataclass
class Branch:
    """A thing in the tree."""

    called: Markup
    kind: str
    is_here: bool = False
    below: list["Twigs"] = field(default_factory=list)


@dataclass
class Twigs:
    """Things of a kind under the same: those that are shown, and those that are folded around them."""

    kind: str
    count: int
    before: list[Branch]
    shown: list[Branch]
    after: list[Branch]


def place(found: Description, naming: Naming) -> Markup:
    """Draw the tree around a thing as a list; none where it stands nowhere and has nothing under it."""
    tree = grown(found, naming)
    # All is escaped where it is made.
    return Markup(f"<ul>{written(tree, naming.language)}</ul>") if tree else Markup()  # noqa: S704


def written(branch: Branch, language: Language) -> str:
    """Write a thing of the tree, with all that is under it."""
    kind = f'<small class="what">{escape(branch.kind)}</small> ' if branch.kind else ""
    below = ""
    for twigs in branch.below:
        if twigs.kind:
            below += f'<p class="kind note">{escape(twigs.kind)} ({twigs.count:,})</p>'
        shown = "".join(written(each, language) for each in twigs.shown)
        below += f"<ul>{folded(twigs.before, language)}{shown}{folded(twigs.after, language)}</ul>"
    here = ' class="here"' if branch.is_here else ""
    return f"<li{here}>{kind}{branch.called}{below}</li>\n"


def folded(branches: Sequence[Branch], language: Language) -> str:
    """Write things that are shown to whoever asks for them."""
    if not branches:
        return ""
    more = MORE.in_language(language).format(f"{len(branches):,}")
    items = "".join(written(each, language) for each in branches)
    return f"<li><details><summary>{more}</summary><ul>{items}</ul></details></li>"


def grown(found: Description, naming: Naming) -> Branch | None:
    """Grow the tree around a thing; none where it stands nowhere and has nothing under it."""
    below = [
        around([Branch(naming.link(each.value), naming.number(each)) for each in things], kind, naming, 0)
        for kind, things in found.tree.groups(found.below)
    ]
    here = Branch(
        Markup('<b aria-current="page">{}</b>').format(naming.words(found.thing)),
        naming.kind(found.thing),
        is_here=True,
        below=below,
    )
    above = [each.object for each in found.way_up if isinstance(each.object, NamedNode)]
    if not above and not below:
        return None
    beside = [each.subject for each in found.beside if isinstance(each.subject, NamedNode)]
    if found.thing in beside and len(beside) > 1:
        at = beside.index(found.thing)
        branches = [
            here if each == found.thing else Branch(naming.link(each.value), naming.number(each))
            for each in beside
        ]
        here.kind = naming.number(found.thing)
        level = [around(branches, found.tree.kind(found.thing), naming, at)]
    else:
        level = [Twigs("", 1, [], [here], [])]
    branch = here
    for each in above:
        branch = Branch(naming.link(each.value), naming.kind(each), below=level)
        level = [Twigs("", 1, [], [branch], [])]
    return branch if above else here


def around(branches: Sequence[Branch], kind: NamedNode | None, naming: Naming, at: int) -> Twigs:
    """Fold what is far from a place among many."""
    first, last = max(0, at - NEAR), at + NEAR + 1
    if at == 0 and not branches[0].is_here:
        last = MOST
    if len(branches) <= 2 * NEAR + 3:
        first, last = 0, len(branches)
    return Twigs(
        naming.words(kind),
        len(branches),
        list(branches[:first]),
        list(branches[first:last]),
        list(branches[last:]),
    )
