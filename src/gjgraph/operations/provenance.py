"""The history as PROV-O: an account of each commit, for a graph that SPARQL can ask and for feeds.

Mail addresses stay in git: an account names people, and nothing more.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from urllib.parse import quote

from gjgraph.core.terms import DCTERMS, PREFIXES, RDFS, TYPE, XSD, Literal, NamedNode, Quad, Triple
from gjgraph.operations.commits import Entry, message_of
from gjgraph.storage.commit import message_parts
from gjgraph.storage.repository import Commit, Repository
from gjgraph.storage.workspace import GRAPH_FOLDERS, Workspace

PROV = PREFIXES["prov"]
GRAPH = "history"
"""The name of the derived graph that has the accounts."""
MOST_COMMITS = 10_000
"""Commits that a server has accounts of in its index: the latest."""


@dataclass(frozen=True)
class Account:
    """What is known of a commit."""

    commit: str
    parent: str | None
    """The version before, among those that changed a graph."""
    author: str
    when: datetime
    subject: str
    body: str
    graphs: tuple[str, ...]


def prov(name: str) -> NamedNode:
    """Name a term of PROV-O."""
    return NamedNode(PROV + name)


def activity_of(commit: str, base: str) -> NamedNode:
    """Name what was done by a commit."""
    return NamedNode(f"{base}history/{commit}")


def version_of(commit: str, base: str) -> NamedNode:
    """Name the version that a commit led to."""
    return NamedNode(f"{base}version/{commit}")


def agent_of(name: str, base: str) -> NamedNode:
    """Name somebody who commits."""
    # Letters of any script stand in an IRI as they are (RFC 3987 §2.2), so that it's the one asked for.
    path = "".join(each if each.isalnum() else quote(each, safe="") for each in name)
    return NamedNode(f"{base}agent/{path}")


def account_of(repository: Repository, workspace: Workspace, commit: Commit) -> Account:
    """Give an account of a commit."""
    parent = repository.parent(commit)
    graphs = tuple(map(workspace.addresses.graph_of_file, repository.changed_paths(parent, commit.id)))
    before = last_change(repository, parent)
    return Account(commit.id, before, commit.author.name, commit.when, commit.subject, commit.body, graphs)


def triples_of(account: Account, base: str, is_new: bool = True) -> Iterator[Triple]:
    """Write an account in PROV-O; `is_new` tells whether its author is to be introduced."""
    activity, version = activity_of(account.commit, base), version_of(account.commit, base)
    agent = agent_of(account.author, base)
    # In UTC, as the store writes times: what goes in comes out the same.
    when = Literal(
        account.when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=NamedNode(XSD + "dateTime")
    )
    yield Triple(activity, TYPE, prov("Activity"))
    yield Triple(activity, NamedNode(RDFS + "label"), Literal(account.subject))
    if account.body:
        yield Triple(activity, NamedNode(DCTERMS + "description"), Literal(account.body))
    yield Triple(activity, prov("startedAtTime"), when)
    yield Triple(activity, prov("endedAtTime"), when)
    yield Triple(activity, prov("wasAssociatedWith"), agent)
    yield Triple(activity, prov("generated"), version)
    for graph in account.graphs:
        yield Triple(activity, prov("influenced"), NamedNode(graph))
    if is_new:
        yield Triple(agent, TYPE, prov("Agent"))
        yield Triple(agent, NamedNode(RDFS + "label"), Literal(account.author))
    yield Triple(version, TYPE, prov("Entity"))
    if account.parent:
        before = version_of(account.parent, base)
        yield Triple(activity, prov("used"), before)
        yield Triple(version, prov("wasDerivedFrom"), before)


def history_graph(
    workspace: Workspace, accounts: Iterable[Account], known: Container[str] = ()
) -> frozenset[Quad]:
    """Put accounts into the derived graph of the history, which has `known` authors already."""
    graph, base = NamedNode(workspace.addresses.derived_graph(GRAPH)), workspace.addresses.base
    return frozenset(
        Quad(triple.subject, triple.predicate, triple.object, graph)
        for account in accounts
        for triple in triples_of(account, base, account.author not in known)
    )


def accounts_of(repository: Repository, workspace: Workspace, head: str | None = None) -> list[Account]:
    """Give an account of every commit that changed a graph, of the latest where there are very many.

    Up to the current commit, or to `head`.
    """
    listed = {each.id: each for each in repository.log(limit=MOST_COMMITS, head=head)}
    if len(listed) < MOST_COMMITS:
        # The feed has merges too that brought only what another side had already.
        listed = {each.id: each for each in repository.mainline(head=head)} | listed
    return [account_of(repository, workspace, each) for each in listed.values()]


def last_change(repository: Repository, name: str | None) -> str | None:
    """Find the commit that a version has its graphs from: the last one up to it that changed any."""
    folders = [PurePosixPath(folder) for folder in GRAPH_FOLDERS]
    while name:
        commit = repository.commit_at(name)
        parents = repository.parents(commit)
        same = [each for each in parents if not repository.differ(each, commit, folders)]
        if not same:
            return name if parents or repository.differ(None, commit, folders) else None
        name = str(same[0].id)
    return None


def new_accounts(
    workspace: Workspace, entries: Sequence[Entry], ids: Sequence[str], before: str | None, when: datetime
) -> list[Account]:
    """Give an account of each commit that was just made of an edit, one on the other."""
    accounts = []
    for entry, commit in zip(entries, ids, strict=True):
        subject, body, _ = message_parts(message_of(entry, workspace))
        graphs = tuple(sorted(entry.change.graphs()))
        accounts.append(Account(commit, before, entry.author.name, when, subject, body, graphs))
        before = commit
    return accounts
