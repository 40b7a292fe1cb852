"""What the parameters of a question can take, found by asking: for those who choose instead of typing."""

import json
from collections.abc import Callable, Mapping

from gjgraph.core.errors import BusyError, GjgraphError
from gjgraph.core.header import Parameter, QueryFile
from gjgraph.core.parameters import bind_all
from gjgraph.core.terms import Literal, NamedNode
from gjgraph.engine.query import Options, Query, limited
from gjgraph.engine.worker import CHOICES
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.publication.answers.form import Choices
from gjgraph.publication.examples import form_of

SECONDS = 1.0
"""What finding them may take; a form is shown without them after that."""


def terms(asked: QueryFile, given: Mapping[str, str], base: str) -> tuple[tuple[str, str, str], ...]:
    """Make terms of what was given, and of the defaults of what wasn't, as options have them."""
    bound = bind_all(asked, given, base)
    return tuple(map(packed, bound, bound.values()))


def packed(name: str, term: NamedNode | Literal) -> tuple[str, str, str]:
    """Write a variable that is bound as options have it."""
    return name, term.value, term.datatype.value if isinstance(term, Literal) else ""


class ChoiceFinder:
    """Finds what parameters can take, and keeps in mind where that takes too long."""

    def __init__(self, desk: Desk, base: str) -> None:
        self.desk = desk
        self.base = base
        self.instance = ""
        self.hopeless: set[Query] = set()

    async def find(self, asked: QueryFile, client: str) -> dict[str, Choices]:
        """Find the choices for each parameter of a question that has any."""
        if self.instance != self.desk.answers.instance:
            self.instance = self.desk.answers.instance
            self.hopeless.clear()
        found = {each.name: await self.look(asked, each, client) for each in asked.parameters}
        return {name: choices for name, choices in found.items() if choices}

    async def look(self, asked: QueryFile, parameter: Parameter, client: str) -> Choices:
        """Ask for what a parameter can take."""
        query = self.query(asked, parameter)
        if query is None or query in self.hopeless:
            return ()
        seconds = min(SECONDS, self.desk.settings.time)
        try:
            answer = await self.desk.answers.get(query, client, seconds, never)
            body = b"".join([chunk async for chunk in self.desk.answers.whole(query, answer)])
        except BusyError:
            return ()
        except GjgraphError:
            self.hopeless.add(query)
            return ()
        choices: Choices = json.loads(body)
        return choices

    def query(self, asked: QueryFile, parameter: Parameter) -> Query | None:
        """Say what to ask: a column of another question, else the question itself with nothing given.

        The query projects its parameters, so what it gives for one is what it has answers for.
        """
        source = parameter.choices
        other = self.desk.pages.facts.questions.get(source.question) if source else None
        if source and other:
            options = Options((CHOICES,), terms(other, {}, self.base), columns=(source.value, source.name))
            text = other.query
        elif form_of(asked) == "select":
            options = Options((CHOICES,), columns=(parameter.name,))
            text = asked.query
        else:
            return None
        settings = self.desk.settings
        return Query(text, limited(options, False, settings.rows, settings.answer_mb << 20))


def never(leave: Callable[[], None]) -> None:
    """Wait for an answer whether its reader has left or not: others will want it."""
