"""What is wished of the search: words, and what narrows them."""

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

PER_PAGE = 20
MOST_PAGES = 1_000


@dataclass(frozen=True)
class Wish:
    """What somebody wants to find."""

    q: str = ""
    type: str = ""
    """The kind of thing, by a short form of its address."""
    plan: str = ""
    page: int = 1

    def written(self) -> str:
        """Write it as the query part of an address has it; what is as always is left out."""
        fields = [("q", self.q), ("type", self.type), ("plan", self.plan)]
        pages = [("page", str(self.page))] if self.page > 1 else []
        return urlencode([(name, value) for name, value in fields if value] + pages)

    def but(self, **changed: str | int) -> "Wish":
        """Give another wish; unless it says so, it is about the first page."""
        return replace(self, **{"page": 1, **changed})  # type: ignore[arg-type]


def wish(written: str) -> Wish:
    """Read what `Wish.written` wrote."""
    fields = dict(parse_qsl(written, keep_blank_values=True))
    page = int(fields.get("page", "1"))
    return Wish(fields.get("q", ""), fields.get("type", ""), fields.get("plan", ""), page)
