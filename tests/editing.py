"""Real servers that take edits: a workspace in a repository of its own, a token, and what was sent."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from gjgraph.core.addresses import Addresses
from gjgraph.core.author import Author
from gjgraph.storage.tokens import Tokens
from tests.conftest import ROOT
from tests.servers import serving
from tests.storage.repositories import git, opened

EDITOR = Author("편집자", "editor@plan.example")


def without_rules(root: Path, base: str, graphs: Mapping[str, str]) -> Path:
    """Make a workspace that holds some graphs and no ontology: nothing follows, nothing is refused."""
    root.mkdir()
    (root / "gjgraph.toml").write_text(f'base = "{base}"\n', encoding="utf-8")
    shutil.copytree(ROOT / "queries/views", root / "queries/views")
    for graph, content in graphs.items():
        file = root / Addresses(base).file_of_graph(graph)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return root


def versioned(root: Path) -> Path:
    """Put a workspace as it is into a repository of its own; no hook has a say in it."""
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all")
    git(root, "-c", "core.hooksPath=/dev/null", "commit", "--quiet", "--message=The plan as published")
    return root


def tokens_of(root: Path) -> Tokens:
    """Give the tokens of a workspace."""
    return Tokens(opened(root).folder)


@dataclass
class Editable:
    """A server that takes edits, as one of its editors has it."""

    address: str
    root: Path
    token: str
    http: httpx.Client
    """With the editor's token."""

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:  # noqa: ANN401
        """Send a request with the token, with no Accept but the one given."""
        return self.http.request(method, path, **more)

    def update(self, text: str, /, **fields: str) -> httpx.Response:
        """Send an update."""
        headers = {"content-type": "application/sparql-update"}
        return self.send("POST", "/update", params=fields, content=text.encode(), headers=headers)

    def ask(self, pattern: str) -> bool:
        """Ask whether something is so."""
        answer = self.http.get("/sparql", params={"query": f"ASK {{ {pattern} }}", "format": "json"})
        return bool(answer.json()["boolean"])

    def head(self) -> str:
        """Give the last commit."""
        return git(self.root, "rev-parse", "HEAD")

    def state(self) -> tuple[str, str, dict[str, bytes]]:
        """Give all that an edit may change: the commit, what git thinks of the files, and their bytes."""
        files = {
            str(path.relative_to(self.root)): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and ".git" not in path.relative_to(self.root).parts
        }
        return self.head(), git(self.root, "status", "--porcelain"), files

    def audit(self) -> list[dict[str, Any]]:
        """Read the audit log."""
        lines = (opened(self.root).folder / "audit.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]


@contextmanager
def editing(root: Path, *graphs: str, **settings: int) -> Iterator[Editable]:
    """Serve a workspace in its repository, to be edited with a token for some graphs, or for all data."""
    _, secret = tokens_of(root).add(EDITOR, graphs)
    with (
        serving(root, None, editing="true", **settings) as address,
        httpx.Client(base_url=address, headers={"authorization": f"Bearer {secret}"}, timeout=60) as client,
    ):
        del client.headers["accept"]
        yield Editable(address, root, secret, client)
