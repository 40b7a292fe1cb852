#+ plan: gwangju
#+ source: "check:amount-not-printed"
#+ severity: violation
#+ says: "The ‘duration’ ‘P10Y’ of ‘100 years’ is not what its passages print: mend it."
#+ says-ko: "‘100년’의 ‘기간’ 값 ‘P10Y’이(가) 구절에 인쇄된 수량과 다릅니다. 인쇄된 대로 고치세요."
BASE <https://w3id.org/gjgraph/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/quantity/2> csp:duration "P100Y"^^xsd:duration .
  }
} ;
INSERT DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/quantity/2> csp:duration "P10Y"^^xsd:duration .
  }
}
