"""How commits are made, so that the process may be killed and the power may fail at any moment.

1. The objects, the journal, the index and the files are written under temporary names; all are
   synchronised together; the objects and the journal get their names, their folders are synchronised.
2. Under git's own locks the files and then the index get their names, and after them the current
   branch moves, by one rename: the one moment of truth. The other way round a `git commit` of somebody
   else could see the new commit with the old index, and would take back what was committed.
3. The logs of the branch get their line; all folders are synchronised together with that of the branch.
   The journal goes.

What is right after a crash is what the current commit says: `settle` makes the files that the journal
names follow it, whichever side of the moment that is. A file that somebody edited by hand meanwhile has
neither of the two contents, and is left alone.
"""

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path, PurePosixPath

import pygit2
from pygit2.enums import ReferenceType, RepositoryState

from gjgraph.core.errors import CommittedError, GjgraphError, MovedError, RefusedError
from gjgraph.core.text import Text
from gjgraph.storage.commit import NewCommit, commit_content, log_line
from gjgraph.storage.durable import append_line, synchronise, write_whole
from gjgraph.storage.failures import disk_message
from gjgraph.storage.history import History
from gjgraph.storage.journal import Journal, Touched, read_journal
from gjgraph.storage.locks import FileLock, git_lock
from gjgraph.storage.objects import object_id
from gjgraph.storage.working import WorkingTree

GIT_WAIT = 2.0
"""How many seconds an edit waits for a git command to end."""
NOWHERE = "0" * 40
NO = ("false", "no", "off", "0")


@dataclass(frozen=True)
class Places:
    """Where things are in the folder of a git repository."""

    own: Path
    """What belongs to this working tree: HEAD and the index."""
    shared: Path
    """What all working trees of the repository share: objects and branches."""

    @property
    def folder(self) -> Path:
        """What is the product's own and in no commit: tokens, the journal, the locks."""
        return self.own / "gjgraph"

    @property
    def staging(self) -> Path:
        """Where what is to become part of the repository is written first."""
        return self.folder / "new"

    @property
    def journal(self) -> Path:
        """The journal of a commit under way."""
        return self.folder / "journal"


