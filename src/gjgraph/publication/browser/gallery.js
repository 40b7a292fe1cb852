// Finds among the questions of the gallery as one types: by all words, blanks and case ignored.
const plain = (text) => text.normalize("NFC").toLowerCase().replace(/\s+/g, "");
const themes = document.querySelector(".themes");
const shelves = [...document.querySelectorAll(".shelf")];
const entries = shelves.flatMap((shelf) => [...shelf.querySelectorAll("li")]).map((entry) => ({ entry, text: plain(entry.textContent) }));

if (themes && entries.length > 10) {
  const ko = document.documentElement.lang === "ko";
  const field = document.createElement("p");
  const label = Object.assign(document.createElement("label"), { htmlFor: "narrow", textContent: ko ? "질문 골라내기" : "Filter the questions" });
  const input = Object.assign(document.createElement("input"), { id: "narrow", type: "search", autocomplete: "off", spellcheck: false });
  const told = Object.assign(document.createElement("span"), { className: "note" });
  told.setAttribute("role", "status");
  field.append(label, input, " ", told);
  themes.before(field);
  const narrow = () => {
    const words = input.value.split(/\s+/).map(plain).filter(Boolean);
    const found = new Set();
    for (const { entry, text } of entries) {
      entry.hidden = !words.every((word) => text.includes(word));
      if (!entry.hidden) found.add(entry.querySelector("a").href);
    }
    for (const shelf of shelves) shelf.hidden = !shelf.querySelector("li:not([hidden])");
    told.textContent = words.length ? (ko ? `${found.size}개` : `${found.size} found`) : "";
  };
  input.addEventListener("input", narrow);
  if (input.value) narrow();
}
