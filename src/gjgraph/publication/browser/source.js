// The annotated source: the passage that is pointed at or has the focus is marked as a whole, and what it
// became stands beside the text. Without this, each passage is a link, and the list below has the same notes.

const text = document.querySelector(".source");
const beside = document.getElementById("beside");
const pieces = new Map();
const close = document.createElement("button");
let shown = "";
let isClosing = false;

close.type = "button";
close.className = "quiet small";
close.textContent = beside?.dataset.close ?? "";

for (const piece of text?.querySelectorAll("[data-p]") ?? []) {
  const numbers = piece.dataset.p.split(" ");
  for (const number of numbers) {
    if (!pieces.has(number)) pieces.set(number, []);
    pieces.get(number).push(piece);
  }
  if (!piece.matches("a")) continue;
  // The note says more than the title, and would be covered by it.
  piece.removeAttribute("title");
  piece.setAttribute("aria-describedby", numbers.map((number) => `note-${number}`).join(" "));
}

function show(piece) {
  const told = piece.dataset.p;
  for (const each of text.querySelectorAll(".on")) each.classList.remove("on");
  const numbers = told.split(" ");
  for (const each of pieces.get(numbers[0])) each.classList.add("on");
  beside.hidden = false;
  if (told === shown) return;
  shown = told;
  beside.replaceChildren(
    close,
    ...numbers.map((number) => {
      const note = document.createElement("div");
      for (const part of document.getElementById(`note-${number}`)?.children ?? []) note.append(part.cloneNode(true));
      return note;
    }),
  );
  beside.scrollTop = 0;
}

function hide() {
  beside.hidden = true;
  shown = "";
  for (const each of text.querySelectorAll(".on")) each.classList.remove("on");
}

if (text && beside) {
  const pieceOf = (event) => (event.target instanceof Element ? event.target.closest("[data-p]") : null);
  for (const kind of ["mouseover", "focusin"]) {
    text.addEventListener(kind, (event) => {
      const piece = pieceOf(event);
      if (piece && !isClosing) show(piece);
    });
  }
  // Where nothing can hover, the first touch tells and the second leads on.
  text.addEventListener("click", (event) => {
    const piece = pieceOf(event);
    if (piece?.matches("a") && matchMedia("(hover: none)").matches && !piece.classList.contains("asked")) {
      event.preventDefault();
      for (const each of text.querySelectorAll(".asked")) each.classList.remove("asked");
      piece.classList.add("asked");
      show(piece);
    }
  });
  // Who closes it goes on from the passage that it told of.
  close.addEventListener("click", () => {
    const piece = [...text.querySelectorAll(".on")].find((each) => each.matches("a"));
    isClosing = true;
    piece?.focus({ preventScroll: true });
    isClosing = false;
    hide();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
}

// Who comes from a thing finds its passage marked, and goes on by keyboard from there.
function arrive() {
  const place = find(location.hash.slice(1));
  if (!place?.id.startsWith("p:") || !text.contains(place)) return;
  // Where several passages begin, only the innermost one's place is the link itself.
  let piece = place;
  while (piece && !piece.matches("a")) piece = piece.nextElementSibling;
  piece?.focus();
}

function find(id) {
  try {
    return document.getElementById(id) ?? document.getElementById(decodeURIComponent(id));
  } catch {
    return null;
  }
}

if (text && beside) {
  addEventListener("hashchange", arrive);
  arrive();
}
