"""The pages of the ready questions: the form, the answer, and the addresses of it in every shape."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from starlette.requests import Request

from gjgraph.core.header import QueryFile
from gjgraph.core.text import Language, Text
from gjgraph.interfaces.http.asking import Fields
from gjgraph.interfaces.http.documents import address_of
from gjgraph.interfaces.http.pages import Pages
from gjgraph.interfaces.http.problems import ProblemError
from gjgraph.interfaces.http.questions.formats import exports
from gjgraph.publication.answers.form import (
    Choices,
    Problems,
    empty_value,
    fields,
    is_empty,
    not_among,
    wrong_value,
)
from gjgraph.publication.answers.snippets import snippets
from gjgraph.publication.answers.table import table
from gjgraph.publication.answers.view import View, view_of
from gjgraph.publication.examples import form_of, standalone
from gjgraph.publication.questions import LIST

KEPT = ("sort", "version")
"""What an address says besides parameters that goes for the answer in every format."""
PLAIN = re.compile(r"https?://(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::[0-9]+)?/[\w./~-]*", re.ASCII)
"""The address of a server, with no letter that means anything to a shell or to a string."""
LONGEST_LINK = 6000
"""Letters of an address that every server takes."""


@dataclass(frozen=True)
class QuestionPage:
    """Writes the page of a question for one request."""

    pages: Pages
    asked: QueryFile
    sent: Fields
    """All that the request's address says."""
    given: Mapping[str, str]
    """The parameters that it gives."""
    choices: Mapping[str, Choices]
    reader: Language
    address: str
    """Where this server is, as the client reached it."""

    def write(self, body: bytes, links: Mapping[str, str]) -> str:
        """Write it with the answer; `links` lead to the pages of its rows."""
        base = self.pages.workspace.addresses.base
        shown = table(
            json.loads(body),
            self.asked,
            self.reader,
            lambda iri: self.pages.href(iri, self.reader),
            self.sorted_by,
            self.sent.get("sort", [""])[0],
        )
        view = view_of(self.asked, shown, base, self.reader)
        return self.page(Problems(), view=view, pages=links, **self.ways(view))

    def refuse(self, problems: Problems) -> str:
        """Write it with what is wrong, and no answer."""
        return self.page(problems, view=None, pages={})

    def page(self, problems: Problems, **values: object) -> str:
        """Fill the template."""
        form = fields(self.asked, self.given, self.choices, problems, self.reader)
        other: Language = "en" if self.reader == "ko" else "ko"
        whole = [each.in_language(self.reader) for each in problems.whole]
        hidden = [(name, value) for name in ("sort",) for value in self.sent.get(name, ()) if value]
        return self.pages.question(
            self.asked,
            self.reader,
            form=form,
            hidden=hidden,
            problems=whole,
            elsewhere=self.here(("lang", other), without=("lang",)),
            **values,
        )

    def here(self, *more: tuple[str, str], without: tuple[str, ...] = ()) -> str:
        """Give the address of this page with something else in it."""
        said = [
            (name, value) for name, values in self.sent.items() if name not in without for value in values
        ]
        # Without an extension: that would say a language too.
        return f"/{LIST}/{self.asked.name}?{urlencode([*said, *more])}"

    def sorted_by(self, column: str) -> str:
        """Give the address of the answer in another order, from its first page; a graph has none."""
        if form_of(self.asked) != "select":
            return ""
        return self.here(("sort", column), ("lang", self.reader), without=("sort", "page", "lang"))

    def ways(self, view: View) -> dict[str, object]:
        """Give the ways to take the answer along."""
        kept = [(name, self.sent[name][0]) for name in KEPT if self.sent.get(name, [""])[0]]
        said = [*self.given.items(), *kept]
        # What is passed on says what it is of, though a default may change.
        defaults = {each.name: each.default for each in self.asked.parameters if each.default is not None}
        shared = urlencode([*{**defaults, **self.given}.items(), *kept], quote_via=quote)
        # `%20` for a blank, which every program reads, where `+` is for forms alone.
        query = f"?{urlencode(said, quote_via=quote)}" if said else ""
        ending = {"graph": "ttl", "truth": "json"}.get(view.kind, "csv")
        whole = f"{self.address}{LIST}/{self.asked.name}"
        text = standalone(self.asked, self.pages.workspace.addresses.base, tuple(self.given.items()))
        asking = f"/sparql?{urlencode({'query': text, 'lang': self.reader})}"
        shape = view.kind if view.kind in ("graph", "truth") else "table"
        columns = view.table.columns
        return {
            "exports": exports(self.asked, dict(said), self.reader),
            "share": f"{whole}?{shared}" if shared else whole,
            "snippets": snippets(self.asked.name, f"{whole}.{ending}{query}", shape, columns),
            "text": text,
            "asking": asking if len(asking) <= LONGEST_LINK else "",
        }


def problems_of(
    asked: QueryFile, sent: Fields, known: frozenset[str], base: str, choices: Mapping[str, Choices]
) -> Problems:
    """Say what is wrong with what was given, to somebody who fills in a form."""
    parameters = {each.name: each for each in asked.parameters}
    wrong: dict[str, Text] = {}
    whole: list[Text] = []
    for name, values in sent.items():
        if name not in parameters:
            if name not in known:
                listed = ", ".join(parameters)
                whole.append(
                    Text(
                        f"이 질문에는 ‘{name[:60]}’이라는 값이 없습니다."
                        + (f" 있는 것: {listed}" if listed else ""),
                        f"This question takes no ‘{name[:60]}’." + (f" It takes: {listed}" if listed else ""),
                    )
                )
        elif len(values) > 1:
            wrong[name] = Text("값을 하나만 주세요.", "Give one value.")
        elif is_empty(parameters[name], values[0]):
            wrong[name] = empty_value(parameters[name])
        elif values[0] and parameters[name].bind(values[0], base) is None:
            wrong[name] = wrong_value(parameters[name], values[0])
        elif values[0] and (beyond := not_among(parameters[name], values[0], choices.get(name, ()))):
            wrong[name] = beyond
    return Problems(wrong, tuple(whole))


def reached(request: Request, base: str) -> str:
    """Give the address of the server as a client reached it, else the one that things are named by.

    It is pasted into other programs: what `Host` says must be a name, and nothing that ends a string there.
    """
    try:
        found = address_of(request)
    except ProblemError:
        return base
    return found if PLAIN.fullmatch(found) else base
