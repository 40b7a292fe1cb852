"""Points in time in words: in both languages, at the ends of the day, in any zone."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from gjgraph.core.text import Language
from gjgraph.publication.moments import by_day, day, moment

SEOUL, WEST = timezone(timedelta(hours=9)), timezone(-timedelta(hours=3, minutes=30))


@pytest.mark.parametrize(
    ("of", "language", "said"),
    [
        (datetime(2026, 11, 28, 15, 20, tzinfo=SEOUL), "ko", "2026년 11월 28일 (토) 오후 3:20 (UTC+9)"),
        (datetime(2026, 11, 28, 15, 20, tzinfo=SEOUL), "en", "28 November 2026, 15:20 (UTC+9)"),
        (datetime(2027, 1, 1, 0, 5, tzinfo=UTC), "ko", "2027년 1월 1일 (금) 오전 12:05 (UTC)"),
        (datetime(2027, 1, 1, 0, 5, tzinfo=UTC), "en", "1 January 2027, 00:05 (UTC)"),
        (datetime(2026, 11, 29, 12, 0, tzinfo=WEST), "ko", "2026년 11월 29일 (일) 오후 12:00 (UTC−3:30)"),
        (datetime(2026, 11, 29, 11, 59, tzinfo=WEST), "ko", "2026년 11월 29일 (일) 오전 11:59 (UTC−3:30)"),
    ],
)
def test_a_moment_in_words(of: datetime, language: Language, said: str) -> None:
    assert moment(of, language) == said


def test_what_stands_in_the_order_of_time_is_grouped_by_day() -> None:
    last = datetime(2026, 11, 28, 0, 0, tzinfo=SEOUL)
    listed = [last + timedelta(hours=1), last, last - timedelta(minutes=1), last - timedelta(days=1)]
    groups = [(day(each, "en"), len(found)) for each, found in by_day(listed, lambda one: one)]
    assert groups == [("28 November 2026", 2), ("27 November 2026", 2)]
