/* Who works by keys stays where they were. When what had the focus goes with a change of the page, the
   part around it gets the focus: not another button, which the next Enter would press. */

let had = null; // what had the focus before the page changed
let around = []; // the ids of what stood around it, from near to far
let byKeys = false; // it showed that it had the focus
let resting = null; // a part that has the focus for want of a better place

const shown = (it) => it?.isConnected && (it.checkVisibility?.() ?? true);

on("htmx:before:swap", () => {
  const now = document.activeElement;
  if (!now || now === document.body) return;
  had = now;
  byKeys = now.matches(":focus-visible");
  around = [];
  for (let it = now.parentElement; it; it = it.parentElement) if (it.id) around.push(it.id);
  if (now.id && now === resting) around.unshift(now.id);
});
on("htmx:after:swap", () => {
  if (shown(resting) && document.activeElement === resting) resting.tabIndex = -1; // a morph takes it away
  if (had) setTimeout(stayAround);
});

function stayAround() {
  const now = document.activeElement;
  if (had && (now === document.body || (now === had && !shown(had)))) {
    resting = around.map((id) => document.getElementById(id)).find(shown) ?? $("main");
    if (resting) {
      resting.tabIndex = -1;
      resting.focus({ preventScroll: true });
      if (byKeys) resting.scrollIntoView({ block: "nearest" });
    }
  }
  had = null;
}

// A form that was refused says why beside its fields, and the first may stand a screen away from the
// button. Who went on typing is left alone.
on("htmx:finally:request", ({ detail: { ctx } }) => { setTimeout(toWhatIsWrong, 0, ctx); });

function toWhatIsWrong({ request, response }) {
  if (!request.submitter || !(response?.status >= 400 && response.status < 500)) return;
  if (document.activeElement.matches("input, select, textarea")) return;
  const path = (action) => new URL(action, location.href).pathname;
  for (const error of all("form .field__error[id]")) {
    const form = error.closest("form");
    if (path(form.getAttribute("action")) !== path(request.action)) continue;
    return $(`[name="${error.id.replace(/-error$/, "")}"]`, form)?.focus();
  }
}
