"""What was sent from a form: what is typed, what is to be done with it, and what there was before."""

import base64
import binascii
import json
import re
import zlib
from collections import Counter
from dataclasses import dataclass, field, replace

from starlette.requests import Request

from gjgraph.core.settings import Settings
from gjgraph.core.text import Text, unprintable
from gjgraph.interfaces.http.asking import FORM, Fields, kind_of, parse, read_body
from gjgraph.interfaces.http.problems import ProblemError
from gjgraph.publication.forms.values import OF_PASSAGE, ROW, Values

MOST_INPUTS = 5000
MOST_ROWS = 100
"""Inputs of one field."""
LARGEST_BEFORE = 256 << 10
"""Bytes of what was there before, unpacked; of more it isn't told, and changes are to be chosen."""
LONGEST_MESSAGE = 10_000
OWN = "_"
"""What the names of inputs begin with that aren't about the thing."""
CHOICE, ASKED = "_choice:", "_asked:"
BETWEEN = "."
"""Stands between what there was before and its version."""
COMMIT = re.compile(r"[0-9a-f]{40}", re.ASCII)


@dataclass(frozen=True)
class Post:
    """What was sent."""

    values: Values
    own: Fields = field(default_factory=dict)
    before: Values | None = None
    """What was in the inputs when the form was opened; nobody's word for it but the sender's."""
    version: str = ""
    """The version that was then; no more than that either."""

    def say(self, name: str) -> str:
        """Give what one of the other inputs says."""
        return self.own.get(OWN + name, [""])[-1]

    def opened(self) -> "Post":
        """Read what there was before, once it is known who sent it."""
        text, _, version = self.say("before").partition(BETWEEN)
        before = unpacked(text)
        if text and before is None:
            raise ProblemError(
                400,
                Text(
                    "양식에 딸려 온 것(_before)을 읽을 수 없습니다. 양식을 새로 열고 보내 주세요.",
                    "What came along with the form (_before) can't be read: open the form anew, and send it.",
                ),
            )
        return replace(self, before=before, version=version if COMMIT.fullmatch(version) else "")

    @property
    def action(self) -> str:
        """What is to be done: `preview`, `save`, `check`, or a row to add or to remove."""
        return self.say("action") or "preview"

    @property
    def message(self) -> str:
        """Why it is done, for the history."""
        text = self.say("message").replace("\r\n", "\n").replace("\r", "\n").strip()
        if len(text) > LONGEST_MESSAGE:
            raise ProblemError(
                400,
                Text(
                    f"고치는 까닭은 {LONGEST_MESSAGE:,}자까지 쓸 수 있습니다. 지금은 {len(text):,}자입니다.",
                    f"Why it is edited may have up to {LONGEST_MESSAGE:,} letters. It has {len(text):,}.",
                ),
            )
        if code := unprintable(text):
            raise ProblemError(
                400,
                Text(
                    f"고치는 까닭에 보이지 않는 제어 문자가 있습니다: {code}. 지우고 보내세요.",
                    f"There is a letter in why it is edited that can't be shown: {code}. Take it out.",
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

    def asked(self) -> set[str]:
        """Give where it was asked already which side is to be kept."""
        return {name.removeprefix(ASKED) for name in self.own if name.startswith(ASKED)}


async def read_post(request: Request, settings: Settings, *, is_known: bool) -> Post:
    """Read a form that was sent; `is_known` is whether its sender is, who may send as much as any edit."""
    kind_of(request, (FORM,))
    most, limit = (settings.edit_mb << 10, "edit_mb") if is_known else (settings.request_kb, "request_kb")
    fields = parse(await read_body(request, most, limit), MOST_INPUTS)
    own = {name: listed for name, listed in fields.items() if name.startswith(OWN)}
    values = {name: listed for name, listed in fields.items() if name not in own and name != "lang"}
    refuse_too_many(values)
    return Post(values, own)


def refuse_too_many(values: Values) -> None:
    """Refuse a field with more inputs than any has: each costs time to be read and to be shown."""
    counts: Counter[str] = Counter()
    rows: dict[str, set[str]] = {}
    for name, listed in values.items():
        row = ROW.match(name)
        if row is None or OF_PASSAGE.match(name):
            counts[name.partition("@")[0]] += len(listed)
            continue
        rows.setdefault(row[1], set()).add(row[2])
        of_row = (row[3] or "").partition("@")[0]
        counts[f"{row[1]}[{row[2]}]/{of_row}" if of_row else row[1]] += len(listed)
    for name, found in rows.items():
        counts[name] = max(counts[name], len(found))
    most = max(counts, key=lambda name: counts[name], default="")
    if counts[most] > MOST_ROWS:
        raise ProblemError(
            400,
            Text(
                f"한 칸에는 {MOST_ROWS}개까지 적을 수 있습니다. {most[:100]}: {counts[most]:,}개",
                f"A field takes up to {MOST_ROWS} entries. {most[:100]} has {counts[most]:,}.",
            ),
        )


def packed(values: Values) -> str:
    """Write values so that a hidden input can carry them."""
    content = json.dumps(values, ensure_ascii=False, sort_keys=True).encode()
    if len(content) > LARGEST_BEFORE:
        return ""
    return base64.b64encode(zlib.compress(content)).decode()


def unpacked(text: str) -> Values | None:
    """Read what `packed` wrote; `None` where it is something else."""
    try:
        opened = zlib.decompressobj()
        content = opened.decompress(base64.b64decode(text, validate=True), LARGEST_BEFORE)
        found = json.loads(content)
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        return None
    is_values = isinstance(found, dict) and all(
        isinstance(listed, list) and all(isinstance(each, str) for each in listed)
        for listed in found.values()
    )
    return found if is_values and is_utf8(found) else None


def is_utf8(values: Values) -> bool:
    """Tell whether all of it can be written: JSON has escapes for halves of letters."""
    try:
        for name, listed in values.items():
            "".join([name, *listed]).encode()
    except UnicodeEncodeError:
        return False
    return True


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
