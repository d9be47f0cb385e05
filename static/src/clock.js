/* Clocks run by the server's time; every heartbeat says anew what that is. */

skew = (Date.parse(document.body.dataset.now) || Date.now()) - Date.now();

const secondsTo = (time) => Math.ceil((Date.parse(time) - Date.now() - skew) / 1000);

function face(it, seconds) {
  if (Number.isNaN(seconds)) return;
  const shown = Math.max(0, seconds);
  const words = `${Math.floor(shown / 60)}:${String(shown % 60).padStart(2, "0")}`;
  if (it.textContent !== words) it.textContent = words;
}

// How long somebody speaks, and what their perspective has left.
function tickTurns() {
  for (const it of all("[data-since]")) face(it, -secondsTo(it.dataset.since));
  for (const it of all("[data-until]")) face(it, secondsTo(it.dataset.until));
}

// Who can't see the clock is told a few times, when it gets there by itself.
const MOMENTS = [300, 60, 0]; // seconds left
let leftBefore = null;
let endsBefore = null;
function tellMoment(ends, left) {
  const passed = ends === endsBefore ? MOMENTS.filter((moment) => left <= moment && leftBefore > moment).pop() : undefined;
  [endsBefore, leftBefore] = [ends, left];
  if (passed !== undefined && ends && hasForms) announce(`${leftIn(passed)}.`);
}
function leftIn(seconds) {
  const minutes = Math.floor(Math.max(0, seconds) / 60);
  return text(seconds <= 0 ? "over" : minutes === 0 ? "less" : minutes === 1 ? "minute" : "minutes").replace("{n}", minutes);
}

function tick() {
  tickTurns();
  const clock = $(":is(#clock, #clock *):is([data-ends], [data-left])");
  if (!clock) return;
  const { ends, left: still } = clock.dataset;
  const left = ends ? secondsTo(ends) : Number(still);
  if (Number.isNaN(left)) return;
  face(clock, left);
  clock.classList.toggle("over", left <= 0);
  clock.classList.toggle("paused", !ends);
  // The label changes once a minute: a screen reader must not read out every second.
  const label = leftIn(left);
  const whole = ends ? label : `${text("paused")} ${label}`;
  tellMoment(ends, left);
  if (label && clock.getAttribute("aria-label") !== whole) clock.setAttribute("aria-label", whole);
}
setInterval(tick, 500);
