"""SERVICE, for the hosts that the operator lists (SPARQL 1.1 Federated Query).

A worker can't open a socket, and no query makes it. So what stands in a SERVICE clause is asked here,
beforehand, and put in its place as VALUES: a join with the service's solutions, which is what the
clause means (§4). An address is connected to only after it was looked at, and is the one that was
looked at: a name that resolves to a private address, or is redirected to one, is refused.
"""

import asyncio
import ipaddress
import json
import socket
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from pyoxigraph import Literal, NamedNode

from gjgraph.core.errors import ForbiddenError, LimitError
from gjgraph.core.sparql import ServiceClause, service_clauses, tokens, uses_service
from gjgraph.core.terms import PREFIXES
from gjgraph.core.text import Text
from gjgraph.interfaces.http.problems import ProblemError

if TYPE_CHECKING:
    import httpx

MOST_BYTES = 8 << 20
MOST_REDIRECTS = 3
MOST_CLAUSES = 8
ACCEPT = "application/sparql-results+json"
DEFAULT_PORTS = {"http": 80, "https": 443}
UNICAST = ipaddress.ip_network("2000::/3")
NOT_UNICAST = [
    ipaddress.ip_network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
]
"""What lies in it and isn't a plain address: protocols, documentation, IPv4 in IPv6 (IANA's registry)."""


class Federation:
    """Asks the listed hosts what a query's SERVICE clauses say."""

    def __init__(self, hosts: tuple[str, ...], base: str) -> None:
        self.hosts = hosts
        self.base = base
        self.is_on = bool(hosts)

    async def resolve(self, query: str, seconds: float) -> str:
        """Replace the SERVICE clauses of a query by what the services answer."""
        if not self.is_on or not uses_service(query):
            return query
        clauses = service_clauses(query, self.base, PREFIXES)
        if len(clauses) > MOST_CLAUSES:
            raise ForbiddenError(
                Text(
                    f"SERVICE는 {MOST_CLAUSES}번까지 쓸 수 있습니다.",
                    f"SERVICE can be used {MOST_CLAUSES} times.",
                )
            )
        try:
            async with asyncio.timeout(seconds):
                for clause in reversed(clauses):
                    values = await self.values(query, clause)
                    query = query[: clause.start] + values + query[clause.end :]
        except TimeoutError:
            raise LimitError(
                Text("SERVICE로 물은 곳이 제때 답하지 않았습니다.", "A SERVICE didn't answer in time."),
                "time",
            ) from None
        return query

    async def values(self, query: str, clause: ServiceClause) -> str:
        """Ask one service, and write its solutions as a group with a VALUES block."""
        if clause.endpoint is None:
            raise ForbiddenError(
                Text("SERVICE의 주소는 변수일 수 없습니다.", "The endpoint of a SERVICE can't be a variable.")
            )
        content = f"{prologue(query)}SELECT * WHERE {{ {clause.pattern} }}"
        try:
            answer = await self.ask(clause.endpoint, content)
            return await asyncio.to_thread(as_values, answer)
        except ProblemError:
            if clause.silent:
                return "{ }"
            raise

    async def ask(self, endpoint: str, query: str) -> bytes:
        """Send a query to an endpoint by POST, and follow redirects as far as they are allowed."""
        # Imported here: a server whose federation is off has no use for it, and starts sooner.
        import httpx  # noqa: PLC0415

        url = endpoint
        try:
            async with httpx.AsyncClient(trust_env=False, follow_redirects=False) as client:
                for _ in range(MOST_REDIRECTS + 1):
                    request = client.build_request(
                        "POST",
                        url,
                        content=query.encode(),
                        headers={"Content-Type": "application/sparql-query", "Accept": ACCEPT},
                    )
                    await self.pin(request)
                    response = await client.send(request, stream=True)
                    if response.is_redirect:
                        url = urljoin(url, response.headers["location"])
                        await response.aclose()
                        continue
                    return await read(endpoint, response)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise unanswered(endpoint, str(error)) from None
        raise unanswered(endpoint, "redirects")

    async def pin(self, request: "httpx.Request") -> None:
        """Look at where a request would go, and have it go there and nowhere else."""
        parts = urlsplit(str(request.url))
        host, port = (parts.hostname or "").lower(), parts.port or DEFAULT_PORTS.get(parts.scheme, 0)
        named = f"[{host}]" if ":" in host else host
        default = port == DEFAULT_PORTS.get(parts.scheme)
        allowed = f"{named}:{port}" in self.hosts or (default and named in self.hosts)
        if parts.scheme not in DEFAULT_PORTS or not allowed:
            listed = ", ".join(self.hosts)
            raise ForbiddenError(
                Text(
                    f"SERVICE <{parts.scheme}://{named}:{port}>: 물을 수 있는 곳이 아닙니다. "
                    f"물을 수 있는 곳: {listed}",
                    f"SERVICE <{parts.scheme}://{named}:{port}> can't be asked; these can: {listed}",
                )
            )
        address = await self.address(host, port)
        request.url = request.url.copy_with(host=address)
        request.extensions["sni_hostname"] = host

    async def address(self, host: str, port: int) -> str:
        """Resolve a host, and refuse it where any of its addresses is private.

        An address that the operator listed as such is taken at her word.
        """
        try:
            return str(ipaddress.ip_address(host))
        except ValueError:
            pass
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise unanswered(host, error.strerror or str(error)) from None
        addresses = [str(each[4][0]) for each in found]
        if not addresses or not all(map(is_public, addresses)):
            raise ForbiddenError(
                Text(
                    f"SERVICE: {host}의 주소가 공개 인터넷에 있지 않습니다.",
                    f"SERVICE: {host} has an address that isn't on the public internet.",
                )
            )
        return addresses[0]


