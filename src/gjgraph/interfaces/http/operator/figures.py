"""What the operator's page tells: how the server is, what it does, and what was done lately."""

import asyncio
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from gjgraph import __version__
from gjgraph.core.errors import GjgraphError
from gjgraph.core.settings import described
from gjgraph.core.text import Language, Text
from gjgraph.engine.pool import Pool
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.operator.health import resident, running
from gjgraph.interfaces.http.past import Past
from gjgraph.interfaces.http.problems import TITLES
from gjgraph.operations.history import WAYS, counts
from gjgraph.operations.history_files import entry
from gjgraph.publication.history_page import Change
from gjgraph.storage.repository import Repository
from gjgraph.storage.tokens import Token

MOST_EDITS = 10
MOST_LINES = 2000
"""Lines of the audit log that are looked through for what wasn't let in."""
MOST_REFUSED = 20
SECRETS = ("operator_token",)
"""Settings whose values aren't shown."""
OUTCOMES = {
    "rejected": Text("규칙에 맞지 않음", "would break the rules"),
    "conflict": Text("그 사이에 바뀜", "changed meanwhile"),
    "denied": Text("허용되지 않음", "not allowed"),
    "failed": Text("실패함", "failed"),
    "token-revoked": Text("토큰이 취소됨", "token revoked"),
    "token-added": Text("토큰이 만들어짐", "token made"),
}
PLACES = {
    "sign-in": Text("로그인", "signing in"),
    "operator": Text("운영 화면에서", "on the operator's page"),
}
"""Where else something is tried that the audit log tells of, besides the ways to edit."""
REASONS = {
    "not over TLS": Text("암호화되지 않은 접속(TLS 아님)", "not over TLS"),
    "no token": Text("토큰이 없음", "no token"),
    "wrong token": Text("없거나 취소된 토큰", "unknown or revoked token"),
    "expired token": Text("기한이 지난 토큰", "expired token"),
}
"""Why requests weren't let in, by what the audit log says; a few reasons have more behind these words."""
UNREADABLE = "tokens can't be read"


@dataclass(frozen=True)
class Refused:
    """What was tried and didn't come about, or what became of a token."""

    when: datetime
    outcome: Text
    who: str
    way: Text
    why: Text


