/* What is this person's own, on a board that is the same for all. */

const recognised = () => new Set(($("#mine")?.dataset.recognised ?? "").split(/\s+/).filter(Boolean));

function markMine() {
  const mine = recognised();
  for (const button of all("[data-recognise]")) {
    button.setAttribute("aria-pressed", String(mine.has(button.dataset.recognise)));
  }
  // One's own is no news to oneself: it says so, in the words above the own texts.
  for (const { dataset: { own } } of all("#mine [data-own]")) {
    for (const button of all(`[data-recognise="${own}"]`)) {
      button.hidden = true;
      button.parentElement.dataset.mine = $("#mijn").textContent;
    }
  }
  for (const button of all("[data-slot]")) button.classList.toggle("waiting", waitsFor(button.dataset.slot));
}

// After the own POST, before the server says it in #mine.
function rememberRecognised(body) {
  const mine = recognised();
  mine[body.get("on") === "0" ? "delete" : "add"](body.get("contribution"));
  if ($("#mine")) $("#mine").dataset.recognised = [...mine].join(" ");
  markMine();
}

// The board is the same for all, so nothing in it says that this phone's text was held back, or its
// hand went down. It shows that a text is gone, or that some hand went down; then the own part is
// asked for, once.
const onBoard = new Set(); // own texts, when last seen
let askedAbout = "";
let announced = ""; // the own turn, as it was told

function watchOwn() {
  const news = [];
  for (const { dataset: { own, held } } of all("#mine [data-own]")) {
    const there = document.getElementById(`inbreng-${own}`) !== null;
    if (there ? held !== undefined : onBoard.has(own)) news.push(`text ${own}`);
    onBoard[there ? "add" : "delete"](own);
  }
  const [own, floor] = [$("#speak")?.dataset, $("#floor")?.dataset];
  if (own?.hand && floor && floor.down !== own.down) news.push(`hand ${own.hand} ${floor.down}`);
  showTurn(floor?.turn);
  const about = news.join();
  if (about && about !== askedAbout) refresh(1000);
  askedAbout = about;
}

// Whose turn it is the own part says; the board says how long.
function showTurn(now) {
  const place = $("#your-turn");
  if (!place) return;
  const mine = place.dataset.turn;
  place.hidden = !mine || mine !== now;
  if (!place.hidden && mine !== announced) announce(place.textContent.trim());
  if (!place.hidden) announced = mine;
}

// The board holds every option; a form about one of them shows that one, with its arguments.
function showChosen() {
  const { at: letter, option } = $("#act")?.dataset ?? {};
  // Loaded again, the page is about the same option, also after that was filled in.
  const query = new URLSearchParams(location.search);
  if (option && query.get("option") !== option) {
    query.set("option", option);
    history.replaceState(null, "", `?${query}`);
  }
  for (const it of all(":is(#board, #told) [data-letter]")) it.hidden = Boolean(letter) && it.dataset.letter !== letter;
  for (const it of all("#board .intro")) it.hidden = Boolean(letter);
  for (const it of all("#board .arguments")) it.hidden = !letter;
}

// What somebody folded open in a live region stays open when the region changes.
const unfolded = new Set();
const foldOf = (it) => `${it.closest("[data-live]")?.id} ${$("summary", it)?.textContent.trim()}`;

document.addEventListener("toggle", ({ target }) => {
  if (target.matches?.("[data-live] details")) unfolded[target.open ? "add" : "delete"](foldOf(target));
}, true); // it does not bubble

function unfold() {
  for (const it of all("[data-live] details")) if (unfolded.has(foldOf(it))) it.open = true;
}

// What was put on the screen a moment ago is what to record now: it comes into view once it is there.
function look(times) {
  const place = $("#proposal");
  if (place.hidden) return times && setTimeout(look, 100, times - 1);
  place.focus({ preventScroll: true });
  place.scrollIntoView();
}
on("htmx:after:swap", () => {
  const asks = $("#outcome [data-look]");
  asks?.removeAttribute("data-look"); // once
  if (asks) setTimeout(look, 50, 20);
});

// A menu closes after a choice, at a tap beside it and on Escape; who was in it is at its name again.
function closeMenus(but) {
  for (const it of all("details.more[open]")) {
    if (it === but) continue;
    if (it.contains(document.activeElement)) $("summary", it).focus();
    it.open = false;
  }
}
// What can be done with a text comes when it is asked for, above the page; "never mind" there is a link for who has
// no script. A form that was chosen is sent from behind.
const sheet = $("#card");
on("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx?.target === sheet && sheet?.firstElementChild && !sheet.open) sheet.showModal();
});
on("click", (event) => {
  if (!sheet?.open || (event.target !== sheet && !event.target.closest?.("#card :is(a, button)"))) return;
  if (event.target.closest?.("[data-close]")) event.preventDefault();
  sheet.close();
});
on("click", ({ target }) => closeMenus(target.closest?.(".more a, .more button") ? null : target.closest?.(".more")));
on("keydown", ({ key }) => { if (key === "Escape") closeMenus(); });
