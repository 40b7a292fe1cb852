#+ plan: gwangju
#+ source: "check:amount-not-printed"
#+ severity: violation
#+ says: "The ‘unit’ ‘포기’ of ‘30 million trees’ is not what its passages print: mend it."
#+ says-ko: "‘3000만 그루’의 ‘단위’ 값 ‘포기’가 구절에 인쇄된 수량과 다릅니다. 인쇄된 대로 고치세요."
BASE <https://w3id.org/gjgraph/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/quantity/3> csp:unit "그루"@ko .
  }
} ;
INSERT DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/quantity/3> csp:unit "포기"@ko .
  }
}
