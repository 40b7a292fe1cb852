"""Turtle files to graphs: each file is one named graph, read whole or not at all."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph

from gjgraph.core.addresses import is_derived
from gjgraph.core.encoding import Decoded, decode
from gjgraph.core.lines import first_blank_node
from gjgraph.core.report import Fault, Place, Severity
from gjgraph.core.terms import BlankNode, Triple
from gjgraph.core.text import Text
from gjgraph.storage.workspace import Workspace

ENCODING, SYNTAX, BLANK, EMPTY, NOT_A_FILE = "encoding", "syntax", "blank-node", "empty-file", "file"
PARSER_TERMS = {
    "has not been declared": Text("선언되지 않은 접두어입니다", "undeclared prefix"),
    "Invalid IRI": Text("IRI에 쓸 수 없는 글자가 있습니다", "character not allowed in an IRI"),
    "No scheme found": Text("기준 주소(@base) 없이 쓴 상대 IRI입니다", "relative IRI with no @base"),
}


@dataclass(frozen=True)
class GraphFile:
    """One file as read: its graph, or the faults that kept it from being read."""

    path: Path
    name: str
    """The path relative to the workspace, as reports print it."""
    graph: str
    triples: tuple[Triple, ...]
    faults: tuple[Fault, ...]
    text: str = ""


def read_graphs(workspace: Workspace) -> list[GraphFile]:
    """Read every graph of a workspace; nothing is raised, all that is wrong is in the faults."""
    return [read_graph(workspace, path) for path in workspace.graph_files()]


def read_graph(workspace: Workspace, path: Path) -> GraphFile:
    """Read one Turtle file."""
    relative = workspace.relative(path)
    graph = workspace.addresses.graph_of_file(relative)
    name = str(relative)
    data = read_bytes(path, name, workspace.max_file_mb)
    if is_derived(graph):
        # Checks tell what was asserted from what was derived by this part of a graph's name.
        message = Text(
            "‘derived’는 규칙이 끌어낸 그래프의 이름입니다. 폴더 이름을 바꾸세요.",
            "'derived' names the graphs that rules fill: give the folder another name.",
        )
        data = Fault(Severity.UNREADABLE, message, NOT_A_FILE, Place(name))
    if isinstance(data, Fault):
        return GraphFile(path, name, graph, (), (data,))
    return read_content(path, name, graph, data)


def read_content(path: Path, name: str, graph: str, data: bytes) -> GraphFile:
    """Read a graph from what a Turtle file holds, held or is to hold."""
    decoded = decode(data)
    if decoded is None:
        message = Text(
            "UTF-8도 CP949도 UTF-16도 아닙니다. 편집기에서 UTF-8로 저장하세요.",
            "Neither UTF-8 nor CP949 nor UTF-16. Save it as UTF-8 in your editor.",
        )
        return GraphFile(
            path, name, graph, (), (Fault(Severity.UNREADABLE, message, ENCODING, Place(name, 1)),)
        )
    return parse(path, name, graph, decoded)


def read_bytes(path: Path, name: str, max_file_mb: int) -> bytes | Fault:
    """Read a plain file of bounded size."""
    try:
        if path.is_symlink():
            message = Text(
                "링크입니다. 파일 자체를 여기에 두세요.",
                "A link. Put the file itself here: links can loop or lead out of the workspace.",
            )
        elif not path.is_file():
            message = Text("파일이 아닙니다.", "Not a file.")
        elif (size := path.stat().st_size) > max_file_mb * 1_000_000:
            message = Text(
                f"{size / 1e6:.0f} MB입니다. 그래프 파일은 {max_file_mb} MB까지입니다. "
                "여러 그래프로 나누거나 gjgraph.toml의 max_file_mb를 늘리세요.",
                f"{size / 1e6:.0f} MB; a graph file may have {max_file_mb} MB. Split it into several graphs, "
                "or raise max_file_mb in gjgraph.toml.",
            )
        else:
            return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        message = Text(f"읽을 수 없습니다: {reason}", f"Can't be read: {reason}")
    return Fault(Severity.UNREADABLE, message, NOT_A_FILE, Place(name))


def parse(path: Path, name: str, graph: str, decoded: Decoded) -> GraphFile:
    """Parse a file's text, and collect what is wrong with it."""
    severity = Severity.UNREADABLE if decoded.guessed else Severity.VIOLATION
    faults = [
        Fault(severity, mendable(flaw.message), ENCODING, Place(name, flaw.line)) for flaw in decoded.flaws
    ]
    triples: list[Triple] = []
    try:
        for quad in pyoxigraph.parse(
            decoded.text.encode(), format=pyoxigraph.RdfFormat.TURTLE, rename_blank_nodes=True
        ):
            triples.append(quad.triple)
        triples = with_stable_names(triples, graph)
    except SyntaxError as error:
        faults.append(syntax_fault(name, error))
        triples = []
    else:
        if not triples:
            message = Text(
                "빈 파일입니다. 진술을 적거나 파일을 지우세요.",
                "An empty file. Write a statement in it, or delete it.",
            )
            faults.append(Fault(Severity.VIOLATION, message, EMPTY, Place(name, 1)))
        if name.startswith("data/"):
            faults += blank_node_faults(name, decoded.text, triples)
    return GraphFile(path, name, graph, tuple(triples), tuple(faults), decoded.text)