class Figures:
    """Collects what the page tells."""

    def __init__(self, desk: Desk, pool: Pool, past: Past) -> None:
        self.desk = desk
        self.pool = pool
        self.past = past

    async def all(self, reader: Language) -> dict[str, Any]:
        """Give everything, as the page has it."""
        desk = self.desk
        tokens, trouble = self.tokens()
        return {
            "health": self.health(),
            "memory": self.memory(),
            "settings": self.settings(),
            "queries": sorted(running(self.pool), key=lambda each: -each["seconds"]),
            "slow_queries": list(desk.journal.slow_queries)[::-1],
            "slow": desk.settings.slow,
            "edits": await self.edits(reader),
            "refused": await asyncio.to_thread(self.refused),
            "is_editable": desk.access is not None,
            "tokens": tokens,
            "trouble": trouble,
            "cache": self.cache(),
            "statuses": self.statuses(),
            "meanings": MEANINGS,
            "now": datetime.now(UTC).astimezone(),
        }

    def health(self) -> dict[str, Any]:
        """Tell whether the server is ready, and since when it is."""
        began = self.desk.journal.began
        return {
            "is_ready": self.pool.is_ready(),
            "version": self.desk.pages.facts.version,
            "software": __version__,
            "began": began.astimezone(),
            "uptime": datetime.now(UTC) - began,
            "triples": self.desk.pages.facts.contents.triples,
        }

    def memory(self) -> list[tuple[Text, int, int]]:
        """List what processes there are, and how many bytes they have in memory."""
        old = self.desk.versions.ready() if self.desk.versions else []
        workers = [resident(each.pid) for each in self.pool.workers]
        engines = [resident(each.pool.engine.process.pid) for each in old]
        return [
            (Text("서버", "server"), 1, resident(os.getpid())),
            (Text("엔진", "engine"), 1, resident(self.pool.engine.process.pid)),
            (Text("작업 프로세스", "workers"), len(workers), sum(workers)),
            (Text("옛 판의 엔진", "engines of old versions"), len(engines), sum(engines)),
        ]

    def settings(self) -> list[tuple[str, object, str, Text]]:
        """List the settings in force; of a secret one, whether it is set."""
        listed = []
        for each in described():
            value = getattr(self.desk.settings, each.name)
            if each.name in SECRETS:
                value = bool(value)
            listed.append((each.name, value, each.metadata["unit"], each.metadata["meaning"]))
        return listed

    async def edits(self, reader: Language) -> list[Change]:
        """List the last edits; none where there is no history."""

        def last(repository: Repository) -> list[Change]:
            found = repository.log(limit=MOST_EDITS)
            return [entry(each, counts(each), f"/history/{each.id}?lang={reader}") for each in found]

        try:
            return await self.past.ask(last)
        except GjgraphError:
            return []

    def refused(self) -> list[Refused] | None:
        """List what wasn't let in lately; `None` where the audit log can't be read."""
        if self.desk.access is None:
            return []
        try:
            lines = self.desk.access.audit.last(MOST_LINES)
        except OSError:
            return None
        found: list[Refused] = []
        for line in lines:
            kind = line.get("outcome") if line["event"] == "outcome" else line["event"]
            if kind in OUTCOMES and not line.get("dry_run") and len(found) < MOST_REFUSED:
                who = str(line.get("author") or line.get("client") or "")
                found.append(
                    Refused(moment(line.get("time")), OUTCOMES[kind], who, way_of(line), why_of(line))
                )
        return found

    def tokens(self) -> tuple[list[tuple[Token, bool]], Text | None]:
        """List the tokens, and whether they are over; or say why that can't be done."""
        if self.desk.access is None:
            return [], None
        now = datetime.now(UTC)
        try:
            return [(each, each.is_over(now)) for each in self.desk.access.tokens.list()], None
        except GjgraphError as error:
            return [], error.message

    def cache(self) -> dict[str, Any]:
        """Tell how many answers were there already."""
        answers = self.desk.answers
        asked = answers.hits + answers.misses + answers.shared
        return {
            "hits": answers.hits,
            "shared": answers.shared,
            "misses": answers.misses,
            "rate": (answers.hits + answers.shared) / asked if asked else None,
            "used": answers.used,
            "room": answers.room,
        }

    def statuses(self) -> list[tuple[int, Text, int]]:
        """Count the requests by status, with what the status means."""
        found: Counter[int] = Counter()
        for (_, status), count in self.desk.journal.requests.items():
            found[status] += count
        unknown = Text("", "")
        return [(status, MEANINGS.get(status, unknown), count) for status, count in sorted(found.items())]


MEANINGS = {
    200: Text("답함", "answered"),
    201: Text("만듦", "created"),
    204: Text("답함(내용 없음)", "answered, nothing to say"),
    302: Text("다른 주소로 보냄", "led to another address"),
    303: Text("다른 주소로 보냄", "led to another address"),
    304: Text("바뀐 것 없음", "not modified"),
    499: Text("받는 쪽이 떠남", "the client left"),
    **TITLES,
}
"""What statuses mean, those of problems included."""


def way_of(line: Mapping[str, Any]) -> Text:
    """Tell in what way something was tried."""
    said = str(line.get("way", ""))
    return PLACES.get(said) or WAYS.get(said) or Text(said, said)


def why_of(line: Mapping[str, Any]) -> Text:
    """Tell why it didn't come about: by the reason that the log has, or by how many rules it would break.

    What the log says of errors is in English; it is better than nothing.
    """
    said, broken, beyond = str(line.get("why", "")), line.get("violations"), line.get("requests")
    if isinstance(broken, int) and broken:
        return Text(f"규칙 위반 {broken:,}건", f"{broken:,} violation{'' if broken == 1 else 's'} of rules")
    if isinstance(beyond, int):
        return Text(
            f"너무 많아 따로 적지 않은 요청 {beyond:,}건", f"{beyond:,} more requests, too many to list"
        )
    if said.startswith(UNREADABLE):
        return Text(f"서버가 토큰을 읽을 수 없음: {said.removeprefix(UNREADABLE).strip(': ')}", said)
    return REASONS.get(said) or Text(said, said)


def moment(text: object) -> datetime:
    """Read when a line was written; a line that doesn't say it is of no time that anybody remembers."""
    try:
        return datetime.fromisoformat(str(text)).astimezone()
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
