/* The clock counts down by the server's time; every heartbeat says anew what that is. */

skew = (Date.parse(document.body.dataset.now) || Date.now()) - Date.now();

function tick() {
  const clock = $(":is(#clock, #clock *):is([data-ends], [data-left])");
  if (!clock) return;
  const { ends, left: still } = clock.dataset;
  const left = ends ? Math.ceil((Date.parse(ends) - Date.now() - skew) / 1000) : Number(still);
  if (Number.isNaN(left)) return;
  const shown = Math.max(0, left);
  const minutes = Math.floor(shown / 60);
  const face = `${minutes}:${String(shown % 60).padStart(2, "0")}`;
  if (clock.textContent !== face) clock.textContent = face;
  clock.classList.toggle("over", left <= 0);
  clock.classList.toggle("paused", !ends);
  // The label changes once a minute: a screen reader must not read out every second.
  const label = text(left <= 0 ? "over" : minutes === 0 ? "less" : minutes === 1 ? "minute" : "minutes").replace("{n}", minutes);
  const whole = ends ? label : `${text("paused")} ${label}`;
  if (label && clock.getAttribute("aria-label") !== whole) clock.setAttribute("aria-label", whole);
}
setInterval(tick, 500);
