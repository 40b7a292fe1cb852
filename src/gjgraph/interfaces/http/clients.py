"""Who asks: the address that a client's share is counted for."""

import ipaddress
from functools import lru_cache

from starlette.types import Scope

from gjgraph.core.settings import Settings


def client_of(scope: Scope, settings: Settings) -> str:
    """Give the client of a request; behind the trusted proxy, the one that the proxy names."""
    peer = scope.get("client")
    host: str = peer[0] if peer else ""
    if settings.trusted_proxy and host == settings.trusted_proxy:
        for name, value in scope["headers"]:
            if name == b"x-forwarded-for":
                # The last one was written by the proxy; those before it, by anybody.
                host = value.decode("latin-1").rsplit(",", 1)[-1].strip()
    return network(host)


@lru_cache(maxsize=4096)
def network(host: str) -> str:
    """Give what one client has: an IPv4 address, or a /64 of IPv6."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
