"""What programs are told of the search, as they know it: our own JSON, OpenSearch, reconciliation.

OpenSearch Suggestions 1.1; Reconciliation Service API 0.2 (https://www.w3.org/community/reports/
reconciliation/CG-FINAL-specs-0.2-20230410/), as OpenRefine uses it.
"""

import json
from collections.abc import Mapping
from typing import Any

from gjgraph.core.searching import LONGEST, Rank, asked
from gjgraph.core.text import Language, Text
from gjgraph.publication.links import THING, quoted
from gjgraph.publication.pages import reference
from gjgraph.publication.search.finder import Choice, Finder, Hit, Outcome, Shown

SUGGESTED = 8
SCORES = {
    Rank.EXACT: 100,
    Rank.PREFIX: 80,
    Rank.WORD: 70,
    Rank.INFIX: 60,
    Rank.TYPED: 50,
    Rank.TYPED_INFIX: 48,
    Rank.VARIANT: 45,
    Rank.DESCRIPTION: 30,
    Rank.SOURCE: 20,
}
NEAR_SCORE = 15
"""The score of what is called nearly so."""
MOST_RESULTS = 100


def as_json(outcome: Outcome, finder: Finder) -> dict[str, Any]:
    """Tell what a search came to."""
    return {
        "q": outcome.wish.q,
        "type": outcome.wish.type,
        "plan": outcome.wish.plan,
        "total": outcome.total,
        "page": outcome.wish.page,
        "pages": outcome.pages,
        "results": [result(each, finder) for each in outcome.hits],
        "types": [choice(each) for each in outcome.kinds],
        "plans": [choice(each) for each in outcome.plans],
        "near": [result(each, finder) for each in outcome.near],
    }


def result(hit: Hit, finder: Finder) -> dict[str, Any]:
    """Tell of one hit; its page is told relative to the address of the search."""
    return {
        "id": hit.iri,
        "page": page_of(hit.iri, finder, "ko"),
        "name": {language: marked(each) for language, each in hit.names.items()},
        "type": {"id": hit.kind, "name": both(hit.kind_name)},
        "above": [{"id": iri, "name": both(name)} for iri, name in hit.above],
        "rank": Rank(hit.rank).name.lower().replace("_", "-"),
        "matched": {"part": hit.part, **(marked(hit.matched) if hit.matched else {})},
    }


def marked(text: Shown) -> dict[str, Any]:
    """Tell a text and what of it matched, in characters of Unicode."""
    return {"text": text.text, "lang": text.lang, "marks": [list(each) for each in text.marks]}


def choice(each: Choice) -> dict[str, Any]:
    """Tell what narrows a search."""
    return {"id": each.id, "iri": each.iri, "name": both(each.name), "count": each.count}


def both(text: Text) -> dict[str, str]:
    """Write a text in both languages."""
    return {"ko": text.ko, "en": text.en}


def page_of(iri: str, finder: Finder, language: Language) -> str:
    """Give the path of the page about something."""
    return reference("", iri, finder.pages.index.base, language)


def suggestions(q: str, finder: Finder, language: Language, address: str) -> list[Any]:
    """Give names to somebody who types, with what they are and where their pages are."""
    hits = finder.first(asked(q), SUGGESTED)
    return [
        q,
        [name_for(each, language).text for each in hits],
        [described(each, language) for each in hits],
        [address + page_of(each.iri, finder, language) for each in hits],
    ]


def name_for(hit: Hit, language: Language) -> Shown:
    """Give the name that somebody typed, in the language that they typed it in."""
    other: Language = "en" if language == "ko" else "ko"
    own, others = hit.names[language], hit.names[other]
    return others if others.marks and not own.marks else own


def described(hit: Hit, language: Language) -> str:
    """Say in a line what something is, and what it stands under."""
    nearest = [name.in_language(language) for _, name in hit.above[-1:]]
    return " · ".join([hit.kind_name.in_language(language), *nearest])


