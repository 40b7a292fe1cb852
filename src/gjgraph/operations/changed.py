"""Validation of what differs from the last commit only: it costs what the change costs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from gjgraph.core.change import Change
from gjgraph.core.locality import Locality
from gjgraph.core.report import Fault, Report, Severity, unreadable
from gjgraph.operations.dataset import build, load, rules_of
from gjgraph.operations.gate import essence, violations
from gjgraph.operations.history import Difference, open_history, since_commit
from gjgraph.operations.judge import Judge
from gjgraph.operations.validate import judge, lacking_faults, place_faults, query_faults, validate
from gjgraph.storage.files import GraphFile, read_content, read_graphs
from gjgraph.storage.queries import read_queries
from gjgraph.storage.repository import Repository
from gjgraph.storage.workspace import GRAPH_FOLDERS, Workspace
from gjgraph.validation.rules import Rules


def validate_changed(workspace: Workspace) -> Report:
    """Judge what the files of a workspace have changed since the current commit.

    All is judged where what it is judged by has changed: the ontology, the queries, a source text.
    """
    repository = open_history(workspace)
    paths = repository.uncommitted()
    found = since_commit(repository, workspace)
    if not is_local(repository, paths, found):
        return validate(workspace, map(str, paths))
    files = read_graphs(workspace)
    if lacking := lacking_faults(workspace, files):
        return Report(tuple(lacking), len(files), sum(len(file.triples) for file in files))
    return judge_change(workspace, files, found.change)


def is_local(repository: Repository, paths: Sequence[PurePosixPath], found: Difference) -> bool:
    """Tell whether some changed files can be judged by their statements alone."""
    return bool(repository.head()) and not found.unread and all(is_data(path) for path in paths)


def is_data(path: PurePosixPath) -> bool:
    """Tell whether a file is a graph of the data."""
    return path.parts[0] == "data" and path.suffix == ".ttl"


def judge_change(
    workspace: Workspace, files: Sequence[GraphFile], change: Change, is_new: bool = False
) -> Report:
    """Judge files that were read by what a change, which they have, may have touched.

    `is_new` leaves out the violations that were there before the change.
    """
    size = sum(len(file.triples) for file in files)
    faults = [fault for file in files for fault in file.faults]
    if unreadable(faults) or not change:
        return Report(tuple(faults), len(files), size)
    index = build(workspace, files).index
    # What follows from the change is what would not follow without it.
    back = change.inverse()
    index.apply_change(back)
    derived = Rules(rules_of(workspace)).follow(index, back)
    whole = back.then(derived).inverse()
    index.settle(whole.inverse())
    index.change(whole)
    judging = Judge(index, read_queries(workspace, "checks"))
    touched = judging.touched(index, whole)
    found = judging.faults(index, touched)
    if is_new and violations(found):
        index.change(whole.inverse())
        known = Counter(map(essence, violations(judging.faults(index, touched))))
        found = [fault for fault in found if not excused(fault, known)]
    return Report((*faults, *place_faults(found, files)), len(files), size)


def excused(fault: Fault, known: Counter[tuple[object, ...]]) -> bool:
    """Tell whether a violation was there before, and count it off."""
    if fault.severity is Severity.WARNING or not known[essence(fault)]:
        return False
    known[essence(fault)] -= 1
    return True


def judge_versions(
    workspace: Workspace,
    repository: Repository,
    contents: Mapping[PurePosixPath, bytes | None],
    edited: Sequence[PurePosixPath],
    found: Difference,
) -> Report:
    """Judge the current commit with some files in other contents.

    `edited` are the files that don't lie there as the commit has them.
    """
    head = repository.head()
    known = {workspace.relative(file.path): file for file in read_graphs(workspace)}
    for path in edited:
        known.pop(path, None)
        content = contents[path] if path in contents else repository.file_at(head, path) if head else None
        if content is not None and path.parts[0] in GRAPH_FOLDERS and path.suffix == ".ttl":
            graph = workspace.addresses.graph_of_file(path)
            known[path] = read_content(workspace.root / path, str(path), graph, content)
    files = [known[path] for path in sorted(known)]
    if lacking := [*lacking_faults(workspace, files), *query_faults(workspace)]:
        return Report(tuple(lacking), len(files), 0)
    if is_local(repository, list(contents), found):
        return judge_change(workspace, files, found.change, is_new=True)
    return judge(workspace, files)


def explain(workspace: Workspace) -> list[Locality]:
    """Tell of each shape and check whether an edit has it judged locally, and why not."""
    return Judge(load(workspace).index, read_queries(workspace, "checks")).explain()
