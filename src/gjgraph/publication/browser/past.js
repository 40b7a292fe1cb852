// What this browser keeps of queries, and no other: those that were run, and what is being typed.
const PAST = "gjgraph.queries";
const DRAFT = "gjgraph.draft";
const MOST = 50;
const LONGEST = 100_000;

const read = (store, name) => {
  try {
    return JSON.parse(store().getItem(name));
  } catch {
    return null; // there is no room, or the reader allows none
  }
};
const write = (store, name, value) => {
  try {
    if (value === null) store().removeItem(name);
    else store().setItem(name, JSON.stringify(value));
  } catch {
    // likewise
  }
};
const lasting = () => localStorage;
const ofTab = () => sessionStorage;

export const pastQueries = () => {
  const found = read(lasting, PAST);
  return Array.isArray(found) ? found.filter((each) => typeof each?.query === "string") : [];
};

export function remember({ query, version }) {
  if (query.length > LONGEST) return;
  const others = pastQueries().filter((each) => each.query !== query || each.version !== version);
  write(lasting, PAST, [{ query, version, when: Date.now() }, ...others].slice(0, MOST));
}

export const forget = () => write(lasting, PAST, null);

// Forms send a text with line ends of their own.
export const oneLineEnd = (text) => text.replaceAll(/\r\n?/g, "\n");

// A draft belongs to an address, in whichever language.
const placeOf = (search) => {
  const fields = new URLSearchParams(search);
  fields.delete("lang");
  if (fields.has("query")) fields.set("query", oneLineEnd(fields.get("query")));
  return fields.toString();
};

export const keepDraft = (search, text) => write(ofTab, DRAFT, { place: placeOf(search), text });

export function readDraft(search) {
  const found = read(ofTab, DRAFT);
  return found?.place === placeOf(search) && typeof found.text === "string" ? found.text : null;
}
