import assert from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readEvents } from "../platform/events.ts";
import { type DocumentFile, JOBS } from "../platform/jobs/names.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { loseFiles } from "../testing/lose-files.ts";
import { startTestServer, type TestServer } from "../testing/server.ts";
import { aPackedOrder } from "../testing/shop.ts";
import { attachDocuments } from "./attach-documents.ts";

forEachDatabase("attachDocuments", (database) => {
  test("attaches a traveler and a plate picture that anyone with the build can download", async () => {
    const shop = await startTestServer(database);
    const { build_uuids } = await aPackedOrder(shop, 3);
    const build = await shop.client.getBuild({ params: { uuid: build_uuids[0] } });
    const filenames = build.attachments?.map(({ filename }) => filename);
    assert.deepEqual(filenames, [
      `${build.name}-plate.png`,
      `${build.name}-plate.svg`,
      `${build.name}-traveler.pdf`,
    ]);

    const [pixels, plate, traveler] = build.attachments ?? [];
    assert.equal((await download(shop, pixels?.uuid)).type, "image/png");
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
    const again = async (job_uuid: string) => {
      const ids = deps.ids.forJob(job_uuid);
      const payload = { customer_uuid, build_uuid: uuid };
      await attachDocuments(deps, { ...payload, file: "plate" }, { ids, attempt: 1 });
      await attachDocuments(deps, { ...payload, file: "traveler" }, { ids, attempt: 1 });
    };
    const read = () =>
      deps.db.read.selectFrom("attachments").selectAll().orderBy("filename").execute();
    const documented = async () => {
      const events = await readEvents(deps.db.read, { customer_uuid, noun: "builds", uuid });
      return events.filter(({ what }) => what === "documented").length;
    };
    const before = await read();
    const build = await shop.client.getBuild({ params: { uuid } });
    assert.equal(before.length, 3);

    await shop.advance(60);
    await again("10000000-0000-7000-8000-000000000000");
    assert.deepEqual(await read(), before);
    assert.equal(await documented(), 2);
    const same = await shop.client.getBuild({ params: { uuid } });
    assert.equal(same.updated_at, build.updated_at);

    await deps.db.transaction((tx) =>
      tx.deleteFrom("attachments").where("kind", "in", ["plate", "plate_png"]).execute(),
    );
    await again("20000000-0000-7000-8000-000000000000");
    const restored = await read();
    const keyOf = (row: { kind: string; file_key: string }) => `${row.kind} ${row.file_key}`;
    assert.deepEqual(restored.map(keyOf), before.map(keyOf));
    assert.equal(await documented(), 3);
    const touched = await shop.client.getBuild({ params: { uuid } });
    assert.ok(String(touched.updated_at) > String(build.updated_at));
  });

  test("says on the build why a document could not be made, until it can be", async () => {
    const shop = await startTestServer(database);
    const [uuid] = (await aPackedOrder(shop, 1)).build_uuids;
    const { deps } = shop.server;
    const { customer_uuid } = shop.furnished;
    const before = await deps.db.read.selectFrom("attachments").selectAll().execute();
    await deps.db.transaction((tx) => tx.deleteFrom("attachments").execute());
    await loseFiles(
      deps.files,
      before.map(({ file_key }) => file_key),
    );
    const attach = (file: DocumentFile, attempt: number) => {
      const ids = deps.ids.forJob("30000000-0000-7000-8000-000000000000");
      return attachDocuments(deps, { customer_uuid, build_uuid: uuid, file }, { ids, attempt });
    };
    const errors = async () => {
      const { body } = await shop.request("GET", `/manage/v1/builds/${uuid}/slices`);
      return body.file_errors as Partial<Record<DocumentFile, string>>;
    };
    // A disk on which nothing can be written.
    const unfinished = join(deps.config.data_dir, "files", "unfinished");
    rmSync(unfinished, { recursive: true });
    await assert.rejects(attach("traveler", 1), /ENOENT/);
    assert.deepEqual(await errors(), {});
    await attach("traveler", JOBS.attach_documents.attempts_max);
    assert.match((await errors()).traveler ?? "", /ENOENT/);
    const events = await readEvents(deps.db.read, { customer_uuid, noun: "builds", uuid });
    assert.ok(events.some(({ what }) => what === "not_documented"));
    mkdirSync(unfinished);
    await attach("traveler", 1);
    assert.deepEqual(await errors(), {});
    const build = await shop.client.getBuild({ params: { uuid } });
    assert.deepEqual(
      build.attachments?.map(({ filename }) => filename),
      [`${build.name}-traveler.pdf`],
    );
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
