"""The engine process of the server: loads a workspace, and lets workers be forked from it.

The server runs `main` in a process of its own, with the arguments SOCKET WORKSPACE MEMORY EDITING.
"""

import contextlib
import re
import secrets
import signal
import socket
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gjgraph.core.change import Change
from gjgraph.core.errors import GjgraphError
from gjgraph.core.header import QueryFile
from gjgraph.core.terms import Literal
from gjgraph.core.text import LANGUAGES
from gjgraph.engine.copy import Judge
from gjgraph.engine.forks import hold
from gjgraph.engine.index import Index
from gjgraph.engine.messages import send_message
from gjgraph.engine.process import EngineProcess
from gjgraph.engine.results import RESULT_FORMATS, TABLE_FORMATS, serialise
from gjgraph.engine.worker import Publish
from gjgraph.operations.ask import questions
from gjgraph.operations.dataset import Dataset, load
from gjgraph.operations.dates import Dates, dates_of
from gjgraph.operations.describe import Contents, describe
from gjgraph.operations.provenance import accounts_of, history_graph
from gjgraph.publication.document import HTML, RDF_FORMATS, Context, Wanted, packed, unpacked
from gjgraph.publication.forms.form import asked_for
from gjgraph.publication.forms.forms import Forms
from gjgraph.publication.links import DOCUMENT
from gjgraph.publication.search.documents import PATH as SEARCH
from gjgraph.publication.search.wish import Wish
from gjgraph.publication.site import Site
from gjgraph.storage.queries import read_view
from gjgraph.storage.repository import Repository
from gjgraph.storage.version import content_version
from gjgraph.storage.workspace import Workspace, open_workspace

EDITING = "editing"
FULL_ID = re.compile(r"[0-9a-f]{40}", re.ASCII)
"""A version that is a commit; one that isn't is known by a shorter digest."""


@dataclass(frozen=True)
class Facts:
    """What the server knows of the data that it serves."""

    version: str
    instance: str
    """Tells this index from any other, of the same version too."""
    contents: Contents
    questions: dict[str, QueryFile]
    authors: frozenset[str] = field(default=frozenset(), kw_only=True)
    """Those whom the graph of the history knows."""
    dates: Dates = field(default_factory=Dates, kw_only=True)
    """When what each document tells last changed."""
    can_edit: bool = field(default=False, kw_only=True)
    """Whether the server takes edits of them."""

    def context(self, path: str, address: str = "", asked: str = "") -> Context:
        """Give what the document at a path depends on besides the data."""
        dates = self.dates
        return Context(
            self.version, dates.of(path), dates.issued, address, asked=asked, can_edit=self.can_edit
        )


Prepared = tuple[Facts, Index, Judge | None, Publish]
"""What an engine process tells and holds, what its working copies do with an edit, and its workers with a
document that is asked for."""


def start(workspace: Workspace, memory_mb: int, editing: bool = False) -> EngineProcess:
    """Start an engine process for a workspace; `EngineProcess.wait` tells when it is ready."""
    arguments = [str(workspace.root), str(memory_mb << 20), EDITING if editing else ""]
    return EngineProcess("gjgraph.operations.snapshots", arguments)


def load_version(workspace: Workspace) -> tuple[str, Dataset]:
    """Load a workspace, and again if it was changed meanwhile, so that the version is the content's.

    The version is the current commit's where the files are as that has them, else a digest of them.
    """
    content = content_version(workspace)
    while True:
        dataset = load(workspace)
        commit = committed_version(workspace)
        after = content_version(workspace)
        if after == content:
            return commit or content, dataset
        content = after


def committed_version(workspace: Workspace) -> str:
    """Give the commit that the files of a workspace are as; nothing where there is none."""
    repository = Repository.open(workspace.root)
    return repository.head() if repository and not repository.uncommitted() else ""


def add_history(dataset: Dataset, root: Path, head: str | None = None) -> frozenset[str]:
    """Add the graph of the history, where `root` has one; and give those whom it knows."""
    repository = Repository.open(root)
    if repository is None:
        return frozenset()
    accounts = accounts_of(repository, dataset.workspace, head)
    dataset.index.change(Change(history_graph(dataset.workspace, accounts)))
    return frozenset(account.author for account in accounts)


