"""The site: every document of a dataset, found by its path and written in any of its formats."""

from collections.abc import Iterator, Mapping

from gjgraph.core.header import QueryFile
from gjgraph.core.text import Language
from gjgraph.engine.index import Index
from gjgraph.publication.catalogue.dataset_documents import DatasetDocuments
from gjgraph.publication.catalogue.known import Survey
from gjgraph.publication.charts import Charts
from gjgraph.publication.document import HTML, Document, Family, Wanted, Written
from gjgraph.publication.editor import EditorFacts
from gjgraph.publication.front import Front
from gjgraph.publication.graphs import Graphs
from gjgraph.publication.mentioned import Mentioned
from gjgraph.publication.pages import Pages
from gjgraph.publication.parts import Parts
from gjgraph.publication.query_page import QueryPages
from gjgraph.publication.questions import Questions
from gjgraph.publication.search.documents import Search
from gjgraph.publication.sources import Sources
from gjgraph.publication.things.thing import Things
from gjgraph.publication.vocabularies.vocabulary import Vocabularies
from gjgraph.storage.workspace import Workspace


class Site:
    """All that is published of a dataset.

    It follows the index: a document is looked for, and written, as the index is at that moment.
    """

    def __init__(self, workspace: Workspace, index: Index, questions: Mapping[str, QueryFile]) -> None:
        self.workspace = workspace
        self.index = index
        self.base = index.base
        self.questions = questions
        self.pages = Pages(workspace, index)
        self.modified: Mapping[str, str] = {}
        """When what a document tells last changed, by its path, as xsd:dateTime in UTC."""
        self.survey = Survey(index, workspace.name)
        """What is counted of the data set."""
        parts = Parts()
        known: tuple[Family, ...] = (
            Front(self.pages, questions),
            Charts(self.pages),
            Sources(self.pages),
            Things(self.pages),
            Questions(self.pages, questions),
            Search(self.pages, questions),
            QueryPages(self.pages, questions, self.survey, parts),
            parts,
            EditorFacts(self.pages, questions),
            DatasetDocuments(self),
            Vocabularies(self.pages),
            Graphs(self.pages),
        )
        self.families: tuple[Family, ...] = (*known, Mentioned(self.pages, known))
        """Asked in this order."""

    def write(self, wanted: Wanted) -> Written:
        """Write what is wanted: a document, or 404 or 406 with nothing."""
        found = self.find(wanted.path)
        if found is None:
            return Written(404)
        if wanted.dates:
            self.modified = dict(wanted.dates)
        document, form, language = found
        if form is None:
            form = next((each for each in wanted.formats if each in document.formats), None)
            language = wanted.language
        if form is None and HTML in wanted.formats:
            form = document.formats[0]  # a browser that comes by reads what there is
        if form is None:
            return Written(406, document=document.path, formats=tuple(document.formats))
        return document.write(form, language, wanted.context)

    def find(self, path: str) -> tuple[Document, str | None, Language] | None:
        """Find the document at a path, and the format and language that its extension says, if it has one."""
        if document := self.document(path):
            return document, document.whole, "ko"
        stem, dot, ending = path.rpartition(".")
        if not dot:
            return None
        language: Language = "ko"
        if ending == HTML and stem.endswith(".en") and not self.document(stem):
            stem, language = stem.removesuffix(".en"), "en"
        document = self.document("" if stem == "index" else stem)
        if document is None and "." in stem:
            # An extension of two parts.
            stem, _, first = stem.rpartition(".")
            document, ending = self.document(stem), f"{first}.{ending}"
        if document is None:
            return None
        form = next((form for form, each in document.endings.items() if each == ending), None)
        return (document, form, language) if form in document.formats else None

    def document(self, path: str) -> Document | None:
        """Find the document of a path that has no extension."""
        for family in self.families:
            if document := family.document(path):
                return document
        return None

    def paths(self) -> Iterator[str]:
        """List the documents there are, each once, in the order of their addresses."""
        yield from sorted({path for family in self.families for path in family.paths()})

    def places(self, path: str) -> Iterator[tuple[str, str, Language]]:
        """List the files that a document is: path, format, language."""
        if document := self.document(path):
            yield from document.representations()