def manifest(finder: Finder, name: Text, address: str) -> dict[str, Any]:
    """Describe the reconciliation service."""
    base = finder.pages.index.base
    return {
        "versions": ["0.2"],
        "name": f"{name.ko} · {name.en}",
        "identifierSpace": f"{base}{THING}",
        "schemaSpace": base,
        "documentation": f"{address}openapi.json",
        "view": {"url": f"{address}{THING}{{{{id}}}}"},
        "defaultTypes": [kind(each, finder, "en") for each in kinds_of_things(finder)],
        "suggest": {
            "entity": {"service_url": f"{address}reconcile", "service_path": "/suggest/entity"},
            "type": {"service_url": f"{address}reconcile", "service_path": "/suggest/type"},
        },
    }


def kinds_of_things(finder: Finder) -> list[str]:
    """List what our own things are."""
    things = finder.pages.index.base + THING
    kinds = {each.kind for each in finder.following.now().entries if each.key.startswith(things)}
    return sorted(kinds, key=finder.short)


def kind(iri: str, finder: Finder, language: Language) -> dict[str, str]:
    """Name a kind as the service does."""
    return {"id": finder.short(iri), "name": finder.name(iri).in_language(language)}


def reconciled(
    queries: Mapping[str, Mapping[str, Any]], finder: Finder, language: Language
) -> dict[str, Any]:
    """Answer a batch of names with what they may be."""
    return {key: {"result": candidates(each, finder, language)} for key, each in queries.items()}


def candidates(query: Mapping[str, Any], finder: Finder, language: Language) -> list[dict[str, Any]]:
    """Find what a name may be: of our own things, the best first."""
    wanted = query.get("type") or []
    kinds = finder_kinds([wanted] if isinstance(wanted, str) else wanted, finder)
    if wanted and not kinds:
        return []
    only, most = finder.pages.index.base + THING, min(int(query.get("limit") or 10), MOST_RESULTS)
    question = asked(str(query["query"])[:LONGEST])
    hits = finder.first(question, most, kinds, only)
    scores = [SCORES[Rank(each.rank)] for each in hits]
    if not hits:
        hits = finder.near(question, most, kinds, only)
        scores = [NEAR_SCORE] * len(hits)
    is_sure = scores[:1] == [100] and scores[1:2] != [100]
    return [
        candidate(hit, finder, language) | {"score": score, "match": is_sure and place == 0}
        for place, (hit, score) in enumerate(zip(hits, scores, strict=True))
    ]


def candidate(hit: Hit, finder: Finder, language: Language) -> dict[str, Any]:
    """Tell of something that a name may be."""
    return {
        "id": quoted(hit.iri.removeprefix(finder.pages.index.base + THING)),
        "name": name_for(hit, language).text,
        "description": described(hit, language),
        "type": [kind(hit.kind, finder, language)],
    }


def finder_kinds(wanted: list[Any], finder: Finder) -> list[str]:
    """Find kinds by what they are called in the service."""
    known = {each.kind for each in finder.following.now().entries}
    return [each for each in known if each in wanted or finder.short(each) in wanted]


def suggested_entities(prefix: str, finder: Finder, language: Language) -> dict[str, Any]:
    """Give things to somebody who types a name."""
    hits = finder.first(asked(prefix), SUGGESTED, (), finder.pages.index.base + THING)
    return {"result": [candidate(each, finder, language) for each in hits]}


def suggested_types(prefix: str, finder: Finder, language: Language) -> dict[str, Any]:
    """Give kinds to somebody who types a name."""
    wanted = asked(prefix).whole
    found = [
        each
        for each in kinds_of_things(finder)
        if any(wanted in asked(name).whole for name in finder.name(each))
    ]
    return {"result": [kind(each, finder, language) for each in found]}


def written(told: Any) -> bytes:  # noqa: ANN401
    """Write what programs are told."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
