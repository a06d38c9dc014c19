import assert from "node:assert/strict";
import { connect } from "node:net";
import { type TestContext, test } from "node:test";
import { startTestHttp } from "../../testing/http.ts";
import type { Event } from "../events.ts";
import type { Feed } from "../feed.ts";

/** A stream over a feed of its own; `settle` lets all that is due happen. */
async function startStream(t: TestContext, feed: Partial<Feed>) {
  const whole: Feed = {
    begin: async () => ({ after_seq: 0, gap: false }),
    next: async () => [],
    more: () => new Promise((resolve) => setImmediate(resolve)),
    nowMs: () => 0,
    ...feed,
  };
  const http = await startTestHttp(t, [], { feed: whole });
  const { port, hostname } = new URL(await http.app.listen({ port: 0, host: "127.0.0.1" }));
  const socket = connect(Number(port), hostname);
  t.after(() => socket.destroy());
  socket.write(`GET /events HTTP/1.1\r\nhost: x\r\nauthorization: ${http.authorization}\r\n\r\n`);
  return { ...http, socket };
}

const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
};

test("a stream in which nothing happens says every 15 s that it is there", async (t) => {
  let now_ms = 0;
  const { socket } = await startStream(t, { nowMs: () => now_ms });
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk.toString();
  });
  const beats = () => text.split(": still here\n\n").length - 1;
  await until(() => text.includes("id: 0"));
  for (let beat = 1; beat <= 3; beat++) {
    now_ms += 14_999;
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(beats(), beat - 1);
    now_ms += 1;
    await until(() => beats() === beat);
  }
});

test("a reader that takes nothing for 30 s is cut", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let asked = 0;
  const large = { seq: 1, noun: "n", details: { text: "x".repeat(1_000_000) } } as unknown as Event;
  const { socket, app } = await startStream(t, {
    next: async () => {
      asked++;
      return [large];
    },
  });
  socket.pause();
  // As many as the buffers between the two hold; then the stream waits for its reader.
  let seen = -1;
  while (asked === 0 || asked > seen) {
    seen = asked;
    for (let turn = 0; turn < 5000; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
  const open = () =>
    new Promise<number>((resolve) => app.server.getConnections((_error, count) => resolve(count)));
  t.mock.timers.tick(29_999);
  for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(await open(), 1);
  t.mock.timers.tick(1);
  while ((await open()) > 0) await new Promise((resolve) => setImmediate(resolve));
});
