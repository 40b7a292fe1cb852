"""A text and its passages: cut wherever one begins or ends, so that each piece lies in the same ones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Where a passage stands: from a character to before another, counted in code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a line, all of which lies in the same passages."""

    text: str
    spans: tuple[int, ...] = ()
    """The numbers of the passages that it lies in, the innermost first."""
    begins: tuple[int, ...] = ()
    """The numbers of those that begin with it, the outermost first."""


def annotated(text: str, spans: Sequence[Span]) -> Iterator[tuple[Segment, ...]]:
    """Give the lines of a text in segments; the last of a line ends with the end of the line.

    Passages may nest, overlap, touch and cross lines; an empty one, or one outside the text, is left out.
    All segments together are the text, and those of a passage are its words.
    """
    inside = [number for number, span in enumerate(spans) if 0 <= span.start < span.end <= len(text)]
    waiting = sorted(inside, key=lambda number: (spans[number].start, -spans[number].end, number))
    waiting.reverse()
    active: list[int] = []
    place = 0
    while place < len(text):
        line_end = text.find("\n", place) + 1 or len(text)
        line: list[Segment] = []
        while place < line_end:
            active = [number for number in active if spans[number].end > place]
            begins: list[int] = []
            while waiting and spans[waiting[-1]].start <= place:
                begins.append(waiting.pop())
            active += begins
            until = min([line_end, *(spans[number].end for number in active)])
            if waiting:
                until = min(until, spans[waiting[-1]].start)
            ordered = sorted(active, key=lambda number: (size(spans[number]), -spans[number].start, number))
            line.append(Segment(text[place:until], tuple(ordered), tuple(begins)))
            place = until
        yield tuple(line)


def size(span: Span) -> int:
    """Tell how many characters a passage has."""
    return span.end - span.start


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a text its passages cover; blank lines and blanks don't count."""

    lines: int
    """Lines of the text, blank ones too."""
    written: int
    """Those with anything written on them."""
    reached: int
    """Of these, those with a passage on them."""
    letters: int
    covered: int
    """Of the letters, those in a passage."""
    bare: tuple[int, ...]
    """The numbers of the lines that have something written on them and no passage."""

    @property
    def percent(self) -> int:
        """Say how many of a hundred letters are covered: only all are a hundred, only none are nothing."""
        if not self.letters:
            return 0
        share = round(100 * self.covered / self.letters)
        return min(99, max(1, share)) if 0 < self.covered < self.letters else share


def coverage(lines: Sequence[Sequence[Segment]]) -> Coverage:
    """Measure what the passages cover."""
    written = reached = letters = covered = 0
    bare: list[int] = []
    for number, line in enumerate(lines, 1):
        own = [(sum(not letter.isspace() for letter in each.text), each) for each in line]
        count = sum(some for some, _ in own)
        if not count:
            continue
        in_passages = sum(some for some, each in own if each.spans)
        written, letters, covered = written + 1, letters + count, covered + in_passages
        if in_passages:
            reached += 1
        else:
            bare.append(number)
    return Coverage(len(lines), written, reached, letters, covered, tuple(bare))
