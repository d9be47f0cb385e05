/* The outbox of a phone: what somebody sent while nobody answered waits here, in view, and goes
   by itself, in order and with the key it had, so that it counts once.

   It is kept on the device (localStorage), not in the tab: a phone that closes the browser to save
   its battery would lose the tab's storage, and with it words that were promised to be sent. So it
   is kept short: gone when sent, taken back, left or closed, when somebody joins anew on the same
   device, and after a day. Drafts were promised nothing and live in the tab. */

const DAY = 86400000;
const SOON = 2000; // ms between two attempts, growing
const LATE = 30000;
const TRIES = 5; // for what the server stumbles over

// Sent again, these replace what was said before; by what they are about.
const ANEW = {
  rate: "option", recognise: "contribution", "give-consent": "outcome",
  "answer-read-back": "option", "reword-contribution": "contribution",
  "raise-hand": "step", "lower-hand": "step", "say-ready": "step",
};
const SUBJECTS = ["round", "option", "contribution", "outcome"];

const boxName = (id = "") => `outbox ${trialogue} ${id}`;
for (const name of onDevice.names()) {
  const [kind, , since] = name.split(" ");
  if (kind === "outbox" && Date.now() - Number(since) > DAY) onDevice.drop(name);
}
let entries = isPhone ? readAll() : [];
let onItsWay = null;
let pause = SOON;
let hurry = false; // asked for again while one was on its way
let next = null;
let closed = false;

function readAll() {
  const found = onDevice.names().filter((name) => name.startsWith(boxName())).sort();
  return found.flatMap((name) => { try { return [JSON.parse(onDevice.get(name))]; } catch { return []; } });
}
const waiting = () => entries.filter((entry) => !entry.said);
const waitsFor = (slot) => waiting().some((entry) => entry.slot === slot);

function keep(entry) {
  if (!entries.includes(entry)) entries.push(entry);
  if (!closed) onDevice.set(boxName(entry.id), JSON.stringify(entry));
}
function forget(entry) {
  entries = entries.filter((other) => other !== entry);
  onDevice.drop(boxName(entry.id));
}
// A tap that is not sent yet can be tapped away.
function takeOut(slot) {
  const found = waiting().filter((entry) => entry.slot === slot && entry !== onItsWay);
  found.forEach(forget);
  if (found.length) showOutbox();
  return found.length > 0;
}

/* --- putting in -------------------------------------------------------------------------------- */

const doing = (action) => new URL(action, location.href).pathname.split("/").pop();

function slotOf(action, body) {
  const subject = ANEW[doing(action)];
  return subject ? `${doing(action)} ${body.get(subject)}` : "";
}

// The words of somebody, or of the text that a tap is about.
function wordsOf(form, body, submitter) {
  const own = all("[data-draft]", form).map((field) => body.get(field.name)?.trim()).filter(Boolean);
  const about = document.getElementById(submitter?.getAttribute("aria-describedby")) ?? form.closest(".contribution")?.querySelector("p.lines");
  return { own: own.join("\n"), words: own.join("\n") || about?.textContent || "" };
}
function labelOf(form, body, own) {
  const what = form.dataset[body.get("on") === "0" ? "waitsNot" : "waits"];
  const chosen = all(":checked + span:not([aria-hidden])", form).map((it) => it.textContent.trim()).reverse();
  return (own ? [...chosen, what] : [what, ...chosen]).filter(Boolean).join(" · ");
}

// Everything is written without waiting, so that a page that closes has it.
function hold(ctx) {
  const { action, submitter } = ctx.request;
  const form = formOf(ctx);
  const body = new URLSearchParams(ctx.request.body);
  const slot = slotOf(action, body);
  const { own, words } = wordsOf(form, body, submitter);
  if (slot) takeOut(slot);
  const since = Math.max(Date.now(), ...entries.map((entry) => entry.since + 1));
  const entry = { id: String(since), since, action, body: String(body), slot, own: Boolean(own), words, label: labelOf(form, body, own), said: "", tries: 0 };
  keep(entry);
  if (ctx.keyName) inTab.drop(ctx.keyName); // the same words, written anew, are another text
  leave(form, body, slot);
  announce(text("waiting"));
  showOutbox();
  if (own) document.getElementById(`waits-${entry.id}`)?.scrollIntoView({ block: "nearest" });
  again();
  return entry;
}

