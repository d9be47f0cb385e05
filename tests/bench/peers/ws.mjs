// Node's `ws`, as its documentation broadcasts; what is sent is put in bytes once.
import { WebSocket, WebSocketServer } from "ws";

import { listen, payload, port } from "./common.mjs";

const server = new WebSocketServer({ host: "127.0.0.1", port });
const bytes = Buffer.from(payload);

listen(() => {
  for (const client of server.clients) {
    if (client.readyState === WebSocket.OPEN) client.send(bytes, { binary: false });
  }
});