def is_public(address: str) -> bool:
    """Tell whether an address is on the public internet, whatever it is wrapped in."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return is_public(str(found.ipv4_mapped))
        if found not in UNICAST or any(found in network for network in NOT_UNICAST):
            return False
    return found.is_global and not found.is_multicast


async def read(endpoint: str, response: "httpx.Response") -> bytes:
    """Read an answer that isn't larger than it may be."""
    try:
        if response.status_code != 200:
            raise unanswered(endpoint, f"HTTP {response.status_code}")
        content = bytearray()
        async for chunk in response.aiter_bytes():
            content += chunk
            if len(content) > MOST_BYTES:
                raise unanswered(endpoint, f"> {MOST_BYTES >> 20} MiB")
        return bytes(content)
    finally:
        await response.aclose()


def prologue(query: str) -> str:
    """Give the prefixes that a query may use, so that a part of it can be sent alone."""
    declared: dict[str, str] = {f"{name}:": f"<{iri}>" for name, iri in PREFIXES.items()}
    words = list(tokens(query))
    for place, token in enumerate(words[:-2]):
        if token.word == "prefix":
            declared[words[place + 1].text] = words[place + 2].text
    return "".join(f"PREFIX {name} {iri}\n" for name, iri in declared.items())


def as_values(content: bytes) -> str:
    """Write a result set as a VALUES block (SPARQL 1.1 §10)."""
    try:
        answer = json.loads(content)
        names = [str(name) for name in answer["head"]["vars"]]
        rows = [[value(row.get(name)) for name in names] for row in answer["results"]["bindings"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise unanswered("SERVICE", f"{ACCEPT}: {error}") from None
    if not all(name.isidentifier() for name in names) or len(set(names)) < len(names):
        raise unanswered("SERVICE", f"{names}")
    head = " ".join(f"?{name}" for name in names)
    body = " ".join("(" + " ".join(row) + ")" for row in rows)
    return f"{{ VALUES ({head}) {{ {body} }} }}"


def value(cell: Mapping[str, Any] | None) -> str:
    """Write one cell of a result set in SPARQL; a blank node can't be carried over."""
    if cell is None:
        return "UNDEF"
    if not isinstance(cell["value"], str):
        raise TypeError(cell["value"])
    if cell["type"] == "uri":
        return str(NamedNode(cell["value"]))
    if cell["type"] in ("literal", "typed-literal"):
        if "xml:lang" in cell:
            return str(Literal(cell["value"], language=cell["xml:lang"]))
        datatype = cell.get("datatype")
        return str(Literal(cell["value"], datatype=NamedNode(datatype) if datatype else None))
    raise ValueError(cell["type"])


def unanswered(endpoint: str, reason: str) -> ProblemError:
    """Say that a service gave no answer that can be used."""
    return ProblemError(
        502,
        Text(
            f"SERVICE <{endpoint}>에서 답을 얻지 못했습니다: {reason}",
            f"SERVICE <{endpoint}> gave no answer: {reason}",
        ),
    )
