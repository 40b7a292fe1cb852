#+ plan: saebom
#+ source: "check:basis-without-link"
#+ severity: violation
#+ says: "The relation ‘saebom/relation/strategy-1-1’ speaks of a link (‘Joining up footpaths’ → ‘Saebom learns’) that is not in the data"
#+ says-ko: "관계 ‘saebom/relation/strategy-1-1’의 연결(‘보행로 잇기’ → ‘배우는 새봄’)이 데이터에 없습니다."
BASE <https://plan.saebom.example/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>

DELETE DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/relation/strategy-1-1> rdf:object <id/saebom/policy/1> .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/relation/strategy-1-1> rdf:object <id/saebom/policy/2> .
  }
}
