"""The site as the documents about the data set see it: all that there is to tell of."""

from collections.abc import Mapping
from typing import Protocol

from gjgraph.core.header import QueryFile
from gjgraph.engine.index import Index
from gjgraph.publication.catalogue.known import Survey
from gjgraph.publication.document import Document, Family
from gjgraph.publication.pages import Pages
from gjgraph.storage.workspace import Workspace


class Whole(Protocol):
    """All that is published of a dataset."""

    workspace: Workspace
    index: Index
    base: str
    questions: Mapping[str, QueryFile]
    pages: Pages
    modified: Mapping[str, str]
    """When what a document tells last changed, by its path."""
    survey: Survey
    families: tuple[Family, ...]

    def document(self, path: str) -> Document | None:
        """Find the document of a path that has no extension."""
