"""A small plan with numbers in two graphs, which editors change together: what is half done shows at once."""

import csv
import http.client
import io
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlencode

from gjgraph.storage.tokens import Tokens
from tests.conftest import ROOT, run
from tests.editing import EDITOR, tokens_of, versioned
from tests.storage.repositories import git

BASE = "https://plan.saebom.example/"
SIDES = ("left", "right")
NAMES = tuple(str(number) for number in range(8))
CHECKS = ("ordinal-gap", "property-unknown")
"""Few, so that a server starts soon: how edits are judged is tested elsewhere."""
VALUE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#value>"
NUMBERS = f"SELECT ?node ?number {{ ?node {VALUE} ?number }}"
LONG = f"SELECT ?node ?number ?s ?p ?o {{ ?node {VALUE} ?number . ?s ?p ?o }}"
"""Its answer is too long for the server to hold: it is sent while it is made."""
MOVED = (409, 412)
"""The edit rests on what isn't so any more: read it again, and try again."""

GRAPH = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix void: <http://rdfs.org/ns/void#> .
<{base}graph/count/{side}> a void:Dataset ; dcterms:title "수"@ko , "Numbers"@en .
{numbers}
"""
SHAPES = """
@base <{base}> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<ontology/shapes/count> a owl:Ontology ; dcterms:title "수"@ko , "Numbers"@en .
<ontology/shapes/count#number> a sh:NodeShape ;
    sh:targetSubjectsOf rdf:value ;
    sh:property <ontology/shapes/count#one> .
<ontology/shapes/count#one> a sh:PropertyShape ;
    sh:path rdf:value ;
    sh:maxCount 1 ;
    sh:datatype xsd:integer ;
    sh:message "{{$this}}의 수는 하나여야 합니다."@ko , "{{$this}} must have one number."@en .
"""

Numbers = dict[str, int]
"""A node's side and name (`left/0`), and its number."""


def numbered(root: Path) -> Path:
    """Make a workspace with a plan and numbers, in a repository of its own."""
    made = run(
        *("init", str(root), "--base", BASE, "--plan", "saebom/plan"),
        *("--name-ko", "새봄시 청사진", "--name-en", "Blueprint of Saebom", "--profile", "saebom"),
        *("--policies", "3", "--strategies", "2,3,1", "--values", "2"),
    )
    assert made.code == 0, made.err
    shutil.copytree(ROOT / "tests/plans/saebom/data", root / "data", dirs_exist_ok=True)
    for check in (root / "queries/checks").glob("*.rq"):
        if check.stem not in CHECKS:
            check.unlink()
    (root / "data/count").mkdir()
    for side in SIDES:
        numbers = "\n".join(f"<{BASE}id/{side}/{name}> {VALUE} 0 ." for name in NAMES)
        text = GRAPH.format(base=BASE, side=side, numbers=numbers)
        (root / f"data/count/{side}.ttl").write_text(text, encoding="utf-8")
    (root / "ontology/shapes/count.ttl").write_text(SHAPES.format(base=BASE), encoding="utf-8")
    assert run("format", at=root).code == 0
    return versioned(root)


def secret_for(root: Path, *graphs: str) -> str:
    """Make a token for some graphs, or for all data."""
    tokens: Tokens = tokens_of(root)
    return tokens.add(EDITOR, graphs)[1]


# Edits


def node(side: str, name: str) -> str:
    """Name a number's node."""
    return f"<{BASE}id/{side}/{name}>"


def to(number: int, name: str = "") -> str:
    """Write an edit that gives all nodes, or those of a name, a number, on both sides."""
    nodes = " ".join(node(side, name) for side in SIDES)
    which = f"VALUES ?node {{ {nodes} }}" if name else ""
    return (
        f"DELETE {{ GRAPH ?graph {{ ?node {VALUE} ?before }} }}"
        f" INSERT {{ GRAPH ?graph {{ ?node {VALUE} {number} }} }}"
        f" WHERE {{ {which} GRAPH ?graph {{ ?node {VALUE} ?before }} }}"
    )


