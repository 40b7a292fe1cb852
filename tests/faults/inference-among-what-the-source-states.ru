#+ plan: saebom
#+ source: "check:graph-with-mixed-bases"
#+ severity: violation
#+ says: "‘Joining up footpaths’ is on the basis ‘inferred by an editor’, in a graph that mixes what the source says with what it does not: keep the two in separate graphs."
#+ says-ko: "‘보행로 잇기’의 바탕은 ‘편집자의 추론’인데, 그 그래프에 원문에서 온 것과 그렇지 않은 것이 섞여 있습니다. 둘을 다른 그래프에 나누어 두세요."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:basis csp:basis-stated .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:basis csp:basis-inferred .
  }
}
