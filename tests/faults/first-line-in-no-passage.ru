#+ plan: saebom
#+ source: "check:source-not-covered"
#+ severity: violation
#+ says: "Line 1 of the source ‘Blueprint of Saebom (source text)’ has characters that are in no passage: ‘새봄시 청사진 (시험용으로 지어낸 계획)’"
#+ says-ko: "원문 ‘새봄시 청사진 (원문)’의 1줄에 어느 구절에도 들지 않은 글자가 있습니다: ‘새봄시 청사진 (시험용으로 지어낸 계획)’"
BASE <https://plan.saebom.example/>

DELETE WHERE {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/title> ?property ?value .
  }
}
