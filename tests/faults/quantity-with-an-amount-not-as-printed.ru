#+ plan: gwangju
#+ source: "check:amount-not-printed"
#+ severity: violation
#+ says: "The ‘amount’ 3000 of ‘30 million trees’ is not what its passages print: mend it."
#+ says-ko: "‘3000만 그루’의 ‘수’ 값 3000이 구절에 인쇄된 수량과 다릅니다. 인쇄된 대로 고치세요."
BASE <https://w3id.org/gjgraph/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/quantity/3> csp:amount 30000000 .
  }
} ;
INSERT DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/quantity/3> csp:amount 3000 .
  }
}
