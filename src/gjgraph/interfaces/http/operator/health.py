"""For the operator: health, limits, metrics, and the queries that run."""

import hmac
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from starlette.requests import Request

from gjgraph import __version__
from gjgraph.core.settings import limits
from gjgraph.core.text import Text
from gjgraph.engine.answers import Answers
from gjgraph.engine.jobs import StoppedError
from gjgraph.engine.pool import Pool
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.journal import BUCKETS, Journal
from gjgraph.interfaces.http.negotiation import HTML, language, media_type
from gjgraph.interfaces.http.problems import ProblemError, html
from gjgraph.operations.versions import Versions

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric


def routes(desk: Desk, pool: Pool) -> APIRouter:
    """Build the operator's routes."""
    router = APIRouter()

    @router.api_route("/health", methods=["GET", "HEAD"])
    async def health() -> Response:
        """Tell whether the server lives and is ready, and the version of the data."""
        ready = pool.is_ready()
        content = {
            "status": "ready" if ready else "starting",
            "live": True,
            "ready": ready,
            "version": desk.pages.facts.version,
            "software": __version__,
        }
        return JSONResponse(content, 200 if ready else 503, headers={"Cache-Control": "no-store"})

    @router.api_route("/limits", methods=["GET", "HEAD"])
    async def limits_page(request: Request) -> Response:
        """Tell what a request may cost."""
        reader = language(request.query_params.get("lang"), request.headers.get("accept-language"))
        kind = media_type(request.headers.get("accept"), ["application/json", HTML])
        if kind == HTML and request.query_params.get("format") != "json":
            return html(desk.pages.limits(reader))
        listed = {
            name: {"value": value, "unit": unit, "meaning": meaning.in_language(reader)}
            for name, value, unit, meaning in limits(desk.settings)
        }
        return JSONResponse(listed, headers={"Vary": "Accept, Accept-Language"})

    @router.api_route("/metrics", methods=["GET", "HEAD"])
    async def metrics() -> Response:
        """Give the figures for Prometheus."""
        # Imported here: most servers start without anybody asking for them.
        from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest  # noqa: PLC0415

        registry = CollectorRegistry(auto_describe=False)
        registry.register(Collector(pool, desk.answers, desk.journal, desk.versions))
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    @router.api_route("/queries", methods=["GET", "HEAD"])
    async def queries(request: Request) -> Response:
        """List the queries that run and wait."""
        authorise(request, desk.settings.operator_token)
        return JSONResponse(running(pool), headers={"Cache-Control": "no-store"})

    @router.delete("/queries/{number}")
    async def stop(request: Request, number: str) -> Response:
        """Stop a query."""
        authorise(request, desk.settings.operator_token)
        stop_query(desk, pool, number)
        return Response(status_code=204)

    return router


def running(pool: Pool) -> list[dict[str, Any]]:
    """List the queries that run and wait."""
    now = pool.loop.time()
    return [
        {
            "id": job.number,
            "state": "running" if job.worker and job.worker.jobs[0] is job else "waiting",
            "seconds": round(now - job.asked, 3),
            "limit": job.seconds,
            "client": job.client,
            "readers": len(job.waiters),
            "query": job.query.text,
        }
        for job in pool.jobs.values()
    ]


def stop_query(desk: Desk, pool: Pool, number: str) -> None:
    """Stop a query; a problem where there is none of that number."""
    job = pool.jobs.get(int(number)) if number.isascii() and number.isdecimal() and len(number) < 12 else None
    if job is None:
        raise ProblemError(
            404,
            Text(
                f"질의 {number}은(는) 없습니다. 이미 끝났을 수 있습니다.",
                f"There is no query {number}; it may be over.",
            ),
        )
    pool.cancel(job, StoppedError.by_operator())
    desk.journal.write(event="query-stopped", id=job.number, client=job.client)


def authorise(request: Request, token: str) -> None:
    """Let only the operator pass."""
    if not token:
        raise no_operator()
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not is_same(given.strip().encode("latin-1", "replace"), token):
        raise ProblemError(
            401,
            Text(
                "운영자만 할 수 있습니다. Authorization: Bearer 토큰",
                "Only the operator may. Authorization: Bearer TOKEN",
            ),
            {"WWW-Authenticate": 'Bearer realm="gjgraph"'},
        )


def is_same(given: bytes, token: str) -> bool:
    """Compare in a time that doesn't tell how much of it is right."""
    return hmac.compare_digest(given, token.encode())


