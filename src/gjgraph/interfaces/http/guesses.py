"""Guesses at a secret: each wrong one is answered later than the one before, and too many not at all."""

import asyncio
from collections import Counter, OrderedDict

from gjgraph.core.text import Text
from gjgraph.interfaces.http.problems import ProblemError

FIRST_DELAY = 0.25
LONGEST_DELAY = 8.0
"""Seconds after which a wrong token is answered: twice as long each time, up to this."""
FORGOTTEN = 600.0
"""Seconds after which a client begins anew."""
CLIENTS = 4096
"""Clients whose wrong tokens are remembered: those that sent one last."""
WAITING = 256
"""Wrong tokens that wait for their answer; those beyond are turned away at once."""
CLIENT_WAITING = 8


class Guesses:
    """Slows down those who guess.

    A right token is never slowed: whoever guesses doesn't lock out the others behind the same
    address. That guessing is hopeless is due to the length of a secret; the delay is there so that it
    costs the server nothing.
    """

    def __init__(self) -> None:
        self.wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()
        """By client: how many wrong tokens there were, and when the last one came."""
        self.waiting: Counter[str] = Counter()

    async def slow_down(self, client: str) -> None:
        """Let a client wait that sent a wrong token; turn it away where too many wait."""
        delay = self.next_delay(client, asyncio.get_running_loop().time())
        if self.waiting[client] >= CLIENT_WAITING or self.waiting.total() >= WAITING:
            raise ProblemError(
                429,
                Text("틀린 토큰이 너무 많이 왔습니다.", "Too many wrong tokens."),
                {"Retry-After": str(round(delay) or 1), "Connection": "close"},
            )
        self.waiting[client] += 1
        try:
            await asyncio.sleep(delay)
        finally:
            self.waiting[client] -= 1
            if not self.waiting[client]:
                del self.waiting[client]

    def next_delay(self, client: str, now: float) -> float:
        """Count a wrong token, and give the seconds after which it is answered."""
        count, last = self.wrong.pop(client, (0, now))
        count = count + 1 if now - last < FORGOTTEN else 1
        self.wrong[client] = (count, now)
        if len(self.wrong) > CLIENTS:
            self.wrong.popitem(last=False)
        # The power is bounded too, or it would be a number of as many digits as there were attempts.
        return min(FIRST_DELAY * 2.0 ** min(count - 1, 30), LONGEST_DELAY)
