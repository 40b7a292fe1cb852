// Finding in a file: what /search answers, where there is no server. The file is fetched when first needed.
import { LONGEST, PARTS, Searched, asked, marks } from "./matching.js";

const SUGGESTED = 8, SHOWN = 160, NEAR = 5, NEAREST = 2;
export const PER_PAGE = 20;
let opened;

function open(address) {
  opened ??= fetch(address).then(async (answer) => {
    if (!answer.ok) throw new Error(answer.statusText);
    const content = await answer.json();
    const entries = content.things.map(([page, kind, plan, beside, names, above, texts]) => ({
      page, kind, plan, beside, names, above: content.above[above],
      said: [...texts, ...content.kinds[kind].called.map(([language, text]) => [1, language, text])],
    }));
    return { ...content, searched: new Searched(entries) };
  });
  opened.catch(() => (opened = undefined));
  return opened;
}

const place = (language) => (language === "ko" ? 0 : 1);

export function pageOf(entry, language, root) {
  return new URL(language === "ko" ? entry.page : entry.page.replace(/\.html(#|$)/, ".en.html$1"), root).href;
}

export async function suggestions(address, text, language) {
  const { searched, kinds } = await open(address);
  const question = asked(text), own = place(language);
  return searched.find(question).numbers.slice(0, SUGGESTED).map((number) => {
    const entry = searched.entries[number];
    const isOther = marks(entry.names[1 - own][0], question).length && !marks(entry.names[own][0], question).length;
    const about = [kinds[entry.kind].name[own], ...entry.above.slice(-1).map((each) => each[own])];
    return { name: entry.names[isOther ? 1 - own : own][0], about: about.join(" · "), page: pageOf(entry, language, new URL("..", address)) };
  });
}

export async function outcome(address, wish, language) {
  const { searched, kinds, plans } = await open(address);
  const question = asked(wish.q), { entries } = searched;
  if (!question.whole) return null;
  const { numbers, ranks } = searched.find(question);
  const isOf = (known, place, wanted) => !wanted || (place >= 0 && known[place].id === wanted);
  const ofPlan = numbers.filter((each) => isOf(plans, entries[each].plan, wish.plan));
  const ofKind = numbers.filter((each) => isOf(kinds, entries[each].kind, wish.type));
  const both = ofPlan.filter((each) => isOf(kinds, entries[each].kind, wish.type));
  const near = numbers.length ? [] : searched.nearest(question, NEAR);
  const several = choices(plans, ofKind.map((each) => entries[each].plan));
  const told = (number) => hit(entries[number], question, kinds, ranks.get(number), several.length > 1, language, new URL("..", address));
  return {
    total: both.length,
    pages: Math.ceil(both.length / PER_PAGE),
    numbers: both,
    hits: both.slice((wish.page - 1) * PER_PAGE, wish.page * PER_PAGE).map(told),
    kinds: choices(kinds, ofPlan.map((each) => entries[each].kind)),
    plans: several,
    near: near.map(told),
  };
}

function choices(known, values) {
  const counts = new Map();
  for (const each of values) if (each >= 0) counts.set(each, (counts.get(each) ?? 0) + 1);
  const sorted = [...counts].sort(([one, few], [other, many]) => many - few || (known[one].iri < known[other].iri ? -1 : 1));
  return sorted.map(([each, count]) => ({ ...known[each], count }));
}

function hit(entry, question, kinds, rank, severalPlans, language, root) {
  const own = place(language);
  const names = entry.names.map(([text, lang]) => shown(text, lang, question));
  const [part, said] = matching(entry, question);
  const text = said && shown(said[2], said[1], question);
  const isNamed = !text || part <= 1 || names.some((each) => each.text.includes(text.text));
  const above = entry.above.map((each) => each[own]);
  const first = severalPlans ? above.slice(0, 1) : [], near = above.slice(first.length).slice(-NEAREST);
  return {
    page: pageOf(entry, language, root), name: names[own], other: names[1 - own], kind: kinds[entry.kind].name[own], rank,
    way: [...first, ...(first.length + near.length < above.length ? ["…"] : []), ...near],
    part: PARTS[part], matched: isNamed ? null : text,
  };
}

// The text of something that has most of a question, a name before others.
function matching(entry, question) {
  let best = [0, 0, 0, null];
  for (const said of entry.said) {
    if (!marks(said[2], question).length) continue;
    const isWhole = question.words.length === 1 || question.words.every((each) => marks(said[2], asked(each)).length);
    const score = [isWhole ? 2 : 1, -said[0]];
    if (score[0] > best[0] || (score[0] === best[0] && score[1] > best[1])) best = [...score, said[0], said];
  }
  return [best[2], best[3]];
}

// A text in one line, of a long one the part that matched, in pieces: [text, whether it matched].
export function shown(text, lang, question) {
  const line = text.split(/\s+/u).filter(Boolean).join(" "), ranges = marks(line, question);
  let start = 0, end = line.length;
  if (line.length > SHOWN) {
    const first = ranges[0]?.[0] ?? 0;
    start = Math.max(0, Math.min(first - Math.floor(SHOWN / 3), line.length - SHOWN));
    const space = line.slice(0, first).indexOf(" ", start);
    if (start && space > 0) start = space + 1;
    end = Math.min(line.length, start + SHOWN);
  }
  const pieces = [];
  let here = start, before = start ? "… " : "";
  for (const [from, to] of ranges.filter(([from, to]) => from < end && to > start)) {
    pieces.push([before + line.slice(here, Math.max(from, start)), false], [line.slice(Math.max(from, start), Math.min(to, end)), true]);
    here = Math.min(to, end);
    before = "";
  }
  pieces.push([before + line.slice(here, end).trimEnd() + (end < line.length ? " …" : ""), false]);
  return { text: pieces.map(([each]) => each).join(""), lang, pieces: pieces.filter(([each]) => each) };
}

export { LONGEST };
