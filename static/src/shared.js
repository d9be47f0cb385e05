/* What the other parts share: where we are, finding elements, sentences, keeping things here.

   Everything works without these scripts too, only slower: forms post, pages reload. The
   sentences they show come translated from data- attributes (templates/macros/live.html). */

htmx.config.noSwap = [204, 304, "5xx"];
// A request without an answer by then is lost; sent again with its key it counts once.
htmx.config.defaultTimeout = 15000;

const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (name, what) => document.addEventListener(name, what);
const text = (name) => $("[data-texts]")?.dataset[name] ?? "";

const [, trialogue, view] = /^\/t\/([^/]+)(?:\/(lead|screen))?$/.exec(location.pathname) ?? [];
const isPhone = Boolean(trialogue) && !view;
// Only these have a socket; the others are pages with a form.
const isLive = $("[hx-ws\\:connect]") !== null;
const isConsole = view === "lead";

// Storage can be switched off, or full; then things are kept as long as the page is open.
function keeping(area) {
  const memory = new Map();
  return {
    get(name) { try { return memory.get(name) ?? window[area].getItem(name); } catch { return memory.get(name) ?? null; } },
    set(name, value) { try { window[area].setItem(name, value); memory.delete(name); } catch { memory.set(name, value); } },
    drop(name) { memory.delete(name); try { window[area].removeItem(name); } catch { /* switched off */ } },
    names() { try { return [...memory.keys(), ...Object.keys(window[area])]; } catch { return [...memory.keys()]; } },
  };
}
const inTab = keeping("sessionStorage");
const onDevice = keeping("localStorage");

// After a backup was put back a page is of a past that is no more, and loads again.
function loadAfresh() {
  if (isPhone) inTab.set("afresh", "1");
  location.reload();
}

// Ask as this page.
const epoch = $("[data-epoch]")?.dataset.epoch;
async function fetchAs(address, wish) {
  const headers = epoch ? { ...wish.headers, "Page-Epoch": epoch } : wish.headers;
  const answer = await fetch(address, { credentials: "same-origin", ...wish, headers });
  if (answer.status === 205) {
    loadAfresh();
    await new Promise(() => {}); // until it does
  }
  return answer;
}

const fresh = () => crypto.randomUUID?.() ?? // not there on a plain http address
  [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

// For who can't see the page: said once, at a change. What is said at the same time is said together.
let saying = [];
function announce(sentence) {
  const place = $("#announce");
  if (!place) return;
  if (!saying.length) setTimeout(() => { saying = []; }, 500);
  saying.push(sentence);
  place.textContent = saying.join(" ");
}
