#+ plan: saebom
#+ source: "editorial#grounds"
#+ severity: violation
#+ says: "‘Joining up footpaths’ lacks the grounds that its basis calls for: a passage (csp:passage) if stated"
#+ says-ko: "‘보행로 잇기’에 바탕에 걸맞은 근거가 없습니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:basis csp:basis-stated .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:basis csp:basis-other-source .
  }
}
