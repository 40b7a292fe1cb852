"""Rules of dumps, their licence and their source (publishing.md 11, 12)."""

import hashlib

from gjgraph.core.terms import NamedNode
from gjgraph.core.text import Text
from gjgraph.operations.publication_check.dumps import Dump
from gjgraph.operations.publication_check.graphs import triples_of
from gjgraph.operations.publication_check.publication import Publication
from gjgraph.operations.publication_check.results import (
    NO_DATA,
    NO_DATASET,
    Found,
    Group,
    problem,
    rule,
    wrong_status,
)

HASHES = ("sha256", "sha384", "sha512", "sha1", "md5")


def here(site: Publication) -> list[Dump]:
    """Give the dumps that are here."""
    return [each for each in site.dumps if each.path is not None]


@rule("dumps-parse", "11", Group.DATASET, "덤프가 읽힌다", "The dumps can be read")
def dumps_parse(site: Publication) -> Found:
    """Read all dumps."""
    if not site.dumps:
        yield problem("덤프가 없습니다", "there are no dumps")
    site.ask_all(each.path or "" for each in here(site))
    for dump in here(site):
        if isinstance(dump.content, Text):
            yield problem(dump.content.ko, dump.content.en, dump.address)
        elif not dump.content:
            yield problem("비었습니다", "is empty", dump.address)


@rule(
    "dumps-checksum",
    "11",
    Group.DATASET,
    "덤프의 검사합과 크기가 맞다",
    "Checksum and size of the dumps are right",
)
def dumps_checksum(site: Publication) -> Found:
    """Sum up the dumps."""
    if not here(site):
        yield NO_DATA
    for dump in here(site):
        body = dump.answer.body if dump.answer else b""
        if not dump.checksums:
            yield problem("검사합이 없습니다", "has no checksum", dump.address)
        for algorithm, value in dump.checksums:
            if algorithm not in HASHES:
                yield problem(
                    f"모르는 검사합입니다: {algorithm}", f"an unknown checksum: {algorithm}", dump.address
                )
            elif hashlib.new(algorithm, body, usedforsecurity=False).hexdigest() != value:
                yield problem("검사합이 다릅니다", "has another checksum", dump.address)
        if dump.size is not None and dump.size != len(body):
            size = len(body)
            yield problem(
                f"{dump.size} 바이트 (실제 {size})", f"{dump.size} bytes (it has {size})", dump.address
            )


@rule(
    "dumps-count",
    "11",
    Group.DATASET,
    "덤프가 적힌 수만큼 담고 있다",
    "The dumps have as many statements as they say",
)
def dumps_count(site: Publication) -> Found:
    """Count the statements of the dumps."""
    if not here(site):
        yield NO_DATA
    for dump in here(site):
        if dump.count is None:
            yield problem("문장 수가 없습니다", "has no count", dump.address)
        elif dump.quads and dump.count not in (len(dump.quads), len(triples_of(dump.quads))):
            counted = len(dump.quads)
            yield problem(
                f"{dump.count} (센 수 {counted})", f"{dump.count} (counted {counted})", dump.address
            )


@rule(
    "dumps-same",
    "11",
    Group.DATASET,
    "어느 형식의 덤프든 같은 내용이다",
    "The dumps say the same in every format",
)
def dumps_same(site: Publication) -> Found:
    """Compare the dumps of the whole data set."""
    whole = [(dump, triples_of(dump.quads)) for dump in here(site) if dump.is_whole and dump.quads]
    if not whole:
        yield NO_DATA
    for dump, triples in whole[1:]:
        named = {each for each in triples if "_:" not in str(each)}
        first = {each for each in whole[0][1] if "_:" not in str(each)}
        if named != first or len(triples) != len(whole[0][1]):
            more, less = len(named - first), len(first - named)
            yield problem(f"다릅니다 (+{more} -{less})", f"differs (+{more} -{less})", dump.address)


@rule(
    "licence",
    "11",
    Group.DATASET,
    "라이선스가 주소이고, 그 페이지가 있다",
    "The licence is an IRI that has a page",
)
def licence(site: Publication) -> Found:
    """Look at the licences of the data set and its distributions."""
    if not site.dataset:
        yield NO_DATASET
        return
    own = site.description.objects(site.dataset, "dcterms:license")
    if not own:
        yield problem("라이선스가 없습니다", "has no licence", site.dataset)
    for each in {each for _, each in site.description.pairs("dcterms:license")}:
        if not isinstance(each, NamedNode) or not each.value.startswith(("http://", "https://")):
            yield problem(f"주소가 아닙니다: {each}", f"no IRI of the web: {each}", site.dataset)
        elif (path := site.place(each.value)) is not None and site.follow(path)[1].status != 200:
            yield wrong_status(site.follow(path)[1].told, "200", each.value)


@rule(
    "provenance",
    "12",
    Group.DATASET,
    "데이터가 어디서 왔는지 PROV-O로 말한다",
    "Where the data come from is told in PROV-O",
)
def provenance(site: Publication) -> Found:
    """Look for a source or a making."""
    if not site.dataset:
        yield NO_DATASET
    elif not site.description.objects(
        site.dataset, "prov:wasDerivedFrom", "prov:wasGeneratedBy", "prov:hadPrimarySource"
    ):
        yield problem(
            "prov:wasDerivedFrom도 prov:wasGeneratedBy도 없습니다",
            "has neither prov:wasDerivedFrom nor prov:wasGeneratedBy",
            site.dataset,
        )
