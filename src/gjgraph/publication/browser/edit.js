// What a form for editors has beyond what works without it: the verdict while one types, and nothing typed is lost.
import { openedAs, sendSafely, typedIn } from "./sending.js";

const WORDS = {
  ko: {
    ended: "로그인이 끝났습니다. ‘저장’을 누르면 다시 로그인해 이어 갑니다. 적은 것은 그대로 있습니다.",
    lost: "서버에 닿지 않습니다. 적은 것은 이 탭에 남아 있습니다. 연결되면 저장하세요.",
    left: "저장하지 않고 떠난 글이 있습니다.",
    restore: "되살리기",
    drop: "버리기",
    checking: "규칙에 맞는지 보는 중…",
  },
  en: {
    ended: "You are signed out. Press Save to sign in and go on; all that you typed is still here.",
    lost: "The server can't be reached. What you typed stays in this tab: save it when the connection is back.",
    left: "There is something that you typed here and didn't save.",
    restore: "Have it again",
    drop: "Throw it away",
    checking: "Checking the rules…",
  },
};
const words = WORDS[document.documentElement.lang] ?? WORDS.en;
const DELAY = 700;
const PENDING = "edit:pending";
const form = document.querySelector("form.edit");
const simple = document.querySelector("form.edit-simple");
const saved = document.querySelector("[data-saved]");

const store = {
  get: (key) => { try { return sessionStorage.getItem(key); } catch { return null; } },
  set: (key, value) => { try { sessionStorage.setItem(key, value); } catch { /* no room: it works without */ } },
  drop: (key) => { try { sessionStorage.removeItem(key); } catch { /* as above */ } },
};

if (saved) {
  store.drop(`edit:${saved.dataset.saved}`);
  const pending = store.get(PENDING);
  if (pending) store.drop(pending);
  store.drop(PENDING);
}
document.querySelector("[data-focus]")?.focus();
if (form) begin(form);
if (simple) beginSimple(simple);

// A form without a verdict: where it can't be sent, a line says so.
function beginSimple(form) {
  const opened = openedAs(form);
  const isAnswer = Boolean(document.querySelector("[data-focus]"));
  const line = document.createElement("div");
  line.setAttribute("role", "status");
  form.querySelector(".buttons").before(line);
  sendSafely(form, {
    begun: () => line.replaceChildren(),
    lost: () => line.replaceChildren(Object.assign(document.createElement("p"), { textContent: words.lost })),
    isUnsaved: () => typedIn(form) !== opened || (isAnswer && [...form.elements].some(isWritten)),
  });
}

function isWritten({ type, value }) {
  return (type === "text" || type === "textarea") && value !== "";
}

function begin(form) {
  const key = `edit:${form.dataset.key}`;
  const verdict = document.getElementById("verdict");
  const opened = openedAs(form);
  const typed = () => typedIn(form);
  let timer, last = 0, running;

  if (form.dataset.added) focusAdded(form.dataset.added);
  const draft = store.get(key);
  const isFresh = !document.querySelector("[data-focus]") && !form.dataset.added;
  if (draft && draft !== opened && isFresh) offer(draft);
  form.addEventListener("input", changed);
  // Somebody may have typed before this was loaded.
  if (typed() !== opened && isFresh) changed();
  sendSafely(form, {
    begun: () => {
      clearTimeout(timer);
      running?.abort();
      if (typed() !== opened || draft) keep();
    },
    lost: () => say(words.lost),
    leave: (button) => { if (button?.value === "save") store.set(PENDING, key); },
    // What was sent to be looked at, the server has written into the form: it is as it was opened.
    isUnsaved: () => typed() !== opened || (!isFresh && store.get(key) !== null),
  });

  function changed() {
    keep();
    clearTimeout(timer);
    timer = setTimeout(check, DELAY);
  }

  function keep() {
    if (typed() === opened && isFresh) store.drop(key);
    else store.set(key, typed());
  }

  async function check() {
    const number = ++last;
    running?.abort();
    running = new AbortController();
    const body = new URLSearchParams([...new FormData(form), ["_action", "check"]]);
    verdict.setAttribute("aria-busy", "true");
    let answer, told;
    try {
      answer = await fetch(form.action, { method: "POST", body, signal: running.signal, headers: { accept: "application/json" } });
      told = await answer.json();
    } catch (error) {
      if (error.name === "AbortError" || number !== last) return;
      say(words.lost);
      return;
    }
    if (number !== last) return; // something else was typed meanwhile
    if (told.ended) say(words.ended);
    else if (told.html !== undefined) show(told);
    else say(told.detail ?? words.lost);
  }

  function say(text) {
    verdict.removeAttribute("aria-busy");
    const line = document.createElement("p");
    line.textContent = text;
    verdict.replaceChildren(line);
  }

  function show({ html, wrong }) {
    verdict.removeAttribute("aria-busy");
    verdict.innerHTML = html; // written by the server, which escapes whatever is data
    for (const field of form.querySelectorAll("[data-field]")) {
      const box = document.getElementById(`${field.dataset.field}-error`);
      if (!box) continue;
      const own = [...field.querySelectorAll("input, select, textarea")].filter((each) => each.closest("[data-field]") === field);
      const said = own.flatMap((each) => wrong[each.id] ?? []).concat(wrong[field.dataset.field] ?? []);
      box.replaceChildren(...[...new Set(said)].map((text) => Object.assign(document.createElement("p"), { textContent: text })));
      box.hidden = !said.length;
      field.classList.toggle("wrong", said.length > 0);
      own.forEach((each) => (wrong[each.id] ? each.setAttribute("aria-invalid", "true") : each.removeAttribute("aria-invalid")));
      if (said.length) field.closest("details")?.setAttribute("open", "");
    }
  }

  function offer(draft) {
    const box = document.createElement("div");
    box.className = "notice";
    box.setAttribute("role", "status");
    const line = Object.assign(document.createElement("p"), { textContent: words.left });
    const [again, away] = [words.restore, words.drop].map((text) =>
      Object.assign(document.createElement("button"), { type: "button", textContent: text, className: "quiet" }));
    again.addEventListener("click", () => {
      // Sent as it was typed: the server shows it with all its rows.
      const sent = Object.assign(document.createElement("form"), { method: "post", action: form.action, hidden: true });
      const before = form.elements._before.value;
      for (const [name, value] of [...JSON.parse(draft), ["_before", before], ["_action", "preview"]]) {
        const field = document.createElement("textarea");
        field.name = name;
        field.value = value;
        sent.append(field);
      }
      document.body.append(sent);
      sent.submit();
    });
    away.addEventListener("click", () => { store.drop(key); box.remove(); });
    line.append(" ", again, " ", away);
    box.append(line);
    form.before(box);
  }

  function focusAdded(name) {
    const wanted = name.endsWith("[]") ? (each) => each.name.startsWith(name.slice(0, -1)) && !each.name.includes("]/") : (each) => each.name === name;
    const found = [...form.elements].filter((each) => each.name && wanted(each));
    found.at(-1)?.focus();
  }
}

// A link of the summary leads into what may be folded.
addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#in-"]');
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  for (let each = target.closest("details"); each; each = each.parentElement.closest("details")) each.open = true;
  event.preventDefault();
  target.focus();
  target.scrollIntoView({ block: "center" });
});