// The form is free for the next text; an answer that can be changed stays as it was given.
function leave(form, body, slot) {
  complain(form, "");
  for (const field of settleFields(form, body)) {
    if (!slot && field.dataset.draft !== undefined) field.value = field.defaultValue = "";
  }
  // What it said of the one before is no longer true.
  for (const it of all("[role=status]", form)) it.remove();
  const saved = form.id === "ratings" && $("#saved span");
  if (saved) saved.textContent = text("waiting");
}

/* --- sending ----------------------------------------------------------------------------------- */

function again() {
  clearTimeout(next);
  if (waiting().length && !over) next = setTimeout(flush, pause * (0.75 + Math.random() / 2));
}

// There is reason to think that somebody answers now.
function flushNow() {
  pause = SOON;
  hurry = true;
  flush();
}

async function flush() {
  if (onItsWay || over || !isLive || !waiting().length) return;
  let answered = false;
  hurry = false;
  for (let entry; (entry = waiting()[0]);) {
    onItsWay = entry;
    showOutbox();
    const arrived = await post(entry);
    onItsWay = null;
    answered ||= arrived;
    if (!arrived) {
      // Tapped anew meanwhile: the last one counts.
      if (entry.slot && waiting().some((other) => other !== entry && other.slot === entry.slot)) forget(entry);
      break;
    }
  }
  pause = waiting().length && !hurry ? Math.min(pause * 2, LATE) : SOON;
  showOutbox();
  if (answered) refresh(0);
  again();
}

// Tells whether the server gave an answer that will not change by asking again.
async function post(entry) {
  let answer, html;
  sent += 1;
  try {
    answer = await fetchAs(entry.action, {
      method: "POST", body: new URLSearchParams(entry.body),
      headers: { "HX-Request": "true", Accept: "text/html" }, signal: AbortSignal.timeout?.(htmx.config.defaultTimeout),
    });
    html = await answer.text();
  } catch {
    unreachable();
    return false;
  }
  if (!AWAY.includes(answer.status)) acknowledged();
  entry.tries += 1;
  const stumbled = answer.status === 500 && entry.tries >= TRIES; // nor may it keep the rest waiting
  if ([408, 429].includes(answer.status) || (answer.status >= 500 && !stumbled)) {
    keep(entry);
    return false;
  }
  if (!answer.ok) {
    refuse(entry, html);
    return true;
  }
  forget(entry);
  if (entry.slot.startsWith("recognise ")) rememberRecognised(new URLSearchParams(entry.body));
  announce(text("sent"));
  return true;
}

// What the server says of it, in its own words where it has them for people.
function sentencesOf(html) {
  const page = new DOMParser().parseFromString(html ?? "", "text/html");
  return [...new Set(all("[role=alert], .field__error", page).map((it) => it.textContent.trim()))];
}
const shownInPage = (html) => sentencesOf(html).some((said) =>
  all("[role=alert], .field__error").some((it) => it.textContent.trim() === said));

function refuse(entry, html) {
  entry.said = sentencesOf(html).join(" ") || text(entry.own ? "refused" : "missed");
  keep(entry);
  showOutbox();
}

// The meeting is over: the words stay on the screen to be copied, and nowhere else.
function endOutbox(sentence) {
  closed = true;
  clearTimeout(next);
  for (const entry of entries) {
    entry.said ||= sentence;
    onDevice.drop(boxName(entry.id));
  }
  showOutbox();
}

/* --- showing ----------------------------------------------------------------------------------- */

