"""What a path takes, told to whoever asks before sending (RFC 9110 §9.3.7, and what browsers ask)."""

from collections.abc import Sequence

from fastapi.responses import Response

from gjgraph.interfaces.http.problems import CORS

HEADERS = (
    *("Accept", "Accept-Datetime", "Accept-Language", "Authorization"),
    *("Content-Encoding", "Content-Language", "Content-Type"),
    *("Gjgraph-Message", "If-Match", "If-None-Match", "Prefer"),
)


def preflight(methods: Sequence[str], post: Sequence[str] = (), patch: Sequence[str] = ()) -> Response:
    """Say which methods can be used, and which bodies they take."""
    allowed = ", ".join(sorted({*methods, "OPTIONS"}))
    bodies = {"Accept-Post": ", ".join(post), "Accept-Patch": ", ".join(patch)}
    return Response(
        status_code=204,
        headers={
            **CORS,
            "Allow": allowed,
            "Access-Control-Allow-Methods": allowed,
            "Access-Control-Allow-Headers": ", ".join(HEADERS),
            "Access-Control-Max-Age": "86400",
            **{name: value for name, value in bodies.items() if value},
        },
    )
