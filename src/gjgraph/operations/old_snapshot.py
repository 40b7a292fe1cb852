"""The engine process of an old version: loads it from the repository, and lets workers be forked from it.

The server runs `main` in a process of its own, with the arguments SOCKET WORKSPACE MEMORY COMMIT.
"""

import sys
from dataclasses import dataclass, replace
from pathlib import Path

from gjgraph.engine.process import EngineProcess
from gjgraph.operations.ask import questions
from gjgraph.operations.at_version import at_version
from gjgraph.operations.dataset import load
from gjgraph.operations.describe import describe
from gjgraph.operations.snapshots import (
    Facts,
    Prepared,
    add_dates,
    add_history,
    be_engine,
    publishing,
    warm_up,
)
from gjgraph.publication.document import Context
from gjgraph.storage.workspace import Workspace


@dataclass(frozen=True)
class OldFacts(Facts):
    """What the server knows of an old version that it serves."""

    workspace: Workspace
    """The workspace as it was; its files are gone."""

    def context(self, path: str, address: str = "", asked: str = "") -> Context:
        """Give what a document depends on, which says that it is of an old version."""
        return replace(super().context(path, address, asked), is_old=True)


def start_old(workspace: Workspace, memory_mb: int, commit: str) -> EngineProcess:
    """Start an engine process for a commit; `EngineProcess.wait` tells when it is ready."""
    arguments = [str(workspace.root), str(memory_mb << 20), commit]
    return EngineProcess("gjgraph.operations.old_snapshot", arguments)


def main() -> None:
    """Load a commit, tell, fork."""
    be_engine(lambda: prepare(Path(sys.argv[2]), sys.argv[4]))


def prepare(root: Path, commit: str) -> Prepared:
    """Load a commit of the repository around a workspace."""
    with at_version(root, commit) as workspace:
        dataset = load(workspace)
        add_history(dataset, root, commit)
        warm_up(dataset)
        # Whatever index of it this is, it is known by the commit: that is for good.
        asked = questions(workspace)
        dates = add_dates(dataset, root, commit)
        facts = OldFacts(commit, commit, describe(dataset), asked, workspace, dates=dates)
        publish = publishing(dataset, asked)
    return facts, dataset.index, None, publish
