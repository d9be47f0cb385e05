// What the Node peers share: their port, what they broadcast, and by what they are told to.
import { createSocket } from "node:dgram";
import { readFileSync } from "node:fs";

export const port = Number(process.argv[2]);
export const payload = readFileSync(process.argv[3], "utf8");

// Broadcast at every datagram to our port from now on.
export const listen = (broadcast) =>
  createSocket("udp4").on("message", broadcast).bind(port, "127.0.0.1");
