"""The servers under measurement: each is started on loopback, given the same content, asked, stopped."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Self
from urllib.parse import quote

import httpx

from gjgraph.core.terms import CSP, RDFS

JSON = "application/sparql-results+json"
TRIPLES = "application/n-triples"
PEER_BIN = Path(__file__).parent / ".venv" / "bin"
FIRST = f"SELECT ?label {{ <{CSP}Policy> <{RDFS}label> ?label }}"
"""The query whose answer says that a server is up and has its data."""
UNION = "urn:x-bench:union"


class UnavailableError(Exception):
    """A server that isn't installed, or that didn't start."""


@dataclass(frozen=True)
class Data:
    """What is served: a workspace, and a dump of its index as N-Quads."""

    plans: int
    workspace: Path
    dump: Path


class System(ABC):
    """A server; `with` starts it, waits for its first answer, and stops it with all its processes."""

    name: ClassVar[str]
    path: ClassVar[str] = "/sparql"
    is_serial: ClassVar[bool] = False
    """Whether it answers one query after the other, however many ask."""
    patience: float = 300.0
    """Seconds that it has to start."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.first = 0.0
        """Seconds from the start of the process to the first answer."""

    @classmethod
    @abstractmethod
    def version(cls) -> str:
        """Tell which version it is; UnavailableError where it isn't installed."""

    @abstractmethod
    def command(self) -> list[str]:
        """Give the command that starts it."""

    def load(self) -> None:  # noqa: B027
        """Load the data, where the command doesn't."""

    def __enter__(self) -> Self:
        self.port = free_port()
        self.root = f"http://127.0.0.1:{self.port}"
        self.home = Path(tempfile.mkdtemp(prefix="bench-"))
        self.client = httpx.Client(trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))
        del self.client.headers["accept-encoding"]  # as the load tool asks
        began = time.perf_counter()
        with (self.home / "log").open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603
                self.command(), stdout=log, stderr=log, cwd=self.home, start_new_session=True
            )
        try:
            self.until(lambda: socket.create_connection(("127.0.0.1", self.port)).close())
            self.load()
            self.until(self.answer_first)
        except BaseException:
            self.__exit__()
            raise
        self.first = time.perf_counter() - began
        return self

    def __exit__(self, *_: object) -> None:
        everything = processes(self.process.pid)
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            for each in everything:
                with_luck(each)
            self.process.wait()
        self.client.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def restart(self) -> None:
        """Stop it, whatever it does, and start it anew."""
        self.__exit__()
        self.__enter__()

    def until(self, attempt: Callable[[], object]) -> None:
        """Try until it works."""
        end = time.perf_counter() + self.patience
        while True:
            try:
                attempt()
            except (OSError, httpx.HTTPError, UnavailableError):
                self.check_alive()
                if time.perf_counter() > end:
                    raise UnavailableError(f"{self.name} didn't start in {self.patience:g} s") from None
                time.sleep(0.01)
            else:
                return

    def check_alive(self) -> None:
        """Raise what it said last if it has ended."""
        if self.process.poll() is not None:
            log = (self.home / "log").read_text(encoding="utf-8", errors="replace")
            raise UnavailableError(f"{self.name} ended with {self.process.returncode}: {log[-300:]}")

    def answer_first(self) -> None:
        """Ask the first query, and have an answer with a row."""
        if b'"value"' not in self.ask(FIRST, JSON, self.patience):
            raise UnavailableError(f"{self.name} has no data")

    def target(self, query: str) -> str:
        """Give the path and query string that asks a query."""
        return f"{self.path}?query={quote(query, safe='')}"

    def ask(self, query: str, accept: str, seconds: float) -> bytes:
        """Ask one query; raises where it isn't answered in time, or with an error."""
        answer = self.client.get(self.root + self.target(query), headers={"Accept": accept}, timeout=seconds)
        answer.raise_for_status()
        return answer.content

    def memory(self) -> float:
        """Give the proportional set size of all its processes, in MB."""
        return sum(proportional(pid) for pid in processes(self.process.pid))


class Ours(System):
    """The product."""

    name = "gjgraph"

    @classmethod
    def version(cls) -> str:
        return said([own("gjgraph"), "--version"])

    def command(self) -> list[str]:
        return [own("gjgraph"), "-C", str(self.data.workspace), "serve", "--port", str(self.port)]

    def restart(self) -> None:
        # It stops by itself what nobody waits for.
        return


