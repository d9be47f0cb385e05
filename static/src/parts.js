/* Fetching parts of a page, and asking again and again where no socket can be had. */

const PATIENCE = 8000; // ms for an answer
const POLL = 4000; // ms between two questions
const LONGEST = 30000; // when nobody answers

let polling = null; // the timer of the next question
let pollPause = POLL;
let asking = false;

async function fetched(address) {
  const answer = await fetchAs(address, {
    headers: { Accept: "text/html" }, signal: AbortSignal.timeout?.(PATIENCE),
  });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  acknowledged();
  return page;
}

const partial = (it) =>
  `<hx-partial hx-target="#${CSS.escape(it.id)}" hx-swap="outerMorph">${it.outerHTML}</hx-partial>`;
const swapIn = (text) => htmx.swap({
  sourceElement: document.body, target: document.body, swap: "none", transition: false, text,
});
const swap = (elements) => swapIn(sieve(elements.map(partial).join("")));

// An answer that will not get better by asking again.
function ended(error) {
  const status = Number(error.message);
  if (![403, 404, 410].includes(status)) return false;
  end(4000 + status);
  return true;
}

function pollSoon() {
  clearTimeout(polling);
  pollPause = POLL;
  polling = setTimeout(poll, Math.random() * 1000);
}

// A person's own part is not asked for here: it comes with their forms and with the next step.
async function poll() {
  if (asking) return;
  asking = true;
  if (!document.hidden && !socket && !over) await ask();
  asking = false;
  clearTimeout(polling);
  // A room full of phones must not ask at the same moment.
  polling = socket || over ? null : setTimeout(poll, pollPause * (0.75 + Math.random() / 2));
}

async function ask() {
  try {
    const before = sent;
    const page = await fetched(location.href);
    // With a socket again, or after a form of our own, this page knows better.
    if (!socket && sent === before) await swap(all("[data-live][id]", page));
    pollPause = POLL;
    flushNow();
  } catch (error) {
    if (over || ended(error)) return;
    unreachable();
    pollPause = Math.min(pollPause * 2, LONGEST);
  }
}
