"""Who may edit over HTTP: the holders of tokens, each within the graphs of theirs (RFC 6750, RFC 7617)."""

import base64
import binascii
import ipaddress
from datetime import UTC, datetime

from starlette.datastructures import Headers
from starlette.types import Scope

from gjgraph.core.errors import UnreadableError
from gjgraph.core.settings import Settings
from gjgraph.core.text import Text
from gjgraph.interfaces.http.clients import client_of
from gjgraph.interfaces.http.guesses import Guesses
from gjgraph.interfaces.http.problems import ProblemError
from gjgraph.storage.audit import Audit
from gjgraph.storage.tokens import Token, Tokens


class Access:
    """Lets those edit who may, and slows down those who guess."""

    def __init__(self, tokens: Tokens, audit: Audit, settings: Settings) -> None:
        self.tokens = tokens
        self.audit = audit
        self.settings = settings
        self.guesses = Guesses()

    async def authorise(self, scope: Scope, way: str) -> Token:
        """Find who wants to edit, by the token in the request's headers.

        To be asked before anything of the body is read.
        """
        return await self.recognise(scope, way, secret_of(Headers(scope=scope)))

    async def recognise(self, scope: Scope, way: str, secret: str) -> Token:
        """Find whose secret came with a request; a problem where nobody may edit, or not like this.

        `way` is what is tried, for the audit log.
        """
        client = client_of(scope, self.settings)
        if not self.settings.editing:
            raise editing_is_off()
        if came_in_clear(scope, self.settings):
            self.audit.denied(client, way, "not over TLS")
            raise in_clear()
        if not secret:
            self.audit.denied(client, way, "no token")
            raise unauthorised(
                Text(
                    "고치려면 토큰이 필요합니다. Authorization: Bearer gjg_…",
                    "Editing needs a token. Authorization: Bearer gjg_…",
                )
            )
        try:
            token = self.tokens.recognise(secret)
        except UnreadableError as error:
            self.audit.denied(client, way, f"tokens can't be read: {error.message.en}")
            raise ProblemError(
                503,
                Text(
                    "서버가 토큰을 읽을 수 없어 지금은 고칠 수 없습니다. 운영자에게 알리세요.",
                    "The server can't read its tokens, so nothing can be edited now. Tell the operator.",
                ),
            ) from None
        if token is None:
            self.audit.denied(client, way, "wrong token")
            await self.guesses.slow_down(client)
            raise unauthorised(
                Text(
                    "이 토큰은 없거나 취소되었습니다. 운영자에게 새것을 받으세요.",
                    "There is no such token, or it was revoked. Ask the operator for a new one.",
                ),
                "invalid_token",
            )
        if token.is_over(datetime.now(UTC)):
            self.audit.denied(client, way, "expired token", token)
            raise unauthorised(
                Text(
                    "이 토큰은 기한이 지났습니다. 운영자에게 새것을 받으세요.",
                    "This token has expired. Ask the operator for a new one.",
                ),
                "invalid_token",
            )
        return token


def secret_of(headers: Headers) -> str:
    """Read the token of a request: as a Bearer, or as the password that simple clients can send.

    A browser sends a password that it knows along with requests of any page: so with those headers
    that only browsers send, none is taken; nor is one asked for, or browsers would know it.
    """
    given = headers.getlist("authorization")
    scheme, _, value = given[0].partition(" ") if len(given) == 1 else ("", "", "")
    value = value.strip(" ")
    if scheme.lower() == "bearer":
        return value
    if scheme.lower() == "basic" and not {"origin", "sec-fetch-site"} & set(headers):
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


def editing_is_off() -> ProblemError:
    """Say that nobody can change anything here."""
    return ProblemError(
        403,
        Text(
            "여기서는 묻기만 할 수 있고, 고칠 수는 없습니다(editing 설정).",
            "Here the data can be asked, and not changed: editing is off (the setting 'editing').",
        ),
    )


def in_clear() -> ProblemError:
    """Say that a token came so that others could read it."""
    return ProblemError(
        403,
        Text(
            "토큰이 암호화되지 않은 채 왔습니다. https로 보내고, 이 토큰은 새것으로 바꾸세요. "
            "https로 보냈다면 앞단이 X-Forwarded-Proto를 그대로 넘겨야 합니다.",
            "The token came unencrypted: send it over https, and have this one replaced. If it was "
            "sent over https, the proxy must pass on X-Forwarded-Proto as it is.",
        ),
    )


def unauthorised(detail: Text, error: str = "") -> ProblemError:
    """Say that a token is needed (RFC 6750 §3)."""
    more = f', error="{error}"' if error else ""
    return ProblemError(401, detail, {"WWW-Authenticate": f'Bearer realm="gjgraph"{more}'})


def came_in_clear(scope: Scope, settings: Settings) -> bool:
    """Tell whether the trusted proxy says that a request came to it without TLS."""
    return proxied_scheme(scope, settings) == "http"


def came_over_tls(scope: Scope, settings: Settings) -> bool:
    """Tell whether the trusted proxy says that a request came to it over TLS."""
    return proxied_scheme(scope, settings) == "https"


def proxied_scheme(scope: Scope, settings: Settings) -> str:
    """Give how a request came to the trusted proxy, where that says so; anybody else may say anything."""
    peer = scope.get("client")
    if not settings.trusted_proxy or not peer or peer[0] != settings.trusted_proxy:
        return ""
    # As with X-Forwarded-For, the last one is the proxy's.
    said = Headers(scope=scope).getlist("x-forwarded-proto")
    return said[-1].rsplit(",", 1)[-1].strip().lower() if said else ""


def warning(settings: Settings) -> Text | None:
    """Warn where tokens would cross a network in clear: no loopback address, and no proxy named for TLS."""
    if not settings.editing or settings.trusted_proxy or is_loopback(settings.host):
        return None
    return Text(
        f"경고: {settings.host}에서 TLS 없이 고치기를 받으므로 토큰이 네트워크에서 그대로 보입니다. "
        "TLS를 맡는 앞단을 두고 trusted_proxy에 그 주소를 적으세요.",
        f"Warning: editing is on at {settings.host} without TLS, so tokens can be read on the network. "
        "Put a proxy that terminates TLS before it, and name its address as trusted_proxy.",
    )


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
