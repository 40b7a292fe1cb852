"""Validation reports as text for people, and as JSON, SHACL and SARIF for programs."""

import json
from collections.abc import Iterator
from urllib.parse import quote

import gjgraph
from gjgraph.core.report import Fault, Report, Severity
from gjgraph.core.terms import PREFIXES, RDF, SH, XSD, BlankNode, Literal, NamedNode, Triple
from gjgraph.core.text import LANGUAGES, Language, Text
from gjgraph.core.turtle import write

SARIF_LEVELS = {
    Severity.WARNING: "warning",
    Severity.VIOLATION: "error",
    Severity.UNREADABLE: "error",
}


def as_text(report: Report, language: Language, base: str) -> str:
    """A line for each fault: `file:line: severity: message`, as compilers print them."""
    return "".join(f"{line(fault, language)}\n" for fault in report.faults)


def line(fault: Fault, language: Language) -> str:
    """Write one fault as one line."""
    place = fault.place
    where = place.file or fault.source
    if place.line:
        where += f":{place.line}" + (f":{place.column}" if place.column else "")
    severity = fault.severity.text.in_language(language)
    message = " ".join(fault.message.in_language(language).split())
    return f"{where}: {severity}: {message}"


def summary(report: Report) -> Text:
    """Say in one line how it went."""
    size = Text(
        f"파일 {report.files}개, 트리플 {report.triples:,}개",
        f"{report.files} files, {report.triples:,} triples",
    )
    found = [
        (report.counts[severity], severity.text) for severity in reversed(Severity) if report.counts[severity]
    ]
    ko = ", ".join(f"{word.ko} {count}건" for count, word in found) or "모두 맞습니다"
    en = ", ".join(f"{count} {plural(word.en, count)}" for count, word in found) or "conforms"
    return Text(f"{size.ko}: {ko}", f"{size.en}: {en}")


def plural(word: str, count: int) -> str:
    """Put an English word into the plural; `unreadable` stays."""
    return word if count == 1 or word == "unreadable" else word + "s"


def as_json(report: Report, language: Language, base: str) -> str:
    """One object with all faults, messages in both languages."""
    faults = [
        {
            "severity": fault.severity.name.lower(),
            "message": {code: fault.message.in_language(code) for code in LANGUAGES},
            "file": fault.place.file,
            "line": fault.place.line,
            "column": fault.place.column,
            "focusNode": fault.focus,
            "label": {code: fault.label.in_language(code) for code in LANGUAGES} if fault.label else None,
            "path": fault.path,
            "value": fault.value,
            "source": fault.source,
            "component": fault.component,
        }
        for fault in report.faults
    ]
    content = {
        "conforms": report.conforms,
        "files": report.files,
        "triples": report.triples,
        "faults": faults,
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def as_turtle(report: Report, language: Language, base: str) -> str:
    """A SHACL validation report (SHACL §3.6)."""
    return write(report_triples(report, base), base, PREFIXES)


def report_triples(report: Report, base: str) -> Iterator[Triple]:
    """Give the triples of a SHACL validation report."""
    root = BlankNode()
    conforms = Literal("false" if report.faults else "true", datatype=NamedNode(XSD + "boolean"))
    yield Triple(root, NamedNode(RDF + "type"), NamedNode(SH + "ValidationReport"))
    yield Triple(root, NamedNode(SH + "conforms"), conforms)
    for fault in report.faults:
        node = BlankNode()
        severity = SH + ("Warning" if fault.severity is Severity.WARNING else "Violation")
        yield Triple(root, NamedNode(SH + "result"), node)
        yield Triple(node, NamedNode(RDF + "type"), NamedNode(SH + "ValidationResult"))
        yield Triple(node, NamedNode(SH + "resultSeverity"), NamedNode(severity))
        yield Triple(node, NamedNode(SH + "sourceShape"), NamedNode(source_iri(fault.source, base)))
        component = fault.component or SH + "SPARQLConstraintComponent"
        yield Triple(node, NamedNode(SH + "sourceConstraintComponent"), NamedNode(component))
        for code in LANGUAGES:
            text = Literal(fault.message.in_language(code), language=code)
            yield Triple(node, NamedNode(SH + "resultMessage"), text)
        for name, term in (("focusNode", fault.focus), ("value", fault.value), ("resultPath", fault.path)):
            if term and term.startswith("<") and term.count("<") == 1:
                yield Triple(node, NamedNode(SH + name), NamedNode(term[1:-1]))
        if fault.place.file:
            where = f"{base}{quote(fault.place.file)}" + (f"#L{fault.place.line}" if fault.place.line else "")
            yield Triple(node, NamedNode(PREFIXES["rdfs"] + "seeAlso"), NamedNode(where))


def source_iri(source: str, base: str) -> str:
    """Give an address to whatever found a fault: a shape has one, a check is named by its file."""
    if source.startswith("check:"):
        return f"{base}queries/checks/{quote(source.removeprefix('check:'))}"
    return source if ":" in source else f"{base}form/{quote(source)}"


def as_sarif(report: Report, language: Language, base: str) -> str:
    """SARIF 2.1.0, which code hosts show beside the lines that a change touches."""
    rules = sorted({fault.source for fault in report.faults})
    results = []
    for fault in report.faults:
        result: dict[str, object] = {
            "ruleId": fault.source,
            "ruleIndex": rules.index(fault.source),
            "level": SARIF_LEVELS[fault.severity],
            "message": {"text": fault.message.in_language(language)},
        }
        if fault.place.file:
            location: dict[str, object] = {"artifactLocation": {"uri": quote(fault.place.file)}}
            if fault.place.line:
                location["region"] = {"startLine": fault.place.line} | (
                    {"startColumn": fault.place.column} if fault.place.column else {}
                )
            result["locations"] = [{"physicalLocation": location}]
        results.append(result)
    driver = {
        "name": "gjgraph",
        "version": gjgraph.__version__,
        "rules": [{"id": rule, "helpUri": source_iri(rule, base)} for rule in rules],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


REPORTS = {"text": as_text, "json": as_json, "turtle": as_turtle, "sarif": as_sarif}
