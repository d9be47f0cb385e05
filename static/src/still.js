/* A board that stands still, for this tab, until its reader lets it move again.

   What comes in is laid up in a copy of each region, so there is never more than its newest state.
   These come through: the next step (and all that changes the forms, such as a reveal), a text that
   is taken away or gets other words, and on the console, for a moment, what an act of one's own leads
   to. A page that is loaded again begins with the board of then. */

const OWN_ACT = 3000; // ms in which the board follows an act of the console
const laidUp = new Map(); // by the id of a region: an element that holds what it is by now
let isStill = inTab.get("still") === "1";
let following = 0; // until when an own act lets everything through

// The element with this id as it is by now, in the copy of its region; none outside what moves.
function laidUpOf(id) {
  const selector = `#${CSS.escape(id)}`;
  for (const copy of laidUp.values()) if ($(selector, copy)) return $(selector, copy);
  const region = document.getElementById(id)?.closest('[data-live="moving"]');
  if (!region || laidUp.has(region.id)) return null;
  const copy = document.createElement("div");
  copy.append(region.cloneNode(true));
  for (const it of all("[data-htmx-powered]", copy)) it.removeAttribute("data-htmx-powered");
  laidUp.set(region.id, copy);
  return $(selector, copy);
}

const WAYS = { outerMorph: "replaceWith", afterend: "after", beforebegin: "before", delete: "remove" };
const idOf = (part) => part.getAttribute("hx-target").replace(/^#|\\/g, "");
function layUp(part) {
  const it = laidUpOf(idOf(part));
  it?.[WAYS[part.getAttribute("hx-swap")]](...part.childNodes);
  return it !== null;
}

// What of some changes comes through now.
function sieve(html) {
  if (!isStill) return html;
  const changes = Object.assign(document.createElement("template"), { innerHTML: html }).content;
  const through = [...changes.children].filter((part) => !layUp(part));
  const token = $("#step", changes)?.dataset.step ?? stepNow();
  const rest = through.map((part) => part.outerHTML).join("");
  if (token !== stepNow() || Date.now() < following) return rest + whatIsLaidUp();
  letGo();
  showStill();
  return rest;
}
function whatIsLaidUp() {
  const html = [...laidUp.values()].map((copy) => partial(copy.firstElementChild)).join("");
  laidUp.clear();
  return html;
}
const catchUp = () => swapIn(whatIsLaidUp());

// Newer texts push the oldest of their perspective off a full board; that waits. Any other text that
// is gone was taken away, and leaves here as well. Other words are those of its writer, or none.
function letGo() {
  for (const [id, copy] of laidUp) {
    const region = document.getElementById(id);
    for (const it of region ? all(".contribution[id]", region) : []) {
      const now = $(`#${CSS.escape(it.id)}`, copy);
      if (!now && !laidUpOf(it.id) && !pushedOff(it, copy)) it.remove();
      else if (now && $("p", now).textContent !== $("p", it).textContent) $("p", it).replaceWith($("p", now).cloneNode(true));
    }
  }
}
function pushedOff(it, copy) {
  if (!$('[href*="texts?"], [href*="?texts"]', copy)) return false; // it shows all there is
  const alike = (root) => all(".contribution[id]", root).filter((other) => voiceOf(other) === voiceOf(it));
  const here = alike(it.parentElement);
  const first = here.find((other) => $(`#${CSS.escape(other.id)}`, copy));
  if (!first) return alike(copy).some((other) => !known.has(other.id));
  const there = alike($(`#${CSS.escape(first.id)}`, copy).parentElement);
  const stay = here.filter((other) => there.some(({ id }) => id === other.id));
  return here.indexOf(it) < here.indexOf(first) && there[0].id === first.id && there.length > stay.length;
}

const readsAs = (it) => it?.textContent.replace(/\s+/g, " ").trim();

function showStill() {
  for (const it of all("[data-still]")) it.setAttribute("aria-pressed", String(isStill));
  const place = $("#still");
  if (!place) return;
  const news = new Set([...laidUp.values()].flatMap(textsOf).filter((it) => !known.has(it.id) && !isOwn(it)).map(({ id }) => id));
  place.hidden = !isStill || moving().every((it) => it.hidden);
  const differs = ([id, copy]) => readsAs(copy) !== readsAs(document.getElementById(id));
  const words = news.size ? counted("new", news.size) : [...laidUp].some(differs) ? text("changed") : "";
  if ($("[data-meanwhile]", place).textContent !== words) $("[data-meanwhile]", place).textContent = words;
}

async function stand(still) {
  isStill = still;
  if (still) inTab.set("still", "1");
  else inTab.drop("still");
  announce(text(still ? "standsStill" : "movesAgain"));
  if (!still) await catchUp();
  showStill();
}
on("click", async ({ target }) => {
  if (target.closest?.("[data-still]")) stand(!isStill);
  if (!target.closest?.("[data-moves]")) return;
  await stand(false);
  all("[data-still]").find((it) => it.checkVisibility?.() ?? true)?.focus({ preventScroll: true });
});
on("htmx:after:request", ({ detail: { ctx } }) => {
  if (!isStill || !isConsole || !saves(ctx) || ctx.response.status >= 400) return;
  following = Date.now() + OWN_ACT;
  catchUp();
});
