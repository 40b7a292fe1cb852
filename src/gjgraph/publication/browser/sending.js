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

/**
 * Send a form only where the server answers: `begun` is called before it is asked, `lost` where it doesn't
 * answer, and `leave` with the pressed button when the form goes.
 */
export function sendSafely(form, { begun, lost, leave }) {
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
