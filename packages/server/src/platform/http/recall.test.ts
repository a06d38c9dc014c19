/** What is answered before the frame is what the frame would answer; `inject` asks the frame. */
import assert from "node:assert/strict";
import { connect } from "node:net";
import { type TestContext, test } from "node:test";
import { operations } from "@vatline/api";
import { startTestHttp } from "../../testing/http.ts";
import { createTestOwner } from "../../testing/people.ts";
import { signToken } from "../../testing/tokens.ts";
import { route } from "./route.ts";

const PATH = "/v1/printers?limit=10";

/** Pages that tell who asked and how often they were made, and how many requests the frame saw. */
async function startRemembering(t: TestContext, requests_max = 1000) {
  const counts = { made: 0, framed: 0 };
  const page = route(operations.getPrinters, async ({ caller }) => {
    counts.made += 1;
    return { printers: [{ name: caller.customer_uuid, serial: String(counts.made) }] } as never;
  });
  const http = await startTestHttp(t, [page], { requests_max }, { remembered: true });
  const { app, db, clock, authorization } = http;
  app.addHook("onRequest", async () => {
    counts.framed += 1;
  });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  return {
    ...http,
    counts,
    port: Number(new URL(url).port),
    tokenOf: (owner: { client_id: string; client_secret: string }) => {
      const claims = { iss: owner.client_id, exp: clock.realNowMs() / 1000 + 3600 };
      return `Bearer ${signToken({ claims, private_key: owner.client_secret })}`;
    },
    async ask(options: { token?: string; method?: string; headers?: object } = {}) {
      const { token = authorization, method = "GET", headers = {} } = options;
      const sent = { authorization: token, ...headers };
      const answer = await fetch(url + PATH, { method, headers: sent });
      const { status, headers: got } = answer;
      return { status, headers: Object.fromEntries(got), body: await answer.text() };
    },
    change: () =>
      db.transaction((tx) =>
        tx
          .insertInto("settings")
          .values({ name: `${counts.made}`, value: "" })
          .execute(),
      ),
    setKey: (values: { revoked_at?: string; expires_at?: string }) =>
      db.transaction((tx) => tx.updateTable("api_keys").set(values).execute()),
  };
}

test("a page asked again does not pass the frame, and is the same but for its number and count", async (t) => {
  const { ask, app, counts, authorization } = await startRemembering(t);
  const first = await ask();
  const again = await ask();
  assert.deepEqual(counts, { made: 1, framed: 1 });
  const framed = await app.inject({ url: PATH, headers: { authorization } });
  assert.deepEqual(counts, { made: 1, framed: 2 });
  assert.deepEqual([first.status, again.status, framed.statusCode], [200, 200, 200]);
  assert.deepEqual([again.body, framed.body], [first.body, first.body]);
  assert.equal(again.headers["x-ratelimit-remaining"], "998");
  assert.equal(framed.headers["x-ratelimit-remaining"], "997");
  assert.match(again.headers["x-request-id"], /^[0-9a-f-]{36}$/);
  assert.notEqual(again.headers["x-request-id"], first.headers["x-request-id"]);
  const lasting = (headers: Record<string, unknown>) =>
    Object.entries(headers)
      .filter(([name]) => !/^(x-request-id|date|ratelimit|x-ratelimit-remaining)$/.test(name))
      .sort();
  assert.deepEqual(lasting(again.headers), lasting(first.headers));
});

test("a change, and the next second, make the page anew", async (t) => {
  const { ask, change, clock, counts } = await startRemembering(t);
  for (let n = 0; n < 2; n += 1) assert.match((await ask()).body, /"serial":"1"/);
  await change();
  assert.match((await ask()).body, /"serial":"2"/);
  assert.equal(counts.framed, 2);
  clock.advance(1000);
  assert.match((await ask()).body, /"serial":"3"/);
});