// Below the form, where the eyes are. An answer may have taken it away with the rest: put it back.
function showOutbox() {
  const main = $("#inhoud");
  const form = $("template[data-outbox]");
  let box = $("#outbox");
  if (!isPhone || !main || !form || !(entries.length || box)) return;
  if (!box) {
    box = form.content.firstElementChild.cloneNode(true);
    $("article", box).remove();
  }
  if (!entries.length) box.remove();
  else if ($("#act")) $("#act").after(box);
  else main.firstElementChild.after(box);
  for (const card of all("article", box)) {
    if (!entries.some((entry) => card.id === `waits-${entry.id}`)) card.remove();
  }
  for (const entry of entries) showCard(box, entry);
  markMine();
}

function showCard(box, entry) {
  let card = $(`#waits-${entry.id}`, box);
  if (!card) {
    card = $("template[data-outbox]").content.querySelector("article").cloneNode(true);
    card.id = `waits-${entry.id}`;
    $("[data-words]", card).id = `${card.id}-words`;
    for (const button of all("button", card)) button.setAttribute("aria-describedby", `${card.id}-words`);
    $("button[data-back]", card).addEventListener("click", () => takeBack(entry));
    $("button[data-away]", card).addEventListener("click", () => { forget(entry); showOutbox(); });
    box.append(card);
  }
  // As text: these are somebody's words, or a server's.
  $("[data-words]", card).textContent = entry.words || entry.label;
  $("[data-label]", card).textContent = entry.words ? entry.label : "";
  const said = $("[data-said]", card);
  if (said.textContent !== entry.said) said.textContent = entry.said;
  card.dataset.state = entry.said ? "refused" : "pending";
  for (const it of all("[data-if]", card)) it.hidden = (it.dataset.if === "said") !== Boolean(entry.said);
  $("button[data-back]", card).hidden = Boolean(entry.said) || !entry.own || entry === onItsWay;
}

function takeBack(entry) {
  const body = new URLSearchParams(entry.body);
  const form = all("form").find((it) => it.getAttribute("action") === entry.action &&
    SUBJECTS.every((name) => (it.elements.namedItem(name)?.value ?? null) === body.get(name)));
  if (!form) {
    entry.said = text("copy");
    keep(entry);
    return showOutbox();
  }
  forget(entry);
  // It may have arrived without an answer: unchanged, it goes again with the key it had.
  if (body.get("key")) inTab.set(keyName(entry.action, body), body.get("key"));
  const details = form.closest("details");
  if (details) details.open = true;
  for (const field of form.elements) putBack(field, body.get(field.name), entry.slot);
  showOutbox();
  $("[data-draft]", form)?.focus();
}
function putBack(field, value, replaces) {
  if (field.type === "radio") field.checked ||= field.value === value;
  else if (field.dataset?.draft !== undefined && value) {
    field.value = replaces ? value : [value, field.value].filter(Boolean).join("\n\n");
    saveDraft({ target: field });
  }
}

/* --- whose words ------------------------------------------------------------------------------- */

// Another page of ours may have sent it meanwhile.
addEventListener("storage", ({ key }) => {
  if (!isPhone || closed || (key !== null && !key.startsWith(boxName()))) return;
  entries = readAll().map((entry) => entry.id === onItsWay?.id ? onItsWay : entry);
  showOutbox();
});

// Who leaves, or joins anew, leaves no words to the next.
on("submit", ({ target }) => {
  if (target.id === "join") inTab.set("joins", "1");
  else if (doing(target.action) === "leave-seat") forgetAll();
});
function forgetAll() {
  entries.slice().forEach(forget);
  forgetTyped();
}
// After a backup was put back who was in comes in again, and nothing goes by itself: it may have
// arrived, and it was said for the seat of then.
if (isPhone && isLive && inTab.get("joins")) {
  if (inTab.get("afresh")) entries.forEach((entry) => { entry.said ||= text(entry.own ? "refused" : "missed"); keep(entry); });
  else forgetAll();
  inTab.drop("afresh");
}
if (isLive) inTab.drop("joins");
