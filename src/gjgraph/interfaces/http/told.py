"""What was told when: which version of the data an entity tag of a document stands for.

Such a tag says what the document tells, and is the same in every version that tells the same; an edit
rests on a version.
"""

import re
from collections import OrderedDict

from gjgraph.engine.answers import Answers
from gjgraph.engine.query import Options, Query
from gjgraph.engine.worker import DOCUMENT
from gjgraph.publication.document import Context, Wanted, received

REMEMBERED = 10_000
DIGEST = re.compile(r"[0-9a-f]{18}", re.ASCII)
"""The first part of a document's entity tag; commits and versions are longer, or shorter."""


class Told:
    """Remembers the last version that told what a tag stands for."""

    def __init__(self) -> None:
        self.versions: OrderedDict[tuple[str, str], str] = OrderedDict()

    def note(self, path: str, digest: str, version: str) -> None:
        """Note that a document tells this in a version."""
        self.versions[path, digest] = version
        self.versions.move_to_end((path, digest))
        if len(self.versions) > REMEMBERED:
            self.versions.popitem(last=False)

    async def version(
        self, path: str, digest: str, answers: Answers, context: Context, client: str, seconds: float
    ) -> str:
        """Find the version that a digest stands for; empty where it is none that anybody remembers.

        What nobody remembers may still be what the document tells now.
        """
        if known := self.versions.get((path, digest)):
            return known
        instance = answers.instance
        query = Query(Wanted(path, ("ntriples",), context=context).packed(), Options((DOCUMENT,)))
        answer = await answers.get(query, client, seconds, lambda leave: None)
        content = b"".join([chunk async for chunk in answers.whole(query, answer)])
        found = received(content).written
        return answer.instance if found.digest == digest and answer.instance == instance else ""
