"""The parameters of a question as terms: of what was given for them, and of the defaults."""

from collections.abc import Mapping

from gjgraph.core.errors import UnknownNameError
from gjgraph.core.header import Parameter, QueryFile
from gjgraph.core.terms import Literal, NamedNode
from gjgraph.core.text import Text

TYPE_NAMES = {
    "integer": Text("정수를", "an integer"),
    "string": Text("글을", "a text"),
    "iri": Text("주소(IRI)를", "an address (IRI)"),
}


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