test("a key that is revoked or ends, and a token that expires, are refused at once", async (t) => {
  const { ask, clock, setKey } = await startRemembering(t);
  await setKey({ expires_at: new Date(clock.realNowMs() + 500).toISOString() });
  assert.deepEqual([(await ask()).status, (await ask()).status], [200, 200]);
  clock.advance(600);
  const ended = await ask();
  assert.deepEqual([ended.status, JSON.parse(ended.body).code], [401, "key_revoked"]);

  const other = await startRemembering(t);
  assert.deepEqual([(await other.ask()).status, (await other.ask()).status], [200, 200]);
  await other.setKey({ revoked_at: new Date(clock.realNowMs()).toISOString() });
  assert.equal((await other.ask()).status, 401);

  const third = await startRemembering(t);
  assert.deepEqual([(await third.ask()).status, (await third.ask()).status], [200, 200]);
  third.clock.advance(7200_000);
  assert.equal((await third.ask()).status, 401);
});

test("counts every page, and refuses what is too many", async (t) => {
  const { ask, counts } = await startRemembering(t, 3);
  const answers = [await ask(), await ask(), await ask(), await ask(), await ask()];
  assert.deepEqual(
    answers.map(({ status, headers }) => [status, headers["x-ratelimit-remaining"]]),
    [
      [200, "2"],
      [200, "1"],
      [200, "0"],
      [429, "0"],
      [429, "0"],
    ],
  );
  assert.match(answers[4].headers["retry-after"], /^([1-9]|10)$/);
  assert.equal(counts.made, 1);
});

test("another customer is answered with its own page, and a stranger not at all", async (t) => {
  const { ask, db, owner, tokenOf } = await startRemembering(t);
  await ask();
  const other = await createTestOwner(db, { key_index: 1 });
  for (let n = 0; n < 2; n += 1) {
    assert.ok((await ask({ token: tokenOf(other) })).body.includes(other.customer_uuid));
    assert.ok((await ask()).body.includes(owner.customer_uuid));
  }
  const forged = tokenOf({ client_id: owner.client_id, client_secret: other.client_secret });
  assert.equal((await ask({ token: forged })).status, 401);
  assert.equal((await ask({ token: "" })).status, 401);
});

test("leaves to the frame what is no plain GET", async (t) => {
  const { ask, counts } = await startRemembering(t);
  const page = await ask();
  assert.equal((await ask()).status, 200);
  assert.equal(counts.framed, 1);
  const head = await ask({ method: "HEAD" });
  assert.deepEqual([head.status, head.body], [200, ""]);
  assert.equal(head.headers["content-length"], page.headers["content-length"]);
  await ask({ headers: { "content-type": "text/plain" } });
  assert.equal((await ask({ method: "PUT" })).status, 405);
  assert.equal(counts.framed, 4);
});

test("answers requests sent in one go, in their order", async (t) => {
  const { ask, authorization, port } = await startRemembering(t);
  await ask();
  const socket = connect(port, "127.0.0.1");
  t.after(() => socket.destroy());
  const request = (path: string, last = "") =>
    `GET ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\n${last}\r\n`;
  socket.write(request(PATH) + request("/v1/nothing") + request(PATH, "Connection: close\r\n"));
  let text = "";
  for await (const chunk of socket) text += chunk;
  assert.deepEqual(
    [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status),
    ["200", "404", "200"],
  );
});

test("knows no more addresses than it was told, and the frame answers the rest", async (t) => {
  const { authorization, counts, port } = await startRemembering(t);
  const get = async (limit: number) =>
    fetch(`http://127.0.0.1:${port}/v1/printers?limit=${limit}`, { headers: { authorization } });
  for (let limit = 1; limit <= 70; limit += 1) assert.equal((await get(limit)).status, 200);
  assert.equal((await get(1)).status, 200);
  assert.equal(counts.framed, 71);
  assert.equal((await get(70)).status, 200);
  assert.equal(counts.framed, 71);
});
