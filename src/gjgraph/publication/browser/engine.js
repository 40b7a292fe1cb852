// Holds the data in an index of its own, in a worker, so that a long query never stops the page.
import load, { Store, namedNode } from "./oxigraph.js";

let store;

// The whole data set, from its dumps; each statement also once in the default graph, as the server has it.
async function fill(dumps) {
  await load({ module_or_path: new URL("oxigraph_bg.wasm", import.meta.url) });
  store = new Store();
  for (const address of dumps) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${new URL(address).pathname}: ${answer.status}`);
    store.load(await plain(await answer.arrayBuffer()), { format: "application/n-quads", no_transaction: true });
  }
  store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }");
}

// Some hosts send a compressed file as it is, others have the browser decompress it on the way.
async function plain(content) {
  const start = new Uint8Array(content, 0, Math.min(2, content.byteLength));
  if (start[0] !== 0x1f || start[1] !== 0x8b) return new Uint8Array(content);
  const stream = new Blob([content]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function ask(query, labels) {
  const found = JSON.parse(store.query(query, { results_format: "json" }));
  if ("boolean" in found) return { truth: found.boolean };
  let columns, rows;
  if (Array.isArray(found)) {
    columns = ["subject", "predicate", "object"];
    rows = store.query(query).map((quad) => columns.map((name) => cell(quad[name])));
  } else {
    columns = found.head.vars;
    rows = found.results.bindings.map((row) => columns.map((name) => binding(row[name])));
  }
  return { columns, rows, names: names(rows, labels) };
}

const binding = (term) =>
  term ? { kind: term.type, value: typeof term.value === "string" ? term.value : JSON.stringify(term.value), lang: term["xml:lang"] ?? "", type: term.datatype ?? "" } : null;

const cell = (term) =>
  ({ kind: term.termType === "NamedNode" ? "uri" : "literal", value: term.value || term.toString(), lang: term.language ?? "", type: term.language ? "" : term.datatype?.value ?? "" });

// What people call the things of an answer, by language.
function names(rows, labels) {
  const found = {};
  for (const term of rows.flat()) {
    if (term?.kind !== "uri" || term.value in found) continue;
    found[term.value] = {};
    for (const label of labels) {
      for (const quad of store.match(namedNode(term.value), namedNode(label))) {
        found[term.value][quad.object.language || "en"] ??= quad.object.value;
      }
    }
  }
  return found;
}

onmessage = async ({ data }) => {
  try {
    if (data.dumps) {
      await fill(data.dumps);
      postMessage({ size: store.size });
    } else {
      postMessage({ answer: ask(data.query, data.labels) });
    }
  } catch (error) {
    postMessage({ error: error.message || String(error) });
  }
};
