"""Ready questions: a query with a name, whose parameters are bound as terms."""

import difflib
from collections.abc import Mapping

from gjgraph.core.errors import UnknownNameError
from gjgraph.core.header import Parameter, QueryFile
from gjgraph.core.terms import Literal, NamedNode
from gjgraph.core.text import Text
from gjgraph.engine.index import Answer
from gjgraph.engine.results import part
from gjgraph.operations.dataset import Dataset
from gjgraph.storage.queries import read_queries, read_query
from gjgraph.storage.workspace import Workspace

TYPE_NAMES = {
    "integer": Text("정수를", "an integer"),
    "string": Text("글을", "a text"),
    "iri": Text("주소(IRI)를", "an address (IRI)"),
}


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


def bind_all(
    asked: QueryFile, arguments: Mapping[str, str], base: str, mark: str = ""
) -> dict[str, NamedNode | Literal]:
    """Make terms of the arguments of a question, and of the defaults of the others.

    UnknownNameError says what is wrong with one; `mark` stands before the names of parameters there.
    """
    for name in arguments:
        if name not in {parameter.name for parameter in asked.parameters}:
            raise unknown_parameter(asked, name, mark)
    terms = {each.name: bind(each, arguments, base, mark) for each in asked.parameters}
    return {name: term for name, term in terms.items() if term is not None}


def bind(
    parameter: Parameter, arguments: Mapping[str, str], base: str, mark: str
) -> NamedNode | Literal | None:
    """Make a term of what was given for a parameter, or of its default."""
    given = arguments.get(parameter.name, parameter.default)
    if given is None:
        return None
    term = parameter.bind(given, base)
    if term is None:
        kind = TYPE_NAMES[parameter.type]
        raise UnknownNameError(
            Text(
                f"{mark}{parameter.name}에는 {kind.ko} 주어야 합니다. 준 것: {given}",
                f"{mark}{parameter.name} takes {kind.en}; given: {given}",
            )
        )
    return term


def unknown_parameter(asked: QueryFile, name: str, mark: str) -> UnknownNameError:
    """Say which parameters a question does have."""
    known = ", ".join(f"{mark}{parameter.name}" for parameter in asked.parameters)
    return UnknownNameError(
        Text(
            f"질문 {asked.name}에는 {mark}{name} 매개변수가 없습니다."
            + (f" 있는 것: {known}" if known else ""),
            f"The question {asked.name} has no parameter {mark}{name}."
            + (f" It has: {known}" if known else ""),
        )
    )
