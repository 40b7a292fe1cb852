// Matching: the rules of core/folding.py, core/hangul.py and core/searching.py, for where there is no server.
const FIRST = 0xac00, PER_INITIAL = 588, PER_VOWEL = 28;
const INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const FINALS = ",ㄱ,ㄲ,ㄱㅅ,ㄴ,ㄴㅈ,ㄴㅎ,ㄷ,ㄹ,ㄹㄱ,ㄹㅁ,ㄹㅂ,ㄹㅅ,ㄹㅌ,ㄹㅍ,ㄹㅎ,ㅁ,ㅂ,ㅂㅅ,ㅅ,ㅆ,ㅇ,ㅈ,ㅊ,ㅋ,ㅌ,ㅍ,ㅎ".split(",");
export const LONGEST = 200;
const END = "\n", LIKE = 0.25, WORST = 9;
export const RANKS = ["exact", "prefix", "word", "infix", "typed", "typed-infix", "variant", "description", "source"];
const [EXACT, PREFIX, WORD, INFIX, TYPED, TYPED_INFIX, VARIANT] = RANKS.keys();
export const PARTS = ["name", "kind", "variant", "description", "source"];

// Folding

const foldings = new Map();

function foldCharacter(character) {
  let found = foldings.get(character);
  if (found === undefined) {
    found = "";
    if (!/[\p{Cf}\p{Mn}]/u.test(character)) {
      const parts = character.normalize("NFKD").toUpperCase().toLowerCase().normalize("NFKD");
      found = parts.replace(/\p{Mn}/gu, "").replace(/[^\p{L}\p{N}\p{M}]/gu, " ").normalize("NFC");
    }
    foldings.set(character, found);
  }
  return found;
}

const jamo = (text) =>
  text.replace(/[\u1100-\u1112\u11a8-\u11c2]/g, (each) => (each < "\u1160" ? INITIALS[each.charCodeAt(0) - 0x1100] : FINALS[each.charCodeAt(0) - 0x11a7]));

export function folded(text) {
  const plain = [...text.normalize("NFC")].map(foldCharacter).join("").normalize("NFC");
  return jamo(plain).split(" ").filter(Boolean).join(" ");
}

function places(text) {
  const characters = [...text], found = [];
  let at = 0;
  for (let start = 0; start < characters.length; ) {
    let end = start + 1;
    while (end < characters.length && /[\p{M}\u1160-\u11ff]/u.test(characters[end])) end++;
    const cluster = characters.slice(start, end).join("");
    for (const letter of folded(cluster)) if (letter !== " ") found.push([letter, at, at + cluster.length]);
    at += cluster.length;
    start = end;
  }
  return found;
}

// For each unit of the letters: 2 for the first, 1 where another word begins, else 0.
function searched(text) {
  const words = folded(text).split(" ").filter(Boolean), starts = [];
  for (const word of words) starts.push(starts.length ? 1 : 2, ...Array(word.length - 1).fill(0));
  return { letters: words.join(""), starts };
}

// Korean letters that aren't whole syllables

const isInitial = (letter) => INITIALS.includes(letter);
const isSyllable = (letter) => letter >= "가" && letter <= "힣";
const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
const char = String.fromCharCode;

export function pattern(word) {
  const letters = [...word], last = letters.pop();
  if (!last || !(isSyllable(last) || [...word].some(isInitial))) return null;
  return letters.map(begunBy).join("") + unfinished(last);
}

function begunBy(letter) {
  if (!isInitial(letter)) return escaped(letter);
  const first = FIRST + INITIALS.indexOf(letter) * PER_INITIAL;
  return `[${letter}${char(first)}-${char(first + PER_INITIAL - 1)}]`;
}

function unfinished(letter) {
  if (!isSyllable(letter)) return begunBy(letter);
  const final = (letter.charCodeAt(0) - FIRST) % PER_VOWEL, open = letter.charCodeAt(0) - final;
  if (!final) return `[${letter}-${char(open + PER_VOWEL - 1)}]`;
  const own = FINALS[final], before = char(open + FINALS.indexOf(own.slice(0, -1)));
  const more = FINALS.map((each, place) => (each.length > 1 && each[0] === own ? char(open + place) : "")).join("");
  return `(?:[${letter}${more}]|${before}${begunBy(own.at(-1))})`;
}

// Searching

const size = (text) => [...text].length;

export function asked(text) {
  const words = folded([...text].slice(0, LONGEST).join("")).split(" ").filter(Boolean);
  return { whole: words.join(""), words: [...new Set(words)].sort((one, other) => size(other) - size(one)) };
}

const isSlight = (word) => size(word) === 1 && word < "\u1100";

class Column {
  constructor(texts) {
    this.owners = texts.map(([owner]) => owner);
    this.starts = [0];
    this.marks = [];
    const parts = [];
    for (const [, text] of texts) {
      const { letters, starts } = searched(text);
      parts.push(letters + END);
      for (const each of starts) this.marks.push(each);
      this.marks.push(0);
      this.starts.push(this.starts.at(-1) + letters.length + 1);
    }
    this.letters = parts.join("");
  }

