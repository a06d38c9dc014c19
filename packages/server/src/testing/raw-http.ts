/** HTTP as bytes on a socket, for requests that no well-behaved client would send. */
import { connect } from "node:net";
import type { Answer } from "./server.ts";

export type RawRequest = {
  method: string;
  /** Path and query as they are sent, one character a byte. */
  target: string;
  /** In order, doubles and all, one character a byte; those of the framing are added. */
  headers: [name: string, value: string][];
  body: Uint8Array | null;
  /** "cut" announces more than it sends, and hangs up. */
  framing: "length" | "chunked" | "cut";
};

/**
 * Sends one request on a connection of its own; null where the server hangs up without a word.
 * Rejects when no whole answer has come by the deadline.
 */
export async function sendRaw(
  url: string,
  request: RawRequest,
  deadline_ms: number,
): Promise<Answer | null> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  // A server that refuses early may reset what is still being sent; what it said is read anyway.
  socket.on("error", () => {});
  const closed = new Promise((resolve) => socket.once("close", resolve));
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    socket.destroy();
  }, deadline_ms);
  for (const bytes of bytesOf(request)) socket.write(bytes);
  if (request.framing === "cut") socket.end();
  else socket.once("end", () => socket.end());
  await closed;
  clearTimeout(timer);
  if (late) throw new Error(`no whole answer within ${deadline_ms} ms`);
  return readAnswer(Buffer.concat(chunks), request.method);
}

/** A line for a shell that sends the same; the token is left for the variable TOKEN. */
export function curlOf(url: string, { method, target, headers, body, framing }: RawRequest) {
  const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const all = [...headers, ...framingOf(body, framing)].map(([name, value]) =>
    /^Bearer ey/.test(value) ? `-H "${name}: Bearer $TOKEN"` : `-H ${quote(`${name}: ${value}`)}`,
  );
  const feed = body ? `base64 -d <<< ${Buffer.from(body).toString("base64")} | ` : "";
  const data = body ? " --data-binary @-" : "";
  const options = `-ig --path-as-is -X ${quote(method)} ${all.join(" ")}`;
  return `${feed}curl ${options}${data} ${quote(url + target)}`;
}

function framingOf(
  body: Uint8Array | null,
  framing: RawRequest["framing"],
): [name: string, value: string][] {
  if (!body) return [];
  if (framing === "chunked") return [["Transfer-Encoding", "chunked"]];
  return [["Content-Length", String(body.length + (framing === "cut" ? 10 : 0))]];
}

function bytesOf({ method, target, headers, body, framing }: RawRequest): Uint8Array[] {
  const lines = [...headers, ...framingOf(body, framing)].map(
    ([name, value]) => `${name}: ${value}`,
  );
  const head = [`${method} ${target} HTTP/1.1`, ...lines, "Connection: close", "", ""].join("\r\n");
  const parts: Uint8Array[] = [Buffer.from(head, "latin1")];
  if (!body) return parts;
  if (framing !== "chunked") return [...parts, body];
  const half = Math.ceil(body.length / 2);
  for (const chunk of [body.subarray(0, half), body.subarray(half)]) {
    if (chunk.length === 0) continue;
    parts.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n"));
  }
  return [...parts, Buffer.from("0\r\n\r\n")];
}

/** The last of the answers: those before it are interim (100 Continue). */
function readAnswer(bytes: Buffer, method: string): Answer | null {
  if (bytes.length === 0) return null;
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) throw new Error(`half an answer: ${bytes}`);
  const [first, ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const rest = bytes.subarray(end + 4);
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1]);
  if (status < 200) return readAnswer(rest, method);
  const headers = new Headers(
    lines.map((line): [string, string] => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }),
  );
  const announced = headers.get("content-length");
  const whole = method === "HEAD" || announced === null || Number(announced) === rest.length;
  if (!whole) throw new Error(`${announced} bytes were announced, ${rest.length} came: ${first}`);
  const isJson = headers.get("content-type")?.includes("json") && rest.length > 0;
  return {
    status,
    headers,
    body: isJson ? JSON.parse(rest.toString()) : { text: rest.toString() },
  };
}
