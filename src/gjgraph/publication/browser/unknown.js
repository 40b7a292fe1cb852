// Names in a query that the data don't have: most are misspelt, and an empty answer doesn't say so.
const SKIPPED = /"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|<[^<>\s"{}|^`\\]*>|#[^\n]*/gu;
const NAME = /(?<![\p{L}\p{N}_.?$:@-])([\p{L}][\p{L}\p{N}_.-]*|):([\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_-])?)(?![\p{L}\p{N}_:%\\-])/gu;
const DECLARED = /\bPREFIX\s+([\p{L}\p{N}_.-]*):\s*<([^<>\s]*)>/giu;
const MOST = 10;

// The prefixed names of a query that aren't among the known addresses, each with its address.
export function strangers(query, prefixes, isKnown) {
  const spaces = { ...prefixes };
  for (const [, name, iri] of query.matchAll(DECLARED)) spaces[name] = iri;
  const found = new Map();
  for (const [name, prefix, local] of query.replaceAll(SKIPPED, " ").matchAll(NAME)) {
    const iri = spaces[prefix] && spaces[prefix] + local;
    // Functions and datatypes stand in no data.
    if (iri && /^https?:/.test(iri) && prefix !== "xsd" && prefix !== "fn" && !isKnown(iri)) found.set(iri, name);
  }
  return [...found].slice(0, MOST).map(([iri, name]) => ({ iri, name, space: iri.slice(0, iri.length - name.length + name.indexOf(":") + 1) }));
}

// The question which of some addresses the data have anywhere.
export const whichAreThere = (strange) =>
  `SELECT ?it { VALUES ?it { ${strange.map(({ iri }) => `<${iri}>`).join(" ")} } FILTER (EXISTS { ?it ?p ?o } || EXISTS { ?s ?it ?o } || EXISTS { ?s ?p ?it }) }`;

// The known name in the same namespace that is least other; none, where that is too much.
export function nearest({ iri, space, name }, terms) {
  const wish = iri.slice(space.length);
  const most = Math.max(1, Math.floor(wish.length / 3));
  let best;
  for (const term of terms) {
    if (!term.iri.startsWith(space)) continue;
    const local = term.iri.slice(space.length);
    const far = distance(wish.toLowerCase(), local.toLowerCase(), most);
    if (far <= most && (!best || far < best.far || (far === best.far && term.count > best.count))) best = { far, local, count: term.count };
  }
  return best && name.slice(0, name.indexOf(":") + 1) + best.local;
}

// How many letters must be changed, added or left out.
function distance(one, other, most) {
  if (Math.abs(one.length - other.length) > most) return Infinity;
  let row = Array.from({ length: other.length + 1 }, (_, place) => place);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[other.length];
}
