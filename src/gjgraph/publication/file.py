"""A document that is one file: it has one format, and its path is the file's whole name."""

from abc import abstractmethod
from collections.abc import Mapping

from gjgraph.core.text import Language
from gjgraph.publication.document import Context, Document, Link, Written, digest

FILE = "file"
"""The name of its one format."""


class File(Document):
    """A file of the site."""

    formats: tuple[str, ...] = (FILE,)
    endings: Mapping[str, str] = {FILE: ""}
    whole = FILE
    media_type: str
    policy = ""
    """What it may load, where a browser shows it."""
    depends_on_address = False
    """Whether the address that it is asked at stands in it."""

    def __init__(self, path: str) -> None:
        self.path = path

    @abstractmethod
    def body(self, context: Context) -> bytes | None:
        """Write what is in it; `None` where there can be no such file."""

    @property
    def links(self) -> tuple[Link, ...]:
        """Typed links."""
        return ()

    def write(self, form: str, language: Language, context: Context) -> Written:
        """Write it in its one format, the same in every language."""
        body = self.body(context)
        if body is None:
            return Written(404)
        return Written(
            200,
            body,
            self.media_type,
            self.path,
            self.path,
            digest(body),
            self.links,
            self.formats,
            self.depends_on_address,
            self.policy,
        )

    def place(self, form: str, language: Language) -> str:
        """Give the path of the file."""
        return self.path
