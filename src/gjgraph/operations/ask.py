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
    "integer": Text("정수", "an integer"),
    "string": Text("글", "a text"),
    "iri": Text("주소(IRI)", "an address (IRI)"),
}


def questions(workspace: Workspace) -> dict[str, QueryFile]:
    """List the ready questions of a workspace by name."""
    return read_queries(workspace, "questions")


def question(workspace: Workspace, name: str) -> QueryFile:
    """Find a question by its name, or by its id (`CQ05`)."""
    for path in workspace.query_files("questions"):
        if path.stem == name:
            return read_query(path)
    return find_question(questions(workspace), name)


def find_question(known: Mapping[str, QueryFile], name: str) -> QueryFile:
    """Find one of some questions by its name or its id; UnknownNameError names those that are like it."""
    if name in known:
        return known[name]
    for each in known.values():
        if each.id == name:
            return each
    near = ", ".join(difflib.get_close_matches(name, known, n=3, cutoff=0.4))
    raise UnknownNameError(
        Text(
            f"‘{name}’라는 질문은 없습니다."
            + (f" 비슷한 것: {near}." if near else "")
            + " 목록: gjgraph questions",
            f"There is no question '{name}'."
            + (f" Similar: {near}." if near else "")
            + " List: gjgraph questions",
        )
    )


def ask(dataset: Dataset, asked: QueryFile, arguments: Mapping[str, str]) -> Answer:
    """Answer a question; the columns of its parameters are left out of the answer."""
    known = {parameter.name for parameter in asked.parameters}
    for name in arguments:
        if name not in known:
            raise unknown_parameter(asked, name)
    bound = {
        parameter.name: value
        for parameter in asked.parameters
        if (value := bind(parameter, arguments, dataset.index.base)) is not None
    }
    return part(dataset.index.query(asked.text, bound), without=known)[0]


def bind(parameter: Parameter, arguments: Mapping[str, str], base: str) -> NamedNode | Literal | None:
    """Make a term of what was given for a parameter, or of its default."""
    given = arguments.get(parameter.name, parameter.default)
    if given is None:
        return None
    term = parameter.bind(given, base)
    if term is None:
        kind = TYPE_NAMES[parameter.type]
        raise UnknownNameError(
            Text(
                f"--{parameter.name}에는 {kind.ko}을(를) 주어야 합니다. 준 것: {given}",
                f"--{parameter.name} takes {kind.en}; given: {given}",
            )
        )
    return term


def unknown_parameter(asked: QueryFile, name: str) -> UnknownNameError:
    """Say which parameters a question does have."""
    known = ", ".join(f"--{parameter.name}" for parameter in asked.parameters)
    return UnknownNameError(
        Text(
            f"질문 {asked.name}에는 --{name} 매개변수가 없습니다." + (f" 있는 것: {known}" if known else ""),
            f"The question {asked.name} has no parameter --{name}." + (f" It has: {known}" if known else ""),
        )
    )
