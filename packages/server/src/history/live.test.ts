import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { get, type IncomingMessage } from "node:http";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { mintToken } from "@vatline/api";
import { createApiKey } from "../api-keys/create.ts";
import { revokeApiKey } from "../api-keys/revoke.ts";
import { createUser } from "../customers/create-user.ts";
import { appendEvent, readEvents } from "../platform/events.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { createTestOwner, testKeyPair } from "../testing/people.ts";
import { startTestServer, type TestServer } from "../testing/server.ts";

type Reader = {
  status: number;
  /** Seqs of the events that came, and the last id of any kind. */
  seqs: number[];
  nouns: Set<string>;
  last_id: string;
  text: string;
  ended: Promise<void>;
  close(): void;
};

/** Opens a stream; what comes is collected. */
function openStream(
  { url, token }: { url: string; token: string },
  options: { query?: string; last_id?: string } = {},
): Promise<Reader> {
  const { query = "", last_id } = options;
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(last_id !== undefined && { "last-event-id": last_id }),
    };
    const request = get(`${url}/events${query}`, { headers, agent: false }, (answer) =>
      resolve(readerOf(answer, () => request.destroy())),
    );
    request.on("error", reject);
  });
}

function readerOf(answer: IncomingMessage, close: () => void): Reader {
  const ended = new Promise<void>((resolve) => answer.once("close", () => resolve()));
  const status = answer.statusCode ?? 0;
  const reader: Reader = {
    status,
    seqs: [],
    nouns: new Set(),
    last_id: "",
    text: "",
    ended,
    close,
  };
  let rest = "";
  answer.setEncoding("utf8").on("error", () => {});
  answer.on("data", (chunk: string) => {
    reader.text += chunk;
    const blocks = (rest + chunk).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const id = /^id: (.*)$/m.exec(block)?.[1];
      if (id !== undefined) reader.last_id = id;
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data === undefined || block.includes("event: gap")) continue;
      const { seq, noun } = JSON.parse(data);
      reader.seqs.push(seq);
      reader.nouns.add(noun);
    }
  });
  return reader;
}

/** Waits for something that comes by itself. */
async function until(condition: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 20_000;
  while (!condition()) {
    assert.ok(Date.now() < end, what);
    await sleep(10);
  }
}

async function write(
  shop: TestServer,
  count: number,
  customer_uuid = shop.furnished.customer_uuid,
) {
  const { db, clock } = shop.server.deps;
  const event = { at: clock.now(), customer_uuid, actor: "link", noun: "notes", what: "made" };
  for (let n = 0; n < count; n++) {
    await db.transaction((tx) => appendEvent(tx, { ...event, uuid: `n${n}`, details: { n } }));
  }
}

async function seqsAfter(shop: TestServer, after_seq: number): Promise<number[]> {
  const { customer_uuid } = shop.furnished;
  const events = await readEvents(shop.server.deps.db.read, { customer_uuid, after_seq });
  return events.map(({ seq }) => seq);
}

