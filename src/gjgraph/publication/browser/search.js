// Suggestions while one types, in every search form of a page: a combobox as the ARIA practices have it
// (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). Without it, the forms search all the same.
const korean = document.documentElement.lang === "ko";
const WAIT = 120;
const words = korean
  ? { label: "제안", none: "제안할 것이 없습니다.", count: (n) => `제안 ${n}개. 위아래 화살표로 고릅니다.` }
  : { label: "Suggestions", none: "No suggestions.", count: (n) => `${n} suggestion${n === 1 ? "" : "s"}. Use the up and down arrows.` };

let made = 0;
for (const form of document.querySelectorAll("form[data-suggest], form[data-index]")) suggestFor(form, `suggested-${++made}`);

function suggestFor(form, id) {
  const input = form.querySelector("input[type=search]");
  const list = Object.assign(document.createElement("ul"), { id, className: "suggested", hidden: true });
  const status = Object.assign(document.createElement("span"), { className: "hidden" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words.label);
  status.setAttribute("role", "status");
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id })) input.setAttribute(name, value);
  input.parentElement.append(list, status);
  let asking, timer, chosen = -1, found = [], typed = "";

  function close() {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(place) {
    chosen = place;
    [...list.children].forEach((each, here) => each.setAttribute("aria-selected", String(here === place)));
    const option = list.children[place];
    if (!option) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function show(answer) {
    found = answer;
    list.replaceChildren(...found.map((each, place) => {
      const option = Object.assign(document.createElement("li"), { id: `${id}-${place}` });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const name = Object.assign(document.createElement("bdi"), { textContent: each.name });
      option.append(name, Object.assign(document.createElement("small"), { textContent: each.about }));
      return option;
    }));
    chosen = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = found.length ? words.count(found.length) : words.none;
  }

  async function ask() {
    const text = input.value.trim();
    if (!text) {
      status.textContent = "";
      return close();
    }
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = form.dataset.index ? await inFile(form.dataset.index, text) : await fromServer(form.dataset.suggest, text, signal);
      // Whoever has gone on meanwhile, or away, wants no old answer.
      if (!signal.aborted && document.activeElement === input) show(answer);
    } catch {
      if (!signal.aborted) close();
    }
  }

  function later() {
    clearTimeout(timer);
    if (input.value === typed) return;
    typed = input.value;
    timer = setTimeout(ask, WAIT);
  }

  // A syllable that is being composed is text already: `input` says so, `compositionend` that it is whole.
  input.addEventListener("input", later);
  input.addEventListener("compositionend", later);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    // Keys that an input method takes for itself, as Enter that ends a syllable, are not ours.
    if (event.isComposing || event.keyCode === 229) return;
    const last = found.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return void ask();
      choose(event.key === "ArrowDown" ? (chosen >= last ? -1 : chosen + 1) : chosen < 0 ? last : chosen - 1);
    } else if (event.key === "Enter" && !list.hidden && chosen >= 0) {
      event.preventDefault();
      location.assign(found[chosen].page);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const place = [...list.children].indexOf(event.target.closest("li"));
    if (place >= 0) location.assign(found[place].page);
  });
}

async function fromServer(address, text, signal) {
  const asked = new URL(address, document.baseURI);
  asked.searchParams.set("q", text.slice(0, 200)); // beside what is there: the version of an old page
  asked.searchParams.set("lang", korean ? "ko" : "en");
  const answer = await fetch(asked, { signal });
  if (!answer.ok) throw new Error(answer.statusText);
  const [, names, abouts, pages] = await answer.json();
  return names.map((name, place) => ({ name, about: abouts[place], page: pages[place] }));
}

async function inFile(address, text) {
  const { suggestions } = await import("./finding.js");
  return suggestions(new URL(address, document.baseURI), text, korean ? "ko" : "en");
}
