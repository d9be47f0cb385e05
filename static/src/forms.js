/* Forms: a key per content, drafts, and what went wrong.

   A phone's form that can't be sent waits in the outbox. The console's does not: "next step" that
   goes by itself a minute later would move a room that has moved on. It says that it did not
   arrive, and everything typed stays. */

// The same unsent content keeps its key, whatever happens to the form meanwhile.
function keyName(action, body) {
  const parts = [...body].filter(([name, value]) => name !== "key" && typeof value === "string");
  return `key ${new URL(action, location.href).pathname} ${new URLSearchParams(parts)}`;
}
function keyFor(name) {
  const key = inTab.get(name) ?? fresh();
  inTab.set(name, key);
  return key;
}

on("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  const { body, method, action, submitter } = ctx.request;
  if (method !== "POST" || !body?.has) return;
  if (submitter?.dataset.slot && takeOut(submitter.dataset.slot)) return event.preventDefault();
  if (submitter?.dataset.recognise) body.set("on", recognised().has(submitter.value) ? "0" : "1");
  // Who wants to speak wants to speak now, also while this page still fetches the step's forms.
  if (body.has("step") && action.endsWith("/raise-hand")) body.set("step", stepNow()?.split(".")[2] ?? body.get("step"));
  if (body.has("key") && saves(ctx)) {
    ctx.keyName = keyName(action, body);
    body.set("key", keyFor(ctx.keyName));
  }
  if (!isPhone || !waiting().length) return;
  event.preventDefault(); // what waits goes first
  hold(ctx);
  flush();
});
on("htmx:before:request", () => { sent += 1; });
on("submit", ({ target, submitter, defaultPrevented }) => { // a plain form
  const field = target.elements?.namedItem("key");
  if (defaultPrevented || !field || field.value || target.method !== "post") return;
  field.value = keyFor(keyName(target.action, new FormData(target, submitter)));
});

// A field that asks something by itself (data-asks) sends its form, and saves nothing.
const saves = (ctx) => ctx.request.method === "POST" && ctx.sourceElement?.dataset?.asks === undefined;
const formOf = (ctx) => ctx?.request?.form ?? ctx?.sourceElement?.closest?.("form");
const DEFAULT = (field) => /^(radio|checkbox)$/.test(field.type) ? ["checked", "defaultChecked"] : ["value", "defaultValue"];

// Sent is no longer unsent, also where the answer leaves the form as it is. Gives the fields that
// still hold what was sent.
function settleFields(form, body) {
  const fields = [...form.elements].filter((field) => /^(input|textarea)$/i.test(field.tagName) &&
    field.type !== "hidden" && (DEFAULT(field)[0] === "checked" || body.getAll(field.name).includes(field.value)));
  for (const field of fields) {
    if (field.dataset.draft !== undefined) inTab.drop(draftName(field));
    const [value, initial] = DEFAULT(field);
    field[initial] = field[value];
  }
  return fields;
}

// What was tapped before these scripts were here, on a slow connection, is saved as well.
on("htmx:after:init", ({ target }) => {
  if (!target.matches("form[hx-trigger=change]")) return;
  if (all("input", target).some((field) => field.checked !== field.defaultChecked)) target.dispatchEvent(new Event("change"));
});

const AWAY = [502, 503, 504]; // nobody at home behind the proxy
on("htmx:before:response", ({ detail: { ctx } }) => {
  if (!AWAY.includes(ctx.response.status)) acknowledged();
});
on("htmx:after:request", ({ detail: { ctx } }) => {
  const form = formOf(ctx);
  if (!form || !saves(ctx) || ctx.response.status >= 400) return;
  if (ctx.keyName) inTab.drop(ctx.keyName);
  complain(form, "");
  const body = new URLSearchParams(ctx.request.body);
  ctx.sent = settleFields(form, body).map((field) => [field, field[DEFAULT(field)[0]]]);
  if (ctx.request.action.endsWith("/recognise")) rememberRecognised(body);
});
// A morph leaves the field that has the focus as it was: empty it here if the answer says so,
// unless somebody went on typing.
on("htmx:finally:request", ({ detail: { ctx } }) => {
  for (const [field, was] of ctx.sent ?? []) {
    const [value, initial] = DEFAULT(field);
    if (field.isConnected && field[value] === was && was !== field[initial]) field[value] = field[initial];
  }
  const status = ctx.response?.status;
  const refused = isPhone && ctx.request.method === "POST" && status >= 400 && status < 500;
  // The form has left the page, and the sentence with it.
  if (refused && (ctx.status !== "swapped" || !formOf(ctx)?.isConnected) && !shownInPage(ctx.text)) refuse(hold(ctx), ctx.text);
  watchStep();
  anotherText(ctx);
});

