"""A new git repository."""

import subprocess
from pathlib import Path

from gjgraph.core.errors import UnreadableError
from gjgraph.core.text import Text


def make_repository(root: Path, hooks: str) -> None:
    """Make a folder a git repository whose hooks are in one of its own folders."""
    for command in (["init", "--quiet", "--initial-branch=main"], ["config", "core.hooksPath", hooks]):
        try:
            subprocess.run(["git", "-C", str(root), *command], check=True, capture_output=True, text=True)  # noqa: S603, S607
        except FileNotFoundError:
            raise UnreadableError(
                Text("git이 없습니다. 먼저 설치하세요.", "git is not there: install it first.")
            ) from None
        except subprocess.CalledProcessError as error:
            reason = error.stderr.strip()
            raise UnreadableError(Text(f"git: {reason}", f"git: {reason}")) from None
