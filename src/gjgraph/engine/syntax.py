"""Where a query or an update stops being SPARQL, and what helps: nothing is said that needn't be so.

The parser names the farthest character that it looked at, and to tell a keyword it looks at as many as
the longest has. So the query is parsed once more with its words far apart: then it doesn't look past the
word that is wrong. For the same reason it names the longest keyword alone of all that could stand there.
What could is found by trying: a word that the parser goes past can stand there.
"""

import re
from collections.abc import Callable

from gjgraph.core.errors import QueryError
from gjgraph.core.sparql import words_and_signs
from gjgraph.core.terms import PREFIXES
from gjgraph.core.text import Text

PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
LONGEST_SPREAD = 20_000
"""Letters of a query beyond which looking twice would take too long."""
LONGEST_NEAR = 24
"""Letters of a query that are quoted from before a mistake."""
GAP = " " * 24
"""Longer than any keyword."""
WALL = "\0"
"""Stands nowhere in SPARQL, so that nothing that is tried is ever evaluated."""
APART = frozenset("{}()[],;")
"""Signs that are never part of a longer one."""
AT_ONCE = ("CONCAT", "COALESCE")
"""The parser takes no blank between these and their bracket."""
CLOSING = {"(": ")", "{": "}", "[": "]"}
VARIABLE, IRI, NUMBER, AS = "?x", "<x:>", "1", "AS"
SIGNS = (".", ";", ",", ")", "}", "]", "{", "(", "WHERE", "BY", "EXISTS", AS)
MOST_NAMED = 4
CLOSED = re.compile(r"(\"\"\"|'''|\"|')(?:\\.|(?!\1)[^\\])*+\1", re.DOTALL)
"""A string that ends."""

UNDECLARED = "Prefix not found"
REASONS = {
    UNDECLARED: Text("선언되지 않은 접두어입니다.", "undeclared prefix"),
    "IRI parsing failed": Text("IRI가 아닙니다.", "not an IRI"),
    "The SELECT contains a variable that is unbound": Text(
        "SELECT에 쓴 변수가 GROUP BY에 없습니다.", "a variable in SELECT is not in GROUP BY"
    ),
    "The SELECT overrides an existing variable using an expression": Text(
        "이미 쓴 변수에 AS로 값을 줄 수 없습니다.", "AS gives a value to a variable that has one"
    ),
}
"""What the parser says of a query that is grammatical but wrong."""
BEGINNINGS = {
    "": Text(
        "SELECT, ASK, CONSTRUCT, DESCRIBE 가운데 하나로 시작하는 질의여야 합니다.",
        "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE",
    ),
    "VERSION": Text(
        "INSERT, DELETE, WITH, CLEAR, DROP, COPY, MOVE, ADD 가운데 하나로 시작해야 합니다.",
        "an update begins with INSERT, DELETE, WITH, CLEAR, DROP, COPY, MOVE or ADD",
    ),
}
NO_STRING_END = Text("따옴표가 닫히지 않았습니다.", "a quotation mark isn't closed")
NO_AS = Text(
    "AS와 변수가 있어야 합니다: (COUNT(?x) AS ?n)처럼 적습니다.", "AS is missing, as in (COUNT(?x) AS ?n)"
)
MISSING = {
    (True, True, True): Text("변수나 값이 빠졌습니다.", "a variable or a value is missing"),
    (True, True, False): Text("변수나 IRI가 빠졌습니다.", "a variable or an IRI is missing"),
    (True, False, True): Text("변수나 값이 빠졌습니다.", "a variable or a value is missing"),
    (True, False, False): Text("변수가 빠졌습니다.", "a variable is missing"),
    (False, True, True): Text("값이 빠졌습니다.", "a value is missing"),
    (False, True, False): Text("IRI가 빠졌습니다.", "an IRI is missing"),
    (False, False, True): Text("숫자가 빠졌습니다.", "a number is missing"),
}
"""What isn't there, by whether a variable, an IRI and a number could be."""

Parse = Callable[[str], object]
NOTHING = Text("", "")


def syntax_error(parse: Parse, query: str, error: SyntaxError, shown: str | None = None) -> QueryError:
    """Say where a query or an update stops being SPARQL, and why as far as that is certain.

    `shown` is the text as its writer knows it, where `query` is only a part of it at the same place.
    """
    found = PLACE.match(error.msg)
    if found is None:
        return QueryError(Text(f"SPARQL 문법에 맞지 않습니다: {error.msg}", f"Not SPARQL: {error.msg}"))
    lines = query.split("\n")
    place = sum(len(line) + 1 for line in lines[: int(found[1]) - 1]) + int(found[2]) - 1
    known: Text | None = None
    if len(query) < LONGEST_SPREAD:
        text, cells = spread(query)
        if (better := failure(parse, text)) is not None:
            found = better
            at, place = max(cell for cell in cells if cell[0] < int(found[2]))
            known = reason(found[3], query, place) or advice(parse, query, place, text[:at])
    if known is None:
        known = reason(found[3], query, place) or NOTHING
    line, column = position(query, place)
    whole = " ".join((shown or query)[:place].split())
    near = whole if len(whole) <= LONGEST_NEAR else "…" + whole[-LONGEST_NEAR:]
    after = Text(f", ‘{near}’ 다음", f", after ‘{near}’") if near else NOTHING
    message = Text(
        f"SPARQL 문법에 맞지 않습니다: {line}줄 {column}칸{after.ko}. {known.ko}".rstrip(),
        f"Not SPARQL: line {line}, column {column}{after.en}: {known.en}".rstrip(": "),
    )
    return QueryError(message, line, column)


