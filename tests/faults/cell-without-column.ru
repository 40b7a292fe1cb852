#+ plan: gwangju
#+ source: "check:cell-without-place"
#+ severity: violation
#+ says: "The passage ‘gwangju/m7/passage/project-1-1’ stands in a table but lacks its row (csp:row) or column (csp:column): give both."
#+ says-ko: "구절 ‘gwangju/m7/passage/project-1-1’에 행(csp:row)이나 열(csp:column)이 없습니다. 표 안에 있으니 둘 다 적으세요."
BASE <https://w3id.org/gjgraph/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/gwangju/m7-text> {
    <id/gwangju/m7/passage/project-1-1> csp:column 1 .
  }
}
