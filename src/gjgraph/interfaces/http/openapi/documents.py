"""The part of the OpenAPI document that is about the site: what each document is, and its formats."""

import re
from typing import Any

from gjgraph.interfaces.http.exchange import Desk
from gjgraph.operations.snapshots import FULL_ID
from gjgraph.publication.document import MEDIA_TYPES

TEXT: dict[str, Any] = {"type": "string"}
FILES = {
    "sitemap.xml": ("application/xml", "All pages, with their dates"),
    "linkset.json": ("application/linkset+json", "What belongs together (RFC 9264)"),
    "cite.bib": ("application/x-bibtex", "How to cite the data set, for BibTeX"),
    "cite.json": ("application/vnd.citationstyles.csl+json", "How to cite the data set, as CSL-JSON"),
    "cite.txt": ("text/plain", "How to cite the data set"),
    "browser/editor.json": (
        "application/json",
        "The classes, properties and graphs that the data use, with names and counts; the ready questions",
    ),
    "dumps/plan.nq.gz": ("application/gzip", "What the graphs state, whole; /dataset lists all dumps"),
}
"""Documents that have one form."""


def documents(desk: Desk, problem: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Describe the documents of the site, by path and method."""
    formats = {kind: {"schema": TEXT} for kind in MEDIA_TYPES.values()}
    found: dict[str, dict[str, Any]] = {
        "/dataset": reading("The data set: what it holds, its dumps (VoID, DCAT-AP 3)", formats, problem),
        "/.well-known/void": reading(
            "The same, for programs", {"text/turtle": formats["text/turtle"]}, problem
        ),
        "/{document}": reading(
            "Any other document of the site: the vocabulary, a dump, a page by its extension",
            formats,
            problem,
            [in_path("document", "index.html")],
        ),
    }
    for name, (kind, what) in FILES.items():
        found[f"/{name}"] = reading(what, {kind: {"schema": TEXT}}, problem)
    if desk.versions and FULL_ID.fullmatch(desk.pages.facts.version):
        where = [in_path("version", desk.pages.facts.version), in_path("path", "")]
        found["/version/{version}/{path}"] = reading(
            "The whole site as it was in a version: a commit, a tag or a date", formats, problem, where
        )
    for path, methods in found.items():
        methods["get"]["operationId"] = "read" + "".join(re.findall(r"\w+", path.title()))
    return found


def reading(
    summary: str, content: dict[str, Any], problem: dict[str, Any], where: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """Describe reading a document."""
    told = {"summary": summary, "responses": {"200": {"description": summary, "content": content}}}
    told["responses"]["default"] = problem  # type: ignore[index]
    return {"get": {**told, "parameters": where} if where else told}


def in_path(name: str, example: str) -> dict[str, Any]:
    """Describe a part of a path."""
    return {"name": name, "in": "path", "required": True, "schema": TEXT, "example": example}
