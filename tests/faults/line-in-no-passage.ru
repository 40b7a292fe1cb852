#+ plan: saebom
#+ source: "check:source-not-covered"
#+ severity: violation
#+ says: "Line 4 of the source ‘Blueprint of Saebom (source text)’ has characters that are in no passage: ‘목표: 걸어서 닿는 생활’"
#+ says-ko: "원문 ‘새봄시 청사진 (원문)’의 4줄에 어느 구절에도 들지 않은 글자가 있습니다: ‘목표: 걸어서 닿는 생활’"
BASE <https://plan.saebom.example/>

DELETE WHERE {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/goal> ?property ?value .
  }
}
