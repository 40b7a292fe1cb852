"""Editing a workspace that is served: edits queue up, pass the gate one by one, and are committed in groups.

While a group is being written to disk, the edits behind it are tried on what it will have been. Should
the disk refuse, they fail with it: nothing was said to be done that isn't.
"""

import asyncio
import secrets
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from gjgraph.core.author import Author
from gjgraph.core.change import Change
from gjgraph.core.edits import Accepted, Judged
from gjgraph.core.errors import (
    BusyError,
    CommittedError,
    ConflictError,
    GjgraphError,
    LimitError,
    MovedError,
    RefusedError,
)
from gjgraph.core.terms import NamedNode
from gjgraph.core.text import Text
from gjgraph.engine.process import EngineProcess
from gjgraph.engine.trial import WorkingCopy
from gjgraph.operations.commits import Entry, Files
from gjgraph.operations.describe import changed
from gjgraph.operations.proposals import Proposal, Tried
from gjgraph.operations.provenance import Account, history_graph, last_change, new_accounts
from gjgraph.operations.snapshots import Facts
from gjgraph.storage.repository import Repository
from gjgraph.storage.workspace import Workspace

GROUP = 32
"""Edits that are committed together at most."""
REMEMBERED = 4096
"""Edits whose subjects are remembered, to tell whether one was made on what has changed since."""


@dataclass(frozen=True)
class Unless:
    """What an edit rests on: a version, as far as a graph or a thing is concerned; `None` for all of it."""

    versions: tuple[str, ...]
    """Any of these is right."""
    graph: str | None = None
    thing: str | None = None


@dataclass
class Submission:
    """An edit that somebody sent."""

    proposal: Proposal
    author: Author
    message: str
    way: str
    unless: Unless | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of an edit that could be judged."""

    verdict: Judged
    version: str
    """The current version; that of the edit's commit, if there is one."""
    is_committed: bool = False
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Pending:
    """An edit that was accepted and isn't committed yet."""

    submission: Submission
    verdict: Accepted
    tried: Tried
    done: asyncio.Future[Outcome]


@dataclass
class Step:
    """One edit in the row that led to the present."""

    change: Change
    marks: set[str]
    """The names of the version after it."""


