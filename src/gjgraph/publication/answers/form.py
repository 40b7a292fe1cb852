"""The form for a question's parameters: each with the widget that fits what it takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gjgraph.core.header import INTEGER, Parameter, QueryFile
from gjgraph.core.text import Language, Text, with_particles

LONGEST_QUOTED = 60
"""Letters of what was typed that an error repeats."""

Choices = Sequence[tuple[str, str, Sequence[Sequence[str]]]]
"""What a parameter can take, by kind: the kind in Korean and in English, and values with their names."""


@dataclass(frozen=True)
class Choice:
    """One value that can be chosen."""

    value: str
    name: str


@dataclass(frozen=True)
class Field:
    """One field of a form."""

    name: str
    label: str
    hint: str
    value: str
    widget: str
    """`select`, `number` or `text`."""
    error: str = ""
    groups: tuple[tuple[str, tuple[Choice, ...]], ...] = ()
    """What a select offers, or suggestions for what is typed, by kind."""


@dataclass(frozen=True)
class Problems:
    """What is wrong with what was given: by parameter, and of the whole."""

    fields: Mapping[str, Text] = field(default_factory=dict)
    whole: tuple[Text, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.fields or self.whole)


def fields(
    asked: QueryFile,
    given: Mapping[str, str],
    choices: Mapping[str, Choices],
    problems: Problems,
    reader: Language,
) -> list[Field]:
    """Make the fields of a form, with what was given in them, else the defaults."""
    return [
        made(each, given.get(each.name, each.default or ""), choices.get(each.name, ()), problems, reader)
        for each in asked.parameters
    ]


def made(parameter: Parameter, value: str, choices: Choices, problems: Problems, reader: Language) -> Field:
    """Make one field."""
    place = 0 if reader == "ko" else 1
    error = problems.fields.get(parameter.name)
    groups: tuple[tuple[str, tuple[Choice, ...]], ...] = tuple(
        ((korean, english)[place], tuple(Choice(each[0], each[1 + place]) for each in offered))
        for korean, english, offered in choices
    )
    widget = "text"
    if is_chosen(parameter, choices):
        widget = "select"
        if parameter.type == "integer":
            # Its number is what people know it by, as well as its name.
            value = str(int(value)) if INTEGER.fullmatch(value) else value
            groups = tuple(
                (kind, tuple(Choice(each.value, f"{each.value} — {each.name}") for each in offered))
                for kind, offered in groups
            )
        if not value:
            groups = (("", (Choice("", "–"),)), *groups)
        if all(each.value != value for _, offered in groups for each in offered) and value:
            # What came with the address stays, though no other answer has it.
            groups = (("", (Choice(value, value),)), *groups)
    elif parameter.type == "integer" and (INTEGER.fullmatch(value) or not value):
        # A field for numbers would show nothing of what is none.
        widget = "number"
    return Field(
        parameter.name,
        sentence(parameter.description.in_language(reader)),
        hint(parameter, widget == "select").in_language(reader),
        value,
        widget,
        with_particles(error.in_language(reader)) if error else "",
        groups,
    )


def is_chosen(parameter: Parameter, choices: Choices) -> bool:
    """Tell whether a value is chosen and not typed: things by their names, and numbers that have names."""
    if parameter.type == "integer":
        listed = [each for _, _, offered in choices for each in offered]
        return bool(listed) and all(INTEGER.fullmatch(each[0]) and each[0] not in each[1:] for each in listed)
    return parameter.type == "iri" and bool(choices)


def sentence(text: str) -> str:
    """Begin a label with a capital."""
    return text[:1].upper() + text[1:]


def hint(parameter: Parameter, is_chosen: bool) -> Text:
    """Say what can be typed."""
    if is_chosen:
        return Text("", "")
    if parameter.default is None:
        return Text("비워 두어도 됩니다.", "It may be left empty.")
    return Text(f"보기: {parameter.default}", f"For example: {parameter.default}")


def not_among(parameter: Parameter, value: str, choices: Choices) -> Text | None:
    """Say which numbers there are, where these are known and what was given is none of them."""
    if parameter.type != "integer" or not is_chosen(parameter, choices):
        return None
    known = sorted({int(each[0]) for _, _, offered in choices for each in offered})
    if int(value) in known:
        return None
    first, last = known[0], known[-1]
    if known == list(range(first, last + 1)) and first < last:
        return Text(f"{first}에서 {last}까지 있습니다.", f"There are {first} to {last}.")
    listed = ", ".join(map(str, known))
    return Text(f"있는 것: {listed}", f"There are: {listed}")


def is_empty(parameter: Parameter, value: str) -> bool:
    """Tell whether nothing was sent where there must be something.

    It doesn't mean the default: who empties a field doesn't ask for the example that stood there.
    """
    return not value and bool(parameter.default)


def empty_value(parameter: Parameter) -> Text:
    """Say that a field was left empty."""
    like = parameter.default
    return Text(f"비어 있습니다. ‘{like}’처럼 적으세요.", f"It is empty. Type something such as ‘{like}’.")


def wrong_value(parameter: Parameter, value: str) -> Text:
    """Say in a reader's words that a value isn't of the type of its parameter."""
    shown = value if len(value) <= LONGEST_QUOTED else value[:LONGEST_QUOTED] + "…"
    like = parameter.default
    if parameter.type == "integer":
        example = (f" {like}처럼 숫자로 적으세요.", f" Type a number such as {like}.") if like else ("", "")
        return Text(
            f"‘{shown}’은(는) 정수가 아닙니다.{example[0]}", f"‘{shown}’ is not a whole number.{example[1]}"
        )
    example = (f" ‘{like}’처럼 적으세요.", f" Type it like ‘{like}’.") if like else ("", "")
    return Text(f"‘{shown}’은(는) 주소가 아닙니다.{example[0]}", f"‘{shown}’ is no address.{example[1]}")
