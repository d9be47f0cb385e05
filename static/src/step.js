/* The next step, and what is a person's own: a page fetches its forms anew, unless somebody is in
   the middle of one. Phones spread their questions; there is one console, and it leads. */

const hasForms = isPhone || isConsole;
const stepNow = () => $("#step")?.dataset.step;
const moves = (token) => token?.split(".", 3).join("."); // standing, era, how often the room moved
let step = stepNow();
let stale = false; // the own part may be older than the server's
let planned = null;
let sent = 0; // how many forms left this page: a part that was asked for before is too old

function touched(field) {
  if (/^(radio|checkbox)$/.test(field.type)) return field.checked !== field.defaultChecked;
  return field.type !== "hidden" && field.value.trim() !== "" && field.value !== field.defaultValue;
}
// A form that was opened by itself is somebody's work as well, before the first letter.
const unsent = (within = $("#inhoud")) =>
  within !== null && ($("[data-panel]:not([hidden])", within) !== null || all("input, textarea", within).some(touched));

function watchStep(wait = isPhone ? Math.random() * 1500 : 0) {
  if (!hasForms || over || planned || (!stale && stepNow() === step)) return;
  planned = setTimeout(() => {
    planned = null;
    nextStep(false);
  }, wait);
}

function refresh(within) {
  stale = true;
  watchStep(Math.random() * within);
}

// While somebody types, only what they are not typing in.
const besideForms = (page) => ["mine", "ready", "saved", "speak", "your-turn"]
  .map((id) => page.getElementById(id))
  .filter((it) => it && !unsent(document.getElementById(it.id)));

// What an answer said a moment ago is not wiped away by a page that comes after it.
function keepSaid(page) {
  const said = $("#said");
  if (said && $("[role=alert]", said)) page.getElementById("said")?.replaceWith(page.importNode(said, true));
}

// What is live has one writer: frames change a board text by text, so a page that is fetched beside
// them, older or newer, may not come in between.
function keepLive(page, bare) {
  for (const it of socket || bare || isStill ? all("[data-live][id]", page) : []) {
    const here = document.getElementById(it.id);
    if (here) it.replaceWith(page.importNode(here, true));
  }
}

// On the console other forms come at a reveal or an outcome too; only a move is a next step there.
function sayNext(moved) {
  if (moved || isPhone) $("#next-step")?.removeAttribute("hidden");
}

// A next step begins at the top; who goes by the keyboard keeps in sight what has the focus.
function toTop() {
  scrollTo(0, 0);
  if (document.activeElement.matches(":is(a, button):focus-visible")) document.activeElement.scrollIntoView({ block: "nearest" });
  setTimeout(toQuestion);
}

// Who had the focus on what went with the last step is at the question of this one.
function toQuestion() {
  const question = $("#inhoud h1");
  if (!question || document.activeElement !== resting) return;
  resting = question;
  question.tabIndex = -1;
  question.focus({ preventScroll: true });
  scrollTo(0, 0); // where it stands: the part that had the focus for a moment may be far down
}

async function nextStep(asked) {
  const [now, before] = [stepNow(), sent];
  const news = now !== step;
  const moved = moves(now) !== moves(step);
  if (news && !asked && unsent()) sayNext(moved);
  if (!stale && !asked && unsent()) return;
  const query = new URLSearchParams(moved ? "" : location.search);
  query.set("part", "inhoud");
  const bare = isPhone && socket !== null; // what is live is here already, and may be long
  if (bare) query.set("live", "0");
  try {
    const page = await fetched(`${location.pathname}?${query}`);
    if (sent !== before) return refresh(500);
    stale = false;
    if (!asked && unsent()) { // perhaps begun while the answer was on its way
      if (news) sayNext(moved);
      else await swap(besideForms(page));
      return;
    }
    step = now;
    keepLive(page, bare);
    $("#next-step")?.setAttribute("hidden", "");
    if (moved) history.replaceState(null, "", location.pathname);
    else if (!asked) keepSaid(page);
    // A morph leaves what somebody chose as it was: the marks of one option would become those of
    // another. Before it, not after: what is chosen meanwhile is of the new form, and stays.
    for (const form of all("#inhoud form")) form.reset();
    await swap([page.getElementById("inhoud")]);
    restoreDrafts();
    if (moved) toTop();
  } catch (error) {
    if (!ended(error)) watchStep(3000);
  }
}

on("click", (event) => {
  if (!event.target.closest?.("#next-step :is(a, button)")) return;
  event.preventDefault();
  nextStep(true);
});

// Instead of what the page shows: a last word, where a screen reader begins.
function replaceAll(ending) {
  ($(".app") ?? document.body).replaceChildren(ending.content.cloneNode(true));
  scrollTo(0, 0);
  const main = $("#inhoud");
  main.tabIndex = -1;
  main.focus();
}

// A rehearsal that goes while this page is open was thrown away, and what it shows with it. Texts
// of ours that did not arrive are of no use to anybody.
function throwAway() {
  const ending = $("template[data-thrown]");
  if (!ending) return false;
  if (isPhone) forgetAll();
  replaceAll(ending);
  return true;
}

// The meeting has ended: a phone thanks, and no longer asks. What was not sent stays to be copied,
// and what became of the options stays to be read.
function thank() {
  const ending = $("template[data-closed]");
  if (!ending || unsent()) return false;
  const outcomes = $("#board [data-outcomes]");
  replaceAll(ending);
  if (outcomes) $("#thanks").after(outcomes);
  for (const it of all("[data-outcomes] [data-letter]")) it.hidden = false; // not the one that was asked about alone
  showOutbox();
  return true;
}
