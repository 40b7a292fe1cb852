// Answers as tables: things by their names, leading to their pages; columns that can be sorted.
const NUMBERS = /^http:\/\/www\.w3\.org\/2001\/XMLSchema#(?:integer|decimal|double|float|int|long|short|nonNegativeInteger|positiveInteger)$/;
const LONG = 400;

const make = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

// A table of `{columns, rows, names}`; `about` has base, lang, prefixes, root and words.
export function tableOf({ columns, rows, names }, about) {
  const numeric = columns.map((_, at) => rows.some((row) => row[at]) && rows.every((row) => !row[at] || NUMBERS.test(row[at].type ?? "")));
  const body = make("tbody");
  for (const row of rows) {
    const line = body.insertRow();
    row.forEach((term, at) => line.append(make("td", { className: numeric[at] ? "number" : "" }, ...cell(term, names, about))));
  }
  const head = columns.map((name, at) => make("th", { scope: "col", className: numeric[at] ? "number" : "", textContent: name }));
  const table = make("table", {}, make("thead", {}, make("tr", {}, ...head)), body);
  sortable(table, about);
  return table;
}

function cell(term, names, about) {
  if (!term) return [];
  if (term.kind === "uri") {
    const other = about.lang === "ko" ? "en" : "ko";
    const called = names[term.value] ?? {};
    const tag = called[about.lang] !== undefined ? about.lang : called[other] !== undefined ? other : "";
    const name = make("bdi", { textContent: tag ? called[tag] : short(term.value, about) });
    if (tag && tag !== about.lang) name.lang = tag;
    const href = page(term.value, about);
    return [href ? make("a", { href, title: term.value }, name) : make("span", { title: term.value }, name)];
  }
  const text = make("bdi", { lang: term.lang ?? "", textContent: term.value });
  if (!term.lang) text.removeAttribute("lang");
  if (term.type) text.title = short(term.type, about);
  const shown = [...term.value].length > LONG ? folded(text) : text;
  return term.lang ? [shown, " ", make("small", { className: "tag", textContent: term.lang })] : [shown];
}

const folded = (text) => make("details", {}, make("summary", {}, make("bdi", { textContent: `${[...text.textContent].slice(0, LONG / 2).join("")}…` })), text);

export function short(iri, { base, prefixes }) {
  for (const [name, space] of Object.entries(prefixes)) if (iri.startsWith(space)) return `${name}:${iri.slice(space.length)}`;
  return iri.startsWith(base) ? iri.slice(base.length).replace(/^id\//, "") : iri;
}

// The page that tells of an IRI.
function page(iri, { base, lang, root }) {
  if (!iri.startsWith(base)) return /^https?:/.test(iri) ? iri : "";
  const [path, fragment] = iri.slice(base.length).split("#");
  const found = path.startsWith("id/") ? `doc/${path.slice(3)}` : path;
  return `${root}${found || "index"}${lang === "en" ? ".en" : ""}.html${fragment ? `#${fragment}` : ""}`;
}

// Have each column of a table sorted by a button in its head, by the alphabet of the reader or by number.
export function sortable(table, { lang, words }) {
  const order = new Intl.Collator(lang, { numeric: true });
  const heads = [...table.tHead.rows[0].cells];
  const textOf = (row, at) => (row.cells[at].querySelector("details > bdi") ?? row.cells[at].querySelector("bdi"))?.textContent ?? "";
  heads.forEach((head, at) => {
    const name = head.textContent;
    const button = make("button", { type: "button", className: "sort", textContent: name, title: words.sort.replace("{column}", name) });
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const falling = head.getAttribute("aria-sort") === "ascending";
      const byNumber = head.classList.contains("number");
      const rows = [...table.tBodies[0].rows].map((row) => ({ row, text: textOf(row, at) }));
      rows.sort((a, b) => {
        if (!a.text || !b.text) return (a.text ? 0 : 1) - (b.text ? 0 : 1); // what is missing stands last
        const found = byNumber ? Number(a.text) - Number(b.text) : order.compare(a.text, b.text);
        return falling ? -found : found;
      });
      table.tBodies[0].append(...rows.map(({ row }) => row));
      for (const each of heads) each.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", falling ? "descending" : "ascending");
    });
  });
}
