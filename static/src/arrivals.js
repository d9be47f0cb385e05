/* What others wrote, told to who can't see it come in: a sentence per perspective, in batches, and
   never the board itself. The same texts are counted beside a board that stands still. */

const BATCH = 10000; // ms between two tellings
const known = new Set(); // the texts that this page has shown
let untold = [];
let telling = null;
let toldStep = null; // the step in which they are known
// Its name alone: on the console what the step asks stands under it.
const toldName = () => ($("#phase-name") ?? $("#script [aria-current=step] > span")?.firstChild)?.textContent.trim();
let stepName = toldName();

const moving = (root = document) => all('[data-live="moving"]', root);
const textsOf = (root) => all(".contribution[id]", root).filter((it) => !it.closest("details"));
const voiceOf = (it) => $("footer .persp", it)?.textContent.trim() ?? "";
const isOwn = ({ id }) => $(`#mine [data-own="${id.replace(/^tekst-/, "")}"]`) !== null;
const counted = (name, n) => text(n === 1 ? `${name}One` : `${name}Many`).replace("{n}", n);

// A new step is told at once, and all that comes with it is not news by itself.
function watchArrivals() {
  if (!hasForms || !isLive) return;
  const fresh = moving().flatMap(textsOf).filter((it) => !known.has(it.id));
  for (const it of fresh) known.add(it.id);
  if (toldStep !== stepNow()) untold = [];
  else untold.push(...fresh.map((it) => ({ id: it.id, voice: voiceOf(it) })));
  toldStep = stepNow();
  if (untold.length) telling ??= setTimeout(tellArrivals, BATCH);
  const name = toldName();
  if (name && name !== stepName) announce(text("nextStep").replace("{name}", name));
  stepName = name;
}

function tellArrivals() {
  telling = null;
  const voices = new Map();
  for (const it of untold.filter((one) => !isOwn(one))) voices.set(it.voice, (voices.get(it.voice) ?? 0) + 1);
  untold = [];
  const told = [...voices].map(([voice, n]) => counted("came", n).replace("{who}", voice));
  if (told.length && !document.hidden) announce(told.join(" "));
}
