"""The settings of the server: one table for the flags, the environment, the file and the documentation.

A setting `queries_at_once` is the flag `--queries-at-once`, the variable `GJGRAPH_QUERIES_AT_ONCE` and
the key `queries_at_once` under `[serve]` in `gjgraph.toml`; the flag goes before the variable, the
variable before the file.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from ipaddress import ip_address
from typing import Any

from gjgraph.core.errors import UnreadableError
from gjgraph.core.text import Text

ENVIRONMENT = "GJGRAPH_"
LONGEST_SHOWN = 80
HOST = re.compile(r"(?:\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9._-]*[a-z0-9])?)(?::[0-9]{1,5})?")
OTHER_VARIABLES = frozenset({"GJGRAPH_LANG"})
"""What the environment may say that is no setting of the server."""


def setting(
    default: object,
    ko: str,
    en: str,
    unit: str = "",
    least: float = 0,
    most: float = 1_000_000_000,
    limit: bool = False,
) -> Any:  # noqa: ANN401
    """Describe one setting; `limit` marks what a client is told at `/limits`."""
    about = {"meaning": Text(ko, en), "unit": unit, "least": least, "most": most, "limit": limit}
    return field(default=default, metadata=about)


@dataclass(frozen=True)
class Settings:
    """How the server behaves; the defaults are fit for the open internet."""

    host: str = setting("127.0.0.1", "들을 주소", "address to listen on")
    port: int = setting(
        8000, "들을 포트, 0이면 빈 것 아무거나", "port to listen on; 0 takes a free one", most=65535
    )
    time: float = setting(
        30.0,
        "질의 하나에 쓸 수 있는 시간(대기, 계획, 평가, 쓰기 포함)",
        "time of one query: waiting, planning, evaluating and writing together",
        "s",
        0.1,
        limit=True,
    )
    memory_mb: int = setting(512, "질의 하나의 메모리", "memory of one query", "MiB", 32, limit=True)
    rows: int = setting(
        1_000_000, "답 하나의 행이나 트리플 수", "rows, or triples, of one answer", "", 1, limit=True
    )
    answer_mb: int = setting(256, "답 하나의 크기", "size of one answer", "MiB", 1, limit=True)
    request_kb: int = setting(
        1024, "요청 본문 하나의 크기", "size of one request's body", "KiB", 1, limit=True
    )
    url_kb: int = setting(
        64,
        "요청 하나의 주소와 헤더 크기",
        "size of one request's address and headers",
        "KiB",
        4,
        limit=True,
    )
    request_time: float = setting(
        20.0, "요청 하나를 다 보내는 시간", "time to send one request whole", "s", 0.1, limit=True
    )
    queries_at_once: int = setting(
        8, "한꺼번에 답하는 질의 수", "queries answered at once", "", 2, limit=True
    )
    queries_waiting: int = setting(256, "기다리는 질의 수", "queries that wait", "", 0, limit=True)
    client_share: int = setting(
        4,
        "한 접속자가 한꺼번에 돌리는 긴 질의 수",
        "long queries that one client runs at once",
        "",
        1,
        limit=True,
    )
    client_waiting: int = setting(
        128, "한 접속자의 기다리는 질의 수", "queries of one client that wait", "", 1, limit=True
    )
    connections: int = setting(4096, "열린 연결 수", "open connections", "", 2, limit=True)
    client_connections: int = setting(
        1024, "한 접속자의 열린 연결 수", "open connections of one client", "", 1, limit=True
    )
    cache_mb: int = setting(
        32, "담아 두는 답의 크기, 0이면 담지 않음", "size of the cached answers; 0 for none", "MiB"
    )
    worker_queries: int = setting(
        20_000,
        "작업 프로세스 하나가 바뀌기까지 답하는 질의 수",
        "queries after which a worker is replaced",
        "",
        1,
    )
    slow: float = setting(
        1.0,
        "이보다 오래 걸린 질의는 글과 함께 기록",
        "queries that take longer are logged with their text",
        "s",
    )
    access_log: bool = setting(True, "요청마다 한 줄 기록(JSON)", "a line of JSON for each request")
    editing: bool = setting(False, "HTTP로 고치기(토큰 필요)", "editing over HTTP, with a token")
    edit_time: float = setting(
        60.0,
        "편집 하나를 시험하는 시간(계산과 검사)",
        "time of trying one edit: evaluating and judging together",
        "s",
        0.1,
        3600,
        limit=True,
    )
    edit_mb: int = setting(
        16, "편집 요청 본문 하나의 크기", "size of the body of one edit", "MiB", 1, 1024, limit=True
    )
    edits_waiting: int = setting(100, "기다리는 편집 수", "edits that wait", "", 0, limit=True)
    old_versions: int = setting(
        2,
        "물을 수 있게 담아 두는 옛 판의 수, 0이면 담지 않음",
        "old versions of the data kept ready to be asked; 0 for none",
        "",
        0,
        16,
        limit=True,
    )
    federation: tuple[str, ...] = setting(
        (),
        "SERVICE로 물어도 되는 호스트, 쉼표로",
        "hosts that SERVICE may ask, with commas; an address is allowed only if it is listed as one",
    )
    operator_token: str = setting(
        "",
        "운영자 토큰(/queries). 비어 있으면 아무도 쓸 수 없음",
        "the operator's token (for /queries); while empty, nobody has it",
    )
    trusted_proxy: str = setting(
        "",
        "X-Forwarded-For를 믿을 앞단의 주소",
        "address of the proxy whose X-Forwarded-For is believed",
    )


def described() -> tuple[Field[Any], ...]:
    """List the settings with what they mean, in the order of the documentation."""
    return fields(Settings)


def limits(settings: Settings) -> list[tuple[str, object, str, Text]]:
    """List what a client may ask for: name, value, unit, meaning."""
    return [
        (each.name, getattr(settings, each.name), each.metadata["unit"], each.metadata["meaning"])
        for each in described()
        if each.metadata["limit"]
    ]


def read_settings(
    flags: Mapping[str, object], environment: Mapping[str, str], file: Mapping[str, object]
) -> Settings:
    """Put the settings together; an unknown or a senseless one is refused by the name it was given."""
    known = {each.name: each for each in described()}
    found: dict[str, Any] = {}
    for name, given in file.items():
        found[name] = valid(known.get(name), f"[serve] {name}", given)
    for variable, given in environment.items():
        if variable.startswith(ENVIRONMENT) and variable not in OTHER_VARIABLES:
            name = variable.removeprefix(ENVIRONMENT).lower()
            found[name] = valid(known.get(name), variable, given)
    for name, given in flags.items():
        found[name] = valid(known.get(name), flag(name), given)
    return Settings(**found)


def is_address(text: object) -> bool:
    """Tell whether a text is the address of a machine."""
    try:
        ip_address(str(text))
    except ValueError:
        return False
    return True


def are_hosts(hosts: object) -> bool:
    """Tell whether texts are hosts, with or without a port."""
    return isinstance(hosts, tuple) and all(HOST.fullmatch(each) for each in hosts)


CHECKS: dict[str, tuple[Callable[[object], bool], Text]] = {
    "host": (bool, Text("호스트나 주소", "a host or an address")),
    "trusted_proxy": (is_address, Text("IP 주소 하나", "one IP address")),
    "federation": (are_hosts, Text("쉼표로 나눈 호스트", "hosts, with commas")),
}
"""What a text must be besides a text."""


def flag(name: str) -> str:
    """Give the command-line flag of a setting."""
    return "--" + name.replace("_", "-")


def valid(about: Field[Any] | None, called: str, given: object) -> object:
    """Turn what was given into a value of the setting's type and range."""
    if about is None:
        names = ", ".join(each.name for each in described())
        raise UnreadableError(
            Text(
                f"모르는 설정 ‘{called}’. 있는 것: {names}", f"Unknown setting '{called}'; there are: {names}"
            )
        )
    kind = type(about.default)
    shown = ascii(given) if isinstance(given, str) and not given.isprintable() else str(given)
    shown = shown if len(shown) <= LONGEST_SHOWN else shown[:LONGEST_SHOWN] + "…"
    try:
        value = converted(kind, given)
        if about.name in CHECKS and value and not CHECKS[about.name][0](value):
            raise ValueError
        if about.name == "host" and not value:
            # An empty host would be every host: nobody means that by an empty variable.
            raise ValueError
    except (ValueError, TypeError):
        kinds = {
            int: Text("정수", "a whole number"),
            float: Text("수", "a number"),
            bool: Text("true나 false", "true or false"),
        }
        wanted = CHECKS[about.name][1] if about.name in CHECKS else kinds.get(kind, Text("글", "a text"))
        raise UnreadableError(
            Text(
                f"{called}: {wanted.ko}여야 합니다. 준 것: {shown}",
                f"{called} must be {wanted.en}; given: {shown}",
            )
        ) from None
    least, most = about.metadata["least"], about.metadata["most"]
    # Written so that not-a-number is refused as well.
    if kind in (int, float) and not least <= value <= most:
        raise UnreadableError(
            Text(
                f"{called}: {least:,}부터 {most:,}까지의 수여야 합니다. 준 것: {shown}",
                f"{called} must be a number from {least:,} to {most:,}; given: {shown}",
            )
        )
    return value


def converted(kind: type, given: object) -> object:
    """Read a value as a flag, a variable or TOML gives it; ValueError where it isn't of the kind."""
    if kind is bool:
        words = {"true": True, "1": True, "false": False, "0": False}
        if str(given).lower() not in words:
            raise ValueError
        return words[str(given).lower()]
    if isinstance(given, bool):
        raise ValueError
    if kind is tuple:
        parts = given.split(",") if isinstance(given, str) else given
        if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
            raise ValueError
        return tuple(part.strip().lower() for part in parts if part.strip())
    if not isinstance(given, str | int | float):
        raise ValueError
    if kind is int and isinstance(given, float):
        raise ValueError
    if kind is str and not isinstance(given, str):
        raise ValueError
    return kind(given)
