"""A text in segments: whatever passages overlap, nothing of it is lost, and each passage is its own words."""

import re

from hypothesis import given
from hypothesis import strategies as st

from gjgraph.publication.things.annotation import Coverage, Segment, Span, annotated, coverage

TEXTS = st.text(alphabet="가나 \t\n\r\u202ea\u0301👩", max_size=60)
LINE = re.compile(r"[^\n]*\n|[^\n]+")


@given(st.data())
def test_segments_are_the_text_and_those_of_a_passage_its_words(data: st.DataObject) -> None:
    text = data.draw(TEXTS)
    ends = st.integers(-2, len(text) + 2)
    spans = [Span(*each) for each in data.draw(st.lists(st.tuples(ends, ends), max_size=12))]
    lines = list(annotated(text, spans))
    segments = [each for line in lines for each in line]
    assert ["".join(each.text for each in line) for line in lines] == LINE.findall(text)
    assert all(each.text for each in segments)
    for number, span in enumerate(spans):
        is_inside = 0 <= span.start < span.end <= len(text)
        own = "".join(each.text for each in segments if number in each.spans)
        assert own == (text[span.start : span.end] if is_inside else "")
        assert sum(number in each.begins for each in segments) == is_inside
    for each in segments:
        sizes = [spans[number].end - spans[number].start for number in each.spans]
        assert sizes == sorted(sizes), "the innermost first"
        assert set(each.begins) <= set(each.spans)


def test_overlapping_passages_share_a_segment() -> None:
    assert list(annotated("abcdef\ng", [Span(0, 4), Span(2, 8)])) == [
        (Segment("ab", (0,), (0,)), Segment("cd", (0, 1), (1,)), Segment("ef\n", (1,))),
        (Segment("g", (1,)),),
    ]


def test_what_no_passage_covers_is_counted() -> None:
    lines = list(annotated("ab\n \ncd e\nf\n", [Span(0, 2), Span(5, 6)]))
    assert coverage(lines) == Coverage(4, 3, 2, 6, 3, (4,))
    assert coverage(lines).percent == 50


def test_a_share_is_whole_only_where_it_is() -> None:
    whole = "a" * 1000
    shares = {
        size: coverage(list(annotated(whole, [Span(0, size)]))).percent for size in (0, 1, 500, 999, 1000)
    }
    assert shares == {0: 0, 1: 1, 500: 50, 999: 99, 1000: 100}
    assert coverage([]).percent == 0


def test_a_long_text_takes_no_longer_than_it_is_long() -> None:
    """Five thousand lines with as many nested passages: a segment each, not a product."""
    line = "가나다라마바사\n"
    spans = [span for at in range(5000) for span in (Span(at * 8, at * 8 + 7), Span(at * 8 + 2, at * 8 + 4))]
    lines = list(annotated(line * 5000, spans))
    assert sum(map(len, lines)) == 4 * 5000