  text(place) {
    let low = 0, high = this.starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.starts[middle] <= place) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  literal(word) {
    const found = new Map(), slight = isSlight(word);
    for (let place = this.letters.indexOf(word); place >= 0; place = this.letters.indexOf(word, place + 1)) {
      const mark = this.marks[place];
      if (!mark && slight) continue;
      const rank = mark === 2 ? (this.letters[place + word.length] === END ? EXACT : PREFIX) : mark ? WORD : INFIX;
      const text = this.text(place), owner = this.owners[text];
      if (rank < (found.get(owner) ?? WORST)) found.set(owner, rank);
      if (mark) place = this.starts[text + 1] - 1; // nothing later in the text is better
    }
    return found;
  }

  matching(word, pattern) {
    const found = new Map(), typed = new RegExp(pattern, "gu"), single = size(word) === 1;
    for (let each; (each = typed.exec(this.letters)); typed.lastIndex = each.index + 1) {
      const owner = this.owners[this.text(each.index)];
      if (this.marks[each.index]) found.set(owner, TYPED);
      else if (!single && !found.has(owner)) found.set(owner, TYPED_INFIX);
    }
    return found;
  }

  *textsWith(gram) {
    for (let place = this.letters.indexOf(gram); place >= 0; ) {
      const text = this.text(place);
      yield text;
      place = this.letters.indexOf(gram, this.starts[text + 1]);
    }
  }
}

// Entries are in their order: `said` are their texts as [part, language, text]; those `beside` come last.
export class Searched {
  constructor(entries) {
    this.entries = entries;
    this.firstBeside = entries.filter((each) => !each.beside).length;
    const texts = PARTS.map(() => []);
    entries.forEach((entry, number) => entry.said.forEach(([part, , text]) => texts[part].push([number, text])));
    this.columns = texts.map((each) => new Column(each));
  }

  find({ whole, words }) {
    if (!whole) return { numbers: [], ranks: new Map() };
    const ranks = this.word(whole);
    if (words.length > 1) {
      for (const [number, rank] of this.allWords(words)) if (rank < (ranks.get(number) ?? WORST)) ranks.set(number, rank);
    }
    const key = (number) => (ranks.get(number) + (number >= this.firstBeside ? WORST : 0)) * this.entries.length + number;
    return { numbers: [...ranks.keys()].sort((one, other) => key(one) - key(other)), ranks };
  }

  allWords(words) {
    let found;
    for (const word of words) {
      const more = this.word(word);
      const kept = found ? [...found].filter(([number]) => more.has(number)) : [...more].map(([number]) => [number, WORD]);
      found = new Map(kept.map(([number, rank]) => [number, Math.max(rank, more.get(number))]));
      if (!found.size) break;
    }
    return found;
  }

  word(word) {
    const [names, kinds, variants] = this.columns;
    let found = names.literal(word);
    const other = found.size ? null : pattern(word);
    if (other) {
      found = names.matching(word, other);
      for (const number of variants.matching(word, other).keys()) if (!found.has(number)) found.set(number, VARIANT);
    }
    for (const [number, how] of kinds.literal(word)) {
      const rank = how === EXACT ? WORD : VARIANT;
      if (rank < (found.get(number) ?? WORST)) found.set(number, rank);
    }
    for (const [place, column] of this.columns.slice(2).entries()) {
      for (const number of column.literal(word).keys()) if (!found.has(number)) found.set(number, VARIANT + place);
    }
    return found;
  }

  nearest({ whole }, most) {
    const [names] = this.columns, letters = [...whole], length = letters.length > 2 ? 2 : 1;
    const grams = new Set(letters.slice(0, letters.length - length + 1).map((_, place) => letters.slice(place, place + length).join("")));
    const shared = new Map(), best = new Map();
    for (const gram of grams) for (const text of names.textsWith(gram)) shared.set(text, (shared.get(text) ?? 0) + 1);
    for (const [text, count] of shared) {
      const own = size(names.letters.slice(names.starts[text], names.starts[text + 1])) - length;
      const owner = names.owners[text];
      best.set(owner, Math.max(best.get(owner) ?? 0, (2 * count) / (grams.size + Math.max(1, own))));
    }
    const likely = [...best.keys()].filter((number) => best.get(number) >= LIKE);
    return likely.sort((one, other) => best.get(other) - best.get(one) || one - other).slice(0, most);
  }
}

// Marks: the ranges of a text that match, none touching the next.

export function marks(text, question) {
  if (!question.whole) return [];
  const found = places(text);
  const letters = found.map(([letter]) => letter), { starts } = searched(text);
  const joined = letters.join("");
  const words = joined.includes(question.whole) ? [question.whole] : question.words;
  // A letter may be two units: this leads from units to letters.
  const units = letters.flatMap((letter, place) => Array(letter.length).fill(place));
  const ranges = words.flatMap((word) => occurrences(joined, starts, word)).map(([start, end]) => [found[units[start]][1], found[units[end - 1]][2]]);
  const merged = [];
  for (const [start, end] of ranges.sort((one, other) => one[0] - other[0] || one[1] - other[1])) {
    const last = merged.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

function occurrences(letters, starts, word) {
  const other = pattern(word);
  for (const way of other ? [escaped(word), other] : [escaped(word)]) {
    const found = [...letters.matchAll(new RegExp(way, "gu"))].map((each) => [each.index, each.index + each[0].length]);
    const whole = size(word) > 1 || (word >= "\u1100" && way !== other);
    const kept = found.filter(([start]) => whole || starts[start] !== 0);
    if (kept.length) return kept;
  }
  return [];
}
