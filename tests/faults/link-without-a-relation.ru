#+ plan: saebom
#+ source: "check:link-without-basis"
#+ severity: violation
#+ says: "The link ‘strategy of’ from ‘Joining up footpaths’ to ‘Saebom walks’ has no basis: add a csp:Relation"
#+ says-ko: "‘보행로 잇기’에서 ‘걷는 새봄’까지의 ‘…의 전략’ 연결에 바탕이 없습니다."
BASE <https://plan.saebom.example/>

DELETE WHERE {
  GRAPH <graph/saebom/text> {
    <id/saebom/relation/strategy-1-1> ?property ?value .
  }
}
