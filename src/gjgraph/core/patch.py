"""RDF Patch: a change as lines that programs apply (https://afs.github.io/rdf-patch/)."""

from collections.abc import Iterator

from gjgraph.core.change import Change, n_quads

MEDIA_TYPE = "application/rdf-patch"


def write(change: Change, version: str | None = None, previous: str | None = None) -> str:
    """Write a change as one transaction: what goes, then what comes, each sorted.

    `version` and `previous` are the IRIs of the version that it leads to and of the one it starts from.
    """
    return "".join(f"{line}\n" for line in lines(change, version, previous))


def lines(change: Change, version: str | None, previous: str | None) -> Iterator[str]:
    """Give the lines of a patch."""
    if version:
        yield f"H id <{version}> ."
    if previous:
        yield f"H prev <{previous}> ."
    yield "TX ."
    for letter, quads in (("D", change.removed), ("A", change.added)):
        # Terms may hold what other things than N-Quads take for line ends.
        yield from (f"{letter} {line}" for line in n_quads(quads).decode().split("\n") if line)
    yield "TC ."
