"""Which commits of a repository are public: what leads to the current one, or has a tag.

What is in the repository besides, such as other branches or what was amended away, is nobody's.
"""

from collections.abc import Iterator

import pygit2

from gjgraph.storage.commit import Commit
from gjgraph.storage.history import History, unknown_version


class PublicCommits:
    """Tells which commits are public, and remembers it as long as the tips are the same."""

    def __init__(self) -> None:
        self.known: tuple[frozenset[pygit2.Oid], dict[str, bool]] = (frozenset(), {})
        """The tips, and by commit whether it leads to one, as far as that was asked."""

    def find(self, history: History, name: str) -> Commit:
        """Find a public commit as `History.resolve` does; one that isn't public isn't there."""
        found = history.resolve(name)
        if not self.has(history, history.commit_at(found.id)):
            raise unknown_version(name)
        return found

    def has(self, history: History, commit: pygit2.Commit) -> bool:
        """Tell whether a commit is public."""
        now = frozenset(tips(history))
        if now != self.known[0]:
            self.known = now, {}
        answers, name = self.known[1], str(commit.id)
        if name not in answers:
            walker = history.git.walk(None)
            for tip in now:
                walker.push(tip)
            answers[name] = any(each.id == commit.id for each in walker)
        return answers[name]


def tips(history: History) -> Iterator[pygit2.Oid]:
    """Give the commits that are public with all before them: the current one, and what has a tag."""
    git = history.git
    if head := history.head():
        yield git[head].id
    for name in git.references:
        if name.startswith("refs/tags/"):
            target = git.references[name].peel()
            if target.type_str == "commit":
                yield target.id
