#+ plan: saebom
#+ source: "plan#vision-only"
#+ severity: violation
#+ says: "‘A city where all blossom like spring’ has csp:visionOf but is no vision (csp:Vision): mend its type"
#+ says-ko: "‘모두가 봄처럼 피어나는 도시’에 csp:visionOf가 있지만 비전(csp:Vision)"
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/vision> a csp:Vision .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/vision> a csp:Value .
  }
}
