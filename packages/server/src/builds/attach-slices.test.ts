import assert from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { SliceFile } from "../platform/jobs/names.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { startTestServer, type TestServer } from "../testing/server.ts";
import { aPackedOrder } from "../testing/shop.ts";
import { attachSlices } from "./attach-slices.ts";

const LAST_TRY = 5;

/** Runs the job itself, as a queue would on that try. */
function attach(shop: TestServer, build_uuid: string, file: SliceFile, attempt = 1) {
  const { deps } = shop.server;
  const payload = { customer_uuid: shop.furnished.customer_uuid, build_uuid, file };
  const ids = deps.ids.forJob(deps.ids.next());
  return attachSlices(deps, payload, { attempt, ids, signal: new AbortController().signal });
}

function readAll(shop: TestServer) {
  const { db } = shop.server.deps;
  return db.read.selectFrom("attachments").selectAll().orderBy("kind").execute();
}

forEachDatabase("attachSlices", (database) => {
  const open = (build_files: string) => startTestServer(database, { build_files });

  test("attaches a film, a file to print from and a 3MF to what was packed", async () => {
    const shop = await open("all");
    const { build_uuids } = await aPackedOrder(shop, 3);
    const { name, attachments } = await shop.client.getBuild({ params: { uuid: build_uuids[0] } });
    const endings = [
      "M2.sl1",
      "arranged.3mf",
      "plate.png",
      "plate.svg",
      "printability.png",
      "slices.mp4",
      "traveler.pdf",
    ];
    const filenames = attachments?.map(({ filename }) => filename).sort();
    assert.deepEqual(
      filenames,
      endings.map((ending) => `${name}-${ending}`),
    );
    const film = attachments?.find(({ filename }) => filename?.endsWith(".mp4"));
    const { headers } = await shop.request("GET", `/v1/attachments/${film?.uuid}`);
    const answer = await fetch(new URL(headers.get("location") ?? "", shop.url));
    assert.equal(answer.headers.get("content-type"), "video/mp4");
    const bytes = Buffer.from(await answer.arrayBuffer());
    assert.equal(bytes.toString("latin1", 4, 8), "ftyp");
    const sizes = (await readAll(shop)).map(({ kind, file_size_bytes }) => [kind, file_size_bytes]);
    assert.deepEqual(sizes.find(([kind]) => kind === "video")?.[1], bytes.length);
  });

  test("doubles nothing when it is run again, and makes the same bytes anew", async () => {
    const shop = await open("all");
    const [uuid] = (await aPackedOrder(shop, 2)).build_uuids;
    const before = await readAll(shop);
    await attach(shop, uuid, "video");
    assert.deepEqual(await readAll(shop), before);
    const { db } = shop.server.deps;
    await db.transaction((tx) =>
      tx.deleteFrom("attachments").where("kind", "in", ["video", "build_file"]).execute(),
    );
    await attach(shop, uuid, "video");
    await attach(shop, uuid, "build_file");
    const keyOf = (row: { kind: string; file_key: string }) => `${row.kind} ${row.file_key}`;
    assert.deepEqual((await readAll(shop)).map(keyOf), before.map(keyOf));
  });

  test("says on the build why a file could not be written, until it can be", async () => {
    const shop = await open("none");
    const [uuid] = (await aPackedOrder(shop, 1)).build_uuids;
    const { data_dir } = shop.server.deps.config;
    const errorsOf = async () => {
      const { body } = await shop.request("GET", `/manage/v1/builds/${uuid}/slices`);
      return body.file_errors as Partial<Record<SliceFile, string>>;
    };
    const before = await readAll(shop);
    // A disk on which nothing can be written.
    rmSync(join(data_dir, "files", "unfinished"), { recursive: true });
    await assert.rejects(attach(shop, uuid, "video"), /ENOENT/);
    assert.deepEqual(await errorsOf(), {});
    await attach(shop, uuid, "video", LAST_TRY);
    await attach(shop, uuid, "arrangement", LAST_TRY);
    const { video, arrangement, ...others } = await errorsOf();
    assert.match(video ?? "", /ENOENT/);
    assert.match(arrangement ?? "", /ENOENT/);
    assert.deepEqual(others, {});
    assert.deepEqual(await readAll(shop), before, "nothing half-written is attached");
    mkdirSync(join(data_dir, "files", "unfinished"));
    await attach(shop, uuid, "video");
    assert.deepEqual(Object.keys(await errorsOf()), ["arrangement"]);
    assert.equal((await readAll(shop)).length, before.length + 1);
  });
});
