#+ plan: saebom
#+ source: "plan#document-checksum"
#+ severity: violation
#+ says: "The source document ‘Blueprint of Saebom (source text)’ must have one SHA-256 (csp:sha256), of 64 lower-case hexadecimal digits."
#+ says-ko: "원문 ‘새봄시 청사진 (원문)’의 SHA-256(csp:sha256)은 하나여야 하고, 16진수 소문자 64자여야 합니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/source/saebom> csp:sha256 "0000000000000000000000000000000000000000000000000000000000000000" .
  }
}
