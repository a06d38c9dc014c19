import assert from "node:assert/strict";
import { test } from "node:test";
import { readEvents } from "../platform/events.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { startTestServer, type TestServer } from "../testing/server.ts";
import { aPackedOrder } from "../testing/shop.ts";
import { attachDocuments } from "./attach-documents.ts";

forEachDatabase("attachDocuments", (database) => {
  test("attaches a traveler and a plate picture that anyone with the build can download", async () => {
    const shop = await startTestServer(database);
    const { build_uuids } = await aPackedOrder(shop, 3);
    const build = await shop.client.getBuild({ params: { uuid: build_uuids[0] } });
    const filenames = build.attachments?.map(({ filename }) => filename);
    assert.deepEqual(filenames, [`${build.name}-plate.svg`, `${build.name}-traveler.pdf`]);

    const [plate, traveler] = build.attachments ?? [];
    const picture = await download(shop, plate?.uuid);
    assert.equal(picture.type, "image/svg+xml");
    assert.match(picture.text, /^<svg .*<\/svg>\s*$/s);
    assert.equal(picture.text.match(/<title>/g)?.length, build.parts.length);
    const pdf = await download(shop, traveler?.uuid);
    assert.equal(pdf.type, "application/pdf");
    assert.match(pdf.text, /^%PDF-/);
    assert.equal(pdf.disposition, `attachment; filename="${build.name}-traveler.pdf"`);
  });

  test("doubles nothing when it is run again, and completes what is missing", async () => {
    const shop = await startTestServer(database);
    const { build_uuids } = await aPackedOrder(shop, 1);
    const [uuid] = build_uuids;
    const { deps } = shop.server;
    const { customer_uuid } = shop.furnished;
    const again = (job_uuid: string) =>
      attachDocuments(deps, { customer_uuid, build_uuid: uuid }, deps.ids.forJob(job_uuid));
    const read = () =>
      deps.db.read.selectFrom("attachments").selectAll().orderBy("filename").execute();
    const documented = async () => {
      const events = await readEvents(deps.db.read, { customer_uuid, noun: "builds", uuid });
      return events.filter(({ what }) => what === "documented").length;
    };
    const before = await read();
    const build = await shop.client.getBuild({ params: { uuid } });
    assert.equal(before.length, 2);

    await shop.advance(60);
    await again("10000000-0000-7000-8000-000000000000");
    assert.deepEqual(await read(), before);
    assert.equal(await documented(), 1);
    const same = await shop.client.getBuild({ params: { uuid } });
    assert.equal(same.updated_at, build.updated_at);

    await deps.db.transaction((tx) =>
      tx.deleteFrom("attachments").where("kind", "=", "plate").execute(),
    );
    await again("20000000-0000-7000-8000-000000000000");
    const restored = await read();
    const keyOf = (row: { kind: string; file_key: string }) => `${row.kind} ${row.file_key}`;
    assert.deepEqual(restored.map(keyOf), before.map(keyOf));
    assert.equal(await documented(), 2);
    const touched = await shop.client.getBuild({ params: { uuid } });
    assert.ok(String(touched.updated_at) > String(build.updated_at));
  });
});

async function download(shop: TestServer, uuid: string | undefined) {
  const { status, headers } = await shop.request("GET", `/v1/attachments/${uuid}`);
  assert.equal(status, 302);
  const location = headers.get("location");
  assert.ok(location);
  const response = await fetch(new URL(location, shop.url));
  assert.equal(response.status, 200);
  return {
    type: response.headers.get("content-type"),
    disposition: response.headers.get("content-disposition"),
    text: await response.text(),
  };
}
