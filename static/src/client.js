/* trialoog: what the page does by itself, after htmx and its WebSocket extension have loaded.

   Everything works without this file too, only slower: forms post, pages reload. The sentences
   it shows come translated from data- attributes (templates/macros/live.html). */
(() => {
  "use strict";

  htmx.config.noSwap = [204, 304, "5xx"];
  // Many phones return at once after a restart: spread them.
  htmx.config.ws = { reconnectDelay: 1000, reconnectMaxDelay: 15000, reconnectJitter: 1 };

  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const on = (name, what) => document.addEventListener(name, what);
  const text = (name) => $("[data-texts]")?.dataset[name] ?? $("#connection")?.dataset[name] ?? "";

  // Storage can be switched off; then drafts and keys live as long as the page.
  const memory = new Map();
  const kept = {
    get(name) { try { return sessionStorage.getItem(name); } catch { return memory.get(name) ?? null; } },
    set(name, value) { try { sessionStorage.setItem(name, value); } catch { memory.set(name, value); } },
    drop(name) { memory.delete(name); try { sessionStorage.removeItem(name); } catch { /* switched off */ } },
  };

  /* --- the banner about the connection: a sentence and perhaps a button; none hides it ------- */

  function tell(sentence, withButton = false) {
    const banner = $("#connection");
    if (!banner) return;
    const words = $("p, span", banner) ?? banner;
    if (words.textContent !== sentence) words.textContent = sentence;
    $("button", banner)?.remove();
    if (withButton) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "btn", textContent: text("again") });
      button.addEventListener("click", () => location.reload());
      banner.append(button);
    }
    banner.hidden = !sentence;
  }
  const offline = () => tell(text("offline") || text("lost"));

  /* --- the socket: hello, sequence, heartbeat -------------------------------------------------- */

  const SILENCE = 40000; // ms without any message: the connection is dead
  const POLL = 4000;
  let socket = null; // the open one
  let at = 0; // the position of this page
  let heard = 0; // when the last message came
  let failures = 0; // attempts in a row that never opened
  let over = false; // closed with a reason, for good
  let leaving = false;
  let polling = null;

  const hello = () => socket?.readyState === 1 && socket.send(JSON.stringify({ hello: 1, last: at }));

  on("htmx:ws:after:connection", (event) => {
    socket = event.detail.connection.socket;
    heard = Date.now();
    failures = 0;
    clearInterval(polling);
    polling = null;
    tell("");
    hello();
  });

  on("htmx:ws:before:message:incoming", (event) => {
    heard = Date.now();
    let message;
    try { message = JSON.parse(event.detail.message.data); } catch { return; }
    if ("at" in message) {
      if (message.now) skew = message.now - Date.now();
      if (message.at > at) hello(); // something was lost on the way
    } else if (message.from > at) {
      event.preventDefault(); // a gap: ask for the whole board
      hello();
    } else {
      at = message.to;
    }
  });

  on("htmx:ws:close", ({ detail: { code, reason } }) => {
    if (reason !== "closed") return;
    if (!socket) failures += 1;
    socket = null;
    if (code >= 4400 && code < 4500) {
      over = true;
      if (code === 4410 && thank()) return;
      tell(text(`c${code}`) || text("gone") || text("c4400"), true);
    } else if (code !== 1000) {
      // A short break is not worth a word.
      setTimeout(() => { if (!socket && !over && !leaving && !document.hidden) offline(); }, 1500);
    }
    if (failures >= 3 && !polling && !over) polling = setInterval(poll, POLL);
  });

  setInterval(() => {
    if (socket?.readyState === 1 && Date.now() - heard > SILENCE) socket.close();
  }, 5000);

  addEventListener("pagehide", () => { leaving = true; });
  // A page from the back/forward cache has a closed socket and an old board.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  /* --- fetching parts of the page --------------------------------------------------------------- */

  async function fetched(address) {
    const answer = await fetch(address, { credentials: "same-origin", headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  const partial = (it) =>
    `<hx-partial hx-target="#${CSS.escape(it.id)}" hx-swap="outerMorph">${it.outerHTML}</hx-partial>`;
  const swap = (elements) => htmx.swap({
    sourceElement: document.body, target: document.body, swap: "none", transition: false,
    text: elements.map(partial).join(""),
  });

  // Where no socket can be had, the live regions come from the page itself.
  async function poll() {
    if (document.hidden) return;
    try {
      await swap(all("[data-live][id]", await fetched(location.href)));
      tell("");
    } catch {
      offline();
    }
  }

  /* --- the next step: a phone fetches its forms, unless somebody is in the middle of one -------- */

  const hasForms = /^\/t\/[^/]+(\/lead)?$/.test(location.pathname);
  const isPhone = !location.pathname.endsWith("/lead");
  const stepNow = () => $("#step")?.dataset.step;
  const moves = (token) => token?.split(".", 3).join("."); // standing, era, how often the room moved
  let step = stepNow();
  let planned = null;

  const unsent = () => all("#inhoud input, #inhoud textarea").some((field) =>
    /^(radio|checkbox)$/.test(field.type) ? field.checked !== field.defaultChecked
      : field.type !== "hidden" && field.value.trim() !== "" && field.value !== field.defaultValue);

  // Phones spread their questions; there is one console, and it leads.
  function watchStep(wait = isPhone ? Math.random() * 1500 : 0) {
    if (!hasForms || planned || stepNow() === step) return;
    planned = setTimeout(() => {
      planned = null;
      if (unsent()) $("#next-step")?.removeAttribute("hidden");
      else nextStep(false);
    }, wait);
  }

  async function nextStep(asked) {
    const now = stepNow();
    const moved = moves(now) !== moves(step);
    const query = new URLSearchParams(moved ? "" : location.search);
    query.set("part", "inhoud");
    try {
      const fresh = (await fetched(`${location.pathname}?${query}`)).getElementById("inhoud");
      if (!asked && unsent()) { // begun while the answer was on its way
        $("#next-step")?.removeAttribute("hidden");
        return;
      }
      step = now;
      $("#next-step")?.setAttribute("hidden", "");
      if (moved) history.replaceState(null, "", location.pathname);
      await swap([fresh]);
      if (moved) scrollTo(0, 0);
    } catch {
      watchStep(3000);
    }
  }
  on("click", (event) => {
    if (!event.target.closest?.("#next-step :is(a, button)")) return;
    event.preventDefault();
    nextStep(true);
  });

  // The meeting has ended: a phone thanks, and no longer asks. What was not sent stays to be copied.
  function thank() {
    const ending = $("template[data-closed]");
    if (!ending || unsent()) return false;
    $(".app").replaceChildren(ending.content.cloneNode(true));
    scrollTo(0, 0);
    const main = $("#inhoud");
    main.tabIndex = -1;
    main.focus(); // so that a screen reader begins here
    return true;
  }

  /* --- what is this person's own, on a board that is the same for all ---------------------------- */

  const recognised = () => new Set(($("#mine")?.dataset.recognised ?? "").split(/\s+/).filter(Boolean));

  function markMine() {
    const mine = recognised();
    for (const button of all("[data-recognise]")) {
      button.setAttribute("aria-pressed", String(mine.has(button.dataset.recognise)));
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

  /* --- forms: a key per content, drafts, what went wrong ------------------------------------------ */

  const fresh = () => crypto.randomUUID?.() ?? // not there on a plain http address
    [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

  // The same unsent content keeps its key, whatever happens to the form meanwhile.
  function keyName(action, body) {
    const parts = [...body].filter(([name, value]) => name !== "key" && typeof value === "string");
    return `key ${new URL(action, location.href).pathname} ${new URLSearchParams(parts)}`;
  }
  function keyFor(name) {
    const key = kept.get(name) ?? fresh();
    kept.set(name, key);
    return key;
  }

  on("htmx:config:request", ({ detail: { ctx } }) => {
    const { body, method, action, submitter } = ctx.request;
    if (method !== "POST" || !body?.has?.("key")) return;
    if (submitter?.dataset.recognise) body.set("on", recognised().has(submitter.value) ? "0" : "1");
    ctx.keyName = keyName(action, body);
    body.set("key", keyFor(ctx.keyName));
  });
  on("submit", ({ target, submitter, defaultPrevented }) => { // a plain form
    const field = target.elements?.namedItem("key");
    if (defaultPrevented || !field || field.value || target.method !== "post") return;
    field.value = keyFor(keyName(target.action, new FormData(target, submitter)));
  });

  const formOf = (ctx) => ctx?.request?.form ?? ctx?.sourceElement?.closest?.("form");
  const DEFAULT = (field) => /^(radio|checkbox)$/.test(field.type) ? ["checked", "defaultChecked"] : ["value", "defaultValue"];

  on("htmx:after:request", ({ detail: { ctx } }) => {
    const form = formOf(ctx);
    if (!form || ctx.request.method !== "POST" || ctx.response.status >= 400) return;
    if (ctx.keyName) kept.drop(ctx.keyName);
    complain(form, "");
    // Sent is no longer unsent, also where the answer leaves the form as it is.
    const body = new URLSearchParams(ctx.request.body);
    ctx.sent = [...form.elements].filter((field) => /^(input|textarea)$/i.test(field.tagName) &&
      field.type !== "hidden" && (DEFAULT(field)[0] === "checked" || body.getAll(field.name).includes(field.value)));
    for (const field of ctx.sent) {
      if (field.dataset.draft !== undefined) kept.drop(draftName(field));
      const [value, initial] = DEFAULT(field);
      field[initial] = field[value];
    }
    ctx.sent = ctx.sent.map((field) => [field, field[DEFAULT(field)[0]]]);
    if (ctx.request.action.endsWith("/recognise")) rememberRecognised(body);
  });
  // A morph leaves the field that has the focus as it was: empty it here if the answer says so,
  // unless somebody went on typing.
  on("htmx:finally:request", ({ detail: { ctx } }) => {
    for (const [field, was] of ctx.sent ?? []) {
      const [value, initial] = DEFAULT(field);
      if (field.isConnected && field[value] === was && was !== field[initial]) field[value] = field[initial];
    }
    watchStep();
  });

  // A sentence at the end of a form; what was typed stays.
  function complain(form, sentence) {
    let place = $("[data-complaint]", form);
    if (form.hidden && sentence) tell(sentence);
    if (!place && sentence) {
      place = Object.assign(document.createElement("p"), { className: "field__error", role: "alert" });
      place.dataset.complaint = "";
      form.append(place);
    }
    if (place) Object.assign(place, { textContent: sentence, hidden: !sentence });
  }
  // An answer that is not to be shown (HX-Reswap: none) is an error page: nothing was saved.
  const failed = ({ detail: { ctx } }) => {
    const shown = ctx?.response?.status < 500 && ctx.hx?.reswap !== "none";
    if (ctx?.request && !shown && formOf(ctx)) complain(formOf(ctx), text("failed"));
  };
  on("htmx:response:error", failed);
  on("htmx:error", failed);

  const draftName = (field) => `draft ${location.pathname} ${field.dataset.draft || field.name}`;
  on("input", ({ target }) => {
    if (target.dataset?.draft === undefined) return;
    if (target.value) kept.set(draftName(target), target.value);
    else kept.drop(draftName(target));
  });
  function restoreDrafts() {
    for (const field of all("[data-draft]")) {
      if (field.value === "") field.value = kept.get(draftName(field)) ?? "";
    }
  }

  /* --- the clock ------------------------------------------------------------------------------------ */

  // How far the server's clock is ahead of ours, in ms; every heartbeat says it anew.
  let skew = (Date.parse(document.body?.dataset.now) || Date.now()) - Date.now();

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

  /* --- after every change of the page ----------------------------------------------------------------- */

  function settle() {
    tick();
    markMine();
    showChosen();
    restoreDrafts();
    watchStep();
  }
  on("htmx:after:swap", settle);
  settle();
  if (matchMedia("(width < 62rem)").matches) for (const it of all("details.fold")) it.open = false;
})();
