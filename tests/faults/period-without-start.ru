#+ plan: gwangju
#+ source: "plan#period-start"
#+ severity: violation
#+ says: "The period ‘Seventh popularly elected term’ must have one start date (schema:startDate), before its end date (schema:endDate)."
#+ says-ko: "기간 ‘민선7기’의 시작일(schema:startDate)은 하나여야 하고 종료일(schema:endDate)보다 앞서야 합니다."
BASE <https://w3id.org/gjgraph/>
PREFIX schema: <https://schema.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE DATA {
  GRAPH <graph/gwangju/context> {
    <id/gwangju/term/7> schema:startDate "2018-07-01"^^xsd:date .
  }
}
