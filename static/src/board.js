/* What is this person's own, on a board that is the same for all. */

const recognised = () => new Set(($("#mine")?.dataset.recognised ?? "").split(/\s+/).filter(Boolean));

function markMine() {
  const mine = recognised();
  for (const button of all("[data-recognise]")) {
    button.setAttribute("aria-pressed", String(mine.has(button.dataset.recognise)));
    button.classList.toggle("waiting", waitsFor(`recognise ${button.dataset.recognise}`));
  }
}

// After the own POST, before the server says it in #mine.
function rememberRecognised(body) {
  const mine = recognised();
  mine[body.get("on") === "0" ? "delete" : "add"](body.get("contribution"));
  if ($("#mine")) $("#mine").dataset.recognised = [...mine].join(" ");
  markMine();
}

// The board holds every option; a form about one of them shows that one, with its arguments.
function showChosen() {
  const letter = $("#act")?.dataset.at;
  for (const it of all("#board [data-letter]")) it.hidden = Boolean(letter) && it.dataset.letter !== letter;
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
