// Reads documents of JSON-LD with the JSON-LD processor of others, and prints what it made of them: as
// N-Quads, flattened, and framed by the thing. Nothing may be fetched but the documents themselves.
import jsonld from "jsonld";

const [thing, ...addresses] = process.argv.slice(2);
const documentLoader = (url) => {
  throw new Error(`a context of another host is asked for: ${url}`);
};
const documents = await Promise.all(
  addresses.map(async (address) => {
    const answer = await fetch(address, { headers: { accept: "application/ld+json" } });
    if (answer.status !== 200) throw new Error(`${answer.status} ${address}`);
    return answer.json();
  }),
);
const expanded = await Promise.all(documents.map((each) => jsonld.expand(each, { documentLoader })));
const context = {
  label: { "@id": "http://www.w3.org/2004/02/skos/core#prefLabel", "@container": "@language" },
  broader: { "@id": "http://www.w3.org/2004/02/skos/core#broader", "@type": "@id" },
};
const framed = await jsonld.frame(expanded.flat(), { "@context": context, "@id": thing }, { documentLoader });
const flattened = await jsonld.flatten(expanded.flat(), context, { documentLoader });
const quads = await jsonld.toRDF(expanded[0], { format: "application/n-quads", documentLoader });
console.log(JSON.stringify({ quads, framed, nodes: flattened["@graph"].length }));
