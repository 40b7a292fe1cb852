"""What became of an edit, told to whoever sent it: as JSON, as a SHACL report in RDF, or as a page."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from fastapi.responses import JSONResponse, Response
from starlette.requests import Request

from gjgraph.core.edits import Judged, Rejected
from gjgraph.core.report import Fault, Report, Severity
from gjgraph.core.text import Language, Text
from gjgraph.interfaces.cli.reports import report_triples, source_iri
from gjgraph.interfaces.http.asking import Fields
from gjgraph.interfaces.http.changes.graphs import MOST_LISTED, by_graph, named
from gjgraph.interfaces.http.changes.things import in_words
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.negotiation import GRAPHS, formats_called, language, media_type, prefers_html
from gjgraph.interfaces.http.problems import CORS, REJECTED, TITLES, html
from gjgraph.interfaces.http.serialized import SYNTAXES, rdf_as
from gjgraph.operations.editing import Outcome

PROBLEM = "application/problem+json"
JSON = "application/json"
PROVENANCE = "http://www.w3.org/ns/prov#has_provenance"
"""The relation of what was written to the account of how it came to be (PROV-AQ §3.1)."""
REFUSED = Text(
    "이대로 받으면 계획이 규칙에 맞지 않게 됩니다. 바뀐 것은 없습니다. 아래를 고쳐 다시 보내세요.",
    "The plan would break its rules, so nothing was changed. Mend what is listed and send it again.",
)


def told(outcome: Outcome) -> dict[str, str]:
    """Give the headers of every outcome: the version, what led to it, and how long it took."""
    links = ['</history>; rel="version-history"']
    if outcome.is_committed:
        links.append(f'</history/{outcome.version}>; rel="{PROVENANCE}"')
    timing = ", ".join(f"{part};dur={1000 * seconds:.1f}" for part, seconds in outcome.seconds.items())
    return {
        **CORS,
        "Gjgraph-Version": outcome.version,
        "Link": ", ".join(links),
        "Cache-Control": "no-store",
        "Vary": "Accept, Accept-Language",
        **({"Server-Timing": timing} if timing else {}),
    }


def reader_of(request: Request, fields: Fields) -> Language:
    """Give the language of whoever sent an edit."""
    asked = fields.get("lang", [""])[0]
    return language(asked, request.headers.get("accept-language"))


def wanted(request: Request, fields: Fields) -> str:
    """Find how an outcome is wanted: `json`, `html`, or the name of a syntax of RDF."""
    accept = ", ".join(request.headers.getlist("accept"))
    for name in [*fields.get("format", []), *fields.get("_format", [])]:
        if name.lower() in ("json", "html"):
            return name.lower()
        for each in formats_called(name):
            if each in SYNTAXES:
                return each
    if prefers_html(accept):
        return "html"
    kinds = [PROBLEM, JSON, *(kind for kind in GRAPHS if kind not in (JSON, "application/xml"))]
    kind = media_type(accept, kinds) or PROBLEM
    return "json" if kind in (PROBLEM, JSON) else GRAPHS[kind]


async def accepted(
    desk: Desk,
    request: Request,
    fields: Fields,
    outcome: Outcome,
    is_dry: bool,
    client: str,
    created: str,
) -> Response:
    """Tell of an edit that was made, or that could be; `created` is the address of what is new by it."""
    reader, verdict = reader_of(request, fields), outcome.verdict
    status = 201 if created and outcome.is_committed else 200
    headers = told(outcome) | ({"Location": uri(created)} if status == 201 else {})
    way = wanted(request, fields)
    if way != "html" and "return=minimal" in request.headers.get("prefer", "").lower():
        minimal = {**headers, "Preference-Applied": "return=minimal"}
        return Response(status_code=201 if status == 201 else 204, headers=minimal)
    content = {
        "outcome": "accepted",
        "committed": outcome.is_committed,
        **about(verdict, outcome.version),
        "warnings": results(desk, verdict.report, reader),
    }
    if is_dry or way == "html":
        shown = await named(desk, verdict.change, reader, client)
        content["changes"] = by_graph(verdict.change, shown)
    if way == "html":
        page = desk.pages.outcome(content, await in_words(verdict.change, shown), is_dry, reader)
        return html(page, status, headers)
    return JSONResponse(content, status, headers=headers)


async def refused(
    desk: Desk, request: Request, fields: Fields, outcome: Outcome, is_dry: bool, client: str
) -> Response:
    """Tell why an edit was refused."""
    reader, verdict = reader_of(request, fields), outcome.verdict
    report, headers, way = verdict.report, told(outcome), wanted(request, fields)
    if way in SYNTAXES:
        triples = list(report_triples(report, desk.pages.workspace.addresses.base))
        return rdf_as(way, triples, REJECTED, headers)
    listed = results(desk, report, reader)
    content = {
        "type": "about:blank",
        "title": TITLES[REJECTED].in_language(reader),
        "status": REJECTED,
        "detail": REFUSED.in_language(reader),
        "outcome": "rejected",
        "committed": False,
        **about(verdict, outcome.version),
        "report": {"conforms": False, "results": listed},
    }
    if is_dry or way == "html":
        shown = await named(desk, verdict.change, reader, client)
        content["changes"] = by_graph(verdict.change, shown)
    if way == "html":
        page = desk.pages.refusal(content, grouped(listed), await in_words(verdict.change, shown), reader)
        return html(page, REJECTED, headers)
    return JSONResponse(content, REJECTED, headers=headers, media_type=PROBLEM)


def about(verdict: Judged, version: str) -> dict[str, Any]:
    """Tell how much an edit changes, and what is the current version now."""
    change = verdict.change
    return {"version": version, "added": len(change.added), "removed": len(change.removed)}


def results(desk: Desk, report: Report, reader: Language) -> list[dict[str, Any]]:
    """List the results of a validation, as SHACL has them (SHACL §3.6.2)."""
    return [result(desk, fault, reader) for fault in report.faults[:MOST_LISTED]]


def result(desk: Desk, fault: Fault, reader: Language) -> dict[str, Any]:
    """Tell of one thing that is wrong."""
    addresses = desk.pages.workspace.addresses
    file = fault.place.file
    severity = "Warning" if fault.severity is Severity.WARNING else "Violation"
    return {
        "severity": severity,
        "message": fault.message.in_language(reader),
        "focusNode": fault.focus,
        "label": fault.label.in_language(reader) if fault.label else None,
        "path": fault.path,
        "value": fault.value,
        "source": source_iri(fault.source, addresses.base),
        "component": fault.component,
        "graph": addresses.graph_of_file(PurePosixPath(file)) if file else None,
        "file": file,
    }


def grouped(listed: list[dict[str, Any]]) -> Mapping[str, list[dict[str, Any]]]:
    """Group results by the thing that they are about, in the order of the report."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for each in listed:
        called = each["label"] or each["focusNode"] or each["file"] or ""
        groups.setdefault(called, []).append(each)
    return groups


def uri(iri: str) -> str:
    """Write an IRI as a header takes it (RFC 3987 §3.1)."""
    return quote(iri, safe="%:/?#[]@!$&'()*+,;=~")


def is_refused(outcome: Outcome) -> bool:
    """Tell whether an edit was refused for what it would have come to."""
    return isinstance(outcome.verdict, Rejected)
