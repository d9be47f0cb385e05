// socket.io, as its documentation broadcasts.
import { createServer } from "node:http";

import { Server } from "socket.io";

import { listen, payload, port } from "./common.mjs";

const http = createServer();
const io = new Server(http);

listen(() => io.emit("board", payload));
http.listen(port, "127.0.0.1");
