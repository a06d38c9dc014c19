import assert from "node:assert/strict";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openTextSender } from "./text-sender.ts";

const READERS = 6;
const ASKS = 40;
/** A large text of one byte a letter. */
const LARGE = 12;
const LETTERS = ["a", "é", "歯", "😀"];

/** A text of its own for every number, of up to 640 kB, in letters of one to four bytes. */
function textOf(n: number): string {
  return `${n}:${LETTERS[n % 4].repeat([1, 50, 20_000, 160_000][(n >> 2) % 4])}:${n}`;
}

/** A server that sends, at /N, the text of N. */
async function startSending(t: TestContext) {
  const sendText = openTextSender();
  const server = createServer((request, response) => {
    const n = Number(request.url?.slice(1));
    sendText(response, 200, { "x-number": String(n) }, textOf(n));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  t.after(() => server.closeAllConnections());
  const { port } = server.address() as AddressInfo;
  return { port, get: (n: number) => fetch(`http://127.0.0.1:${port}/${n}`) };
}

async function checkWhole(answers: Promise<Response>[]): Promise<void> {
  for (const [n, answer] of (await Promise.all(answers)).entries()) {
    const text = await answer.text();
    assert.equal(answer.headers.get("content-length"), String(Buffer.byteLength(text)));
    assert.equal(answer.headers.get("x-number"), String(n));
    assert.ok(text === textOf(n), `the text of ${n}`);
  }
}

test("every text arrives whole, of whatever size and letters, however many are sent at once", async (t) => {
  const { get } = await startSending(t);
  const numbers = Array.from({ length: 64 }, (_, n) => n);
  await checkWhole(numbers.map(get));
  for (const n of numbers) await get(n).then((answer) => answer.text());
  await checkWhole(numbers.map(get));
});

test("who reads slowly, or hangs up half way, spoils nobody's text", async (t) => {
  const { port, get } = await startSending(t);
  const text = textOf(LARGE);
  const readers = Array.from({ length: READERS }, () => connect(port, "127.0.0.1").pause());
  // One after another, until an answer does not fit into what the network holds for a reader.
  for (let n = 0; n < ASKS; n += 1) {
    for (const reader of readers) reader.write(`GET /${LARGE} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await sleep(10);
  }
  await checkWhole(Array.from({ length: 32 }, (_, n) => get(n)));
  const [leaving, staying] = [readers.slice(READERS / 2), readers.slice(0, READERS / 2)];
  for (const reader of leaving) reader.destroy();
  await checkWhole(Array.from({ length: 32 }, (_, n) => get(n)));
  for (const reader of staying) {
    let received = "";
    reader.setEncoding("latin1");
    for await (const chunk of reader) {
      received += chunk;
      if (received.length > ASKS * text.length && received.endsWith(text.slice(-9))) break;
    }
    assert.equal(received.split(text).length, ASKS + 1, "every text is whole");
  }
});
