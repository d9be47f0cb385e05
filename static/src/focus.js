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
    resting = around.map(orNext).find(shown) ?? $("main");
    if (resting) {
      resting.tabIndex = -1;
      resting.focus({ preventScroll: true });
      if (byKeys) resting.scrollIntoView({ block: "nearest" });
    }
  }
  had = null;
}

// A part that is empty now hides; what comes after it is nearer than the whole that it stands in.
function orNext(id) {
  let it = document.getElementById(id);
  while (it && !shown(it)) it = it.nextElementSibling;
  return it;
}

// Who asks for a form goes into it, and is back where they were after "never mind".
let cameBy = null; // the link that brought the last one
const partOf = (link) => $(link.getAttribute("hx-target"));
on("htmx:finally:request", ({ detail: { ctx } }) => {
  if (ctx.status !== "swapped" || !ctx.sourceElement.matches('a[hx-swap*="show:top"]')) return;
  cameBy = ctx.sourceElement;
  setTimeout(() => $("input:not([type=hidden]), textarea, select", partOf(cameBy))?.focus({ preventScroll: true }));
});
on("click", (event) => {
  const never = event.target.closest?.('form a[href="lead"]');
  const part = cameBy?.isConnected ? partOf(cameBy) : null;
  if (!never || !part?.contains(never)) return;
  event.preventDefault();
  part.replaceChildren();
  part.hidden = true;
  (shown(cameBy) ? cameBy : $("summary", cameBy.closest("details")))?.focus();
});

// A form that was refused says why beside its fields, and the first may stand a screen away from the
// button. Who went on typing is left alone.
on("htmx:finally:request", ({ detail: { ctx } }) => { setTimeout(toWhatIsWrong, 0, ctx); });

function toWhatIsWrong({ request, response }) {
  if (!request.submitter || !(response?.status >= 400)) return;
  if (!document.activeElement.matches("input, select, textarea")) firstWrong(request.action);
}

function firstWrong(action) {
  const path = (it) => new URL(it, location.href).pathname;
  for (const error of all(".field__error[id]")) {
    const name = error.id.replace(/-error$/, "");
    const field = $(`[name="${name}"]`, error.closest("form") ?? document);
    if (field?.form && path(field.form.getAttribute("action")) === path(action)) return field.focus();
  }
}
firstWrong(location.href); // where a page answers a form