forEachDatabase("GET /events", (database) => {
  test("no event is missed or doubled over reconnects while many write", async () => {
    const shop = await startTestServer(database);
    let reader = await openStream(shop);
    await until(() => reader.last_id !== "", "the stream begins");
    const begun = Number(reader.last_id);
    const seen: number[] = [];
    let writing = true;
    const writers = Promise.all([write(shop, 40), write(shop, 40), write(shop, 40)]).then(() => {
      writing = false;
    });
    while (writing) {
      await sleep(20);
      reader.close();
      await reader.ended;
      seen.push(...reader.seqs);
      reader = await openStream(shop, { last_id: reader.last_id });
      await until(() => reader.last_id !== "", "the stream goes on");
    }
    await writers;
    const expected = await seqsAfter(shop, begun);
    await until(() => seen.length + reader.seqs.length >= expected.length, "all events come");
    await sleep(50);
    assert.deepEqual([...seen, ...reader.seqs], expected);
    reader.close();
  });

  test("shows a customer's own events alone, and of these the nouns asked for", async () => {
    const shop = await startTestServer(database);
    const neighbour = await createTestOwner(shop.server.deps.db, { key_index: 1 });
    const token = await mintToken(neighbour, { expires_in_s: 600 });
    const [all, notes, none, theirs] = await Promise.all([
      openStream(shop),
      openStream(shop, { query: "?noun=notes&noun=models" }),
      openStream(shop, { query: "?noun=nothing" }),
      openStream({ url: shop.url, token }),
    ]);
    const readers = [all, notes, none, theirs];
    await until(() => readers.every(({ last_id }) => last_id !== ""), "all begin");
    await write(shop, 3);
    await write(shop, 2, neighbour.customer_uuid);
    await shop.client.getPresignedUploadUrl({ body: { filename: "a.stl" } });
    await until(() => all.seqs.length === 4 && theirs.seqs.length === 2, "all come");
    assert.deepEqual(
      [[...all.nouns], [...notes.nouns], none.seqs],
      [["notes", "model_uploads"], ["notes"], []],
    );
    assert.equal(new Set([...all.seqs, ...theirs.seqs]).size, 6);
    for (const reader of readers) reader.close();
  });

  test("ends when the key is revoked, and when its owner is no longer let in", async () => {
    const shop = await startTestServer(database);
    const { db, clock } = shop.server.deps;
    const [first, second] = [
      await createTestOwner(db, { key_index: 1 }),
      await createTestOwner(db, { key_index: 0 }),
    ];
    const streams = await Promise.all(
      [first, second].map(async (owner) =>
        openStream({ url: shop.url, token: await mintToken(owner, { expires_in_s: 600 }) }),
      ),
    );
    await db.transaction((tx) => revokeApiKey(tx, clock, { ...first, actor: "test" }));
    await streams[0].ended;
    const { customer_uuid, user_uuid } = second;
    await db.transaction((tx) =>
      tx
        .updateTable("users")
        .set({ role: "VIEWER" })
        .where("customer_uuid", "=", customer_uuid)
        .where("uuid", "=", user_uuid)
        .execute(),
    );
    await streams[1].ended;
  });

  test("200 streams get everything; one user has 20; closing the server ends them all", async () => {
    const shop = await startTestServer(database);
    const { db, clock } = shop.server.deps;
    const { customer_uuid } = shop.furnished;
    const tokens: string[] = [];
    for (let n = 0; n < 10; n++) {
      const [at, uuid, client_id] = [clock.now(), randomUUID(), randomUUID()];
      const key_pair = await testKeyPair(0);
      const who = { customer_uuid, actor: "test", at };
      const { public_key, client_secret } = key_pair;
      await db.transaction(async (tx) => {
        await createUser(tx, {
          ...who,
          uuid,
          email: `${uuid}@x.example`,
          name: "U",
          role: "ADMIN",
        });
        const key = { user_uuid: uuid, client_id, name: "K", public_key, expires_at: null };
        await createApiKey(tx, clock, { customer_uuid, actor: "test", ...key });
      });
      tokens.push(await mintToken({ client_id, client_secret }, { expires_in_s: 600 }));
    }
    const { url } = shop;
    const readers: Reader[] = [];
    for (const token of tokens) {
      readers.push(
        ...(await Promise.all(Array.from({ length: 20 }, () => openStream({ url, token })))),
      );
    }
    const refused = await openStream({ url, token: tokens[0] });
    await refused.ended;
    assert.deepEqual([refused.status, JSON.parse(refused.text).code], [429, "streams_too_many"]);
    await until(() => readers.every(({ last_id }) => last_id !== ""), "all begin");
    const begun = Math.max(...readers.map(({ last_id }) => Number(last_id)));
    await write(shop, 50);
    const expected = await seqsAfter(shop, begun);
    await until(() => readers.every(({ seqs }) => seqs.length >= 50), "all events come to all");
    for (const { seqs } of readers) assert.deepEqual(seqs, expected);
    await shop.server.http.close();
    await Promise.all(readers.map(({ ended }) => ended));
  });

  test("asked wrongly or by nobody, it says so; too far back or beyond the end is a gap", async () => {
    const shop = await startTestServer(database);
    const asked = async (path: string, headers: Record<string, string> = {}) => {
      const { status, body } = await shop.request("GET", path, { headers });
      return [status, body.code];
    };
    assert.deepEqual(await asked("/events", { "last-event-id": "x" }), [400, "input_invalid"]);
    assert.deepEqual(await asked("/events?colour=red"), [400, "input_invalid"]);
    const nobody = await shop.request("GET", "/events", { token: null });
    assert.deepEqual([nobody.status, nobody.body.code], [401, "token_missing"]);
    const beyond = await openStream(shop, { last_id: "999999999" });
    await until(() => beyond.last_id !== "", "it begins");
    assert.match(beyond.text, /^id: \d+\nevent: gap\ndata: /);
    beyond.close();
  });
});
