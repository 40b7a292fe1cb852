#+ plan: saebom
#+ source: "check:source-changed"
#+ severity: violation
#+ says: "The source ‘Blueprint of Saebom (source text)’ differs from its recorded SHA-256: the file was changed, or the record is wrong. SHA-256 of the file: ‘bef36b839edce016d05c5dabe1a612b051966c30d29b7b05160abeefd684c1eb’"
#+ says-ko: "원문 ‘새봄시 청사진 (원문)’의 SHA-256이 기록과 다릅니다. 파일이 바뀌었거나 기록이 틀렸습니다. 파일의 SHA-256: ‘bef36b839edce016d05c5dabe1a612b051966c30d29b7b05160abeefd684c1eb’"
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/text> {
    <id/source/saebom> csp:sha256 "bef36b839edce016d05c5dabe1a612b051966c30d29b7b05160abeefd684c1eb" .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/source/saebom> csp:sha256 "0000000000000000000000000000000000000000000000000000000000000000" .
  }
}