def no_operator() -> ProblemError:
    """Say that nobody is the operator, and how somebody can be."""
    return ProblemError(
        403,
        Text(
            "운영자 토큰이 정해져 있지 않습니다. 길고 아무도 짐작하지 못할 글자열을 환경 변수 "
            "GJGRAPH_OPERATOR_TOKEN이나 gjgraph.toml의 [serve] operator_token에 적고 서버를 다시 시작하세요.",
            "No operator token is set. Put a long text that nobody can guess into the variable "
            "GJGRAPH_OPERATOR_TOKEN, or into operator_token under [serve] in gjgraph.toml, and start the "
            "server anew.",
        ),
    )


class Collector:
    """The server's figures in the form of Prometheus."""

    def __init__(self, pool: Pool, answers: Answers, journal: Journal, versions: Versions | None) -> None:
        self.versions = versions
        self.pool = pool
        self.answers = answers
        self.journal = journal

    def collect(self) -> Iterator["Metric"]:
        """Give every figure as it is now."""
        from prometheus_client.core import (  # noqa: PLC0415
            CounterMetricFamily,
            GaugeMetricFamily,
            HistogramMetricFamily,
        )

        requests = CounterMetricFamily(
            "gjgraph_requests", "Requests by route and status", labels=["route", "status"]
        )
        for (route, status), count in sorted(self.journal.requests.items()):
            requests.add_metric([route, str(status)], count)
        yield requests
        yield CounterMetricFamily("gjgraph_sent_bytes", "Bytes of bodies sent", value=self.journal.sent)
        seen, cumulative = 0, []
        for bound, count in zip([*map(str, BUCKETS), "+Inf"], self.journal.buckets, strict=True):
            seen += count
            cumulative.append((bound, seen))
        latency = HistogramMetricFamily("gjgraph_request_seconds", "Time from request to response")
        latency.add_metric([], buckets=cumulative, sum_value=self.journal.seconds)
        yield latency
        kills = CounterMetricFamily("gjgraph_limits_reached", "Queries ended by a limit", labels=["limit"])
        for name, count in sorted(self.pool.count.items()):
            if name.startswith("limit:"):
                kills.add_metric([name.removeprefix("limit:")], count)
        yield kills
        yield CounterMetricFamily(
            "gjgraph_refused", "Queries refused for want of room", value=self.pool.count["refused"]
        )
        yield CounterMetricFamily(
            "gjgraph_worker_restarts",
            "Workers that were replaced after a death",
            value=self.pool.count["restarts"],
        )
        cache = CounterMetricFamily("gjgraph_cache", "Answers by how they were come by", labels=["outcome"])
        cache.add_metric(["hit"], self.answers.hits)
        cache.add_metric(["miss"], self.answers.misses)
        cache.add_metric(["shared"], self.answers.shared)
        yield cache
        yield GaugeMetricFamily("gjgraph_cache_bytes", "Bytes of the kept answers", value=self.answers.used)
        running = sum(1 for worker in self.pool.workers if worker.jobs)
        yield GaugeMetricFamily("gjgraph_queries_running", "Queries that run", value=running)
        yield GaugeMetricFamily("gjgraph_queries_waiting", "Queries that wait", value=len(self.pool.waiting))
        yield GaugeMetricFamily("gjgraph_workers", "Worker processes", value=len(self.pool.workers))
        memory = GaugeMetricFamily("gjgraph_resident_bytes", "Resident memory by process", labels=["process"])
        memory.add_metric(["server"], resident(os.getpid()))
        memory.add_metric(["engine"], resident(self.pool.engine.process.pid))
        memory.add_metric(["workers"], sum(resident(worker.pid) for worker in self.pool.workers))
        held = self.versions.ready() if self.versions else []
        memory.add_metric(["old versions"], sum(resident(old.pool.engine.process.pid) for old in held))
        yield memory
        yield GaugeMetricFamily("gjgraph_old_versions", "Old versions that are ready", value=len(held))
        if self.versions:
            builds = CounterMetricFamily(
                "gjgraph_old_version_builds", "Old versions asked for, by what came of it", labels=["outcome"]
            )
            for name in ("builds", "failures", "refused"):
                builds.add_metric([name], self.versions.count[name])
            yield builds


def resident(pid: int) -> int:
    """Give the resident memory of a process in bytes; 0 where the system doesn't tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
