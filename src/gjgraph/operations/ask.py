"""Ready questions: a query with a name, whose parameters are bound as terms."""

import difflib
from collections.abc import Mapping

from gjgraph.core.errors import UnknownNameError
from gjgraph.core.header import QueryFile
from gjgraph.core.parameters import bind_all
from gjgraph.core.text import Text
from gjgraph.engine.index import Answer
from gjgraph.engine.results import part
from gjgraph.operations.dataset import Dataset
from gjgraph.storage.queries import read_queries, read_query
from gjgraph.storage.workspace import Workspace


def questions(workspace: Workspace) -> dict[str, QueryFile]:
    """List the ready questions of a workspace by name."""
    return read_queries(workspace, "questions")


def question(workspace: Workspace, name: str) -> QueryFile:
    """Find a question by its name, or by its id (`CQ05`)."""
    for path in workspace.query_files("questions"):
        if path.stem == name:
            return read_query(path)
    return find_question(questions(workspace), name, "gjgraph questions")


def find_question(known: Mapping[str, QueryFile], name: str, listing: str) -> QueryFile:
    """Find one of some questions by its name or its id.

    UnknownNameError names those that are like it, and `listing`, where all of them are.
    """
    if name in known:
        return known[name]
    for each in known.values():
        if each.id == name:
            return each
    near = ", ".join(difflib.get_close_matches(name, known, n=3, cutoff=0.4))
    raise UnknownNameError(
        Text(
            f"‘{name}’라는 질문은 없습니다." + (f" 비슷한 것: {near}." if near else "") + f" 목록: {listing}",
            f"There is no question '{name}'." + (f" Similar: {near}." if near else "") + f" List: {listing}",
        )
    )


def ask(dataset: Dataset, asked: QueryFile, arguments: Mapping[str, str]) -> Answer:
    """Answer a question; the columns of its parameters are left out of the answer."""
    known = {parameter.name: parameter for parameter in asked.parameters}
    bound = bind_all(asked, arguments, dataset.index.base, mark="--")
    return part(dataset.index.query(asked.text, bound), without=known)[0]
