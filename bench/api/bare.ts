/**
 * The limit: a bare node:http server that sends bytes it was given, after looking the bearer token
 * up among those it has verified before. Its parent sends the bytes for each path.
 */
import { createServer } from "node:http";

const pages = new Map<string, Buffer>();
const verified = new Set<string>();

const server = createServer((request, response) => {
  const page = pages.get(request.url ?? "");
  if (!page || !verified.has(request.headers.authorization ?? "")) {
    response.writeHead(401).end();
    return;
  }
  response.writeHead(200, {
    "content-type": "application/json; charset=utf-8",
    "content-length": page.length,
  });
  response.end(page);
});

type Message = { path: string; text: string; authorization: string };
process.on("message", ({ path, text, authorization }: Message) => {
  pages.set(path, Buffer.from(text));
  verified.add(authorization);
  process.send?.({ held: path });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address && typeof address === "object") {
    process.send?.({ url: `http://127.0.0.1:${address.port}` });
  }
});
process.once("disconnect", () => server.close());
