/* The connection: hello, sequence and heartbeat, and what the page says about it.

   Only an answer of the server counts as a connection. A socket that looks open and is silent
   shows how old the page is. */

// Many phones return at once after a restart: spread them.
htmx.config.ws = { reconnectDelay: 1000, reconnectMaxDelay: 15000, reconnectJitter: 1 };

const SILENCE = 40000; // ms without any message: the connection is dead
const QUIET = 20000; // the heartbeat comes every 10 s, so a younger page is up to date
const SHORT = 3000; // a longer break, and the page asks by itself

let socket = null; // the open one
let line = null; // what htmx keeps of it
let opened = false; // there was one
let latest = null; // the one that was tried last
let triedAt = 0; // and since when
let at = 0; // the position of this page
let skew = 0; // how far the server's clock is ahead of ours, in ms
let heard = Date.now(); // when the server last said anything
let down = Date.now(); // since when there is no socket
let lost = false; // and the page says so
let greeted = false; // the server said something on this socket, so there was a right to it
let over = false; // ended with a reason, for good
let leaving = false;
let slept = false; // the page was hidden since it had a socket

// A sentence and perhaps a button; an empty one hides the banner.
function tell(sentence, withButton = false) {
  const banner = $("#connection");
  if (!banner) return;
  const words = $("p", banner);
  if (words.textContent !== sentence) words.textContent = sentence;
  $("button", banner)?.remove();
  if (withButton) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: text("again") });
    button.addEventListener("click", () => location.reload());
    banner.append(button);
  }
  banner.hidden = !sentence;
}

function acknowledged() {
  heard = Date.now();
  if (over) return;
  if (lost) announce(text("back"));
  lost = false;
  tell("");
  showAge();
}

function unreachable() {
  if (over || leaving || document.hidden) return;
  lost = true;
  tell(text("offline"));
  showAge();
}

// No live region, and in steps of ten seconds: it is there to be looked up, not to be heard.
function showAge() {
  const place = $("#age");
  if (!place) return;
  const age = Date.now() - heard;
  const steps = Math.floor(age / 10000) * 10;
  const minutes = Math.floor(age / 60000);
  const name = minutes > 1 ? "ageMinutes" : minutes ? "ageMinute" : steps ? "ageSeconds" : "ageNow";
  const sentence = text(name).replace("{n}", minutes || steps);
  place.hidden = over || !(lost || (age >= QUIET && Date.now() - down > SHORT));
  if (!place.hidden && place.textContent !== sentence) place.textContent = sentence;
}

// The right to this page has ended: it says why, and asks no more.
function end(code) {
  over = true;
  maySleep();
  if (line) line.config.reconnect = false;
  showAge();
  // This phone was let in when the page was loaded. If there is nothing now, the meeting closed:
  // then no seat is known any more, and the server tells a stranger nothing.
  if (code === 4404 && greeted && throwAway()) return;
  const closed = isPhone && (code === 4410 || code === 4404);
  const why = text(closed ? "c4410" : `c${code}`) || text("c4400");
  if (closed || code === 4403) endOutbox(why);
  if (!closed || !thank()) tell(why, true);
}

let asked = false; // for the whole board, and it did not come yet

function hello() {
  asked = true;
  if (socket?.readyState === 1) socket.send(JSON.stringify({ hello: 1, last: at }));
}

// How long it has been silent counts from here, however long the one before it was.
function tries(one) {
  latest = one;
  triedAt = Date.now();
}

on("htmx:ws:before:connection", ({ detail }) => { line = detail.connection; });

on("htmx:ws:after:connection", ({ detail }) => {
  const justLoaded = !opened && Date.now() - down < SHORT;
  opened = true;
  line = detail.connection;
  socket = line.socket;
  tries(socket);
  down = Date.now();
  greeted = false;
  at = 0; // positions of an earlier connection mean nothing on this one
  hello();
  // The board comes by itself; what is this person's own may have changed as well.
  if (isPhone && !justLoaded) refresh(slept ? 500 : 4000);
  slept = false;
  flushNow();
});

on("htmx:ws:before:message:incoming", (event) => {
  acknowledged();
  greeted = true;
  let message;
  try { message = JSON.parse(event.detail.message.data); } catch { return; }
  if ("at" in message) {
    if (message.now) skew = message.now - Date.now();
    if (message.at !== at) hello(); // something was lost on the way, perhaps the answer too
  } else if (message.from && message.from !== at) {
    event.preventDefault(); // a gap: ask for the whole board, once
    if (!asked) hello();
  } else {
    at = message.to;
    if (!message.from) asked = false;
    if (isStill) event.detail.message.data = JSON.stringify({ ...message, content: sieve(message.content) });
  }
});

on("htmx:ws:close", ({ detail: { code, reason } }) => {
  if (reason !== "closed") return;
  if (socket) down = Date.now();
  socket = null;
  if (code === 4205) loadAfresh(); // it shows a code that lets nobody in any more, or a past that is no more
  if (code >= 4400 && code < 4500) end(code);
  greeted = false;
});

setInterval(() => {
  if (!isLive || over || document.hidden) return;
  showAge();
  if (!socket && !polling && Date.now() - down > SHORT) pollSoon();
  if (line?.socket !== latest) tries(line.socket);
  if (socket?.readyState === 1 && Date.now() - Math.max(heard, triedAt) > SILENCE) {
    unreachable();
    socket.close();
  } else if (latest?.readyState === 0 && Date.now() - triedAt > SILENCE) {
    latest.close(); // a handshake that nobody answers; the next one comes by itself
  }
}, 1000);

function lookAgain() {
  if (polling) pollSoon();
  flushNow();
}
on("visibilitychange", () => {
  slept = true;
  if (document.hidden) return;
  down = Date.now();
  lookAgain();
});
addEventListener("online", lookAgain);
addEventListener("pagehide", () => { leaving = true; });
// A page from the back/forward cache has a closed socket and an old board.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
