import assert from "node:assert/strict";
import { test } from "node:test";
import { fileKeyOf } from "../platform/files/file-key.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { archStl } from "../testing/models.ts";
import { startTestServer, type TestServer } from "../testing/server.ts";
import { aPackedOrder } from "../testing/shop.ts";
import { sweepFiles } from "./sweep.ts";

const DAY_S = 24 * 3600;

const upload = async (shop: TestServer, number: number) => {
  const headers = { filename: `arch-${number}.stl` };
  return (await shop.client.uploadModel({ headers, body: archStl(number) })).uuid;
};

/** Which of the arches still have a file, after a sweep. */
async function keptOf(shop: TestServer, numbers: number[], age_ms = 0): Promise<number[]> {
  const { deps } = shop.server;
  await sweepFiles(deps, deps.clock.now(), age_ms);
  const keys = await Promise.all(numbers.map((number) => fileKeyOf(archStl(number))));
  const kept = await Promise.all(keys.map((key) => deps.files.has(key)));
  return numbers.filter((_, index) => kept[index]);
}

forEachDatabase("sweeping", (database) => {
  test("a model past its time takes its file along, unless something else names it", async () => {
    const shop = await startTestServer(database);
    const { deps } = shop.server;
    await upload(shop, 1);
    const ordered = await upload(shop, 2);
    const part_number = "ALIGNER-001";
    await shop.client.createPart({ body: { part_number, model_uuid: ordered } });
    await upload(shop, 3);
    await shop.advance(DAY_S);
    await upload(shop, 3);
    await deps.files.put(archStl(4));
    assert.deepEqual(await keptOf(shop, [1, 2, 3, 4], 60_000), [1, 2, 3, 4], "put just now");
    assert.deepEqual(await keptOf(shop, [1, 2, 3, 4]), [1, 2, 3]);
    await shop.advance(29 * DAY_S - 1);
    assert.deepEqual(await keptOf(shop, [1, 2, 3]), [1, 2, 3]);
    await shop.advance(1);
    assert.deepEqual(await keptOf(shop, [1, 2, 3]), [2, 3]);
    await shop.advance(DAY_S);
    assert.deepEqual(await keptOf(shop, [1, 2, 3]), [2]);
    const rows = await deps.db.read.selectFrom("models").select("uuid").execute();
    assert.equal(rows.length, 4, "what happened is still told");
    // The same content again is a new model like any other.
    const again = await upload(shop, 1);
    const { headers } = await shop.request("GET", `/v1/models/${again}/download`);
    const file = await fetch(new URL(String(headers.get("location")), shop.url));
    assert.deepEqual(Buffer.from(await file.arrayBuffer()), Buffer.from(archStl(1)));
  });

  test("keeps what a run is under way with, and documents only as long as builds have them", async () => {
    const shop = await startTestServer(database);
    const { db, jobs } = shop.server.deps;
    await jobs.stop();
    const model_uuid = await upload(shop, 1);
    const program = shop.furnished.model_program_uuids.hollow;
    const body = { model_program_uuid: program, parameters: { MODEL_UUID: model_uuid } };
    const begun = await shop.request("POST", "/v1/model_program_runs", { body });
    assert.equal(begun.status, 200, JSON.stringify(begun.body));
    await db.transaction((tx) =>
      tx.updateTable("models").set({ expires_at: shop.server.deps.clock.now() }).execute(),
    );
    assert.deepEqual(await keptOf(shop, [1]), [1]);
    await db.transaction((tx) =>
      tx.updateTable("model_program_runs").set({ status: "failed" }).execute(),
    );
    assert.deepEqual(await keptOf(shop, [1]), []);
  });

  test("a document whose row is gone goes with the next sweep, one that is there does not", async () => {
    const shop = await startTestServer(database);
    await aPackedOrder(shop, 1);
    const { db, files } = shop.server.deps;
    const rows = await db.read.selectFrom("attachments").selectAll().execute();
    const [gone, ...kept] = rows;
    await db.transaction((tx) =>
      tx.deleteFrom("attachments").where("uuid", "=", gone.uuid).execute(),
    );
    await keptOf(shop, []);
    assert.equal(await files.has(gone.file_key), false);
    for (const { file_key } of kept) assert.ok(await files.has(file_key));
    assert.ok(kept.length > 0);
  });
});