class Oxigraph(System):
    """Oxigraph's own server, in memory."""

    name = "Oxigraph"
    path = "/query"

    @classmethod
    def version(cls) -> str:
        return said([str(PEER_BIN / "oxigraph"), "--version"])

    def command(self) -> list[str]:
        return [str(PEER_BIN / "oxigraph"), "serve", "--bind", f"127.0.0.1:{self.port}"]

    def load(self) -> None:
        store = f"{self.root}/store"
        headers = {"Content-Type": "application/n-quads"}
        with self.data.dump.open("rb") as content:
            self.client.post(
                store, content=content, headers=headers, timeout=self.patience
            ).raise_for_status()


class RdflibEndpoint(System):
    """rdflib behind FastAPI; its default graph is the union of all graphs."""

    name = "rdflib-endpoint"
    is_serial = True
    path = "/"

    @classmethod
    def version(cls) -> str:
        names = "rdflib-endpoint", "rdflib"
        code = f"from importlib.metadata import version; print(*map(version, {names}))"
        versions = said([str(PEER_BIN / "python"), "-c", code]).split()
        return " · ".join(f"{name} {each}" for name, each in zip(names, versions, strict=True))

    def command(self) -> list[str]:
        place = ["--host", "127.0.0.1", "--port", str(self.port)]
        return [str(PEER_BIN / "rdflib-endpoint"), "serve", *place, str(self.data.dump)]


class Virtuoso(System):
    """Virtuoso's open edition, in a database of its own that is thrown away."""

    name = "Virtuoso"
    SETTINGS = """
        [Database]
        DatabaseFile = virtuoso.db
        ErrorLogFile = virtuoso.log
        LockFile = virtuoso.lck
        TransactionFile = virtuoso.trx
        [TempDatabase]
        DatabaseFile = temp.db
        TransactionFile = temp.trx
        [Parameters]
        ServerPort = 127.0.0.1:{sql}
        DisableUnixSocket = 1
        DirsAllowed = {folder}
        MaxClientConnections = 40
        NumberOfBuffers = 170000
        MaxDirtyBuffers = 130000
        [HTTPServer]
        ServerPort = 127.0.0.1:{port}
        ServerThreads = 40
        MaxKeepAlives = 40
        KeepAliveTimeout = 60
        [SPARQL]
        ResultSetMaxRows = 1000000
    """

    @classmethod
    def version(cls) -> str:
        return "Virtuoso " + said(["virtuoso-t", "-?"]).partition("Version ")[2].split()[0]

    def command(self) -> list[str]:
        self.sql = free_port()
        folder = self.data.dump.parent
        text = self.SETTINGS.format(sql=self.sql, port=self.port, folder=folder)
        (self.home / "virtuoso.ini").write_text("\n".join(line.strip() for line in text.splitlines()))
        return ["virtuoso-t", "+foreground", "+configfile", "virtuoso.ini"]

    def target(self, query: str) -> str:
        # Its own default graph counts a triple once for each graph; named, it hides the other graphs.
        union = "" if "GRAPH <" in query else f"&default-graph-uri={quote(UNION, safe='')}"
        return super().target(query) + union

    def load(self) -> None:
        dump = self.data.dump
        isql = next(filter(None, map(shutil.which, ("isql-vt", "isql-v", "isql"))), "isql-vt")
        orders = f"ld_dir('{dump.parent}', '{dump.name}', '{UNION}'); rdf_loader_run(); checkpoint;"
        said([isql, f"127.0.0.1:{self.sql}", "dba", "dba", f"exec={orders}"])


PEERS: tuple[type[System], ...] = (Oxigraph, RdflibEndpoint, Virtuoso)


def own(program: str) -> str:
    """Find a program beside the Python that runs this."""
    return str(Path(sys.executable).with_name(program))


def said(command: list[str]) -> str:
    """Run a command and give what it prints; UnavailableError where there is no such program."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError as error:
        raise UnavailableError(f"{command[0]} isn't installed") from error
    return (done.stdout + done.stderr).strip()


def free_port() -> int:
    """Find a port of the loopback interface that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def processes(root: int) -> list[int]:
    """List a process and all that descend from it."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = [root]
    for each in found:
        found += [pid for pid, parent in parents.items() if parent == each]
    return found


def proportional(pid: int) -> float:
    """Read the proportional set size of a process, in MB; 0 where it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def processor_time(pid: int) -> float:
    """Read the seconds that a process computed; 0 where it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def with_luck(pid: int) -> None:
    """End a process that may be gone already."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
