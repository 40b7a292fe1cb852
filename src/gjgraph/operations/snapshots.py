"""The engine process of the server: loads a workspace, and lets workers be forked from it.

The server runs `main` in a process of its own, with the arguments SOCKET WORKSPACE MEMORY.
"""

import contextlib
import secrets
import signal
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from gjgraph.core.errors import GjgraphError
from gjgraph.core.header import QueryFile
from gjgraph.engine.forks import hold, send_message
from gjgraph.engine.process import EngineProcess
from gjgraph.engine.results import RESULT_FORMATS, TABLE_FORMATS, serialise
from gjgraph.operations.ask import questions
from gjgraph.operations.dataset import Dataset, load
from gjgraph.operations.describe import Contents, describe
from gjgraph.storage.queries import read_view
from gjgraph.storage.version import content_version
from gjgraph.storage.workspace import Workspace, open_workspace


@dataclass(frozen=True)
class Facts:
    """What the server knows of the data that it serves."""

    version: str
    instance: str
    """Tells this index from any other, of the same version too."""
    contents: Contents
    questions: dict[str, QueryFile]


def start(workspace: Workspace, memory_mb: int) -> EngineProcess:
    """Start an engine process for a workspace; `EngineProcess.wait` tells when it is ready."""
    return EngineProcess("gjgraph.operations.snapshots", [str(workspace.root), str(memory_mb << 20)])


def load_version(workspace: Workspace) -> tuple[str, Dataset]:
    """Load a workspace, and again if it was changed meanwhile, so that the version is the content's."""
    version = content_version(workspace)
    while True:
        dataset = load(workspace)
        after = content_version(workspace)
        if after == version:
            return version, dataset
        version = after


def warm_up(dataset: Dataset) -> None:
    """Write an answer in every format for tables: what a writer loads when first used, no worker can."""
    view = read_view(dataset.workspace, "plan-contents")
    for each in [*RESULT_FORMATS, *TABLE_FORMATS]:
        serialise(dataset.index.query(view.text), each.name)


def main() -> None:
    """Load, tell, fork."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    control = socket.socket(fileno=int(sys.argv[1]))
    try:
        workspace = open_workspace(Path(sys.argv[2]))
        version, dataset = load_version(workspace)
        facts = Facts(version, secrets.token_hex(8), describe(dataset), questions(workspace))
        warm_up(dataset)
    except GjgraphError as error:
        with contextlib.suppress(BrokenPipeError):
            send_message(control, error.message)
        return
    try:
        send_message(control, facts)
    except BrokenPipeError:
        return  # the server is gone already
    hold(dataset.index, control, int(sys.argv[3]))
