// Tables that sort by a click on a heading, in the order of the reader's alphabet; and buttons that copy.
const ko = document.documentElement.lang === "ko";
const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

function sortable(table) {
  const head = table.tHead?.rows[0];
  const body = table.tBodies[0];
  // Part of an answer isn't sorted here: the first rows of another order may not be among these.
  if (!head || !body || body.rows.length < 2 || "part" in table.dataset) return;
  const rows = [...body.rows];
  [...head.cells].forEach((cell, column) => {
    let control = cell.querySelector("a");
    if (!control) {
      control = document.createElement("button");
      control.type = "button";
      control.append(...cell.childNodes);
      cell.append(control);
    }
    control.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const way = cell.ariaSort === "ascending" ? "descending" : "ascending";
      for (const each of head.cells) each.removeAttribute("aria-sort");
      cell.setAttribute("aria-sort", way);
      body.append(...sorted(rows, column, way === "descending", cell.classList.contains("number")));
      if (control.href) keep(control, way === "descending");
    });
  });
}

// Where the server sorts too, the order stands in the address, and in the one that is passed on.
function keep(link, backwards) {
  const name = new URL(link.href).searchParams.get("sort").replace(/^-/, "");
  const order = backwards ? `-${name}` : name;
  history.replaceState(null, "", ordered(location.href, order));
  link.href = ordered(link.href, backwards ? name : `-${name}`);
  for (const other of document.querySelectorAll("a[hreflang]")) other.href = ordered(other.href, order);
  const shared = document.querySelector("p.copy code");
  if (shared) shared.textContent = ordered(shared.textContent, order);
}

// `%20` for a blank, as the server has it: every program reads that. Another order begins at its first page.
function ordered(address, order) {
  const found = new URL(address, location);
  found.searchParams.set("sort", order);
  found.searchParams.delete("page");
  return found.href.replaceAll("+", "%20");
}

// Rows of equal cells stay in the order in which they came; those with an empty cell come last.
function sorted(rows, column, backwards, isNumber) {
  const keyed = rows.map((row) => ({ row, key: row.cells[column].textContent.trim() }));
  const filled = keyed.filter(({ key }) => key !== "");
  const order = isNumber ? (a, b) => Number(a.key) - Number(b.key) : (a, b) => collator.compare(a.key, b.key);
  filled.sort(backwards ? (a, b) => order(b, a) : order);
  return [...filled, ...keyed.filter(({ key }) => key === "")].map(({ row }) => row);
}

function copyable(place) {
  const text = place.querySelector("code");
  if (!text || !navigator.clipboard) return;
  const words = ko ? ["복사", "복사했습니다"] : ["Copy", "Copied"];
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = words[0];
  const told = document.createElement("span");
  told.setAttribute("role", "status");
  told.className = "note";
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      told.textContent = words[1];
      setTimeout(() => (told.textContent = ""), 3000);
    } catch {
      // Not allowed here: at least it is marked, so that a key copies it.
      getSelection().selectAllChildren(text);
    }
  });
  place.append(button, told);
}

document.querySelectorAll("table.sortable").forEach(sortable);
document.querySelectorAll(".copy").forEach(copyable);
