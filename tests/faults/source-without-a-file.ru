#+ plan: saebom
#+ source: "check:source-missing"
#+ severity: violation
#+ says: "The text of the source ‘Annex’ is not in data/source/: put a .txt file of its name there."
#+ says-ko: "원문 ‘부록’의 글이 data/source/에 없습니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/source/annex> a csp:SourceDocument ;
      skos:prefLabel "부록"@ko , "Annex"@en ;
      dcterms:language "ko" ;
      csp:sha256 "bef36b839edce016d05c5dabe1a612b051966c30d29b7b05160abeefd684c1eb" .
  }
}
