"""What a form is made of: plain values, so that it can go from a worker to the server."""

from dataclasses import dataclass, field

from gjgraph.core.text import Text


@dataclass(frozen=True)
class Choice:
    """A thing that can be chosen."""

    iri: str
    path: str
    """What it is known by in a form: its address, as short as can be."""
    name: Text
    depth: int = 0
    """How deep it stands in the tree of its plan."""


@dataclass(frozen=True)
class Field:
    """One property that can be filled in."""

    path: str
    """The IRI of the property."""
    name: str
    """What it is called in a form: its short address."""
    label: Text
    help: Text
    widget: str
    """`text`, `integer`, `number`, `date`, `boolean`, `choice` or `any` (an address or a text)."""
    languages: tuple[str, ...] = ()
    """The languages of a text that has one."""
    needed: tuple[str, ...] = ()
    """Those in which there must be one."""
    is_once: bool = False
    """Whether there may be only one in each language."""
    datatype: str = ""
    is_long: bool = False
    least: int = 0
    most: int | None = None
    choices: str = ""
    """The list of what can be chosen."""
    is_link: bool = False
    """Whether each of its links has a record beside it that says what it rests on."""

    @property
    def is_required(self) -> bool:
        """Tell whether it must be filled in."""
        return self.least > 0 or bool(self.needed)

    @property
    def is_single(self) -> bool:
        """Tell whether there can be one value at most, in each language."""
        return self.is_once or self.most == 1


@dataclass(frozen=True)
class Said:
    """A statement about something: terms as N-Triples write them, and the graph where it stands."""

    predicate: str
    object: str
    graph: str
    words: tuple[Text, Text] = (Text("", ""), Text("", ""))
    """Both in words."""
    language: str = ""
    """The language of a text."""


@dataclass(frozen=True)
class Record:
    """What is recorded about one link of the thing: a thing of its own."""

    iri: str
    predicate: str
    object: str
    """IRIs."""
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Passage:
    """A passage that the thing rests on: what it quotes, and what an editor says of it."""

    iri: str
    path: str
    quote: str
    language: str
    line: str
    said: tuple[Said, ...]
    labels: tuple[str, ...] = ()
    """What else that rests on it is called, as N-Triples write terms."""


@dataclass(frozen=True)
class Place:
    """What new thing can stand under another."""

    kind: str
    """The class."""
    predicate: str
    """By which it is linked."""
    name: Text
    """What the class is called."""
    label: Text
    """What the property is called."""


@dataclass(frozen=True)
class Form:
    """The form of a thing."""

    thing: str
    path: str
    is_there: bool
    name: Text
    kinds: tuple[Choice, ...]
    """The classes that it is said to be of; for something new, those it will be."""
    plan: str
    """The plan that it belongs to, which new addresses begin with."""
    graph: str
    """Where its statements go."""
    outside: str
    """Where statements go that don't rest on the source, beside it."""
    inside: str
    """Where statements go that do."""
    fields: tuple[Field, ...]
    said: tuple[Said, ...]
    record_class: str
    record_fields: tuple[Field, ...]
    records: tuple[Record, ...]
    record_graph: str
    passage_fields: tuple[Field, ...]
    passages: tuple[Passage, ...]
    places: tuple[Place, ...]
    choices: dict[str, tuple[Choice, ...]]
    gone: bool = False
    """Whether it was retired."""
    suggested: dict[str, list[str]] = field(default_factory=dict)
    """What something new is filled in with at first, by the names of inputs."""
    headers: tuple[str, ...] = ()
    """The graphs of the data that are there already."""
    rights: tuple[tuple[str, str], ...] = ()
    """What a graph that is begun says of itself, by properties: terms as N-Triples write them."""
