#+ plan: saebom
#+ source: check:property-unknown
#+ severity: violation
#+ says: "‘Saebom walks’ uses the property ‘skos:altLable’, which does not exist"
#+ says-ko: "‘걷는 새봄’에 쓴 속성 ‘skos:altLable’: 그런 속성은 없습니다"
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <https://plan.saebom.example/graph/saebom/plan> {
    <https://plan.saebom.example/id/saebom/policy/1> skos:altLable "걷자 새봄"@ko .
  }
}
