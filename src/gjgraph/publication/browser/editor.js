// The editor of queries: YASGUI's, with the terms of this graph, and with keys that lock nobody in.
const KEYWORDS =
  "ASK BASE BIND BY CONSTRUCT COUNT DELETE DESC DESCRIBE DISTINCT EXISTS FILTER FROM GRAPH GROUP HAVING INSERT LANG LIMIT MINUS NAMED NOT OFFSET OPTIONAL ORDER PREFIX REDUCED SAMPLE SELECT SERVICE STR UNION UNDEF VALUES WHERE CONCAT CONTAINS GROUP_CONCAT REGEX STRSTARTS BOUND COALESCE".split(" ");
// What is being typed: an IRI, a prefixed name, a variable, or a word in any script.
const TYPED = /(?:<[^<>\s"{}|^`\\]*|[\p{L}\p{N}_.-]*:[\p{L}\p{N}_.%-]*|[?$][\p{L}\p{N}_]*|[\p{L}_][\p{L}\p{N}_-]*)$/u;
const LOCAL = /^[\p{L}_\d]([\p{L}\p{N}_.-]*[\p{L}\p{N}_-])?$/u;
const MOST = 50;

// Put the editor in place of a text area; where it can't be had, the text area does.
export async function makeEditor(text, { words, lang, prefixes, facts, run, changed, announce }) {
  const Yasqe = await load();
  if (!Yasqe) return plain(text, { run, changed });
  const holder = document.createElement("div");
  holder.className = "editor";
  text.after(holder);
  text.hidden = true;
  // Nothing of its own that asks other hosts, keeps things in this browser or reads the address.
  Yasqe.defaults.autocompleters = [];
  Yasqe.defaults.requestConfig.endpoint = location.pathname;
  // The grammar takes a prefix for wrong that no line declares: these are known.
  Yasqe.defineMode("sparql-here", (config) => {
    const mode = Yasqe.getMode(config, "sparql11");
    const startState = () => {
      const state = mode.startState();
      Object.assign(state.prefixes, prefixes);
      return state;
    };
    return { ...mode, startState };
  });
  const yasqe = new Yasqe(holder, {
    value: text.value,
    mode: "sparql-here",
    persistenceId: null,
    consumeShareLink: null,
    createShareableLink: null,
    showQueryButton: false,
    resizeable: false,
    syntaxErrorCheck: false, // its words are in English only: see `check`
    editorHeight: "auto",
    screenReaderLabel: words.editor,
    tabSize: 2,
    indentUnit: 2,
    ...(text.autofocus ? { autofocus: true } : {}),
  });
  const editor = yasqe.getDoc().getEditor();
  let terms = [];
  let isTyping = false;
  facts.then((known) => {
    ({ terms } = known);
    if (isTyping) complete(false); // somebody was faster
  }, () => {});

  // Keys

  const indent = (cm) => (cm.somethingSelected() ? cm.indentSelection("add") : cm.replaceSelection("  "));
  const keys = (leaving) => ({
    "Ctrl-Enter": run,
    "Cmd-Enter": run,
    "Ctrl-Space": () => complete(true),
    "Ctrl-/": () => yasqe.commentLines(),
    Tab: leaving ? false : indent,
    "Shift-Tab": leaving ? false : (cm) => cm.indentSelection("subtract"),
    Esc: () => leave(true),
  });
  let isLeaving = false;
  function leave(now) {
    if (now) announce(words.leave);
    isLeaving = now;
    editor.setOption("extraKeys", keys(now));
  }
  leave(false);
  for (const event of ["blur", "inputRead", "cursorActivity"]) editor.on(event, () => isLeaving && leave(false));

  // What the text may be, as it is typed

  let waiting;
  editor.on("changes", (cm, changes) => {
    clear();
    clearTimeout(waiting);
    waiting = setTimeout(check, 300);
    changed();
    isTyping = changes.some(({ origin }) => origin === "+input" || origin === "*compose");
    if (isTyping && !cm.state.completionActive) complete(false);
  });

  function check() {
    editor.clearGutter("gutterErrorBar");
    for (let line = 0; line < Math.min(editor.lineCount(), 500); line++) {
      const { state } = editor.getTokenAt({ line, ch: editor.getLine(line).length }, true);
      if (state.OK !== false) continue;
      const prefix = /^Prefix '(.*)' is not defined$/.exec(state.errorMsg ?? "")?.[1];
      const these = (state.possibleCurrent ?? []).filter((each) => each !== "EOF").slice(0, 12).join(" ");
      const said = prefix !== undefined ? words.prefix.replace("{name}", prefix) : `${words.suspect}${these ? ` ${words.expected.replace("{these}", these)}` : ""}`;
      const sign = Object.assign(document.createElement("span"), { className: "suspect", title: said, textContent: "!" });
      editor.setGutterMarker(line, "gutterErrorBar", sign);
      return;
    }
  }
  check();

  // Where the server says that the text goes wrong

  let marks = [];
  function clear() {
    for (const mark of marks) mark.clear();
    marks = [];
  }
  function fail({ line, column, message }) {
    clear();
    if (!line || line > editor.lineCount()) return false;
    const written = editor.getLine(line - 1);
    const ch = [...written].slice(0, column - 1).join("").length; // columns count letters
    const end = Math.max(editor.getTokenAt({ line: line - 1, ch: ch + 1 }).end, ch + 1);
    const note = Object.assign(document.createElement("div"), { className: "wrong-here", textContent: message });
    note.setAttribute("aria-hidden", "true"); // it is said aloud below the editor
    marks = [
      editor.markText({ line: line - 1, ch: Math.min(ch, Math.max(0, written.length - 1)) }, { line: line - 1, ch: end }, { className: "wrong-text" }),
      editor.addLineWidget(line - 1, note),
    ];
    editor.setCursor({ line: line - 1, ch });
    editor.scrollIntoView(null, 60);
    return true;
  }

  // Completion

  function complete(asked) {
    const start = typedNow(editor);
    if (start === null || (!asked && !isTelling(start.typed))) return;
    editor.showHint({ hint: hints, completeSingle: false, closeCharacters: /[\s>"{}();,]/, container: holder });
  }

  function isTelling(typed) {
    if (/^[?$]/.test(typed)) return typed.length > 1;
    if (typed.includes(":")) return !typed.startsWith("<");
    if (/[가-힣]/.test(typed)) return true;
    return typed.length > 2 && !KEYWORDS.some((word) => word.startsWith(typed.toUpperCase()));
  }

  function hints() {
    const place = typedNow(editor);
    if (place === null) return null;
    const { typed, from, to } = place;
    const whole = editor.getValue();
    const list = /^[?$]/.test(typed) ? variables(whole, typed) : named(whole, typed, before(editor, from));
    if (!list.length || (list.length === 1 && list[0].text === typed)) return null;
    return { list, from, to };
  }

  function variables(whole, typed) {
    const found = new Set(whole.match(/[?$][\p{L}\p{N}_]+/gu) ?? []);
    return [...found].filter((each) => each.startsWith(typed) && each !== typed).sort().map((each) => ({ text: each }));
  }

  function named(whole, typed, context) {
    const known = { ...prefixes };
    for (const [, name, iri] of whole.matchAll(/\bPREFIX\s+([\p{L}\p{N}_.-]*):\s*<([^<>\s]*)>/giu)) known[name] = iri;
    const kinds = wanted(context);
    const match = matcher(typed, known);
    if (!match) return [];
    return terms
      .filter(({ kind }) => kinds.only?.includes(kind) ?? true)
      .map((term) => ({ term, rank: match(term) + (term.kind === kinds.first ? 0 : 0.5) }))
      .filter(({ rank }) => rank < 3)
      .sort((a, b) => a.rank - b.rank || b.term.count - a.term.count)
      .slice(0, MOST)
      .map(({ term }) => ({ text: short(term.iri, known), render: (row) => show(row, term, short(term.iri, known)) }));
  }

  function show(row, term, name) {
    const part = (className, textContent, tag) => {
      const made = Object.assign(document.createElement("span"), { className, textContent });
      if (tag) made.lang = tag;
      row.append(made, " ");
    };
    const other = lang === "ko" ? "en" : "ko";
    part("name", name);
    for (const tag of [lang, other]) if (term[tag]) part("label", term[tag], tag);
    const count = term.count.toLocaleString(lang);
    part("uses", `${words[term.kind]} · ${(term.kind === "graph" ? words.triples : words.times).replace("{count}", count)}`);
  }

  return {
    get value() {
      return editor.getValue();
    },
    set value(given) {
      editor.setValue(given);
    },
    clear,
    fail,
    focus: () => editor.focus(),
  };
}

async function load() {
  try {
    await import("./yasqe.js");
    return globalThis.Yasqe;
  } catch {
    return null;
  }
}

function plain(text, { run, changed }) {
  text.addEventListener("input", changed);
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run();
  });
  return {
    get value() {
      return text.value;
    },
    set value(given) {
      text.value = given;
    },
    clear: () => {},
    focus: () => text.focus(),
    fail({ line, column }) {
      const lines = text.value.split("\n");
      if (!line || line > lines.length) return false;
      const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
      const ch = start + [...lines[line - 1]].slice(0, column - 1).join("").length;
      text.focus();
      text.setSelectionRange(ch, ch + 1);
      return false; // the message stands elsewhere
    },
  };
}

// The word before the cursor; nothing in a text or a comment.
function typedNow(editor) {
  const to = editor.getCursor();
  const kind = editor.getTokenTypeAt(to);
  if (kind === "string" || kind === "comment") return null;
  const typed = TYPED.exec(editor.getLine(to.line).slice(0, to.ch))?.[0] ?? "";
  return { typed, from: { line: to.line, ch: to.ch - typed.length }, to };
}

const before = (editor, { line, ch }) => editor.getRange({ line: Math.max(0, line - 20), ch: 0 }, { line, ch });

// What may come after some text: classes after «a», graphs after GRAPH, properties after a subject.
function wanted(context) {
  if (/(?:[\s{}.;,]a|rdf:type(?:\s*\/\s*rdfs:subClassOf\s*[*+?]?)?)\s+$/.test(` ${context}`)) return { only: ["class"], first: "class" };
  if (/\b(?:GRAPH|FROM|NAMED)\s+$/i.test(context)) return { only: ["graph"], first: "graph" };
  if (/[;/|^!]\s*$|[{}.]\s*[^\s{}.;]+\s+$/.test(context)) return { only: ["property"], first: "property" };
  return { first: "property" };
}

// How well a term fits what is typed: the less the better, 3 and more not at all.
function matcher(typed, known) {
  const plainly = (text) => (text ?? "").normalize("NFC").toLowerCase().replaceAll(/[\s_-]/g, "");
  let space = "";
  let wish = typed;
  if (typed.startsWith("<")) {
    const part = typed.slice(1).toLowerCase();
    return ({ iri }) => (iri.toLowerCase().startsWith(part) ? 0 : iri.toLowerCase().includes(part) ? 1 : 3);
  }
  if (typed.includes(":")) {
    const [name, ...rest] = typed.split(":");
    space = known[name];
    wish = rest.join(":");
    if (space === undefined) return null;
  }
  const part = plainly(wish);
  return ({ iri, ko, en }) => {
    if (!iri.startsWith(space)) return 3;
    const local = plainly(/[^#/]*$/.exec(iri)[0]);
    if (local.startsWith(part)) return 0;
    const names = [plainly(ko), plainly(en)];
    if (names.some((each) => each.startsWith(part))) return 1;
    return [local, ...names].some((each) => each.includes(part)) ? 2 : 3;
  };
}

function short(iri, known) {
  for (const [name, space] of Object.entries(known)) {
    if (space && iri.startsWith(space) && LOCAL.test(iri.slice(space.length))) return `${name}:${iri.slice(space.length)}`;
  }
  return `<${iri}>`;
}
