"""Points in time in words, as each language writes them, and grouped by day."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TypeVar

from gjgraph.core.text import Language

T = TypeVar("T")
WEEKDAYS = "월화수목금토일"
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
NOON = 12


def day(moment: date, language: Language) -> str:
    """Write a day: `2026년 11월 28일 (토)`, `28 November 2026`."""
    if language == "ko":
        return f"{moment.year}년 {moment.month}월 {moment.day}일 ({WEEKDAYS[moment.weekday()]})"
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def clock(moment: datetime, language: Language) -> str:
    """Write the time of day with its zone: `오후 3:20 (UTC+9)`, `15:20 (UTC+9)`."""
    shown = f"{moment.hour:02}:{moment.minute:02}"
    if language == "ko":
        half = "오전" if moment.hour < NOON else "오후"
        shown = f"{half} {(moment.hour + 11) % 12 + 1}:{moment.minute:02}"
    return f"{shown} ({zone(moment)})"


def moment(of: datetime, language: Language) -> str:
    """Write a point in time: `2026년 11월 28일 (토) 오후 3:20 (UTC+9)`, `28 November 2026, 15:20 (UTC+9)`."""
    return f"{day(of, language)}{' ' if language == 'ko' else ', '}{clock(of, language)}"


def written(text: str, language: Language) -> str:
    """Write a point in time that stands as text, xsd:dateTime or xsd:date; what is neither stays as it is."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment(found, language) if "T" in text else day(found, language)


def period(first: str, last: str, language: Language) -> str:
    """Write a period by its first and its last day: `2018.7.1.–2022.6.30.`, `1 July 2018 – 30 June 2022`."""
    try:
        days = [date.fromisoformat(each) for each in (first, last)]
    except ValueError:
        return f"{first} – {last}"
    if language == "ko":
        return "–".join(f"{each.year}.{each.month}.{each.day}." for each in days)
    return " – ".join(day(each, language) for each in days)


def zone(moment: datetime) -> str:
    """Write the zone of a point in time: `UTC`, `UTC+9`, `UTC−3:30`."""
    offset = moment.utcoffset() or timedelta()
    minutes = abs(offset) // timedelta(minutes=1)
    if not minutes:
        return "UTC"
    part = f":{minutes % 60:02}" if minutes % 60 else ""
    return f"UTC{'−' if offset < timedelta() else '+'}{minutes // 60}{part}"


def by_day(listed: Iterable[T], when: Callable[[T], datetime]) -> list[tuple[date, list[T]]]:
    """Group what stands in the order of time by the day on which it was where it was."""
    return [(each, list(group)) for each, group in groupby(listed, lambda one: when(one).date())]
