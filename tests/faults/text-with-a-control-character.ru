#+ plan: saebom
#+ source: "check:text-with-control-characters"
#+ severity: violation
#+ says: "has invisible control characters, which XML can't say: take them out."
#+ says-ko: "보이지 않는 제어 문자가 있습니다."
BASE <https://plan.saebom.example/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:editorialNote "줄\u001B을 끊음"@ko , "Cut \u001B off"@en .
  }
}