def with_stable_names(triples: list[Triple], graph: str) -> list[Triple]:
    """Name blank nodes by their order in the file, so that the same file is the same graph to the letter."""
    mark = hashlib.blake2b(graph.encode(), digest_size=6).hexdigest()
    names: dict[BlankNode, BlankNode] = {}

    def named(term: Any) -> Any:  # noqa: ANN401
        if not isinstance(term, BlankNode):
            return term
        return names.setdefault(term, BlankNode(f"b{mark}n{len(names)}"))

    return [
        Triple(named(each.subject), each.predicate, named(each.object))
        if isinstance(each.subject, BlankNode) or isinstance(each.object, BlankNode)
        else each
        for each in triples
    ]


def mendable(flaw: Text) -> Text:
    """Say of a flaw that it needs no work by hand."""
    return Text(f"{flaw.ko} ‘gjgraph format’이 고칩니다.", f"{flaw.en} 'gjgraph format' mends it.")


def syntax_fault(name: str, error: SyntaxError) -> Fault:
    """Tell where a file stops being Turtle, and what the parser expected there."""
    reason = error.msg.split(": ", 1)[-1]
    hint = next((text for words, text in PARSER_TERMS.items() if words in reason), None)
    message = Text(
        f"Turtle 문법에 맞지 않습니다. {hint.ko + ': ' if hint else ''}{reason}",
        f"Not Turtle. {hint.en + ': ' if hint else ''}{reason}",
    )
    return Fault(Severity.UNREADABLE, message, SYNTAX, Place(name, error.lineno, error.offset))


def blank_node_faults(name: str, text: str, triples: list[Triple]) -> list[Fault]:
    """Refuse blank nodes in data: they can't be linked to, compared or undone."""
    found = any(isinstance(term, BlankNode) for triple in triples for term in (triple.subject, triple.object))
    if not found:
        return []
    line = first_blank_node(text)
    message = Text(
        "빈 노드가 있습니다. 데이터의 모든 것은 주소가 있어야 합니다. 꺾쇠 안에 IRI를 적으세요.",
        "There is a blank node. Everything in the data needs an address: write an IRI instead.",
    )
    return [Fault(Severity.VIOLATION, message, BLANK, Place(name, line))]


def read_source(workspace: Workspace, path: Path) -> tuple[str, str]:
    """Read a source document to the letter: its IRI and its characters, line ends untouched."""
    name = str(workspace.relative(path))
    data = read_bytes(path, name, workspace.max_file_mb)
    text = data.decode("utf-8", errors="replace") if isinstance(data, bytes) else ""
    return workspace.addresses.document_of_file(workspace.relative(path)), text
