"""Addresses and files: which file holds a named graph, and the way back."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

SAFE_SEGMENT = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")
FOREIGN = "_other"
"""The folder for graphs whose address doesn't begin with the workspace's own."""


@dataclass(frozen=True)
class Addresses:
    """All that depends on the base IRI of a workspace."""

    base: str

    def graph_of_file(self, path: PurePosixPath) -> str:
        """Give the IRI of the graph that a Turtle file (path relative to the workspace) holds.

        `data/gwangju/m7.ttl` is `{base}graph/gwangju/m7`; a file under `data/_other/` is named by
        the percent-encoded IRI itself; `ontology/csp.ttl` is `{base}ontology/csp`.
        """
        stem = path.with_suffix("")
        if path.parts[0] != "data":
            return self.base + str(stem)
        inside = PurePosixPath(*stem.parts[1:])
        if inside.parts[0] == FOREIGN:
            return unquote("".join(inside.parts[1:]))
        return f"{self.base}graph/{inside}"

    def file_of_graph(self, graph: str) -> PurePosixPath:
        """Give the file (relative to the workspace) that holds a graph; no IRI is refused.

        The inverse of `graph_of_file`. An IRI whose path isn't made of plain segments is
        percent-encoded whole, in pieces short enough for every file system.
        """
        for prefix, folder in ((f"{self.base}graph/", "data"), (f"{self.base}ontology/", "ontology")):
            if graph.startswith(prefix):
                segments = graph[len(prefix) :].split("/")
                if all(is_plain(segment) for segment in segments) and segments[0] != FOREIGN:
                    return PurePosixPath(folder, *segments[:-1], segments[-1] + ".ttl")
        name = quote(graph, safe="").replace(".", "%2E").replace("~", "%7E")
        pieces = [name[start : start + 120] for start in range(0, len(name), 120)]
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
        bool(segment)
        and len(segment) <= 120
        and set(segment) <= SAFE_SEGMENT
        and not segment.startswith(".")
        and not segment.endswith(".")
    )
