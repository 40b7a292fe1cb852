"""What the server tells its operator: a line for each request, the slow queries, and the metrics."""

import hashlib
import json
import sys
import time
from bisect import bisect_left
from collections import Counter, deque
from dataclasses import dataclass
from datetime import UTC, datetime

from gjgraph.core.text import printable

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Upper bounds of the latency histogram, in seconds."""
FLUSH = 0.2
"""Seconds that a line of the log may wait to be written with others."""


KEPT = 50
"""Slow queries that are remembered."""
LONGEST_KEPT = 10_000
"""Letters of a slow query that are written down."""


@dataclass(frozen=True)
class SlowQuery:
    """A query that took long."""

    when: datetime
    client: str
    seconds: float
    outcome: str
    text: str


class Journal:
    """Counts requests and writes the logs, as lines of JSON on standard error.

    The access log never has the text of a query, which may be nobody's business; the log of slow
    queries does, since the operator must see what costs so much.
    """

    def __init__(self, access: bool, slow: float) -> None:
        self.access = access
        self.slow = slow
        self.lines: list[str] = []
        self.requests: Counter[tuple[str, int]] = Counter()
        self.sent = 0
        self.buckets = [0] * (len(BUCKETS) + 1)
        self.seconds = 0.0
        self.began = datetime.now(UTC)
        self.slow_queries: deque[SlowQuery] = deque(maxlen=KEPT)
        """The last ones, for the operator's page."""

    def request(
        self, client: str, method: str, route: str, status: int, size: int, seconds: float, cache: str = ""
    ) -> None:
        """Count one request, and write its line with the next flush."""
        self.requests[route, status] += 1
        self.sent += size
        self.seconds += seconds
        self.buckets[bisect_left(BUCKETS, seconds)] += 1
        if self.access:
            self.lines.append(
                f'{{"time":{time.time():.3f},"client":"{client}","method":"{method}","path":"{route}",'
                f'"status":{status},"bytes":{size},"ms":{seconds * 1000:.2f},"cache":"{cache}"}}\n'
            )

    def slow_query(self, client: str, query: str, seconds: float, outcome: str) -> None:
        """Write a query that took long, with its text."""
        if seconds >= self.slow:
            found = SlowQuery(datetime.now(UTC), client, seconds, outcome, query[:LONGEST_KEPT])
            self.slow_queries.append(found)
            digest = hashlib.blake2b(query.encode(), digest_size=6).hexdigest()
            self.write(
                event="slow-query",
                client=client,
                ms=round(seconds * 1000),
                outcome=outcome,
                digest=digest,
                query=found.text,
            )

    def write(self, **fields: object) -> None:
        """Write what happened besides requests."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"time": at, **fields}, ensure_ascii=False)
        self.lines.append(printable(line) + "\n")

    def flush(self) -> None:
        """Write the lines that wait."""
        if self.lines:
            lines, self.lines = self.lines, []
            try:
                sys.stderr.write("".join(lines))
                sys.stderr.flush()
            except OSError:
                # A log that can't be written must not stop the server.
                self.lines.clear()
