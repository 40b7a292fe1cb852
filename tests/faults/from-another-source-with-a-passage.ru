#+ plan: saebom
#+ source: "editorial#passage-basis"
#+ severity: violation
#+ says: "‘Joining up footpaths’ has a passage, yet its basis (csp:basis) is ‘taken from another source’: what has a passage is stated or shown by the layout."
#+ says-ko: "‘보행로 잇기’에 구절이 있는데 바탕(csp:basis)이 ‘다른 출처’입니다. 구절이 있으면 바탕은 명시나 배치여야 합니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:basis csp:basis-stated .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:basis csp:basis-other-source ;
      dcterms:source <https://source.example/> .
  }
}
