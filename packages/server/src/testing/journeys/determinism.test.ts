/**
 * The same seed and the same calls give the same uuids, times, order and bytes: a promise of the
 * sandbox, whose database is embedded. On PostgreSQL a transaction may be run again, and then
 * draws further uuids.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type OpenTestDb, onSqlite } from "../databases.ts";
import { planFaults, queueOf } from "../fleet.ts";
import { archStl, sizedStl } from "../models.ts";
import { startTestServer, type TestServer } from "../server.ts";
import { anOrder, aPart, aPrintOrder, settled } from "../shop.ts";

const LISTS = ["parts", "part_orders", "printed_parts", "builds", "print_orders"];

onSqlite("determinism", (database) => {
  test("two fresh sandboxes that are told the same say the same, to the byte", async () => {
    const first = await live(database, 7);
    const second = await live(database, 7);
    assert.deepEqual([...second.keys()], [...first.keys()]);
    for (const [path, answer] of first) assert.equal(second.get(path), answer, path);
    assert.ok(first.size > 20, `${first.size} answers were compared`);

    const other = await live(database, 8);
    const uuids = (answers: Map<string, string>) => answers.get("/v1/builds?limit=1000") ?? "";
    assert.notEqual(uuids(other), uuids(first));
    assert.notEqual(other.get("/v1/printers"), first.get("/v1/printers"));
  });
});

/** A few days of a shop: what every address answers afterwards, by path. */
async function live(database: OpenTestDb, seed: number): Promise<Map<string, string>> {
  const shop = await startTestServer(database, { seed, worker_threads: 2 });
  await work(shop);
  return readAll(shop);
}

async function work(shop: TestServer): Promise<void> {
  const [first, second, third] = shop.furnished.printer_serials;
  const parts: string[] = [];
  for (let number = 0; number < 8; number++) parts.push(await aPart(shop, { number }));
  // What follows is told while the packing of the one before goes on.
  await anOrder(shop, { parts: parts.slice(0, 6), flush: true });
  parts.push(await aPart(shop, { stl: sizedStl(250, 30), number: 20 }));
  await anOrder(shop, { parts: parts.slice(5), flush: true, packing_group: "night" });
  await aPart(shop, { number: 9 });
  await anOrder(shop, { parts: [parts[0], parts[0]], packing_group: "later" });
  await settled(shop);
  const { builds = [] } = await shop.client.getBuilds({
    query: { limit: 100, sort: ["build_uuid"] },
  });
  assert.ok(builds.length >= 2, `${builds.length} builds`);
  await planFaults(shop, second, { failures: [{ job_id: null, layer: 9, reason: "debris" }] });
  for (const { uuid = "" } of builds) {
    await aPrintOrder(shop, uuid, { total_copies: 3, route_to: [first, second] });
  }
  const [head, next] = await queueOf(shop, first);
  for (const change of [
    { action_type: "PrinterQueueMoveRequest" as const, printer_serial: third, index: 0 },
    { action_type: "PrinterQueueDeleteRequest" as const },
  ]) {
    const print_uuids = ["index" in change ? head : next];
    await shop.client.updatePrinterQueue({ body: { ...change, print_uuids } });
  }
  await shop.advance(3600);
  await anOrder(shop, {
    parts: [await aPart(shop, { stl: archStl(30), number: 30 })],
    flush: true,
  });
  await shop.untilIdle();
}

async function readAll(shop: TestServer): Promise<Map<string, string>> {
  const answers = new Map<string, string>();
  const read = async (path: string) => {
    const { status, body } = await shop.request("GET", path);
    assert.equal(status, 200, path);
    answers.set(path, JSON.stringify(body).replaceAll(shop.url, ""));
    return body;
  };
  for (const list of LISTS) await read(`/v1/${list}?limit=1000`);
  const all = "status=finished&status=failed&status=canceled&status=queued&status=printing";
  await read(`/v1/prints?limit=1000&${all}`);
  for (const path of ["printers", "printers/queues", "applications"]) await read(`/v1/${path}`);
  for (const list of ["printers", "resins", "resin_lots"]) await read(`/manage/v1/${list}`);
  await read("/sandbox/v1/clock");
  const { parts } = (await read("/v1/printed_parts?limit=1000&sort=uuid")) as {
    parts: { model_uuid: string }[];
  };
  for (const uuid of new Set(parts.map(({ model_uuid }) => model_uuid))) {
    await read(`/v1/models/${uuid}`);
  }
  const { builds = [] } = await shop.client.getBuilds({
    query: { limit: 1000, sort: ["build_uuid"] },
  });
  for (const { uuid = "", attachments = [] } of builds) {
    await read(`/v1/builds/${uuid}`);
    await read(`/manage/v1/builds/${uuid}/placements`);
    assert.equal(attachments.length, 3, "a traveler and two plate pictures");
    for (const { uuid: attachment_uuid = "", filename } of attachments) {
      const bytes = await shop.client.getAttachment({ params: { uuid: attachment_uuid } });
      answers.set(`${uuid}/${filename}`, Buffer.from(bytes).toString("base64"));
    }
  }
  return answers;
}
