"""Why a query gets no answer: what its client is told when a limit, a crowd or a death came in between."""

import signal

from gjgraph.core.errors import BusyError, GjgraphError, LimitError, QueryError
from gjgraph.core.settings import Settings
from gjgraph.core.text import Text


def over_limit(name: str, settings: Settings, seconds: float | None = None) -> LimitError:
    """Say which limit a query reached, how it can be kept, and where all limits are."""
    value = getattr(settings, name)
    if name == "time" and seconds is not None:
        value = seconds
    reasons = {
        "time": Text(
            f"질의가 {value:g}초 안에 끝나지 않아 멈췄습니다. 질의를 좁히거나 LIMIT을 두세요.",
            f"The query was stopped: it took more than {value:g} s. Narrow it, or give it a LIMIT.",
        ),
        "memory_mb": Text(
            f"질의가 메모리를 {value} MiB 넘게 쓰려 해서 멈췄습니다. 정렬이나 묶음을 줄이세요.",
            f"The query was stopped: it needs more than {value} MiB of memory. Sort or group less.",
        ),
        "rows": Text(
            f"답이 {value:,}행을 넘어 멈췄습니다. LIMIT과 OFFSET으로 나누어 물으세요.",
            f"The answer has more than {value:,} rows. Ask for it in parts, with LIMIT and OFFSET.",
        ),
        "answer_mb": Text(
            f"답이 {value} MiB를 넘어 멈췄습니다. LIMIT과 OFFSET으로 나누어 물으세요.",
            f"The answer is larger than {value} MiB. Ask for it in parts, with LIMIT and OFFSET.",
        ),
    }
    return LimitError(reasons[name], name)


def busy(limit: str = "") -> BusyError:
    """Say that there is no room for one more query."""
    return BusyError(
        Text(
            "지금은 질의가 너무 많습니다. 잠시 뒤에 다시 물어 주세요.",
            "Too many queries at the moment. Ask again in a little while.",
        ),
        limit,
    )


def too_many() -> BusyError:
    """Say that this client asks too much at once."""
    return BusyError(
        Text(
            "한꺼번에 묻는 질의가 너무 많습니다. 앞의 것이 끝난 뒤에 물어 주세요.",
            "You ask too many queries at once. Wait until some of them are answered.",
        ),
        "client_waiting",
        share=True,
    )


def gone() -> BusyError:
    """Say that the engine went away under a query."""
    return BusyError(
        Text(
            "답하던 엔진이 멈췄습니다. 다시 물어 주세요.", "The engine stopped while it answered. Ask again."
        )
    )


def cause(status: int) -> GjgraphError:
    """Tell from how a worker died what its query did."""
    ended_by = status & 0x7F
    if ended_by in (signal.SIGSEGV, signal.SIGBUS):
        return QueryError(
            Text(
                "질의의 괄호나 연산자가 너무 깊이 겹쳐 있습니다. 더 얕게 쓰세요.",
                "The query's brackets or operators are nested too deeply. Write it flatter.",
            )
        )
    if ended_by in (signal.SIGABRT, signal.SIGKILL):
        return LimitError(
            Text(
                "질의가 메모리를 한도보다 많이 쓰려 해서 멈췄습니다. 정렬이나 묶음을 줄이세요.",
                "The query was stopped: it needs more memory than it may have. Sort or group less.",
            ),
            "memory_mb",
        )
    if ended_by == signal.SIGXCPU:
        return LimitError(Text("질의를 멈췄습니다.", "The query was stopped."), "time")
    return gone()
