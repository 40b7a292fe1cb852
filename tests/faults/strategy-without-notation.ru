#+ plan: saebom
#+ source: "plan#strategy-notation"
#+ severity: violation
#+ says: "The strategy ‘Joining up footpaths’ has no notation (skos:notation): write it as printed."
#+ says-ko: "전략 ‘보행로 잇기’에 번호(skos:notation)가 없습니다. 인쇄된 대로 적으세요."
BASE <https://plan.saebom.example/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:notation "1-가" .
  }
}
