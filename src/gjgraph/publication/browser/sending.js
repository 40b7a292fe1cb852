// A form is sent once, and only to a server that is there: what a browser shows where none answers has
// nothing of what was typed.
const PATIENCE = 10_000;
const [IDLE, ASKING, SURE, SENT] = [0, 1, 2, 3];

/** Ask whether the server is there. Whatever it says, it is; but a gateway may answer in its stead. */
async function isThere() {
  try {
    const answer = await fetch("/health", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return answer.status < 500;
  } catch {
    return false;
  }
}

/** Give what is typed in a form; lines end in one way, as in what was sent. */
export function typedIn(form) {
  const data = [...new FormData(form)].filter(([name]) => name !== "_before" && name !== "_action");
  return JSON.stringify(data.map(([name, value]) => [name, value.replaceAll("\r\n", "\n")]));
}

/** Give what a form had when the server sent it. */
export function openedAs(form) {
  const data = [];
  for (const each of form.elements) {
    if (!each.name || each.type === "submit" || each.name === "_before") continue;
    if (each.type === "radio" || each.type === "checkbox") {
      if (each.defaultChecked) data.push([each.name, each.value]);
    } else if (each.type === "select-one") {
      const chosen = [...each.options].find((option) => option.defaultSelected) ?? each.options[0];
      data.push([each.name, chosen?.value ?? ""]);
    } else {
      data.push([each.name, each.defaultValue.replaceAll("\r\n", "\n")]);
    }
  }
  return JSON.stringify(data);
}

/**
 * Send a form only where the server answers: `begun` is called before it is asked, `lost` where it doesn't
 * answer, and `leave` with the pressed button when the form goes. Whoever leaves otherwise while it
 * `isUnsaved` is asked whether to.
 */
export function sendSafely(form, { begun, lost, leave, isUnsaved }) {
  let state = IDLE;
  form.addEventListener("submit", (event) => {
    if (state === SURE) {
      state = SENT;
      leave?.(event.submitter);
      // After the button's own value was taken.
      setTimeout(() => able(false));
      return;
    }
    event.preventDefault();
    if (state === IDLE) ask(event.submitter); // else it is a double click
  });
  addEventListener("beforeunload", (event) => {
    if (state === SENT || !isUnsaved()) return;
    event.preventDefault();
    event.returnValue = true; // for browsers that know no other way
  });
  // Come back to by the browser's history, it can be sent again.
  addEventListener("pageshow", (event) => {
    if (event.persisted) state = IDLE;
    able(true);
  });

  async function ask(button) {
    state = ASKING;
    begun?.();
    if (await isThere()) {
      state = SURE;
      form.requestSubmit(button);
    } else {
      state = IDLE;
      lost();
    }
  }

  function able(is) {
    form.querySelectorAll("button").forEach((each) => (each.disabled = !is));
  }
}
