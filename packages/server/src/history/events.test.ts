import assert from "node:assert/strict";
import { test } from "node:test";
import { type Event, mintToken } from "@vatline/api";
import { sql } from "kysely";
import { forEachDatabase } from "../testing/databases.ts";
import { manageClient } from "../testing/manage.ts";
import { createTestOwner } from "../testing/people.ts";
import { startTestServer, type TestServer } from "../testing/server.ts";
import { aPackedOrder, aPrintOrder } from "../testing/shop.ts";

async function eventsOf(shop: TestServer, query: string): Promise<Event[]> {
  const { status, body } = await shop.request("GET", `/manage/v1/events?${query}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body.events as Event[];
}

/** An order that was printed, and so events of most kinds. */
async function aHistory(shop: TestServer) {
  const { order, build_uuids } = await aPackedOrder(shop, 2);
  await aPrintOrder(shop, build_uuids[0]);
  await shop.untilIdle();
  return order;
}

forEachDatabase("getEvents", (database) => {
  test("tells every change newest first, page by page, each once", async () => {
    const shop = await startTestServer(database);
    await aHistory(shop);
    const { events: all, total_count } = await manageClient(shop).getEvents({
      query: { limit: 1000 },
    });
    assert.equal(total_count, all.length);
    assert.deepEqual(
      all.map(({ at, seq }) => [at, seq]),
      all
        .map(({ at, seq }) => [at, seq])
        .toSorted(([a, s], [b, t]) => (a < b || (a === b && s < t) ? 1 : -1)),
    );
    for (const direction of ["desc", "asc"]) {
      const walked: Event[] = [];
      let cursor = "";
      do {
        const query = `limit=7&sort=at,${direction}&cursor=${encodeURIComponent(cursor)}`;
        const { body } = await shop.request("GET", `/manage/v1/events?${query}`);
        walked.push(...(body.events as Event[]));
        cursor = String(body.next_cursor ?? "");
      } while (cursor);
      assert.deepEqual(walked, direction === "desc" ? all : all.toReversed());
    }
  });

  test("filters by noun, thing, actor, change and time; a filter without match finds none", async () => {
    const shop = await startTestServer(database);
    const order = await aHistory(shop);
    const [, second] = (await eventsOf(shop, "limit=1000&sort=at")).filter(
      (event, index, all) => event.at !== all[index - 1]?.at,
    );
    const actor = `key:${shop.secrets.client_id}`;
    const cases: [query: string, matches: (event: Event) => boolean][] = [
      ["noun=prints", ({ noun }) => noun === "prints"],
      ["noun=prints&noun=builds", ({ noun }) => ["prints", "builds"].includes(noun)],
      [`uuid=${order.uuid}`, ({ uuid }) => uuid === order.uuid],
      [`actor=${actor}`, (event) => event.actor === actor],
      ["what=finished", ({ what }) => what === "finished"],
      [`after=${second.at}`, ({ at }) => at >= second.at],
      [`before=${second.at}`, ({ at }) => at < second.at],
    ];
    const all = await eventsOf(shop, "limit=1000");
    for (const [query, matches] of cases) {
      const found = await eventsOf(shop, `limit=1000&${query}`);
      assert.ok(found.length > 0 && found.length < all.length, query);
      assert.deepEqual(found, all.filter(matches), query);
    }
    for (const name of ["noun", "uuid", "actor", "what"]) {
      assert.deepEqual(await eventsOf(shop, `limit=10&${name}=nobody`), [], name);
      assert.deepEqual(await eventsOf(shop, `limit=10&${name}=`), [], name);
    }
    assert.deepEqual(await eventsOf(shop, "limit=10&after=2099-01-01"), []);
    assert.deepEqual(await eventsOf(shop, "limit=10&before=2001-01-01"), []);
    for (const wrong of ["after=", "before=yesterday", "limit=0", "sort=seq", "colour=red"]) {
      assert.equal(
        (await shop.request("GET", `/manage/v1/events?limit=5&${wrong}`)).status,
        400,
        wrong,
      );
    }
  });

  test("names who acted, and shows another customer nothing", async () => {
    const shop = await startTestServer(database);
    const order = await aHistory(shop);
    const [created] = await eventsOf(shop, `limit=10&uuid=${order.uuid}&what=created`);
    assert.equal(created.actor_name, 'Sandbox Admin, by the key "sandbox"');
    const [packed] = await eventsOf(shop, "limit=10&noun=builds&what=created");
    assert.deepEqual([packed.actor, packed.actor_name], ["server:packing", "Packing"]);
    const neighbour = await createTestOwner(shop.server.deps.db, { key_index: 1 });
    const token = await mintToken(neighbour, { expires_in_s: 600 });
    const theirs = await shop.request("GET", "/manage/v1/events?limit=1000", { token });
    assert.deepEqual(
      (theirs.body.events as Event[]).map(({ noun, what }) => `${noun} ${what}`),
      ["api_keys created", "users created", "customers created"],
    );
  });
});

forEachDatabase("verifyEvents", (database) => {
  test("a history that nobody touched is intact, also after more was added to it", async () => {
    const shop = await startTestServer(database);
    const { verifyEvents, getEvents } = manageClient(shop);
    const first = await verifyEvents();
    await aHistory(shop);
    const { intact, event_count, last_seq, reason } = await verifyEvents();
    const { events, total_count } = await getEvents({ query: { limit: 1 } });
    assert.deepEqual(
      [intact, event_count, last_seq, reason],
      [true, total_count, events[0].seq, null],
    );
    assert.ok(first.intact && first.event_count < event_count);
  });

  test("what was altered is found, and another customer hears nothing of it", async () => {
    const shop = await startTestServer(database);
    await aHistory(shop);
    const { verifyEvents } = manageClient(shop);
    await verifyEvents();
    const [, { seq }] = await eventsOf(shop, "limit=2");
    await shop.server.deps.db.transaction((tx) =>
      sql`update events set actor = 'user:somebody' where seq = ${seq}`.execute(tx),
    );
    const found = await verifyEvents();
    assert.deepEqual([found.intact, found.first_broken_seq], [false, seq]);
    const neighbour = await createTestOwner(shop.server.deps.db, { key_index: 1 });
    const token = await mintToken(neighbour, { expires_in_s: 600 });
    const theirs = await shop.request("GET", "/manage/v1/events/verify", { token });
    assert.deepEqual([theirs.body.intact, theirs.body.event_count], [true, 3]);
  });
});
