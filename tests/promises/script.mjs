// Runs the page's own script without a browser: says what it does with what its socket brings.
// Reads a line of JSON for each event, and answers with one: the hellos it said, and whether the
// message was kept from the page.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import vm from "node:vm";

const listeners = new Map();
const nothing = new Proxy(function () {}, {
  get: (_, name) => (name === Symbol.toPrimitive ? () => "" : name === Symbol.iterator ? undefined : nothing),
  apply: () => nothing,
  set: () => true,
});
const document = {
  addEventListener: (name, what) => listeners.set(name, [...(listeners.get(name) ?? []), what]),
  querySelector: () => null,
  querySelectorAll: () => [],
  getElementById: () => null,
  body: { dataset: {}, addEventListener() {} },
  hidden: false,
};
const context = vm.createContext({
  htmx: { config: {} },
  document,
  addEventListener() {},
  location: { pathname: "/t/x", href: "http://x/t/x", search: "" },
  sessionStorage: nothing,
  matchMedia: () => ({ matches: false }),
  setInterval() {},
  clearInterval() {},
  setTimeout,
  clearTimeout,
  Date,
  URL,
  URLSearchParams,
  fetch: () => new Promise(() => {}),
  crypto: nothing,
  console,
});
context.window = context.globalThis = context;
for (const path of process.argv.slice(2)) vm.runInContext(readFileSync(path, "utf8"), context);

let said = [];
const socket = { readyState: 1, send: (text) => said.push(JSON.parse(text)), close() {} };
const fire = (name, detail) => {
  let prevented = false;
  const event = { detail, preventDefault: () => { prevented = true; } };
  for (const what of listeners.get(name) ?? []) what(event);
  return prevented;
};
for await (const line of createInterface({ input: process.stdin })) {
  const event = JSON.parse(line);
  said = [];
  const prevented = event.open
    ? fire("htmx:ws:after:connection", { connection: { socket } })
    : fire("htmx:ws:before:message:incoming", { message: { data: event.message } });
  process.stdout.write(`${JSON.stringify({ hellos: said.length, prevented })}\n`);
}
process.exit(0); // timers of the page go on
