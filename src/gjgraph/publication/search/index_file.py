"""The index as a file, with which browsers search where there is no server (`browser/finding.js`)."""

from typing import Any

from gjgraph.core.searching import Entry, Part
from gjgraph.core.text import Language, Text
from gjgraph.publication.document import Context
from gjgraph.publication.file import File
from gjgraph.publication.search.finder import Finder
from gjgraph.publication.search.told import page_of, written

PATH = "search/index.json"
WORDS = {
    "found": Text("{count}건 찾음", "{count} found"),
    "page": Text("{page}/{pages}쪽", "page {page} of {pages}"),
    "nothing": Text("찾은 것이 없습니다", "Nothing found"),
    "type": Text("종류", "Kind"),
    "plan": Text("계획", "Plan"),
    "narrow_type": Text("종류로 좁히기", "Narrow by kind"),
    "narrow_plan": Text("계획으로 좁히기", "Narrow by plan"),
    "all": Text("모두", "All"),
    "rest": Text("나머지 {count}가지", "{count} more"),
    "pages": Text("쪽", "Pages"),
    "previous": Text("← 이전", "← Previous"),
    "next": Text("다음 →", "Next →"),
    "everything": Text("좁히지 않고 찾기", "Search everything"),
    "near": Text("비슷한 이름", "Names like it"),
    "fewer": Text("낱말을 줄이거나 한 부분만 써 보세요.", "Try fewer words, or a part of one."),
    "variant": Text("다른 표기", "Also"),
    "description": Text("설명", "Description"),
    "source": Text("원문", "Source"),
    "broken": Text("찾기에 쓸 파일을 받지 못했습니다.", "The file to search in couldn't be fetched."),
}
"""What the page says of what was found there."""


def words(language: Language) -> dict[str, str]:
    """Give the words of the page in a language."""
    return {name: text.in_language(language) for name, text in WORDS.items()}


class IndexFile(File):
    """All that can be found, in its order."""

    media_type = "application/json"

    def __init__(self, finder: Finder) -> None:
        super().__init__(PATH)
        self.finder = finder

    def body(self, context: Context) -> bytes:
        """Write it: what many share stands in it once."""
        entries = self.finder.following.now().entries
        kinds = list(dict.fromkeys(each.kind for each in entries))
        plans = list(dict.fromkeys(each.group for each in entries if each.group))
        called = {each.kind: named(each) for each in reversed(entries)}
        above: dict[tuple[Text, ...], int] = {}
        things = [
            [
                page_of(each.key, self.finder, "ko"),
                kinds.index(each.kind),
                plans.index(each.group) if each.group else -1,
                int(each.is_beside),
                list(self.finder.names(each).values()),
                above.setdefault(tuple(name for _, name in self.finder.above(each)), len(above)),
                [[said.part, said.language, said.text] for said in each.said if said.part != Part.KIND],
            ]
            for each in entries
        ]
        return written(
            {
                "kinds": [{**self.choice(each), "called": called[each]} for each in kinds],
                "plans": [self.choice(each) for each in plans],
                "above": list(above),
                "things": things,
            }
        )

    def choice(self, iri: str) -> dict[str, Any]:
        """Tell of a kind or a plan."""
        return {"id": self.finder.short(iri), "iri": iri, "name": self.finder.name(iri)}


def named(entry: Entry) -> list[list[str]]:
    """Give the names of what something is, as they are searched."""
    return [[said.language, said.text] for said in entry.said if said.part == Part.KIND]
