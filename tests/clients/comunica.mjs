// Asks a question with Comunica: of an endpoint, or of documents that it fetches and joins by itself.
// Prints the rows, and every address that was asked for.
import { QueryEngine } from "@comunica/query-sparql";

const { query, sources } = JSON.parse(process.argv[2]);
const asked = [];
const rows = [];
const answer = await new QueryEngine().queryBindings(query, {
  sources,
  lenient: false,
  fetch: (address, options) => {
    asked.push(String(address?.url ?? address));
    return fetch(address, options);
  },
});
for await (const row of answer) {
  rows.push(Object.fromEntries([...row].map(([name, term]) => [name.value, term.value])));
}
console.log(JSON.stringify({ rows, asked }));
