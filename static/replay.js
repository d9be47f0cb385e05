/* Looking back along the time line of a meeting: slider, keys and playing.

   Without it the links do the same, with a page each. Only #moment is fetched, so that going on
   costs the same however long the record is; the address follows, so that a moment can be shared. */

(() => {
  "use strict";

  const QUIET = 700; // ms without a change before a moment is told: who goes on fast hears the last

  const $ = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const slider = $(".timeline [type=range]");
  const player = $("[data-play]");
  const [play, pace] = [$("[data-play] button"), $("#pace")];
  const points = JSON.parse(slider.dataset.points); // the facts that one can go to
  const places = JSON.parse(slider.dataset.places); // and where they are on the line, in %

  const now = () => Number($("#moment").dataset.now);
  let wanted = now(); // the moment that somebody wants to see
  let going = null; // until it is there
  let telling = null; // the timer of what will be told
  let playing = null; // the timer of the next moment
  let began = $("#moment").dataset.began; // the step that was told last
  let dragged = false; // a finger or a mouse has the slider

  const here = () => points.indexOf(wanted);

  // --- going to a moment ------------------------------------------------------------------------

  // Who holds a key down passes moments as fast as they come, and ends at the last that was asked.
  function go(point) {
    wanted = point;
    going ??= follow().finally(() => { going = null; });
    return going;
  }

  async function follow() {
    try {
      while (now() !== wanted) {
        const point = wanted;
        await load(point);
        if (wanted === point) wanted = now();
      }
      return true;
    } catch { // the network or the server is away: the page stays as it is
      wanted = now();
      show();
      return false;
    }
  }

  async function load(point) {
    const answer = await fetch(`?at=${point}&part=moment`, { credentials: "same-origin" });
    if (answer.status >= 500) throw new Error("not now"); // a server that starts anew
    if (!answer.ok || answer.redirected) { // signed out, perhaps: the page says so
      location.assign(`?at=${point}`);
      await new Promise(() => {}); // until it does
    }
    const moment = await answer.text();
    if (wanted === now()) return; // somebody paused meanwhile: what stands here, stays
    await htmx.swap({
      sourceElement: document.body, target: document.body, swap: "none", transition: false,
      text: `<hx-partial hx-target="#moment" hx-swap="outerMorph">${moment}</hx-partial>`,
    });
    history.replaceState(null, "", `?at=${now()}`);
    show();
  }

  // By hand; playing tells less.
  async function visit(point) {
    pause();
    await go(point);
    tell();
  }

  function show() {
    const { now: point, began: step, words } = $("#moment").dataset;
    const place = places[points.indexOf(now())];
    if (!dragged) slider.value = place; // or it would go from under the finger
    slider.setAttribute("aria-valuetext", words);
    for (const end of ["x1", "x2"]) $(".timeline__here").setAttribute(end, `${place}%`);
    for (const it of all("rect[data-step]")) it.classList.toggle("here", it.dataset.step === step);
    for (const it of all("tr[data-step]")) mark(it, it.dataset.step === step, "step");
    for (const it of all(".record li")) mark(it, it.querySelector("a[data-at]")?.dataset.at === point, "true");
  }
  function mark(it, current, as) {
    if (current) it.setAttribute("aria-current", as);
    else it.removeAttribute("aria-current");
  }

  // The slider says by itself where it went.
  function tell() {
    clearTimeout(telling);
    if (document.activeElement === slider) return;
    telling = setTimeout(() => { $("[data-told]").textContent = $("#moment").dataset.words; }, QUIET);
  }

  // --- by slider, picture and link --------------------------------------------------------------

  const nearest = (place) => places.reduce((best, it, i) =>
    Math.abs(it - place) < Math.abs(places[best] - place) ? i : best, 0);

  // A step by other means than ours, such as a swipe with a screen reader, always gets further.
  function towards(place) {
    const [from, to] = [here(), nearest(place)];
    if (to !== from || dragged) return to;
    return Math.min(points.length - 1, Math.max(0, from + Math.sign(place - places[from])));
  }

  // A step starts where its first moment is; from within a step one goes to its start first.
  function otherStep(forward) {
    const starts = all("tr[data-step]").map((it) => points.indexOf(Number(it.dataset.step)));
    const found = forward ? starts.find((it) => it > here()) : starts.findLast((it) => it < here());
    return found ?? (forward ? points.length - 1 : 0);
  }

  const KEYS = {
    ArrowRight: () => here() + 1,
    ArrowUp: () => here() + 1,
    ArrowLeft: () => here() - 1,
    ArrowDown: () => here() - 1,
    PageUp: () => otherStep(true),
    PageDown: () => otherStep(false),
    Home: () => 0,
    End: () => points.length - 1,
  };
  slider.addEventListener("keydown", (event) => {
    if (!KEYS[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const to = points[KEYS[event.key]()];
    if (to !== undefined) visit(to);
  });
  slider.addEventListener("input", () => {
    visit(points[towards(Number(slider.value))]);
  });
  slider.addEventListener("pointerdown", () => { dragged = true; });
  for (const end of ["pointerup", "pointercancel"]) {
    addEventListener(end, () => {
      if (dragged) slider.value = places[nearest(Number(slider.value))];
      dragged = false;
    });
  }

  // The picture is a larger target for a finger or a mouse than the slider under it.
  $(".timeline svg").addEventListener("click", (event) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    visit(points[nearest((100 * (event.clientX - left)) / width)]);
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-at]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    visit(Number(link.dataset.at));
    if (!link.closest(".record")) return;
    $("#terugkijken").scrollIntoView();
    $("#terug").focus({ preventScroll: true });
  });

  // --- playing ----------------------------------------------------------------------------------

  const word = play.textContent;

  function pause() {
    if (playing === null) return;
    clearTimeout(playing);
    playing = null;
    wanted = now();
    play.textContent = word;
    tell();
  }

  function start() {
    play.textContent = player.dataset.pause;
    began = $("#moment").dataset.began;
    playing = setTimeout(next, here() === points.length - 1 ? 0 : Number(pace.value));
  }

  async function next() {
    const to = here() === points.length - 1 ? 0 : here() + 1;
    const there = await go(points[to]);
    if (playing === null) return;
    if (!there || to === points.length - 1) return pause();
    // While it plays only a new step is told: all the rest would be talk without an end.
    if ($("#moment").dataset.began !== began) tell();
    began = $("#moment").dataset.began;
    playing = setTimeout(next, Number(pace.value));
  }

  play.addEventListener("click", () => (playing === null ? start() : pause()));
  document.addEventListener("visibilitychange", () => { if (document.hidden) pause(); });

  slider.hidden = player.hidden = false;
  show();
})();