// Who wrote a text by keys can go on with the next; a finger would get a keyboard it did not ask for.
function anotherText({ request, response }) {
  const text = $("#text");
  const sends = request.submitter;
  if (!sends || text?.form !== sends.form || !(response?.status < 400)) return;
  if (sends.matches(":focus-visible")) text.focus();
}

// A form that saves by itself is sent once more when its page goes: what was typed a moment ago.
const typed = new Map(); // form: the last thing that happened in it
on("input", ({ target }) => {
  if (target.form?.dataset.saves !== undefined) typed.set(target.form, fresh());
});
on("htmx:before:request", ({ detail: { ctx } }) => { ctx.typed = typed.get(formOf(ctx)); });
on("htmx:after:request", ({ detail: { ctx } }) => {
  const saved = saves(ctx) && ctx.response.status < 400;
  if (saved && typed.get(formOf(ctx)) === ctx.typed) typed.delete(formOf(ctx));
});
on("submit", ({ target }) => typed.delete(target));
addEventListener("pagehide", () => {
  for (const form of typed.keys()) navigator.sendBeacon(form.action, new FormData(form));
});

// What is wrong beside a field goes once it is filled in otherwise; the server has the last word.
on("input", ({ target }) => {
  if (!target.form || !target.name || !target.validity.valid) return;
  const of = (target.getAttribute("aria-describedby") ?? "").split(" ");
  const error = of.find((id) => id.endsWith("-error")) ?? `${target.name}-error`;
  // Another form may have one of that name.
  const said = all(`[id="${error}"]`).find((it) => it.closest("form") === target.closest("form"));
  if (!said && !target.matches("[aria-invalid]")) return;
  said?.remove();
  for (const it of target.form.elements) {
    if (it.name === target.name) it.removeAttribute("aria-invalid");
    const rest = it.getAttribute("aria-describedby")?.replace(error, "").trim();
    if (rest !== undefined) it.setAttribute("aria-describedby", rest);
  }
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

// Nobody there, or an answer that broke off.
const unanswered = (ctx) => ctx.text === undefined || AWAY.includes(ctx.response.status);
// An answer that is not to be shown (HX-Reswap: none) is an error page: nothing was saved.
function failed({ detail: { ctx } }) {
  const form = formOf(ctx);
  // A list that can't be drawn says why on a page of its own: what stands here answers another question.
  if (ctx?.response && form?.matches("[hx-push-url]")) location.assign(`?${new URLSearchParams(new FormData(form))}`);
  if (!ctx?.request || !form || !saves(ctx)) return; // only looked something up
  const shown = ctx.response?.status < 500 && ctx.hx?.reswap !== "none";
  if (isPhone && ctx.request.method === "POST" && unanswered(ctx)) {
    unreachable(); // whatever the socket may think
    hold(ctx);
  } else if (!shown) complain(form, text("failed"));
}
on("htmx:response:error", failed);
on("htmx:error", failed);

const draftName = (field) => `draft ${location.pathname} ${field.dataset.draft || field.name}`;
function saveDraft({ target }) {
  if (target.dataset?.draft === undefined) return;
  if (target.value) inTab.set(draftName(target), target.value);
  else inTab.drop(draftName(target));
}
on("input", saveDraft);
// Whoever sits here next reads nothing of it.
function forgetTyped() {
  for (const name of inTab.names()) if (/^(draft|key) /.test(name)) inTab.drop(name);
}
function restoreDrafts() {
  for (const field of all("[data-draft]")) {
    if (field.value === "") field.value = inTab.get(draftName(field)) ?? "";
  }
}