class Commits:
    """What it takes to commit; whoever calls it holds the lock of edits."""

    def __init__(self, history: History, places: Places, files: WorkingTree, lock: FileLock) -> None:
        self.history = history
        self.git = history.git
        self.objects = history.objects
        self.prefix = history.prefix
        self.places = places
        self.files = files
        self.lock = lock

    def make(self, commits: Sequence[NewCommit], expected: str) -> list[str]:
        """Make commits, one on the other, on the version they were made for; and give their ids."""
        self.settle()
        branch = self.branch()
        self.demand(branch, expected)
        contents = dict(chain.from_iterable(commit.files.items() for commit in commits))
        names = {str(self.prefix / path): content for path, content in contents.items()}
        try:
            touched = self.touched(names)
            made = self.prepare(commits, expected)
            journal = Journal(branch, expected, made[-1], touched, log_line(commits[-1]))
            self.write(journal, names, made)
        except CommittedError:
            raise
        except BaseException:
            # Whether the branch has moved is for the branch to say: a signal may come at any point.
            with contextlib.suppress(OSError, GjgraphError, pygit2.GitError):
                self.settle(names)
            raise
        finally:
            self.objects.new.clear()
        return made

    def branch(self) -> str:
        """Name the branch that HEAD is on, which must be ready for a commit."""
        if self.git.state() != RepositoryState.NONE:
            raise RefusedError(
                Text(
                    "git 작업(병합 등)이 끝나지 않았습니다. ‘git status’를 보고 끝내거나 취소하세요.",
                    "git is in the middle of something (a merge, say). 'git status' tells how to end it.",
                )
            )
        head = self.git.lookup_reference("HEAD")
        if head.type != ReferenceType.SYMBOLIC:
            raise RefusedError(
                Text(
                    "git이 가지 위에 있지 않습니다(detached HEAD). ‘git switch main’처럼 옮기세요.",
                    "git is on no branch (detached HEAD): commits would get lost. 'git switch main', say.",
                )
            )
        return str(head.target)

    def tip(self, branch: str) -> str:
        """Give the commit a branch is at; empty where nothing is committed yet."""
        try:
            return str(self.git.lookup_reference(branch).target)
        except KeyError:
            return ""

    def demand(self, branch: str, expected: str) -> None:
        """Refuse to go on from a version that isn't the current one."""
        if (current := self.tip(branch)) != expected:
            raise MovedError(
                Text(
                    f"판이 {expected or '없음'}에서 {current or '없음'}(으)로 바뀌었습니다.",
                    f"The current version is {current or 'none'} by now, not {expected or 'none'}.",
                )
            )

    def touched(self, names: Mapping[str, bytes | None]) -> dict[str, Touched]:
        """Tell what becomes of files, none of which may have been edited by hand."""
        tree, touched, edited = self.history.tree(), {}, []
        for name, content in names.items():
            self.files.demand_plain(PurePosixPath(name))
            was = self.objects.blob(tree, PurePosixPath(name))
            becomes = None if content is None else object_id("blob", content)
            follows = self.files.blob(name) != becomes
            if follows and not self.files.holds(name, was):
                edited.append(name)
            touched[name] = Touched(was, becomes, follows)
        if edited:
            listed = ", ".join(sorted(edited))
            raise RefusedError(
                Text(
                    f"커밋하지 않은 수정이 파일에 있습니다: {listed}. 먼저 커밋하거나 되돌리세요.",
                    f"Files have changes that aren't committed: {listed}. Commit or take them back first.",
                )
            )
        return touched

    def prepare(self, commits: Sequence[NewCommit], expected: str) -> list[str]:
        """Prepare the objects of commits, and give the ids of the commits."""
        tree, parent, made = self.history.tree(), expected, []
        for commit in commits:
            blobs = {
                (self.prefix / path).parts: None if content is None else self.objects.add("blob", content)
                for path, content in commit.files.items()
            }
            tree = self.objects.edit(tree, blobs) or self.objects.add("tree", b"")
            parent = self.objects.add("commit", commit_content(commit, tree, parent))
            made.append(parent)
        return made

    def write(self, journal: Journal, names: Mapping[str, bytes | None], made: list[str]) -> None:
        """Write what is prepared, put it in its place, and move the branch."""
        places, staging, tree = self.places, self.places.staging, self.history.tree()
        staging.mkdir(mode=0o700, exist_ok=True)
        renames, written = self.objects.write()
        folders = {path.parent for path in (*written, *(path for _, path in renames))}
        written += [temporary for temporary, _ in renames]
        for name, content in names.items():
            if content is not None and journal.touched[name].follows:
                written.append(self.files.stage(name, content))
        write_whole(staging / "journal", journal.to_bytes(), 0o600)
        write_whole(staging / "branch", f"{journal.new}\n".encode(), 0o666)
        blobs = {name: each.new for name, each in journal.touched.items()}
        stamp = self.files.stage_index(staging / "index", blobs, tree)
        synchronise([*written, *(staging / name for name in ("journal", "branch", "index"))])
        for temporary, path in renames:
            if not path.parent.is_dir():
                path.parent.mkdir()
                folders.add(places.shared / "objects")
            temporary.replace(path)
        (staging / "journal").replace(places.journal)
        synchronise([*folders, places.folder])
        ref = places.shared / journal.branch
        ours = self.lock.path
        with git_lock(self.files.index, ours, GIT_WAIT), git_lock(ref, ours, GIT_WAIT):
            self.demand(journal.branch, journal.old)
            if self.files.stamp() != stamp:
                self.files.stage_index(staging / "index", blobs, tree)
                synchronise([staging / "index"])
            # Once more: somebody may have edited a file by hand meanwhile.
            self.touched(names)
            followed = [name for name, each in journal.touched.items() if each.follows]
            for name in followed:
                self.files.put(name, journal.touched[name].new)
            (staging / "index").replace(self.files.index)
            (staging / "branch").replace(ref)
            self.finish(journal, {ref.parent, places.own, *map(self.files.folder, followed)}, made)

    def finish(self, journal: Journal, changed: set[Path], made: list[str]) -> None:
        """Write the logs, now that the branch has moved, and wait until the disk has it all."""
        try:
            logs = self.write_logs(journal)
        except (OSError, pygit2.GitError):
            # The journal stays, and they are written later.
            logs = None
        try:
            synchronise([*changed, *(logs or ())])
            if logs is not None:
                self.places.journal.unlink()
        except OSError as error:
            reason = disk_message(error)
            raise CommittedError(
                Text(
                    f"커밋은 했으나 디스크에 남는지 알 수 없으니 디스크를 살피세요. {reason.ko}",
                    f"Committed, but the disk may not keep it: look at the disk. {reason.en}",
                ),
                made,
            ) from error

    def write_logs(self, journal: Journal) -> list[Path]:
        """Write the line that git's logs of the branch and of HEAD get, unless it is there."""
        config = self.git.config
        wanted = "core.logallrefupdates" not in config or config["core.logallrefupdates"] not in NO
        logs = [self.places.shared / "logs" / journal.branch, self.places.own / "logs" / "HEAD"]
        line = f"{journal.old or NOWHERE} {journal.new} {journal.logged}"
        kept = [log for log in logs if wanted or log.exists()]
        for log in kept:
            append_line(log, line)
        return kept

    # --- After a crash

    def settle(self, names: Iterable[str] = ()) -> list[Text]:
        """Let the files follow the current commit where a commit was interrupted; say what was done.

        `names` are files beside which something may be left that no journal tells of.
        """
        journal = read_journal(self.places.journal)
        said = self.release()
        if journal:
            said += self.roll(journal)
            self.places.journal.unlink()
        for name in {*names, *(journal.touched if journal else ())}:
            self.files.discard(name)
        if self.places.staging.is_dir():
            for path in self.places.staging.iterdir():
                path.unlink()
        return said

    def release(self) -> list[Text]:
        """Remove git's locks that a killed process of ours left."""
        if not self.lock.is_linked():
            return []
        refs = (self.places.shared / "refs" / "heads").rglob("*.lock")
        stale = [
            path
            for path in (self.places.own / "index.lock", *refs)
            if path.exists() and path.samefile(self.lock.path)
        ]
        for path in stale:
            path.unlink()
        return [
            Text(f"멈춘 커밋이 남긴 잠금을 지움: {path}", f"Removed a lock that a killed commit left: {path}")
            for path in stale
        ]

    def roll(self, journal: Journal) -> list[Text]:
        """Let the files, the index and the logs that a journal names follow the current commit."""
        tree, staged = self.history.tree(), self.places.staging / "index"
        rolled, stale = [], {}
        self.places.staging.mkdir(mode=0o700, exist_ok=True)
        indexed = self.files.indexed(staged, journal.touched)
        for name, each in journal.touched.items():
            right = self.objects.blob(tree, PurePosixPath(name))
            if right not in (each.old, each.new):
                continue
            wrong = each.old if right == each.new else each.new
            if wrong == right:
                continue
            if each.follows and self.files.blob(name) == wrong:
                if right is not None:
                    synchronise([self.files.stage(name, self.objects.read(right)[1])])
                self.files.put(name, right)
                rolled.append(name)
            if indexed[name] == wrong:
                stale[name] = right
        changed = [self.files.folder(name) for name in rolled]
        if stale:
            with git_lock(self.files.index, self.lock.path, GIT_WAIT):
                self.files.stage_index(staged, stale, tree)
                synchronise([staged])
                staged.replace(self.files.index)
        if self.tip(journal.branch) == journal.new:
            with git_lock(self.places.shared / journal.branch, self.lock.path, GIT_WAIT):
                changed += self.write_logs(journal)
        synchronise([*changed, self.places.own])
        return [
            Text(
                f"중단된 커밋에 맞추어 파일을 고침: {name}",
                f"Made a file follow the commit that was interrupted: {name}",
            )
            for name in rolled
        ]
