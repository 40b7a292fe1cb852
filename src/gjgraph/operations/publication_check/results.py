"""Rules of publishing, and what comes of them: passed, failed or not applicable."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeVar

from gjgraph.core.text import Text

if TYPE_CHECKING:
    from gjgraph.operations.publication_check.publication import Publication

FILES = Text(
    "파일에는 헤더가 없습니다: .htaccess와 _redirects를 보세요.",
    "Files have no headers: see .htaccess and _redirects.",
)
Item = TypeVar("Item")
MOST_PROBLEMS = 20
"""Problems that are told of one rule; more are only counted."""


class Group(Enum):
    """A group of rules; the value is what `--only` calls it."""

    ADDRESSES = "addresses"
    HTTP = "http"
    DESCRIPTIONS = "descriptions"
    HTML = "html"
    DATASET = "dataset"
    ONTOLOGY = "ontology"
    FAIR = "fair"
    SIGNPOSTING = "signposting"
    SKOS = "skos"

    @property
    def text(self) -> Text:
        return GROUP_NAMES[self]


GROUP_NAMES = {
    Group.ADDRESSES: Text("주소", "Addresses"),
    Group.HTTP: Text("HTTP", "HTTP"),
    Group.DESCRIPTIONS: Text("설명", "Descriptions"),
    Group.HTML: Text("페이지", "Pages"),
    Group.DATASET: Text("데이터 세트", "Data set"),
    Group.ONTOLOGY: Text("온톨로지 (FOOPS!)", "Ontology (FOOPS!)"),
    Group.FAIR: Text("FAIR (F-UJI)", "FAIR (F-UJI)"),
    Group.SIGNPOSTING: Text("Signposting", "Signposting"),
    Group.SKOS: Text("SKOS (qSKOS)", "SKOS (qSKOS)"),
}


@dataclass(frozen=True)
class Problem:
    """One way in which a publication breaks a rule, and where: an address or an IRI."""

    reason: Text
    where: str = ""


@dataclass(frozen=True)
class Passed:
    """The publication keeps the rule."""


@dataclass(frozen=True)
class Failed:
    """The publication breaks the rule; of many problems the first are listed."""

    problems: tuple[Problem, ...]
    count: int


@dataclass(frozen=True)
class NotApplicable:
    """The rule has nothing to judge here."""

    reason: Text


Result = Passed | Failed | NotApplicable
Found = Iterator[Problem | NotApplicable]
"""What a rule gives: problems; a reason why it doesn't apply; or nothing, where all is well."""


class InapplicableError(Exception):
    """Says that there is nothing that a rule could judge, and why."""

    def __init__(self, result: NotApplicable) -> None:
        super().__init__(result.reason)
        self.result = result


def at_least_one(items: Iterable[Item], otherwise: NotApplicable) -> Iterator[Item]:
    """Go through what a rule judges; where there is none of it, the rule doesn't apply."""
    is_empty = True
    for item in items:
        is_empty = False
        yield item
    if is_empty:
        raise InapplicableError(otherwise)


@dataclass(frozen=True)
class Rule:
    """One rule that can be checked."""

    id: str
    number: str
    """Where `publishing.md` has it: the number of a rule there, or the name of the paragraph."""
    group: Group
    title: Text
    find: "Callable[[Publication], Found]"
    needs_server: bool = False
    """Whether it is about what a server does, which files alone don't."""

    def judge(self, publication: "Publication") -> Result:
        """Tell whether a publication keeps the rule."""
        if self.needs_server and not publication.deployment.answers:
            return NotApplicable(FILES)
        try:
            found = list(self.find(publication))
        except InapplicableError as error:
            return error.result
        except (ValueError, TypeError, KeyError, AttributeError, LookupError, RecursionError) as error:
            # What strangers publish can be stranger than any rule foresees: that is theirs to mend.
            what = type(error).__name__
            return Failed((Problem(Text(f"판단할 수 없는 내용: {what}", f"can't be judged: {what}")),), 1)
        problems = tuple(dict.fromkeys(each for each in found if isinstance(each, Problem)))
        if problems:
            return Failed(problems[:MOST_PROBLEMS], len(problems))
        return next((each for each in found if isinstance(each, NotApplicable)), Passed())


RULES: dict[str, Rule] = {}
"""All rules by their id, in the order in which they are told."""


def rule(
    name: str, number: str, group: Group, ko: str, en: str, needs_server: bool = False
) -> "Callable[[Callable[[Publication], Found]], Callable[[Publication], Found]]":
    """Make a rule of a function that finds what breaks it."""

    def register(find: "Callable[[Publication], Found]") -> "Callable[[Publication], Found]":
        RULES[name] = Rule(name, number, group, Text(ko, en), find, needs_server)
        return find

    return register


def problem(ko: str, en: str, where: str = "") -> Problem:
    """Say in both languages what is wrong, and where."""
    return Problem(Text(ko, en), where)


def not_applicable(ko: str, en: str) -> NotApplicable:
    """Say in both languages why a rule has nothing to judge."""
    return NotApplicable(Text(ko, en))


def wrong_status(told: Text, wanted: str, where: str) -> Problem:
    """Say that an address answers otherwise than it should."""
    return problem(f"{told.ko} ({wanted}이어야 함)", f"{told.en} (should be {wanted})", where)


NO_THINGS = not_applicable("덤프에 사물이 없습니다.", "The dump has no things.")
NO_DATA = not_applicable("읽을 덤프가 없습니다.", "There is no dump to read.")
NO_DOCUMENTS = not_applicable("문서를 찾지 못했습니다.", "No documents were found.")
NO_PAGES = not_applicable("페이지가 없습니다.", "There are no pages.")
NO_DATASET = not_applicable("데이터 세트의 설명이 없습니다.", "There is no description of a data set.")
