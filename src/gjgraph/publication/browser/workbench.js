// The query workbench: asks the server by SPARQL, shows what it answers, and can stop it.
import { makeEditor } from "./editor.js";
import { tableOf } from "./answer.js";
import { forget, keepDraft, oneLineEnd, pastQueries, readDraft, remember } from "./past.js";
import { nearest, strangers, whichAreThere } from "./unknown.js";

const about = JSON.parse(document.getElementById("about").textContent);
const { words, lang } = about;
const at = (id) => document.getElementById(id);
const text = at("query");
const [form, run, cancel, ready, version, status, problem, answer, shown, ticking, downloads, stale, share, address] =
  ["ask", "run", "cancel", "ready", "version", "status", "problem", "answer", "shown", "ticking", "downloads", "stale", "share", "address"].map(at);
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const number = (value) => value.toLocaleString(lang);
const make = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

// A form sends other line ends than an editor has, and two ways to write a letter are one text.
function tidy(query) {
  return oneLineEnd(query).normalize("NFC");
}

// What was asked last: the text, the version, and what came of it.
let asked = { query: tidy(about.query ?? ""), version: about.version };
let running;

const facts = fetch(about.facts).then((found) => (found.ok ? found.json() : Promise.reject(new Error(found.status))));
// What standard terms are called, which the data may not say; nobody waits for it for long.
const called = {};
const known = Promise.race([
  facts.then(({ terms }) => {
    for (const { iri, ko, en } of terms) called[iri] = { ...(ko && { ko }), ...(en && { en }) };
  }, () => {}),
  new Promise((go) => setTimeout(go, 1500)),
]);
const draft = readDraft(location.search);
if (draft !== null) text.value = draft;

const editor = await makeEditor(text, {
  words,
  lang,
  prefixes: about.prefixes,
  facts,
  run: () => ask(),
  changed: edited,
  announce: (said) => (status.textContent = said),
});

// Addresses

const versionNow = () => version?.value.trim() ?? "";

function placeOf(query, format, inVersion = versionNow()) {
  const fields = new URLSearchParams();
  if (inVersion) fields.set("version", inVersion);
  if (format) fields.set("format", format);
  if (query !== null) fields.set("query", query);
  return `/sparql?${fields}`;
}

// The server reads so many bytes of an address and headers together; other programs take less.
const fits = (place) => new URL(place, location).href.length < Math.min(about.most, 32768) - 4096;

// Running

async function ask(isMove = true) {
  const query = tidy(editor.value);
  if (!query.trim()) return say(words.empty);
  running?.abort();
  const here = (running = new AbortController());
  const wanted = { query, version: versionNow() };
  // Kept from the start, so that one that is cancelled is there too.
  remember(wanted);
  listPast();
  begin();
  const began = performance.now();
  const tick = setInterval(() => (ticking.textContent = duration(performance.now() - began)), 100);
  try {
    const found = await fetch(placeOf(null, "preview"), {
      method: "POST",
      headers: { "Content-Type": "application/sparql-query", Accept: "application/json", "Accept-Language": lang },
      body: query,
      signal: here.signal,
    });
    const told = await found.json();
    if (here.signal.aborted) return;
    asked = { ...wanted, served: found.headers.get("Gjgraph-Version") ?? "" };
    const took = performance.now() - began;
    await known;
    if (found.ok) show(told, took);
    else fail(told);
    if (isMove) move();
  } catch (error) {
    if (error.name === "AbortError") say(running === here ? words.cancelled : "");
    else fail({ title: words.lost, detail: words.kept });
  } finally {
    clearInterval(tick);
    if (running === here) end();
  }
}

function begin() {
  editor.clear();
  problem.hidden = true;
  say(words.running);
  cancel.hidden = false;
  run.classList.add("busy");
  answer.setAttribute("aria-busy", "true");
}

function end() {
  running = undefined;
  cancel.hidden = true;
  ticking.textContent = "";
  run.classList.remove("busy");
  answer.removeAttribute("aria-busy");
}

const say = (said) => (status.textContent = said);

function duration(ms) {
  if (ms < 1000) return fill(words.milliseconds, { count: Math.max(1, Math.round(ms)) });
  return fill(words.seconds, { count: (ms / 1000).toLocaleString(lang, { maximumFractionDigits: 1 }) });
}

// What came of it

