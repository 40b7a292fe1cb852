"""How many there must be, in Korean and in English."""

from gjgraph.publication.vocabularies.path_words import Path
from gjgraph.publication.vocabularies.wording import Name, Part, Wording

KOREAN = (
    "",
    "하나",
    "두 개",
    "세 개",
    "네 개",
    "다섯 개",
    "여섯 개",
    "일곱 개",
    "여덟 개",
    "아홉 개",
    "열 개",
)
ENGLISH = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
VOWELS = tuple("aeiou")


def counted(wording: Wording, path: Path, low: int | None, high: int | None) -> tuple[Part, ...]:
    """Say how many there must be of what a path leads to; by which properties, in brackets behind."""
    said = korean(path, low, high) if wording.ko else english(path, low, high)
    via = path.via if [name.text.strip("‘’") for name in path.via] != [plain(path.noun)] else ()
    return (*said, wording.say("(", " ("), *wording.listed(via), ")") if via else said


def korean(path: Path, low: int | None, high: int | None) -> tuple[Part, ...]:
    """Say it in Korean."""
    if not low:
        limit = f"은(는) {in_korean(high)}까지만 둘 수 있습니다" if high else "은(는) 둘 수 없습니다"
        return (*path.noun, "은(는) 몇 개든 둘 수 있습니다" if high is None else limit)
    if high is None:
        return (*path.noun, f"이(가) {in_korean(low)} 이상 있어야 합니다")
    if low == high:
        return (*path.noun, f"이(가) 꼭 {in_korean(low)} 있어야 합니다")
    return (*path.noun, f"이(가) {low}개에서 {high}개까지 있어야 합니다")


def english(path: Path, low: int | None, high: int | None) -> tuple[Part, ...]:
    """Say it in English."""
    if not low:
        if high is None:
            return ("has any number of ", *several(path))
        return (
            ("has no ", *several(path))
            if not high
            else (f"has at most {in_english(high)} ", *some(path, high))
        )
    if high is None:
        return (f"has at least {in_english(low)} ", *some(path, low))
    if low == high:
        return (f"has exactly {in_english(low)} ", *some(path, low))
    return (f"has {in_english(low)} to {in_english(high)} ", *several(path))


def some(path: Path, number: int) -> tuple[Part, ...]:
    """Speak of so many, in English."""
    return path.noun if number == 1 else several(path)


def several(path: Path) -> tuple[Part, ...]:
    """Speak of several, in English."""
    *before, last = path.noun
    if not isinstance(last, Name):
        return path.noun
    if not path.is_kind:
        return (*path.noun, " values")
    several = f"{last.text[:-1]}ies" if last.text.endswith("y") else f"{last.text}s"
    return (*before, Name(several, last.href))


def in_korean(number: int | None) -> str:
    """Count things in Korean."""
    return KOREAN[number] if number and number < len(KOREAN) else f"{number}개"


def in_english(number: int) -> str:
    """Count things in English."""
    return ENGLISH[number] if number < len(ENGLISH) else str(number)


def article(noun: str) -> str:
    """Give the article that goes before an English noun."""
    return "an " if noun.lower().startswith(VOWELS) else "a "


def plain(parts: tuple[Part, ...]) -> str:
    """Give what parts say, without links."""
    return "".join(part.text if isinstance(part, Name) else part for part in parts)
