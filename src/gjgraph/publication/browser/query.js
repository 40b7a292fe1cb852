// The page that asks the data set by SPARQL, in the browser alone.
import { makeEditor } from "./editor.js";
import { tableOf } from "./answer.js";

const about = JSON.parse(document.getElementById("about").textContent);
const words = about.words;
const at = (id) => document.getElementById(id);
const [text, ready, run, stop, status, problem, answer, csv] =
  ["query", "ready", "run", "stop", "status", "problem", "answer", "csv"].map(at);
// Declared for every query, in its first line, so that places in it stay what they are.
const prologue =
  `BASE <${about.base}> ` + Object.entries(about.prefixes).map(([name, iri]) => `PREFIX ${name}: <${iri}> `).join("");
const MOST = 1000;
let engine, loaded, download, editor;
const facts = fetch(about.facts).then((found) => found.json());

function start() {
  engine = new Worker(new URL("engine.js", import.meta.url), { type: "module" });
  loaded = tell({ dumps: about.dumps.map((path) => new URL(path, document.baseURI).href) });
  return loaded;
}

function tell(message) {
  return new Promise((resolve, reject) => {
    engine.onmessage = ({ data }) => (data.error === undefined ? resolve(data) : reject(new Error(data.error)));
    engine.onerror = (event) => reject(new Error(event.message || words.broken));
    engine.postMessage(message);
  });
}

async function ask() {
  keep();
  editor.clear();
  problem.hidden = answer.hidden = csv.hidden = true;
  run.disabled = true;
  stop.hidden = false;
  try {
    if (!loaded) {
      status.textContent = words.loading;
      start();
    }
    await loaded;
    status.textContent = words.asking;
    const began = performance.now();
    const found = (await tell({ query: prologue + editor.value.normalize("NFC"), labels: about.labels })).answer;
    show(found, Math.max(1, Math.round(performance.now() - began)));
  } catch (error) {
    status.textContent = "";
    fail(error.message);
  }
  run.disabled = false;
  stop.hidden = true;
}

function fail(message) {
  const place = /error at (\d+):(\d+): expected (.*)/s.exec(message);
  let said = message;
  let isShown = false;
  if (place) {
    const line = Number(place[1]);
    const column = Math.max(1, Number(place[2]) - (line === 1 ? prologue.length : 0));
    // What the parser says it expects is long and often not the half of it: only what it says in words is told.
    const [, reason] = Object.entries(about.reasons).find(([english]) => place[3].includes(english)) ?? [];
    said = words.wrong.replace("{line}", line).replace("{column}", column) + (reason ? `: ${reason}` : ".");
    isShown = editor.fail({ line, column, message: said });
  }
  problem.replaceChildren(Object.assign(document.createElement("p"), { textContent: said }));
  problem.hidden = false;
  // Where the editor shows it at its place, it is only said aloud here.
  problem.classList.toggle("hidden", isShown);
}

function show(found, took) {
  answer.replaceChildren();
  if (found.truth !== undefined) {
    const truth = found.truth ? words.yes : words.no;
    status.textContent = words.answered.replace("{count}", truth).replace("{time}", took);
    return;
  }
  const count = found.rows.length.toLocaleString(about.lang);
  status.textContent =
    words.rows.replace("{count}", count).replace("{time}", took) + (found.rows.length > MOST ? " " + words.first.replace("{count}", MOST.toLocaleString(about.lang)) : "");
  const names = { ...called };
  for (const [iri, own] of Object.entries(found.names)) if (Object.keys(own).length) names[iri] = own;
  const table = tableOf({ ...found, names, rows: found.rows.slice(0, MOST) }, { ...about, root: "./" });
  answer.append(table);
  answer.hidden = false;
  if (download) URL.revokeObjectURL(download);
  download = URL.createObjectURL(new Blob([asCsv(found)], { type: "text/csv" }));
  csv.href = download;
  csv.hidden = false;
}

// RFC 4180; the mark before it has spreadsheets read it as UTF-8, and no cell is a formula.
function asCsv({ columns, rows }) {
  const field = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const safe = (value) => (/^[=+\-@\t\r\n＝＋－＠]/.test(value) && Number.isNaN(Number(value)) ? `'${value}` : value);
  const lines = [columns, ...rows.map((row) => row.map((term) => safe(term?.value ?? "")))];
  return "\ufeff" + lines.map((line) => line.map(field).join(",")).join("\r\n") + "\r\n";
}

// What is asked stands in the address, so that it can be passed on, and the other language's page has it too.
const ASKED = "#query=";
const languages = [...document.querySelectorAll("a[hreflang]")];

function keep() {
  const asked = ASKED + encodeURIComponent(editor.value);
  history.replaceState(null, "", asked);
  for (const link of languages) link.hash = asked;
}

function asked() {
  if (!location.hash.startsWith(ASKED)) return null;
  try {
    return decodeURIComponent(location.hash.slice(ASKED.length));
  } catch {
    return null; // cut off on its way
  }
}

// What standard terms are called, which the data may not say.
const called = {};
facts.then(({ terms }) => {
  for (const { iri, ko, en } of terms) called[iri] = { ...(ko && { ko }), ...(en && { en }) };
}, () => {});

text.value = asked() ?? text.value;
let waiting;
editor = await makeEditor(text, {
  words,
  lang: about.lang,
  prefixes: about.prefixes,
  facts,
  run: () => run.disabled || ask(),
  changed: () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 200);
  },
  announce: (said) => (status.textContent = said),
});
if (asked() !== null) keep();
addEventListener("hashchange", () => {
  const given = asked();
  if (given !== null && given !== editor.value) editor.value = given;
});
for (const link of languages) link.addEventListener("click", keep);
ready.addEventListener("change", async () => {
  if (!ready.value) return;
  try {
    editor.value = (await facts).questions[ready.value];
    keep();
  } catch (error) {
    fail(String(error));
  }
});
run.addEventListener("click", ask);
stop.addEventListener("click", () => {
  engine.terminate();
  loaded = undefined;
  run.disabled = false;
  stop.hidden = true;
  status.textContent = words.stopped;
});
run.disabled = false;