def add_dates(dataset: Dataset, root: Path, commit: str) -> Dates:
    """Find the dates of the documents of a commit; none where the files aren't as a commit has them."""
    repository = Repository.open(root)
    if repository is None or not FULL_ID.fullmatch(commit):
        return Dates()
    return dates_of(repository, dataset.workspace, dataset.index, commit)


def warm_up(dataset: Dataset) -> None:
    """Write an answer in every format for tables: what a writer loads when first used, no worker can."""
    view = read_view(dataset.workspace, "plan-contents")
    for each in [*RESULT_FORMATS, *TABLE_FORMATS]:
        serialise(dataset.index.query(view.text), each.name)


class Publishing:
    """What knows what a dataset publishes: its documents, and how its things are called."""

    def __init__(self, dataset: Dataset, asked: Mapping[str, QueryFile]) -> None:
        self.site = Site(dataset.workspace, dataset.index, asked)
        self.forms = Forms(dataset.index)

    def __call__(self, wanted: str) -> bytes:
        """Write a document for a pipe, what is told of it first; or what a form for editors has."""
        if self.forms.knows(wanted):
            return self.forms.write(wanted)
        return packed(self.site.write(unpacked(wanted)))

    def name(self, iri: str) -> tuple[str, str, str, str]:
        """Give a thing's name in both languages, with the languages that it is really in."""
        return self.site.pages.naming.name(iri)

    def named(self, label: Literal, column: str) -> tuple[str, str, str]:
        """Give what a label names, and its name in both languages."""
        return self.site.pages.naming.named(label, column)

    def groups(self, iris: Iterable[str]) -> list[tuple[str, str, list[str]]]:
        """Put things together by their kind, and in order."""
        return self.site.pages.naming.groups(iris)


def publishing(dataset: Dataset, asked: Mapping[str, QueryFile]) -> Publish:
    """Give what writes the documents of a dataset, with all loaded that a worker can't load."""
    publish = Publishing(dataset, asked)
    # What is loaded when first used, a worker can't load.
    thing = next((path for path in publish.site.paths() if path.startswith(DOCUMENT)), "")
    for form in (HTML, *RDF_FORMATS):
        publish.site.write(Wanted(thing, (form,)))
    # What is searched, and the names on the page that is asked for most, are read now, once for all workers.
    publish.site.write(Wanted(SEARCH, context=Context(asked=Wish("a").written())))
    for language in LANGUAGES:
        publish.site.write(Wanted("", language=language))
    publish.forms.write(asked_for(dataset.index.base + thing.replace(DOCUMENT, "id/", 1)))
    return publish


def main() -> None:
    """Load the workspace, tell, fork."""

    def prepare() -> Prepared:
        workspace = open_workspace(Path(sys.argv[2]))
        version, dataset = load_version(workspace)
        authors = add_history(dataset, workspace.root)
        contents, asked = describe(dataset), questions(workspace)
        dates, editing = add_dates(dataset, workspace.root, version), sys.argv[4] == EDITING
        instance = secrets.token_hex(8)
        facts = Facts(version, instance, contents, asked, authors=authors, dates=dates, can_edit=editing)
        warm_up(dataset)
        if not editing:
            return facts, dataset.index, None, publishing(dataset, asked)
        # Imported here: what judges edits takes long to load, and not all who load a workspace edit it.
        from gjgraph.operations.gate import Gate  # noqa: PLC0415

        gate = Gate(dataset)
        gate.warm_up()
        return facts, dataset.index, gate.try_edit, publishing(dataset, asked)

    be_engine(prepare)


def be_engine(prepare: Callable[[], Prepared]) -> None:
    """Be the engine process: tell the server what was loaded, or why it wasn't, then fork for it."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    control = socket.socket(fileno=int(sys.argv[1]))
    try:
        facts, index, judge, publish = prepare()
    except GjgraphError as error:
        with contextlib.suppress(BrokenPipeError):
            send_message(control, error.message)
        return
    try:
        send_message(control, facts)
    except BrokenPipeError:
        return  # the server is gone already
    hold(index, control, int(sys.argv[3]), judge, publish)
