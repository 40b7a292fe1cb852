"""How the data set and what is in it are cited: as text, for BibTeX and for reference managers (CSL-JSON).

A year or a publisher that nobody knows is left out.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from gjgraph.core.text import Text, isolated
from gjgraph.publication.catalogue.about import About
from gjgraph.publication.document import Context

MEANT = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: "\\" + sign for sign in "{}%&#_$"},
    }
)
"""What BibTeX would take for its own."""


@dataclass(frozen=True)
class Citation:
    """What a citation is made of."""

    key: str
    title: Text
    publishers: tuple[Text, ...]
    date: str
    """The day of the version; empty where nobody knows."""
    version: str
    address: str
    """The IRI of what is cited."""
    within: Text | None = None
    """The name of the data set, where it's a thing in it that is cited."""

    def text(self) -> Text:
        """Give it as one line in each language."""
        return Text(self.line("ko"), self.line("en"))

    def line(self, language: str) -> str:
        """Write it for readers of a language."""
        ko = language == "ko"
        parts = [isolated(self.title.ko if ko else self.title.en)]
        if self.date:
            parts[0] += f" ({self.date[:4]})"
        if self.version:
            parts.append(f"판 {self.version}" if ko else f"Version {self.version}")
        if self.within:
            parts.append(isolated(self.within.ko if ko else self.within.en))
        parts.append("데이터셋" if ko else "Data set")
        if self.publishers:
            parts.append(", ".join(isolated(each.ko if ko else each.en) for each in self.publishers))
        return ". ".join([*parts, self.address])

    def plain(self) -> str:
        """Give it as a text file."""
        ko, en = self.text()
        return f"{ko}\n" if ko == en else f"{ko}\n{en}\n"

    def bibtex(self) -> str:
        """Give it for BibTeX; fields that it doesn't know, it leaves alone."""
        fields = {
            "title": "{" + escaped(self.title.ko) + "}",
            "titleaddon": "{" + escaped(self.title.en) + "}" if self.title.en != self.title.ko else "",
            "booktitle": "{" + escaped(self.within.ko) + "}" if self.within else "",
            "year": self.date[:4],
            "date": self.date,
            "publisher": " and ".join("{" + escaped(each.ko) + "}" for each in self.publishers),
            "version": escaped(self.version),
            "type": "Data set",
            "url": self.address,
        }
        lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
        return f"@misc{{{self.key},\n" + ",\n".join(lines) + "\n}\n"

    def csl(self) -> str:
        """Give it as CSL-JSON."""
        item: dict[str, Any] = {
            "id": self.key,
            "type": "dataset",
            "title": self.title.ko,
            "language": "ko",
            "URL": self.address,
        }
        if self.within:
            item |= {"type": "entry", "container-title": self.within.ko}
        if self.title.en != self.title.ko:
            item["note"] = self.title.en
        if self.date:
            item["issued"] = {"date-parts": [[int(part) for part in self.date.split("-")]]}
        if self.version:
            item["version"] = self.version
        if self.publishers:
            item["publisher"] = ", ".join(each.ko for each in self.publishers)
        return json.dumps([item], ensure_ascii=False, indent=1) + "\n"


def citation(about: About, home: str, context: Context) -> Citation:
    """Make the citation of a version of the data set; `home` is the path of the plan's own graph."""
    return Citation(
        key=re.sub(r"[^a-z0-9]+", "-", home.lower()).strip("-") or "dataset",
        title=about.name,
        publishers=tuple(about.name_of(each) for each in about.publishers),
        date=(context.modified or context.issued)[:10],
        version=context.version,
        address=f"{about.base}dataset#dataset",
    )


def escaped(text: str) -> str:
    """Write a text as BibTeX has it."""
    return text.translate(MEANT)
