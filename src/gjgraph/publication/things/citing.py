"""How a thing is cited: by its name, as a part of the data set, with its lasting address."""

import re

from gjgraph.core.terms import DCTERMS, NamedNode
from gjgraph.core.text import Text
from gjgraph.publication.catalogue.citation import Citation
from gjgraph.publication.document import Context
from gjgraph.publication.things.description import Description
from gjgraph.publication.things.names import Names

DAY = re.compile(r"\d{4}-\d\d-\d\dT", re.ASCII)
PUBLISHER = NamedNode(DCTERMS + "publisher")


def cited(found: Description, names: Names, within: Text, context: Context) -> Citation:
    """Make the citation of a thing.

    It has the day when what is told of the thing last changed, not the version of everything: that would
    make it another whenever anything else changes.
    """
    name = names.of(found.thing.value)
    publishers = {
        each.object.value: each.object
        for graph in found.graphs
        for each in names.facts(NamedNode(graph)).get(PUBLISHER, ())
        if isinstance(each.object, NamedNode)
    }
    called = [names.of(iri) for iri in sorted(publishers)]
    key = "-".join(part for part in found.path.split("/")[1:] if part) or "thing"
    return Citation(
        key="".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in key),
        title=Text(name.ko, name.en),
        publishers=tuple(Text(each.ko, each.en) for each in called),
        date=context.modified[:10] if DAY.match(context.modified) else "",
        version="",
        address=found.thing.value,
        within=within,
    )
