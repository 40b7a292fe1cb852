#+ plan: saebom
#+ source: "check:link-without-basis"
#+ severity: violation
#+ says: "The link ‘skos:relatedMatch’ from ‘Joining up footpaths’ to ‘http://metadata.un.org/sdg/11’ has no basis"
#+ says-ko: "‘보행로 잇기’에서 ‘http://metadata.un.org/sdg/11’까지의 ‘skos:relatedMatch’ 연결에 바탕이 없습니다."
BASE <https://plan.saebom.example/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:relatedMatch <http://metadata.un.org/sdg/11> .
  }
}
