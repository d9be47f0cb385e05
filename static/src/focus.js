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
