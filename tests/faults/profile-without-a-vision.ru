#+ plan: saebom
#+ source: "saebom#one-vision"
#+ severity: violation
#+ says: "The plan ‘Blueprint of Saebom’ must have 1 vision; it has 0."
#+ says-ko: "계획 ‘새봄시 청사진’의 비전은 1개여야 하는데 0개입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/vision> csp:visionOf <id/saebom> .
  }
}
