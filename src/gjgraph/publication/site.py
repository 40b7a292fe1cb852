"""The site: every document of a dataset, found by its path and written in any of its formats."""

from collections.abc import Iterator, Mapping

from gjgraph.core.header import QueryFile
from gjgraph.core.text import Language
from gjgraph.engine.index import Index
from gjgraph.publication.document import HTML, Document, Family, Wanted, Written
from gjgraph.publication.pages import Pages
from gjgraph.publication.thing import Things
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
        self.families: tuple[Family, ...] = (Things(self.pages),)
        """Asked in this order."""

    def write(self, wanted: Wanted) -> Written:
        """Write what is wanted: a document, or 404 or 406 with nothing."""
        found = self.find(wanted.path)
        if found is None:
            return Written(404)
        document, form, language = found
        if form is None:
            form = next((each for each in wanted.formats if each in document.formats), None)
            language = wanted.language
        if form is None:
            return Written(406, document=document.path, formats=tuple(document.formats))
        return document.write(form, language, wanted.context)

    def find(self, path: str) -> tuple[Document, str | None, Language] | None:
        """Find the document at a path, and the format and language that its extension says, if it has one."""
        if document := self.document(path):
            return document, None, "ko"
        stem, dot, ending = path.rpartition(".")
        if not dot:
            return None
        language: Language = "ko"
        if ending == HTML and stem.endswith(".en") and not self.document(stem):
            stem, language = stem.removesuffix(".en"), "en"
        document = self.document("" if stem == "index" else stem)
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
        document = self.document(path)
        if document is None:
            return
        for form in document.formats:
            languages: tuple[Language, ...] = ("ko", "en") if form == HTML else ("ko",)
            for language in languages:
                yield document.place(form, language), form, language
