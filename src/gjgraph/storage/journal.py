"""The journal of a commit under way: which files it touches, and what each was and is to be.

It is there from before the branch moves until all files have followed. Which of the two versions is
right is not for it to say: that is what the current commit has.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from gjgraph.core.errors import UnreadableError
from gjgraph.core.text import Text

FORMAT = 1


@dataclass(frozen=True)
class Touched:
    """A file of a commit under way."""

    old: str | None
    """The blob it had; `None` for no file."""
    new: str | None
    follows: bool
    """Whether the file in the working tree has to change; it may have its new content already."""


@dataclass(frozen=True)
class Journal:
    """A commit under way."""

    branch: str
    old: str
    new: str
    touched: Mapping[str, Touched]
    """The files by their paths in the repository."""
    logged: str
    """The line that the log of the branch gets."""

    def to_bytes(self) -> bytes:
        """Write it as JSON."""
        return json.dumps({"format": FORMAT} | asdict(self)).encode()


def read_journal(path: Path) -> Journal | None:
    """Read the journal, if a commit is under way; it is only ever there whole."""
    try:
        content = json.loads(path.read_bytes())
        if content.pop("format") != FORMAT:
            raise ValueError
        touched = {name: Touched(**each) for name, each in content.pop("touched").items()}
        return Journal(**content, touched=touched)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UnreadableError(
            Text(
                f"{path}: 커밋 일지가 망가졌습니다. ‘git status’로 파일을 확인한 뒤 지우세요.",
                f"{path}: the journal of a commit is broken. See 'git status', then delete it.",
            )
        ) from None