function fail(told) {
  say("");
  answer.hidden = true;
  problem.replaceChildren(make("h2", { textContent: told.title ?? words.wrong }), make("p", { textContent: told.detail ?? "" }));
  if (told.type?.startsWith("/limits")) {
    problem.append(make("p", {}, make("a", { href: told.type.replace("#", `?lang=${lang}#`), textContent: words.limits })));
  }
  problem.hidden = false;
  // Where the editor shows it at its place, it is only said aloud here.
  problem.classList.toggle("hidden", editor.fail({ line: told.line, column: told.column, message: told.detail }));
}

function show(found, took) {
  problem.hidden = true;
  say([count(found), duration(took), asked.served && fill(words.old, { version: asked.served.slice(0, 12) })].filter(Boolean).join(" · "));
  if (found.truth !== undefined) shown.replaceChildren(make("p", { className: "truth", textContent: found.truth ? words.yes : words.no }));
  else if (!found.rows.length) shown.replaceChildren(make("p", { textContent: words.none }));
  else {
    const table = make("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: words.answer }, tableOf({ ...found, names: { ...called, ...found.names } }, { ...about, root: rootOf(asked.served) }));
    shown.replaceChildren(...(found.graph ? [views(table), table] : [table]));
  }
  offer(found.graph ? "graph" : found.truth === undefined ? "table" : "truth");
  stale.hidden = true;
  answer.classList.remove("old");
  answer.hidden = false;
  if (isNothing(found)) tellStrangers();
}

const isNothing = ({ truth, rows }) =>
  truth === false || (rows && (!rows.length || (rows.length === 1 && rows[0].every((cell) => cell?.kind === "literal" && cell.value === "0"))));

// Beside an answer that has nothing: which names the data don't have.
async function tellStrangers() {
  const { query, version: wanted } = asked;
  try {
    const { terms } = await facts;
    const known = new Set(terms.map(({ iri }) => iri));
    const strange = strangers(query, about.prefixes, (iri) => known.has(iri));
    if (!strange.length) return;
    const found = await (await post(whichAreThere(strange), "preview", wanted)).json();
    if (asked.query !== query || asked.version !== wanted) return;
    const there = new Set(found.rows.map(([cell]) => cell.value));
    const missing = strange.filter(({ iri }) => !there.has(iri));
    if (!missing.length) return;
    const told = missing.map((each) => {
      const near = nearest(each, terms);
      return near ? fill(words.like, { name: each.name, near }) : each.name;
    });
    shown.append(make("p", { id: "unknown", className: "notice", textContent: `${words.unknown} ${told.join(" · ")}` }));
  } catch {
    // It was only a hint.
  }
}

const rootOf = (served) => (served ? `/version/${served}/` : "/");

function count(found) {
  if (found.truth !== undefined) return "";
  const value = number(found.rows.length);
  if (found.more) return fill(words.first, { count: value });
  if (found.rows.length === 1) return found.graph ? words.triple : words.row;
  return fill(found.graph ? words.triples : words.rows, { count: value });
}

// A graph as a table or as Turtle.
function views(table) {
  const { query, version: wanted } = asked;
  const written = make("pre", { className: "scroll", tabIndex: 0, hidden: true });
  let isRead = false;
  const buttons = [
    [words.table, table],
    ["Turtle", written],
  ].map(([name, view], place) => {
    const button = make("button", { type: "button", className: "quiet", textContent: name, ariaPressed: String(place === 0) });
    button.addEventListener("click", async () => {
      for (const each of buttons) each.ariaPressed = String(each === button);
      table.hidden = view !== table;
      written.hidden = view === table;
      if (view === table || isRead) return;
      isRead = true;
      written.textContent = words.running;
      try {
        written.textContent = await (await post(query, "turtle", wanted)).text();
      } catch {
        isRead = false;
        written.textContent = words.lost;
      }
    });
    return button;
  });
  // The text stands beside the table, wherever that is put.
  queueMicrotask(() => table.after(written));
  return make("p", { className: "views" }, ...buttons);
}

const post = (query, format, wanted) =>
  fetch(placeOf(null, format, wanted), { method: "POST", headers: { "Content-Type": "application/sparql-query" }, body: query });

// Downloads, and the address to pass on

function offer(kind) {
  const { query, version: wanted } = asked;
  const links = about.downloads[kind].map(([format, name, ending]) => {
    const href = placeOf(query, format, wanted);
    if (fits(href)) return make("a", { href, download: `answer.${ending}`, textContent: name });
    const button = make("button", { type: "button", className: "quiet small", textContent: name });
    button.addEventListener("click", async () => {
      const found = await post(query, format, wanted).catch(() => null);
      if (!found?.ok) return say(words.lost);
      const href = URL.createObjectURL(await found.blob());
      make("a", { href, download: `answer.${ending}` }).click();
      setTimeout(() => URL.revokeObjectURL(href), 60000);
    });
    return button;
  });
  downloads.replaceChildren(...links.map((link) => make("li", {}, link)));
}

share.addEventListener("click", async () => {
  const place = placeOf(tidy(editor.value), "");
  if (!fits(place)) return say(words.long);
  address.value = new URL(place, location).href;
  address.hidden = false;
  address.select();
  try {
    await navigator.clipboard.writeText(address.value);
    say(words.copied);
  } catch {
    say(words.copy);
  }
});

// The address has what was asked; what is being typed is kept for this tab.
function move() {
  const place = placeOf(asked.query, "", asked.version);
  const next = fits(place) ? `${place}&lang=${lang}` : `/sparql?lang=${lang}${asked.version ? `&version=${encodeURIComponent(asked.version)}` : ""}`;
  if (next !== location.pathname + location.search) history.pushState(null, "", next);
  edited();
}

function edited() {
  if (!editor) return;
  keepDraft(location.search, editor.value);
  const query = tidy(editor.value);
  const isOld = !answer.hidden && (query !== asked.query || versionNow() !== asked.version);
  stale.hidden = !isOld;
  answer.classList.toggle("old", isOld);
  // What was copied is of the query as it was.
  if (!address.hidden && address.value !== new URL(placeOf(query, ""), location).href) address.hidden = true;
  showReady(query);
  const other = document.querySelector("a[hreflang]");
  if (!other) return;
  const fields = new URLSearchParams(location.search);
  fields.set("lang", other.hreflang);
  other.href = `/sparql?${fields}`;
}

addEventListener("popstate", () => {
  const fields = new URLSearchParams(location.search);
  if (version) version.value = fields.get("version") ?? "";
  const query = fields.get("query") ?? readDraft(location.search) ?? "";
  editor.value = query;
  if (fields.has("query")) ask(false);
});

// Ready questions, versions, and queries of before

// The list shows the question that the text is; what somebody only looks at there stays.
let questionTexts = {};
let readyShown = "";
facts.then(({ questions }) => {
  questionTexts = questions;
  edited();
}, () => {});

function showReady(query) {
  const found = Object.keys(questionTexts).find((name) => tidy(questionTexts[name]).trim() === query.trim()) ?? "";
  if (found !== readyShown) ready.value = found;
  readyShown = found;
}

// By a button: whoever looks through the list by keyboard doesn't lose what is typed.
at("load").addEventListener("click", async () => {
  try {
    const { questions } = await facts;
    if (!ready.value) return say(words.choose);
    editor.value = questions[ready.value];
    ask();
  } catch {
    fail({ title: words.lost, detail: words.kept });
  }
});

version?.addEventListener("focus", listVersions, { once: true });
version?.addEventListener("input", edited);

async function listVersions() {
  const found = await fetch("/history?limit=100", { headers: { Accept: "application/json" } }).catch(() => null);
  if (!found?.ok) return;
  const day = new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "short" });
  for (const { id, when, subject } of (await found.json()).commits) {
    at("versions").append(make("option", { value: id.slice(0, 12), label: `${day.format(new Date(when))} · ${subject}` }));
  }
}

