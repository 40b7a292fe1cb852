"""All that forms ask of an index: the form of a thing, and what it takes to begin a plan."""

import json
from dataclasses import asdict
from typing import Any

from gjgraph.core.text import Text
from gjgraph.engine.index import Index
from gjgraph.publication.forms.form import ASKED, PLAN_ASKED, Maker
from gjgraph.publication.forms.model import Form
from gjgraph.publication.forms.plans import About, Plans
from gjgraph.publication.things.names import Names


class Forms:
    """Makes the forms of an index, as it is at that moment."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.names = Names(index)
        self.maker = Maker(index, self.names)

    def knows(self, wanted: str) -> bool:
        """Tell whether a text asks for a form."""
        return wanted.startswith((ASKED, PLAN_ASKED))

    def write(self, wanted: str) -> bytes:
        """Make what is asked for, as JSON."""
        if not self.names.is_good:
            self.names = Names(self.index)
            self.maker = Maker(self.index, self.names)
        begins = ASKED if wanted.startswith(ASKED) else PLAN_ASKED
        given = json.loads(wanted.removeprefix(begins))
        found = self.form(given) if begins == ASKED else self.plan(given)
        return json.dumps(asdict(found), ensure_ascii=False).encode()

    def form(self, given: dict[str, str]) -> Form:
        """Make the form of a thing."""
        return self.maker.make(given["thing"], given["kind"], given["under"])

    def plan(self, given: dict[str, Any]) -> About:
        """Tell what it takes to begin a plan, or to copy one; with an address, begin it."""
        plans = Plans(self.index, self.names)
        if "slug" not in given:
            return plans.about(given["of"])
        slug, name = given["slug"], Text(*given["name"])
        if given["of"]:
            return plans.copy(given["of"], slug, name, given["profile"])
        lines = [[Text(*pair) for pair in listed] for listed in given["lines"]]
        return plans.begin(slug, name, given["profile"], given["source"], lines, given["language"])
