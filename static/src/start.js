/* At the start, and after every change of the page. */

function settle() {
  tick();
  unfold();
  markMine();
  showChosen();
  restoreDrafts();
  showOutbox();
  watchStep();
  watchOwn();
  watchArrivals();
  showStill();
}
on("htmx:after:swap", settle);
settle();
flush();
stayAwake();
if (matchMedia("(width < 62rem)").matches) for (const it of all("details.fold")) it.open = false;
