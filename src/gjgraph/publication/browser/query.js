// The page that asks the data set by SPARQL, in the browser alone.
const about = JSON.parse(document.getElementById("about").textContent);
const words = about.words;
const at = (id) => document.getElementById(id);
const [text, ready, run, stop, status, problem, answer, csv] =
  ["query", "ready", "run", "stop", "status", "problem", "answer", "csv"].map(at);
// Declared for every query, in its first line, so that places in it stay what they are.
const prologue =
  `BASE <${about.base}> ` + Object.entries(about.prefixes).map(([name, iri]) => `PREFIX ${name}: <${iri}> `).join("");
const MOST = 1000;
let engine, loaded, download;

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
    const found = (await tell({ query: prologue + text.value.normalize("NFC"), labels: about.labels })).answer;
    show(found, Math.max(1, Math.round(performance.now() - began)));
  } catch (error) {
    status.textContent = "";
    fail(error.message);
  }
  run.disabled = false;
  stop.hidden = true;
}

function fail(message) {
  const place = /(\d+):(\d+)/.exec(message);
  problem.replaceChildren(document.createElement("p"));
  if (place) {
    const number = Number(place[1]);
    const column = Math.max(1, Number(place[2]) - (number === 1 ? prologue.length : 0));
    const lines = text.value.split("\n");
    const before = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
    const line = lines[number - 1] ?? "";
    problem.firstChild.textContent =
      words.wrong.replace("{line}", number).replace("{column}", column) + " " + message.slice(place.index + place[0].length).replace(/^:\s*/, "");
    const mark = document.createElement("pre");
    mark.append(line.slice(0, column - 1), Object.assign(document.createElement("mark"), { textContent: line.slice(column - 1) || " " }));
    problem.append(mark);
    text.focus();
    text.setSelectionRange(before + column - 1, before + column);
  } else {
    problem.firstChild.textContent = message;
  }
  problem.hidden = false;
}

function show(found, took) {
  answer.replaceChildren();
  if (found.truth !== undefined) {
    const truth = found.truth ? words.yes : words.no;
    status.textContent = words.answered.replace("{count}", truth).replace("{time}", took);
    return;
  }
  const count = found.rows.length.toLocaleString();
  status.textContent =
    words.rows.replace("{count}", count).replace("{time}", took) + (found.rows.length > MOST ? " " + words.first.replace("{count}", MOST.toLocaleString()) : "");
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  for (const name of found.columns) head.append(Object.assign(document.createElement("th"), { scope: "col", textContent: name }));
  const body = table.createTBody();
  for (const row of found.rows.slice(0, MOST)) {
    const line = body.insertRow();
    for (const term of row) line.insertCell().append(...cell(term, found.names));
  }
  answer.append(table);
  answer.hidden = false;
  if (download) URL.revokeObjectURL(download);
  download = URL.createObjectURL(new Blob([asCsv(found)], { type: "text/csv" }));
  csv.href = download;
  csv.hidden = false;
}

function cell(term, names) {
  if (!term) return [];
  if (term.kind !== "uri") return [Object.assign(document.createElement("span"), { lang: term.lang, textContent: term.value })];
  const other = about.lang === "ko" ? "en" : "ko";
  const name = names[term.value]?.[about.lang] ?? names[term.value]?.[other] ?? short(term.value);
  const address = page(term.value);
  if (!address) return [name];
  return [Object.assign(document.createElement("a"), { href: address, title: term.value, textContent: name })];
}

function short(iri) {
  for (const [name, namespace] of Object.entries(about.prefixes)) {
    if (iri.startsWith(namespace)) return `${name}:${iri.slice(namespace.length)}`;
  }
  return iri.startsWith(about.base) ? iri.slice(about.base.length).replace(/^id\//, "") : iri;
}

// The page that tells of an IRI, beside this one.
function page(iri) {
  if (!iri.startsWith(about.base)) return /^https?:/.test(iri) ? iri : "";
  const [path, fragment] = iri.slice(about.base.length).split("#");
  const found = path.startsWith("id/") ? `doc/${path.slice(3)}` : path;
  return `./${found || "index"}${about.lang === "en" ? ".en" : ""}.html${fragment ? `#${fragment}` : ""}`;
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
  const asked = ASKED + encodeURIComponent(text.value);
  history.replaceState(null, "", asked);
  for (const link of languages) link.hash = asked;
}

function recall() {
  if (!location.hash.startsWith(ASKED)) return;
  try {
    text.value = decodeURIComponent(location.hash.slice(ASKED.length));
  } catch {
    return; // cut off on its way
  }
  keep();
}

recall();
addEventListener("hashchange", recall);
text.addEventListener("change", keep);
ready.addEventListener("change", () => {
  if (!ready.value) return;
  text.value = about.questions[ready.value];
  keep();
});
run.addEventListener("click", ask);
stop.addEventListener("click", () => {
  engine.terminate();
  loaded = undefined;
  run.disabled = false;
  stop.hidden = true;
  status.textContent = words.stopped;
});
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !run.disabled) ask();
});
run.disabled = false;