class Editor:
    """Takes edits one after the other, from a server's start to its end."""

    def __init__(
        self,
        workspace: Workspace,
        repository: Repository,
        engine: Callable[[], EngineProcess],
        publish: Callable[[Change, Facts], None],
        reload: Callable[[], Awaitable[Text | None]],
        limits: tuple[float, int],
    ) -> None:
        self.workspace = workspace
        self.repository = repository
        self.engine = engine
        self.publish = publish
        self.reload = reload
        self.seconds, self.most_waiting = limits
        self.files = Files(workspace, lambda path: repository.file_at(self.version, path))
        self.copy: WorkingCopy | None = None
        self.unseen = 0
        """Statements of the history that came since the working copy was forked, which knows none of them."""
        self.waiting: deque[tuple[Submission, asyncio.Future[Outcome]]] = deque()
        self.pending: deque[Pending] = deque()
        self.more = asyncio.Event()
        self.accepted = asyncio.Event()
        self.settled = asyncio.Event()
        self.settled.set()
        self.steps: deque[Step] = deque(maxlen=REMEMBERED)
        self.most = GROUP
        """Edits that are committed together at most; one by one where a group failed."""
        self.writing = asyncio.Lock()
        """Held while edits are committed and published, and while the workspace is read anew."""
        self.counts: dict[str, int] = {"accepted": 0, "rejected": 0, "conflict": 0, "commits": 0, "groups": 0}
        self.use_version()

    @property
    def version(self) -> str:
        """The version that is served, and so the one that working copies are forked of."""
        version: str = self.engine().facts.version
        return version

    def use_version(self) -> None:
        """Go on from what the engine serves now: what isn't committed yet is judged anew, on that."""
        self.drop_copy()
        self.forget_steps()
        self.waiting.extendleft((each.submission, each.done) for each in reversed(self.pending))
        self.pending.clear()
        self.more.set()
        facts = self.engine().facts
        if not (self.steps and facts.version in self.steps[-1].marks):
            self.steps.clear()
            self.steps.append(Step(Change(), {facts.version}))
        self.steps[-1].marks.add(facts.instance)

    def drop_copy(self) -> None:
        """Try no more in the present copy."""
        if self.copy:
            self.copy.kill()
        self.copy = None

    async def submit(self, submission: Submission) -> Outcome:
        """Have an edit judged, and if it is accepted and meant, committed."""
        if len(self.waiting) >= self.most_waiting:
            raise BusyError(
                Text(
                    "기다리는 편집이 너무 많습니다. 잠시 뒤에 다시 보내 주세요.",
                    "Too many edits wait. Send it again in a little while.",
                ),
                "edits_waiting",
            )
        done: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self.waiting.append((submission, done))
        self.more.set()
        return await done

    async def run(self) -> None:
        """Judge and commit, until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.judge_all())
                tasks.create_task(self.commit_all())
        finally:
            self.drop_copy()

    # Judging

    async def judge_all(self) -> None:
        """Judge what waits, one after the other."""
        while True:
            while not self.waiting:
                self.more.clear()
                await self.more.wait()
            submission, done = self.waiting.popleft()
            if done.done():
                continue  # whoever sent it has left
            try:
                await self.judge(submission, done)
            except GjgraphError as error:
                fail(done, error)
            except Exception as error:
                self.drop_copy()
                fail(done, error)

    async def judge(self, submission: Submission, done: asyncio.Future[Outcome]) -> None:
        """Try one edit; what is accepted goes on to be committed."""
        while True:
            if not self.pending and self.settled.is_set():
                await self.catch_up()
            if submission.unless:
                self.demand(submission.unless)
            copy = await self.usable_copy()
            try:
                tried: Tried = await copy.ask(submission.proposal, self.seconds)
            except Exception:
                if copy is self.copy:
                    raise
            # Where the copy was dropped meanwhile, what it had didn't come to be: judged once more.
            if copy is self.copy:
                break
        verdict = tried.verdict
        if not isinstance(verdict, Accepted):
            self.counts["rejected"] += 1
            resolve(done, Outcome(verdict, self.version, seconds=dict(verdict.seconds)))
        elif not submission.proposal.is_kept or not verdict.change:
            resolve(done, Outcome(verdict, self.version, seconds=dict(verdict.seconds)))
        else:
            self.steps.append(Step(verdict.change, set()))
            self.settled.clear()
            self.pending.append(Pending(submission, verdict, tried, done))
            self.accepted.set()
            if verdict.is_structural:
                await self.settled.wait()

    async def usable_copy(self) -> WorkingCopy:
        """Give the working copy, a new one where it is lost or worn."""
        while self.copy is None or not self.copy.is_alive or (self.copy.is_worn() and self.settled.is_set()):
            await self.settled.wait()
            self.drop_copy()
            engine = self.engine()
            copy = await WorkingCopy.fork(engine)
            if engine is self.engine():
                self.copy, self.unseen = copy, 0
            else:
                copy.kill()
        return self.copy

    async def catch_up(self) -> None:
        """See to it that what is served is what the repository has; refuse to edit anything else."""
        if await asyncio.to_thread(self.repository.head) == self.version:
            return
        async with self.writing:
            reason = await self.reload()
        if reason:
            raise RefusedError(
                Text(
                    f"지금의 파일을 읽을 수 없어 고칠 수 없습니다. {reason.ko}",
                    f"The files can't be read as they are, so nothing can be edited now. {reason.en}",
                )
            )
        if await asyncio.to_thread(self.repository.head) != self.version:
            edited = await asyncio.to_thread(self.repository.uncommitted)
            listed = ", ".join(map(str, edited[:5]))
            raise RefusedError(
                Text(
                    f"커밋하지 않은 수정이 있어 지금은 읽기만 할 수 있습니다: {listed}. "
                    "‘gjgraph commit’으로 커밋하거나 되돌리세요.",
                    f"There are changes that aren't committed, so nothing can be edited now: {listed}. "
                    "Commit them ('gjgraph commit') or take them back.",
                )
            )

    async def served(self) -> None:
        """Wait until what was accepted by now is served, or won't be: whoever reads then, reads all of it."""
        waiting = [each.done for each in self.pending]
        async with self.writing:
            pass  # the group that was being written
        if waiting:
            await asyncio.wait(waiting)

    def demand(self, unless: Unless) -> None:
        """Refuse an edit that rests on what isn't so any more."""
        for step in reversed(self.steps):
            if step.marks & set(unless.versions):
                return
            if concerns(step.change, unless):
                break
        self.counts["conflict"] += 1
        raise ConflictError(
            Text(
                f"그 사이에 바뀌었습니다. 지금의 판: {self.version}. 다시 읽고 고치세요.",
                f"It has changed meanwhile. The current version is {self.version}: read it again, then edit.",
            )
        )

    # Committing

    async def commit_all(self) -> None:
        """Commit what was accepted, all of it that is there at a time."""
        while True:
            while not self.pending:
                self.settled.set()
                self.accepted.clear()
                await self.accepted.wait()
            async with self.writing:
                group = [self.pending.popleft() for _ in range(min(self.most, len(self.pending)))]
                try:
                    if group:
                        await self.commit(group)
                        self.most = GROUP
                except (LimitError, RefusedError) as error:
                    # One of them is to blame, and not the others: each is tried anew, by itself.
                    if len(group) == 1:
                        fail(group[0].done, error)
                    else:
                        self.pending.extendleft(reversed(group))
                    self.most = 1
                    self.use_version()
                except Exception as error:
                    # What was tried on top of these rests on nothing now.
                    for each in [*group, *self.pending]:
                        fail(each.done, error)
                    self.pending.clear()
                    self.drop_copy()
                    self.forget_steps()

    def forget_steps(self) -> None:
        """Forget the edits that were tried and didn't come to be."""
        while self.steps and not self.steps[-1].marks:
            self.steps.pop()
        self.files.forget()

    async def commit(self, group: list[Pending]) -> None:
        """Commit a group of edits, and have them served."""
        entries = [
            Entry(each.verdict.change, each.submission.author, each.submission.message, each.submission.way)
            for each in group
        ]
        began = time.perf_counter()
        try:
            ids, accounts = await asyncio.to_thread(self.write, entries)
        except MovedError:
            raise ConflictError(
                Text(
                    "다른 프로그램이 저장소를 바꾸었습니다. 바뀐 것은 없습니다. 다시 보내 주세요.",
                    "Another program changed the repository meanwhile. Nothing was changed; send it again.",
                )
            ) from None
        except CommittedError:
            await self.reload()
            raise
        committed = time.perf_counter()
        instance = secrets.token_hex(8)
        unnamed = (step for step in self.steps if not step.marks)
        for step, commit in zip(unnamed, ids, strict=False):
            step.marks.add(commit)
            last = step
        last.marks.add(instance)
        self.counts["commits"] += len(ids)
        self.counts["groups"] += 1
        self.counts["accepted"] += len(ids)
        if any(each.verdict.is_structural for each in group):
            await self.reload()
        else:
            try:
                self.serve(group, accounts, ids[-1], instance)
            except OSError:
                # The engine is gone: what is committed is committed, and is read from the files.
                await self.reload()
        published = time.perf_counter()
        for each, commit in zip(group, ids, strict=True):
            parts = {"commit": committed - began, "publish": published - committed}
            resolve(each.done, Outcome(each.verdict, commit, True, {**each.verdict.seconds, **parts}))

    def serve(self, group: list[Pending], accounts: list[Account], version: str, instance: str) -> None:
        """Have a group of edits served that was committed; OSError where the engine is gone."""
        whole, plans, facts = Change(), None, self.engine().facts
        for each in group:
            whole = whole.then(each.verdict.change).then(each.verdict.derived)
            plans = each.tried.plans or plans
        history = history_graph(self.workspace, accounts, facts.authors)
        self.unseen += len(history)
        whole = whole.then(Change(history))
        contents = changed(facts.contents, whole, group[-1].tried.triples + self.unseen, plans)
        authors = facts.authors | {account.author for account in accounts}
        paths = frozenset().union(*(each.tried.touched for each in group))
        facts.dates.follow(paths, accounts[-1].when)
        marks = {"version": version, "instance": instance}
        self.publish(whole, replace(facts, **marks, contents=contents, authors=authors))

    def write(self, entries: list[Entry]) -> tuple[list[str], list[Account]]:
        """Write a group of edits to disk; give their commits, and an account of each."""
        now = datetime.now(UTC)
        before = last_change(self.repository, self.version)
        ids = self.repository.commit(self.files.commits(entries, now), self.version)
        return ids, new_accounts(self.workspace, entries, ids, before, now)


def concerns(change: Change, unless: Unless) -> bool:
    """Tell whether a change touches what an edit rests on."""
    quads = change.added | change.removed
    if unless.graph is not None:
        return any(quad.graph_name == NamedNode(unless.graph) for quad in quads)
    if unless.thing is not None:
        return any(quad.subject == NamedNode(unless.thing) for quad in quads)
    return bool(quads)


def resolve(done: asyncio.Future[Outcome], outcome: Outcome) -> None:
    """Tell who waits, if anybody does."""
    if not done.done():
        done.set_result(outcome)


def fail(done: asyncio.Future[Outcome], error: Exception) -> None:
    """Tell who waits what went wrong, if anybody does."""
    if not done.done():
        done.set_exception(error)
