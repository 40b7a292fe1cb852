"""Undoing: the edit that takes a commit back, and what stands in its way."""

from gjgraph.core.edits import QuadsEdit
from gjgraph.core.errors import RefusedError
from gjgraph.core.terms import Quad
from gjgraph.core.text import Text
from gjgraph.core.turtle import has_blank_nodes
from gjgraph.operations.history import Revision, of_files
from gjgraph.operations.statements import Naming, in_words
from gjgraph.storage.repository import Repository
from gjgraph.storage.workspace import Workspace

MOST_NAMED = 3


def reverting(undone: Revision) -> tuple[QuadsEdit, str]:
    """Give the edit that takes a commit back, with a message; what makes that impossible is refused."""
    change, commit = undone.difference.change, undone.commit
    short = commit.id[:10]
    if undone.difference.unread:
        file = undone.difference.unread[0].file
        raise RefusedError(
            Text(
                f"{short}: 그때의 {file}을(를) 읽을 수 없어 되돌릴 수 없습니다. ‘git revert’로 되돌리세요.",
                f"{short} can't be taken back here: {file} can't be read as it was. Use 'git revert'.",
            )
        )
    if not change:
        raise RefusedError(
            Text(
                f"{short}: 진술을 바꾸지 않은 커밋이라 되돌릴 것이 없습니다.",
                f"{short} changed no statement: there is nothing to take back.",
            )
        )
    if any(has_blank_nodes(triple) for triple in change.triples()):
        raise RefusedError(
            Text(
                f"{short}: 빈 노드가 든 진술을 바꾼 커밋이라 여기서는 되돌릴 수 없습니다. "
                "‘git revert’ 뒤에 ‘gjgraph validate’.",
                f"{short} changed statements with blank nodes, which can't be taken back here: "
                "'git revert', then 'gjgraph validate'.",
            )
        )
    inverse = change.inverse()
    added, removed = inverse.to_bytes()
    return QuadsEdit(added, removed), f'Revert "{commit.subject}"\n\nThis reverts commit {commit.id}.'


def clashes(repository: Repository, workspace: Workspace, undone: Revision) -> list[Quad]:
    """List the statements of a commit that aren't any more as it left them, by the current version."""
    change = undone.difference.change
    head = repository.head()
    paths = [workspace.addresses.file_of_graph(graph) for graph in sorted(change.graphs())]
    now = of_files(workspace, [(path, None, repository.file_at(head, path)) for path in paths]).change.added
    return sorted((change.added - now) | (change.removed & now), key=str)


def clash_message(found: list[Quad], name: Naming) -> Text:
    """Say which statements keep a commit from being taken back."""
    more = len(found) - MOST_NAMED
    listed = [in_words(quad, True, name).text for quad in found[:MOST_NAMED]]
    ko = "; ".join(each.ko for each in listed) + (f" 외 {more}건" if more > 0 else "")
    en = "; ".join(each.en for each in listed) + (f" and {more} more" if more > 0 else "")
    return Text(
        f"그 뒤에 같은 곳이 다시 바뀌어서 되돌릴 수 없습니다. 바뀐 것은 없습니다: {ko}",
        f"The same place was changed again since, so nothing was taken back: {en}",
    )
