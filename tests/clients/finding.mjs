// Searches in the index of a static site as its pages do. Prints for each question what was found, best first.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, index] = process.argv.slice(2);
const { questions, language } = JSON.parse(readFileSync(0, "utf8"));
globalThis.fetch = async () => ({ ok: true, json: async () => JSON.parse(readFileSync(index, "utf8")) });
const { outcome, suggestions } = await import(pathToFileURL(`${folder}/finding.js`));
const address = new URL("https://site.example/search/index.json");
const found = [];
for (const q of questions) {
  const answer = await outcome(address, { q, type: "", plan: "", page: 1 }, language);
  found.push({ q, ...answer, suggestions: await suggestions(address, q, language) });
}
console.log(JSON.stringify(found));
