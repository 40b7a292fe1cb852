#+ plan: saebom
#+ source: "check:source-not-covered"
#+ severity: violation
#+ says: "Line 15 of the source ‘Blueprint of Saebom (source text)’ has characters that are in no passage: ‘3-가 텃밭 나누기’"
#+ says-ko: "원문 ‘새봄시 청사진 (원문)’의 15줄에 어느 구절에도 들지 않은 글자가 있습니다: ‘3-가 텃밭 나누기’"
BASE <https://plan.saebom.example/>

DELETE WHERE {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/strategy-3-1> ?property ?value .
  }
}
