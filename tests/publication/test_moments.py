"""Points in time in words: in both languages, at the ends of the day, in any zone."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from gjgraph.core.text import Language
from gjgraph.publication.moments import by_day, day, moment, period, written

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


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("2026-11-28T18:28:36Z", "ko", "2026년 11월 28일 (토) 오후 6:28 (UTC)"),
        ("2026-11-28T18:28:36Z", "en", "28 November 2026, 18:28 (UTC)"),
        ("2026-11-28", "en", "28 November 2026"),
        ("<T>", "ko", "<T>"),
    ],
)
def test_a_moment_that_stands_as_text(text: str, language: Language, said: str) -> None:
    assert written(text, language) == said


@pytest.mark.parametrize(
    ("days", "language", "said"),
    [
        (("2018-07-01", "2022-06-30"), "ko", "2018.7.1.–2022.6.30."),
        (("2018-07-01", "2022-06-30"), "en", "1 July 2018 – 30 June 2022"),
        (("2018", "<b>"), "ko", "2018 – <b>"),
    ],
)
def test_a_period_in_words(days: tuple[str, str], language: Language, said: str) -> None:
    assert period(*days, language) == said


def test_what_stands_in_the_order_of_time_is_grouped_by_day() -> None:
    last = datetime(2026, 11, 28, 0, 0, tzinfo=SEOUL)
    listed = [last + timedelta(hours=1), last, last - timedelta(minutes=1), last - timedelta(days=1)]
    groups = [(day(each, "en"), len(found)) for each, found in by_day(listed, lambda one: one)]
    assert groups == [("28 November 2026", 2), ("27 November 2026", 2)]
