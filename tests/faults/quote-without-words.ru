#+ plan: saebom
#+ source: "plan#quote-exact"
#+ severity: violation
#+ says: "The quote selector ‘saebom/passage/goal#quote’ must have one quote (oa:exact); it has 0."
#+ says-ko: "인용 선택자 ‘saebom/passage/goal#quote’의 인용문(oa:exact)은 하나여야 하는데 0개입니다."
BASE <https://plan.saebom.example/>
PREFIX oa: <http://www.w3.org/ns/oa#>

DELETE DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/goal#quote> oa:exact "목표: 걸어서 닿는 생활"@ko .
  }
}