function listPast() {
  const found = pastQueries();
  const day = new Intl.DateTimeFormat(lang, { dateStyle: "short", timeStyle: "short" });
  at("past").hidden = !found.length;
  at("past-count").textContent = number(found.length);
  at("past-list").replaceChildren(
    ...found.map((each) => {
      const button = make("button", { type: "button", className: "past" }, make("small", { textContent: `${day.format(new Date(each.when))}${each.version ? ` · ${each.version}` : ""}` }), make("code", { textContent: each.query }));
      button.addEventListener("click", () => {
        editor.value = each.query;
        if (version) version.value = each.version;
        editor.focus();
      });
      return make("li", {}, button);
    }),
  );
}

at("forget").addEventListener("click", () => {
  forget();
  listPast();
  say(words.forgotten);
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
cancel.addEventListener("click", () => {
  running?.abort();
  editor.focus();
});

// What the page came with

for (const each of document.querySelectorAll(".scripted")) each.hidden = false;
for (const each of document.querySelectorAll(".unscripted")) each.remove();
listPast();
edited();
if (about.problem && tidy(editor.value) === asked.query) problem.classList.toggle("hidden", editor.fail(about.problem));
if (about.preview) {
  await known;
  const timing = performance.getEntriesByType("navigation")[0];
  asked.served = about.served;
  show(about.preview, timing ? timing.responseStart - timing.requestStart : 1);
  edited();
}
document.documentElement.dataset.workbench = "ready";