def step(number: int) -> str:
    """Write an edit that leads from a number to the next one."""
    graph, here = f"GRAPH <{BASE}graph/count/left>", node("left", "0")
    return (
        f"DELETE DATA {{ {graph} {{ {here} {VALUE} {number} }} }} ;"
        f" INSERT DATA {{ {graph} {{ {here} {VALUE} {number + 1} }} }}"
    )


def one_more(name: str = "0") -> str:
    """Write an edit that counts one more on both sides, whatever the numbers are."""
    nodes = " ".join(node(side, name) for side in SIDES)
    return (
        f"DELETE {{ GRAPH ?graph {{ ?node {VALUE} ?before }} }}"  # noqa: S608
        f" INSERT {{ GRAPH ?graph {{ ?node {VALUE} ?after }} }}"
        f" WHERE {{ VALUES ?node {{ {nodes} }}"
        f" GRAPH ?graph {{ ?node {VALUE} ?before }} BIND (?before + 1 AS ?after) }}"
    )


def second_number(name: str = "1") -> str:
    """Write an edit that the shapes refuse."""
    return f"INSERT DATA {{ GRAPH <{BASE}graph/count/left> {{ {node('left', name)} {VALUE} -1 }} }}"


# Who sends them


@dataclass(frozen=True)
class Told:
    """What a server said."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def commit(self) -> str:
        """The commit that an edit became; empty where it became none."""
        return str(self.body["version"]) if self.status == 200 and self.body["committed"] else ""


class Client:
    """One editor on one connection; where the server closes it, the next request opens another."""

    def __init__(self, port: int, secret: str = "", timeout: float = 60) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self.secret = secret

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> Told:
        """Send a request; OSError or HTTPException where no whole answer comes."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.secret:
            named["Authorization"] = f"Bearer {self.secret}"
        try:
            self.connection.request(method, path, body, named)
            response = self.connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise
        told = {name.lower(): value for name, value in response.getheaders()}
        is_json = "json" in told.get("content-type", "")
        return Told(response.status, json.loads(content) if is_json and content else content, told)

    def update(self, text: str, if_match: str = "", **fields: str) -> Told:
        """Send an update."""
        headers = {
            "Content_Type": "application/sparql-update",
            **({"If_Match": if_match} if if_match else {}),
        }
        return self.send("POST", "/update?" + urlencode(fields), text.encode(), **headers)

    def ask(self, query: str) -> tuple[list[dict[str, str]], str]:
        """Ask a query; give the rows and the entity tag."""
        told = self.send(
            "POST", "/sparql", query.encode(), Content_Type="application/sparql-query", Accept="text/csv"
        )
        if told.status != 200:
            raise ConnectionError(told)
        return list(csv.DictReader(io.StringIO(told.body.decode(), newline=""))), told.headers.get("etag", "")

    def numbers(self) -> Numbers:
        """Ask for all numbers."""
        return numbers_of(self.ask(NUMBERS)[0])


def numbers_of(rows: list[dict[str, str]]) -> Numbers:
    """Read an answer; a node with two numbers is no good one."""
    found = {row["node"].removeprefix(f"{BASE}id/"): int(row["number"]) for row in rows}
    assert len(found) == len(rows), rows
    return found


# What became of them


def committed(root: Path, version: str = "HEAD") -> Numbers:
    """Read the numbers of a commit."""
    return {
        name: number
        for side in SIDES
        for name, number in read(git(root, "show", f"{version}:data/count/{side}.ttl")).items()
    }


def written(root: Path) -> Numbers:
    """Read the numbers of the files as they lie there."""
    files = [root / f"data/count/{side}.ttl" for side in SIDES]
    return {name: number for file in files for name, number in read(file.read_text(encoding="utf-8")).items()}


def read(text: str) -> Numbers:
    """Read the numbers of a file in canonical form."""
    found = re.findall(r"^<id/(\w+/\w+)>\s+rdf:value (-?\d+) \.$", text, re.MULTILINE)
    assert len(found) == text.count("rdf:value"), text
    return {name: int(number) for name, number in found}


def commits(root: Path) -> list[str]:
    """List the commits, the first one first."""
    return git(root, "rev-list", "--first-parent", "--reverse", "HEAD").splitlines()
