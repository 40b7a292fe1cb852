"""Folding and searching: what counts as the same, what is found, in which order, and what is marked."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gjgraph.core.folding import INITIALS, folded, is_initial, is_syllable, places, searched
from gjgraph.core.searching import LONGEST, Entry, Part, Rank, Said, Searched, asked, marks

KOREAN = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=8)
TEXTS = st.text(max_size=60)


def entry(number: int, *names: str, part: Part = Part.NAME, is_beside: bool = False) -> Entry:
    said = tuple(Said(part, "", name) for name in names)
    return Entry(str(number), "", "", (number, ""), said, is_beside)


def found(searched: Searched, question: str) -> list[tuple[str, Rank]]:
    outcome = searched.find(asked(question))
    return [(searched.entries[each].key, Rank(outcome.ranks[each])) for each in outcome.numbers]


def initials(text: str) -> str:
    return "".join(INITIALS[(ord(each) - 0xAC00) // 588] if is_syllable(each) else each for each in text)


@given(TEXTS)
def test_composed_and_decomposed_are_the_same(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert searched(unicodedata.normalize(form, text)) == searched(text)


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text(st.characters(max_codepoint=0x24F), max_size=40))
def test_case_does_not_count(text: str) -> None:
    assert folded(text.upper()) == folded(text.lower().upper())
    assert folded(text.swapcase().upper()) == folded(text.upper())


@given(KOREAN, st.lists(st.integers(0, 8), max_size=4))
def test_spaces_do_not_count(text: str, gaps: list[int]) -> None:
    spaced = text
    for gap in gaps:
        spaced = f"{spaced[:gap]} {spaced[gap:]}"
    names = Searched([entry(0, spaced)])
    assert found(names, text) == [("0", Rank.EXACT)]
    assert found(Searched([entry(0, text)]), spaced) == [("0", Rank.EXACT)]


@given(KOREAN)
def test_initial_consonants_find_a_name(text: str) -> None:
    names = Searched([entry(0, text)])
    compatible = initials(text)
    conjoining = "".join(chr(0x1100 + INITIALS.index(each)) for each in compatible)
    for written in (compatible, conjoining):
        assert found(names, written) == [("0", Rank.TYPED)]
    assert all(map(is_initial, folded(conjoining)))


@given(KOREAN, KOREAN)
def test_every_step_of_typing_finds_a_name(text: str, next_word: str) -> None:
    """As one types, the last syllable grows letter by letter; what was typed so far always finds it."""
    names = Searched([entry(0, f"{text} {next_word}")])
    for end in range(1, len(text) + 1):
        letters = unicodedata.normalize("NFD", text[end - 1])
        for typed in range(1, len(letters) + 1):
            part = unicodedata.normalize("NFC", text[: end - 1] + letters[:typed])
            assert [key for key, _ in found(names, part)] == ["0"], part


def test_a_final_consonant_may_begin_the_next_syllable() -> None:
    names = Searched([entry(0, "일자리"), entry(1, "값진 것"), entry(2, "넉살")])
    assert [key for key, _ in found(names, "일잘")] == ["0"]
    assert [key for key, _ in found(names, "갑")] == ["1"]
    assert [key for key, _ in found(names, "넋")] == ["2"]
    assert found(names, "ㄱㅅ") == []
    assert [key for key, _ in found(names, "ㄳ")] == [] == found(names, "잃")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Café CRÈME", "cafe creme"),
        ("Straße", "strasse"),
        ("ＳＭＡＲＴ　Ｃｉｔｙ", "smart city"),
        ("자동차·문화", "자동차 문화"),
        ("① 비전", "1 비전"),
        ("\u202e정\u200b책\ufeff", "정책"),
        ("ㄱㅏ", "가"),
        ("ㄳ", "ㄱㅅ"),
        ("Σίσυφος", "σισυφοσ"),
        ("İstanbul", "istanbul"),
        ("a\0b", "a b"),
        ("*.?[(\\", ""),
    ],
)
def test_folding(text: str, plain: str) -> None:
    assert folded(text) == plain


def test_ranks_go_from_the_whole_name_to_the_source() -> None:
    entries = [
        entry(0, "알림 좋은 말", part=Part.SOURCE),
        entry(1, "좋은 설명", part=Part.DESCRIPTION),
        entry(2, "좋은 표기", part=Part.VARIANT),
        entry(3, "더좋은 곳"),
        entry(4, "더 좋은 곳"),
        entry(5, "좋은 곳"),
        entry(6, "좋은"),
        entry(7, "좋은", is_beside=True),
        entry(8, "좋은", part=Part.KIND),
    ]
    entries.sort(key=lambda each: each.place)
    ranks = dict(found(Searched(entries), "좋은"))
    assert list(ranks) == ["6", "5", "4", "8", "3", "2", "1", "0", "7"]
    assert ranks["3"] == Rank.INFIX
    assert ranks["5"] == Rank.PREFIX
    assert [key for key, _ in found(Searched(entries[:8]), "ㅈㅇ ㄱ")] == ["4", "5", "3"]


def test_all_words_must_match_and_their_order_does_not_count() -> None:
    names = Searched(
        [
            Entry(
                "a", "", "", (0, ""), (Said(Part.NAME, "ko", "시민"), Said(Part.SOURCE, "ko", "안전한 도시"))
            ),
            entry(1, "도시의 시민"),
            entry(2, "도시"),
        ]
    )
    assert found(names, "도시 시민") == [("1", Rank.WORD), ("a", Rank.SOURCE)]
    assert found(names, "시민 도시") == found(names, "도시  시민 시민")


def test_a_letter_alone_is_looked_for_where_words_begin() -> None:
    names = Searched([entry(0, "Art"), entry(1, "State of the art"), entry(2, "Star")])
    assert [key for key, _ in found(names, "a")] == ["0", "1"]
    assert [key for key, _ in found(names, "ta")] == ["1", "2"]


def test_nothing_finds_nothing() -> None:
    names = Searched([entry(0, "Art"), entry(1, "")])
    for question in ("", " ", "·", "\0", "zzz"):
        assert found(names, question) == []
    assert Searched([]).find(asked("a")).numbers == []
    assert Searched([]).nearest(asked("abc"), 3) == []


def test_near_names_are_those_that_share_most() -> None:
    names = Searched([entry(0, "광주형 일자리"), entry(1, "광주다움"), entry(2, "스마트 시티")])
    assert [names.entries[each].key for each in names.nearest(asked("광주헝 일자리"), 2)] == ["0", "1"]
    assert names.nearest(asked("xyz"), 2) == []


@given(TEXTS, TEXTS)
def test_marks_are_ranges_of_the_text_apart_from_each_other(text: str, question: str) -> None:
    ranges = marks(text, asked(question))
    ends = [place for each in ranges for place in each]
    assert ends == sorted(set(ends))
    assert all(0 <= place <= len(text) for place in ends)


@given(KOREAN, KOREAN, KOREAN)
def test_what_is_marked_is_what_was_asked(before: str, word: str, after: str) -> None:
    text = f"{before} {word} {after}"
    for form in ("NFC", "NFD"):
        written = unicodedata.normalize(form, text)
        marked = "".join(written[start:end] for start, end in marks(written, asked(word)))
        assert folded(word).replace(" ", "") in folded(marked).replace(" ", "")


def test_marks_know_initial_consonants_and_spaces() -> None:
    assert marks("좋은 광주형 일자리", asked("ㄱㅈㅎㅇ")) == [(3, 8)]
    assert marks("품격 있는 광주", asked("품격있는")) == [(0, 5)]
    assert marks("Café au lait", asked("cafe lait")) == [(0, 4), (8, 12)]


@given(TEXTS)
def test_places_are_what_is_searched(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    if not any("\u1100" <= each <= "\u11ff" or "\u3130" < each < "\u318f" or "\uff9f" < each < "\uffdf"
               for each in composed):  # fmt: skip
        assert places(composed)[0] == searched(composed).letters


@given(st.text(min_size=1, max_size=400))
def test_any_question_has_an_answer(question: str) -> None:
    names = Searched([entry(0, question), entry(1, "광주"), entry(2, "ㄱ", "a.b*")])
    outcome = names.find(asked(question))
    assert len(set(outcome.numbers)) == len(outcome.numbers)
    if len(question) <= LONGEST and len(asked(question).whole) > 1:
        assert 0 in outcome.numbers
    names.nearest(asked(question), 3)
    marks(question, asked(question))