def position(query: str, place: int) -> tuple[int, int]:
    """Give the line and the column of a place."""
    return query.count("\n", 0, place) + 1, place - query.rfind("\n", 0, place)


def failure(parse: Parse, text: str) -> re.Match[str] | None:
    """Parse, and give what the parser says of it."""
    try:
        parse(text)
    except SyntaxError as error:
        return PLACE.match(error.msg)
    return None


def reason(said: str, query: str, place: int) -> Text | None:
    """Say what the parser itself says in words: how a query begins, and what is wrong though grammatical."""
    listed = re.sub(r"\[.*?\]", "", said, flags=re.DOTALL)
    words = re.findall(r"\b[A-Z]{2,}\b", listed)
    if words in (["CONSTRUCT"], ["VERSION"]) or not query.strip():
        return BEGINNINGS["VERSION" if words == ["VERSION"] else ""]
    reasons = [part.strip() for part in listed.split(",") if " " in part.strip()]
    if not reasons:
        return None
    word = re.match(r"\S{1,40}", query[place:])
    if UNDECLARED in reasons:
        name = re.match(r"[^\s:<>{}()]{0,40}", query[place:])
        prefix, listed = name[0] if name else "", ", ".join(PREFIXES)
        return Text(
            f"접두어 ‘{prefix}:’를 선언하지 않았습니다. 맨 앞에 PREFIX {prefix}: <주소>를 적으세요. "
            f"선언하지 않아도 되는 접두어: {listed}",
            f"the prefix ‘{prefix}:’ isn't declared. Begin with PREFIX {prefix}: <address>. "
            f"These need no declaration: {listed}",
        )
    told = "; ".join(reasons)
    known = REASONS.get(told, Text(told, told))
    return Text(f"{known.ko} ‘{word[0]}’", f"{known.en} ‘{word[0]}’") if word else known


def advice(parse: Parse, query: str, place: int, before: str) -> Text:
    """Say what is missing at a place, else some of what could stand there; `before` is spread."""

    def fits(word: str) -> bool:
        found = failure(parse, f"{before}{word}{GAP}{WALL}")
        # The parser goes past the gap after a word that it takes, and never past one that it doesn't.
        return found is not None and int(found[2]) > len(before + word + GAP)

    words = list(words_and_signs(query))
    following = [*[word for at, word in words if at >= place][:2], "", ""]
    passed = [(at, word) for at, word in words if at < place]
    if passed and passed[-1][1][0] in "\"'" and not CLOSED.match(passed[-1][1]):
        return NO_STRING_END
    opened = open_brackets(passed)
    closers = [CLOSING[bracket] for _, bracket in opened]
    if following[0] in CLOSING.values() and following[0] not in closers:
        return Text(f"‘{following[0]}’에 맞는 여는 괄호가 없습니다.", f"nothing opens this ‘{following[0]}’")
    if (
        following[0] in ("", *closers[:-1])
        and following[0] not in closers[-1:]
        and any(map(fits, closers[-1:]))
    ):
        at, bracket = opened[-1]
        line, column = position(query, at)
        return Text(
            f"{line}줄 {column}칸의 ‘{bracket}’를 ‘{CLOSING[bracket]}’로 닫지 않았습니다.",
            f"‘{bracket}’ at line {line}, column {column} isn't closed with ‘{CLOSING[bracket]}’",
        )
    if (following[0] == ")" or (following[0][:1] in ("?", "$") and following[1] == ")")) and fits(AS):
        return NO_AS
    signs = [sign for sign in SIGNS if fits(sign)]
    terms = (fits(VARIABLE), fits(IRI), fits(NUMBER))
    # Where nothing else can stand, unless an expression or a list begins.
    if terms in MISSING and (set(signs) <= {"("} or (terms[0] and set(signs) <= {"(", "EXISTS"})):
        return MISSING[terms]
    if not signs:
        return NOTHING
    named = ", ".join(f"‘{sign}’" for sign in signs[:MOST_NAMED])
    return Text(f"올 수 있는 것의 보기: {named}", f"what could stand here, for example: {named}")


def open_brackets(words: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Give the brackets that are open after some words, the outermost first, with their places."""
    found: list[tuple[int, str]] = []
    for at, word in words:
        if word in CLOSING:
            found.append((at, word))
        elif found and word == CLOSING[found[-1][1]]:
            found.pop()
    return found


def spread(query: str) -> tuple[str, list[tuple[int, int]]]:
    """Write a query on one line with its words far apart; tell where each stands there and stood before.

    Signs that touch may be one (`&&`, `"x"@ko`, `10`): these stay together.
    """
    text, end = "", 0
    cells: list[tuple[int, int]] = []
    previous = ""
    for start, word in words_and_signs(query):
        is_alone = word in APART or previous in APART or (word[0] in "?$\"'" and len(word) > 1)
        is_apart = start > end or (is_alone and previous.upper() not in AT_ONCE)
        text += GAP if is_apart and previous else ""
        cells.append((len(text), start))
        text += word
        previous, end = word, start + len(word)
    cells.append((len(text + GAP), len(query)))
    return text + GAP, cells
