/* In the room a screen that is looked at stays awake: people listen longer than a phone waits. */

// Not there without https, and the device may say no, for example when its battery is low.
let awake = null;

async function stayAwake() {
  if (!isLive || over || document.hidden || !navigator.wakeLock || (awake && !awake.released)) return;
  try { awake = await navigator.wakeLock.request("screen"); } catch { /* then it sleeps */ }
}

// The browser itself lets go of it when the page is hidden.
on("visibilitychange", stayAwake);

function maySleep() {
  awake?.release();
}
