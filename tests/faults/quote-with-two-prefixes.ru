#+ plan: saebom
#+ source: "plan#quote-prefix"
#+ severity: violation
#+ says: "The quote selector ‘saebom/passage/goal#quote’ must have one prefix (oa:prefix), empty where the text begins."
#+ says-ko: "인용 선택자 ‘saebom/passage/goal#quote’의 앞 글자(oa:prefix)는 하나여야 합니다. 글의 맨 앞이면 빈 글자로 적으세요."
BASE <https://plan.saebom.example/>
PREFIX oa: <http://www.w3.org/ns/oa#>

INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/goal#quote> oa:prefix "새봄" .
  }
}
