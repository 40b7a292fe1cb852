// The page of the search, where there is no server: it finds in the file that was published beside it.
import { LONGEST, PER_PAGE, outcome } from "./finding.js";

const language = document.documentElement.lang, korean = language === "ko";
const form = document.querySelector("form.search"), input = form.querySelector("input[type=search]");
const found = document.getElementById("found"), start = document.getElementById("start");
const words = JSON.parse(document.getElementById("words-of-the-page").textContent);
const fields = new URLSearchParams(location.search);
const wish = { q: fields.get("q") ?? "", type: fields.get("type") ?? "", plan: fields.get("plan") ?? "", page: Math.max(1, Math.trunc(Number(fields.get("page"))) || 1) };

const make = (tag, attributes = {}, ...content) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content.filter((each) => each !== null));
  return made;
};
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name].toLocaleString(language));
const note = (text) => make("span", { class: "note" }, text);

function address(changed) {
  const wanted = { ...wish, page: 1, ...changed };
  const kept = Object.entries(wanted).filter(([name, value]) => value && !(name === "page" && value === 1));
  return `?${new URLSearchParams(kept)}`;
}

function shown({ text, lang, pieces }) {
  return make("bdi", lang && lang !== language ? { lang } : {}, ...pieces.map(([part, isMatch]) => (isMatch ? make("mark", {}, part) : part)));
}

function hit(each) {
  const separated = each.way.flatMap((name, place) => [place ? " › " : "", make("bdi", {}, name)]);
  return make("li", {},
    make("p", { class: "called" }, make("a", { href: each.page }, shown(each.name))),
    make("p", { class: "about" }, each.kind, ...(each.other.text === each.name.text ? [] : [" · ", shown(each.other)])),
    each.way.length ? make("p", { class: "about" }, ...separated) : null,
    each.matched ? make("p", { class: "matched" }, note(`${words[each.part]}:`), " ", shown(each.matched)) : null,
  );
}

function choices(listed, field) {
  if (listed.length < 2 && !wish[field]) return null;
  const choice = (each) => make("li", {},
    wish[field] === each.id ? make("strong", { "aria-current": "true" }, each.name[korean ? 0 : 1]) : make("a", { href: address({ [field]: each.id }) }, each.name[korean ? 0 : 1]),
    " ", make("span", { class: "note figure" }, each.count.toLocaleString(language)));
  const all = make("li", {}, wish[field] ? make("a", { href: address({ [field]: "" }) }, words.all) : make("strong", { "aria-current": "true" }, words.all));
  const first = listed.filter((each, place) => place < 12 || each.id === wish[field]), rest = listed.slice(12);
  return make("nav", { class: "choices", "aria-label": words[`narrow_${field}`] }, note(words[field]), make("ul", { class: "row" }, all, ...first.map(choice)),
    rest.length ? make("details", {}, make("summary", {}, fill(words.rest, { count: rest.length })), make("ul", { class: "row" }, ...rest.map(choice))) : null);
}

function show(answer) {
  const heading = make("h2", {}, answer.total ? fill(words.found, { count: answer.total }) : words.nothing);
  if (answer.pages > 1) heading.append(" ", make("small", { class: "note" }, fill(words.page, { page: wish.page, pages: answer.pages })));
  const pages = make("nav", { class: "pages", "aria-label": words.pages },
    wish.page > 1 ? make("a", { rel: "prev", href: address({ page: wish.page - 1 }) }, words.previous) : "",
    wish.page < answer.pages ? make("a", { rel: "next", href: address({ page: wish.page + 1 }) }, words.next) : "");
  found.replaceChildren(...[
    heading, choices(answer.kinds, "type"), choices(answer.plans, "plan"),
    answer.hits.length ? make("ol", { class: "hits", start: (wish.page - 1) * PER_PAGE + 1 }, ...answer.hits.map(hit)) : null,
    answer.pages > 1 && wish.page <= answer.pages ? pages : null,
    !answer.total && (wish.type || wish.plan) && (answer.kinds.length || answer.plans.length) ? make("p", {}, make("a", { href: address({ type: "", plan: "" }) }, words.everything)) : null,
    ...(answer.near.length ? [make("h3", {}, words.near), make("ol", { class: "hits" }, ...answer.near.map(hit))] : []),
    answer.total ? null : make("p", {}, words.fewer),
  ].filter(Boolean));
  if (start) start.hidden = answer.total > 0;
}

input.value = [...wish.q].slice(0, LONGEST).join("");
if (wish.q.trim()) {
  document.title = `${wish.q} · ${document.title}`;
  for (const other of document.querySelectorAll(".site a[hreflang]")) other.search = location.search;
  outcome(new URL(form.dataset.index, document.baseURI), wish, language).then(
    (answer) => answer && show(answer),
    () => found.replaceChildren(make("p", { role: "alert" }, words.broken)),
  );
}
