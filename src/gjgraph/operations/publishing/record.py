"""What is known of a published folder: what each document was made of, and its files.

It stands in the folder itself, so that the next time only what has changed since is written.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from gjgraph.core.errors import RefusedError
from gjgraph.core.text import Text

RECORD = ".gjgraph-publication.json"
"""The name of the file; where it is, the folder is a publication of ours."""
FORM = 1
"""Counts the ways in which it was written; what another way wrote is not relied on."""


class FileState(NamedTuple):
    """A file as it was written."""

    size: int
    time: int
    """When it was written, in nanoseconds, as the file system has it."""
    digest: str


@dataclass
class Made:
    """A document as it was published."""

    files: dict[str, FileState] = field(default_factory=dict)
    """By their paths in the folder."""
    reads: frozenset[str] | None = None
    """The terms that it was made of; nothing where it may have been anything."""
    queries: tuple[str, ...] = ()
    """What it asked in SPARQL."""
    context: dict[str, str] = field(default_factory=dict)
    """What of its context it was made of."""
    status: int = 200


@dataclass
class Record:
    """All of a publication."""

    made_by: str = ""
    """A digest of the software, the queries and the settings."""
    source: str = ""
    """A digest of what was published: the files of the workspace, its history, the address."""
    documents: dict[str, Made] = field(default_factory=dict)
    """By their paths."""
    hosting: dict[str, FileState] = field(default_factory=dict)
    """The files beside them."""
    digests: dict[str, str] = field(default_factory=dict)
    """Of each term that some document was made of."""
    answers: dict[str, str] = field(default_factory=dict)
    """Digests of the answers to what some document asked."""

    def files(self) -> dict[str, FileState]:
        """Give all files by their paths."""
        found = dict(self.hosting)
        for made in self.documents.values():
            found.update(made.files)
        return found

    def changed(self, digests: Mapping[str, str]) -> frozenset[str]:
        """Find the terms that aren't as they were."""
        return frozenset(term for term, known in self.digests.items() if digests.get(term, "") != known)

    def keep_digests(self, digests: Mapping[str, str]) -> None:
        """Keep those of the terms that some document was made of."""
        read = {term for made in self.documents.values() for term in made.reads or ()}
        self.digests = {term: digests.get(term, "") for term in sorted(read)}

    def to_json(self) -> str:
        """Write it, each term once."""
        places = {term: place for place, term in enumerate(self.digests)}
        asked = {query: place for place, query in enumerate(self.answers)}
        content = {
            "form": FORM,
            "madeBy": self.made_by,
            "source": self.source,
            "terms": self.digests,
            "answers": self.answers,
            "documents": {
                path: [
                    made.files,
                    None if made.reads is None else sorted(places[term] for term in made.reads),
                    [asked[each] for each in made.queries],
                    made.context,
                    made.status,
                ]
                for path, made in self.documents.items()
            },
            "hosting": self.hosting,
        }
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def read_record(folder: Path) -> Record:
    """Read what is known of a folder; an empty record where nothing was published there."""
    path = folder / RECORD
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["form"] == FORM:
            return of_json(content)
    except FileNotFoundError:
        return Record()
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        pass
    raise RefusedError(
        Text(
            f"{path}: 이 판의 gjgraph가 쓴 기록이 아니거나 망가졌습니다. {folder}를 지우고 다시 펴내세요.",
            f"{path} is broken, or of another version of gjgraph. Remove {folder}, and publish anew.",
        )
    )


def of_json(content: dict[str, Any]) -> Record:
    """Read what `to_json` wrote."""
    terms, asked = list(content["terms"]), list(content["answers"])
    documents = {}
    for path, (files, reads, queries, context, status) in content["documents"].items():
        known = None if reads is None else frozenset(map(terms.__getitem__, reads))
        documents[path] = Made(states(files), known, tuple(asked[each] for each in queries), context, status)
    return Record(
        content["madeBy"],
        content.get("source", ""),
        documents,
        states(content["hosting"]),
        content["terms"],
        content["answers"],
    )


def states(files: Mapping[str, Iterable[Any]]) -> dict[str, FileState]:
    """Read the states of files."""
    return {place: FileState(*state) for place, state in files.items()}
