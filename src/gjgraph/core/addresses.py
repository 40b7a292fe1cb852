"""Addresses and files: which file holds a named graph, and the way back."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

SAFE_SEGMENT = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_.")
"""No capital letters: on many file systems `M7.ttl` and `m7.ttl` are the same file."""
RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))]
)
"""The names that Windows keeps for devices, whatever ending they have."""
NOT_IN_PATHS = re.compile(r"[\x00-\x20\x7F<>\"{}|\\^`%?#]")
"""What a file name may have and the path of an IRI may not."""
LONGEST = 120
FOREIGN = "_other"
"""The folder for graphs whose address doesn't begin with the workspace's own."""


BASE = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/", re.ASCII)


def is_base(iri: str) -> bool:
    """Tell whether addresses can be made by adding paths to an IRI: http(s), plain segments, a slash last."""
    return BASE.fullmatch(iri) is not None


@dataclass(frozen=True)
class Addresses:
    """All that depends on the base IRI of a workspace."""

    base: str

    def graph_of_file(self, path: PurePosixPath) -> str:
        """Give the IRI of the graph that a Turtle file (path relative to the workspace) holds.

        `data/gwangju/m7.ttl` is `{base}graph/gwangju/m7`; a file under `data/_other/` is named by
        the percent-encoded IRI itself; `ontology/csp.ttl` is `{base}ontology/csp`.
        """
        folder, *inside = path.with_suffix("").parts
        if folder == "data" and inside[0] == FOREIGN and ":" in (graph := unquote("".join(inside[1:]))):
            return graph
        name = NOT_IN_PATHS.sub(lambda character: quote(character[0]), "/".join(inside))
        return f"{self.base}{'graph' if folder == 'data' else folder}/{name}"

    def file_of_graph(self, graph: str) -> PurePosixPath:
        """Give the file (relative to the workspace) that holds a graph; no IRI is refused.

        The inverse of `graph_of_file`. An IRI whose path isn't made of plain segments is
        percent-encoded whole, in pieces short enough for every file system, and in small letters, so
        that no two IRIs share a file where capitals aren't told apart.
        """
        for prefix, folder in ((f"{self.base}graph/", "data"), (f"{self.base}ontology/", "ontology")):
            if graph.startswith(prefix):
                segments = graph[len(prefix) :].split("/")
                if all(is_plain(segment) for segment in segments) and segments[0] != FOREIGN:
                    return PurePosixPath(folder, *segments[:-1], segments[-1] + ".ttl")
        name = "".join(
            chr(byte) if chr(byte) in SAFE_SEGMENT and chr(byte) != "." else f"%{byte:02x}"
            for byte in graph.encode()
        )
        pieces = [name[start : start + LONGEST] for start in range(0, len(name), LONGEST)]
        pieces = [f"%{ord(piece[0]):02x}{piece[1:]}" if piece in RESERVED else piece for piece in pieces]
        return PurePosixPath("data", FOREIGN, *pieces[:-1], pieces[-1] + ".ttl")

    def derived_graph(self, rule: str) -> str:
        """Give the IRI of the graph that a rule fills."""
        return f"{self.base}derived/{rule}"

    def document_of_file(self, path: PurePosixPath) -> str:
        """Give the IRI of the source document whose text is a file under `data/source/`."""
        return f"{self.base}id/source/{quote(path.stem)}"


def is_plain(segment: str) -> bool:
    """Tell whether a path segment means the same in an IRI and on every file system."""
    return (
        0 < len(segment) <= LONGEST
        and set(segment) <= SAFE_SEGMENT
        and not segment.startswith(".")
        and not segment.endswith((".", ".ttl"))  # a folder `a.ttl` would stand where the file of `a` does
        and segment.split(".", maxsplit=1)[0] not in RESERVED
    )


def is_derived(graph: str) -> bool:
    """Tell whether a graph is one that rules fill, by its name."""
    return "/derived/" in graph
