/** Asks a server for pages again and again over a few connections, at little cost of its own. */
import { connect, type Socket } from "node:net";

export type Load = { requests: number; seconds: number; p50_ms: number; p99_ms: number };

/**
 * Keeps `connections` requests under way for `seconds`, the paths in turn; fails on any answer but
 * 200.
 */
export async function load(
  url: string,
  paths: readonly string[],
  authorization: string,
  { connections, seconds }: { connections: number; seconds: number },
): Promise<Load> {
  const { host, hostname, port } = new URL(url);
  const requests = paths.map((path) =>
    Buffer.from(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\nauthorization: ${authorization}\r\n\r\n`),
  );
  let sent = 0;
  const next = () => requests[sent++ % requests.length];
  const times_ms: number[] = [];
  const from = performance.now();
  const until = from + seconds * 1000;
  await Promise.all(
    Array.from({ length: connections }, () => {
      const socket = connect(Number(port), hostname);
      socket.setNoDelay(true);
      return askUntil(socket, next, until, times_ms);
    }),
  );
  const passed_s = (performance.now() - from) / 1000;
  times_ms.sort((a, b) => a - b);
  const quantile = (share: number) => times_ms[Math.floor(share * (times_ms.length - 1))];
  const [p50_ms, p99_ms] = [quantile(0.5), quantile(0.99)];
  return { requests: times_ms.length, seconds: passed_s, p50_ms, p99_ms };
}

/** One request after another; an answer is counted by its content-length, not read. */
function askUntil(
  socket: Socket,
  next: () => Buffer,
  until: number,
  times_ms: number[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    let missing = 0;
    let sent_at = performance.now();
    const ask = () => {
      sent_at = performance.now();
      socket.write(next());
    };
    socket.on("data", (chunk) => {
      if (missing === 0) missing = bytesOf(chunk);
      missing -= chunk.length;
      if (missing > 0) return;
      missing = 0;
      times_ms.push(performance.now() - sent_at);
      if (performance.now() < until) return ask();
      socket.end();
      resolve();
    });
    socket.on("error", reject);
    ask();
  });
}

/** Bytes of the whole answer, whose head has to come in one piece. */
function bytesOf(chunk: Buffer): number {
  const end = chunk.indexOf("\r\n\r\n");
  const head = chunk.toString("latin1", 0, end);
  const length = /content-length: (\d+)/i.exec(head)?.[1];
  if (end < 0 || !head.startsWith("HTTP/1.1 200") || length === undefined) {
    throw new Error(`an answer that cannot be counted: ${head.slice(0, 200)}`);
  }
  return end + 4 + Number(length);
}
