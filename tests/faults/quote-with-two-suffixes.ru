#+ plan: saebom
#+ source: "plan#quote-suffix"
#+ severity: violation
#+ says: "The quote selector ‘saebom/passage/goal#quote’ must have one suffix (oa:suffix), empty where the text ends."
#+ says-ko: "인용 선택자 ‘saebom/passage/goal#quote’의 뒤 글자(oa:suffix)는 하나여야 합니다. 글의 맨 끝이면 빈 글자로 적으세요."
BASE <https://plan.saebom.example/>
PREFIX oa: <http://www.w3.org/ns/oa#>

INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/goal#quote> oa:suffix "새봄" .
  }
}
