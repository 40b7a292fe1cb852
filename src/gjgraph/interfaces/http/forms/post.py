"""What was sent from a form: what is typed, what is to be done with it, and what there was before."""

import base64
import binascii
import json
import zlib
from dataclasses import dataclass, field

from starlette.requests import Request

from gjgraph.core.settings import Settings
from gjgraph.core.text import Text
from gjgraph.interfaces.http.asking import FORM, Fields, kind_of, parse, read_body
from gjgraph.interfaces.http.problems import ProblemError
from gjgraph.publication.forms.values import ROW, Values

MOST_INPUTS = 5000
MOST_ROWS = 100
"""Inputs of one field that can be added."""
LARGEST_BEFORE = 4 << 20
"""Bytes of what was there before, unpacked."""
LONGEST_MESSAGE = 10_000
OWN = "_"
"""What the names of inputs begin with that aren't about the thing."""
CHOICE = "_choice:"


@dataclass(frozen=True)
class Post:
    """What was sent."""

    values: Values
    own: Fields = field(default_factory=dict)
    before: Values | None = None
    """What was in the inputs when the form was opened; nobody's word for it but the sender's."""

    def say(self, name: str) -> str:
        """Give what one of the other inputs says."""
        return self.own.get(OWN + name, [""])[-1]

    @property
    def action(self) -> str:
        """What is to be done: `preview`, `save`, `check`, or a row to add or to remove."""
        return self.say("action") or "preview"

    @property
    def message(self) -> str:
        """Why it is done, for the history."""
        text = self.say("message").replace("\r\n", "\n").replace("\r", "\n").strip()
        if len(text) > LONGEST_MESSAGE or not text.replace("\n", "").replace("\t", "").isprintable():
            raise ProblemError(
                400,
                Text(
                    f"고치는 까닭은 {LONGEST_MESSAGE:,}자까지의 글이어야 합니다.",
                    f"Why it is edited must be a text of up to {LONGEST_MESSAGE:,} letters.",
                ),
            )
        return text

    def choices(self) -> dict[str, str]:
        """Give which side was chosen where two people changed the same, and what was seen of theirs."""
        return {
            name.removeprefix(CHOICE): listed[-1]
            for name, listed in self.own.items()
            if name.startswith(CHOICE) and listed[-1].startswith(("mine:", "theirs:"))
        }


async def read_post(request: Request, settings: Settings, *, is_known: bool) -> Post:
    """Read a form that was sent; `is_known` is whether its sender is, who may send as much as any edit."""
    kind_of(request, (FORM,))
    most, limit = (settings.edit_mb << 10, "edit_mb") if is_known else (settings.request_kb, "request_kb")
    fields = parse(await read_body(request, most, limit), MOST_INPUTS)
    own = {name: listed for name, listed in fields.items() if name.startswith(OWN)}
    values = {name: listed for name, listed in fields.items() if name not in own and name != "lang"}
    post = Post(values, own)
    return Post(values, own, unpacked(post.say("before")))


def packed(values: Values) -> str:
    """Write values so that a hidden input can carry them."""
    content = json.dumps(values, ensure_ascii=False, sort_keys=True).encode()
    return base64.b64encode(zlib.compress(content)).decode()


def unpacked(text: str) -> Values | None:
    """Read what `packed` wrote; `None` where it is something else."""
    try:
        opened = zlib.decompressobj()
        content = opened.decompress(base64.b64decode(text, validate=True), LARGEST_BEFORE)
        found = json.loads(content)
    except (binascii.Error, zlib.error, ValueError):
        return None
    is_values = isinstance(found, dict) and all(
        isinstance(listed, list) and all(isinstance(each, str) for each in listed)
        for listed in found.values()
    )
    return found if is_values else None


def changed_rows(values: Values, action: str) -> Values:
    """Add a row to what is typed, or take one away."""
    what, _, name = action.partition(":")
    found = {each: list(listed) for each, listed in values.items()}
    if what == "add":
        if name.endswith("[]"):
            rows = [int(row[2]) for each in found if (row := ROW.match(each)) and row[1] == name[:-2]]
            if len(rows) < MOST_ROWS:
                found[f"{name[:-2]}[{max(rows, default=-1) + 1}]"] = [""]
        elif len(found.get(name, [])) < MOST_ROWS:
            found.setdefault(name, [""]).append("")
    elif what == "remove":
        name, _, place = name.rpartition("#")
        if place == "row":
            return {
                each: listed
                for each, listed in found.items()
                if not (each == name or each.startswith(name + "/"))
            }
        listed = found.get(name, [])
        if place.isdecimal() and len(place) < 5 and int(place) < len(listed):
            del listed[int(place)]
    return found
