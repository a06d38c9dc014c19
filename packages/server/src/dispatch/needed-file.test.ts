import assert from "node:assert/strict";
import { test } from "node:test";
import { buildFileFormat, panelOf } from "@vatline/printers";
import { readBuild } from "../builds/store.ts";
import { noteFileError } from "../builds/store-slices.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { printersOf, printsWith } from "../testing/fleet.ts";
import { manage } from "../testing/manage.ts";
import { startTestServer, type TestServer } from "../testing/server.ts";
import { aPackedOrder, aPrintOrder, settled } from "../testing/shop.ts";

/** A printer of that model that prints from files of that format alone. */
async function filePrinter(shop: TestServer, hw_type: string, file_format: string) {
  const [serial] = await printersOf(shop, hw_type);
  const { settings } = await manage<{ settings: object }>(shop, "GET", `/printers/${serial}`);
  const body = { settings: { ...settings, file_format } };
  const changed = await manage<{ capabilities: { file_formats: string[] } }>(
    shop,
    "PATCH",
    `/printers/${serial}`,
    body,
  );
  assert.deepEqual(changed.capabilities.file_formats, [file_format]);
  return serial;
}

async function begun(shop: TestServer, serial: string) {
  for (let round = 0; round < 3; round++) {
    await settled(shop);
    await shop.advance(0);
  }
  const [print] = await printsWith(shop, { printer_serial: [serial], status: ["printing"] });
  return print;
}

async function filesOf(shop: TestServer, uuid: string) {
  const rows = await shop.server.deps.db.read
    .selectFrom("attachments")
    .selectAll()
    .where("build_uuid", "=", uuid)
    .where("kind", "like", "build_file%")
    .orderBy("kind")
    .execute();
  return rows;
}

forEachDatabase("the file that a printer needs", (database) => {
  test("each printer gets one of its own model and format before it begins [print-needs]", async () => {
    const shop = await startTestServer(database);
    const [uuid] = (await aPackedOrder(shop, 2)).build_uuids;
    const { name } = await shop.client.getBuild({ params: { uuid } });
    assert.deepEqual(await filesOf(shop, uuid), [], "no build file is made of every build");
    const cases: [string, string, string][] = [
      ["M2", "sl1", "build_file"],
      ["M2", "ctb", "build_file M2 ctb"],
      ["M3", "goo", "build_file M3 goo"],
      ["L1", "goo", "build_file L1 goo"],
    ];
    for (const [model, format, kind] of cases) {
      const serial = await filePrinter(shop, model, format);
      await aPrintOrder(shop, uuid, { route_to: [serial] });
      assert.ok(await begun(shop, serial), `${model} prints from ${format}`);
      const file = (await filesOf(shop, uuid)).find((one) => one.kind === kind);
      assert.equal(file?.filename, `${name}-${model}.${format}`);
      const bytes = await shop.server.deps.files.get(file?.file_key ?? "");
      const { header } = buildFileFormat(format).decode(bytes);
      const panel = panelOf(model);
      assert.deepEqual(
        [header.printer_model, header.grid.width_px, header.grid.height_px],
        [model, panel.width_px, panel.height_px],
      );
      await shop.untilIdle();
    }
    const made = await filesOf(shop, uuid);
    assert.equal(made.length, cases.length);
    const serial = await filePrinter(shop, "M2", "sl1");
    await aPrintOrder(shop, uuid, { route_to: [serial], total_copies: 2 });
    assert.ok(await begun(shop, serial));
    assert.deepEqual(await filesOf(shop, uuid), made);
  });

  test("where it cannot be made the print fails with the reason, and a new order tries again", async () => {
    const shop = await startTestServer(database);
    const [uuid] = (await aPackedOrder(shop, 1)).build_uuids;
    const serial = await filePrinter(shop, "M2", "sl1");
    await manage(shop, "POST", `/printers/${serial}/maintenance/start`, {});
    const { uuid: order } = await aPrintOrder(shop, uuid, { route_to: [serial] });
    await settled(shop);
    const { db } = shop.server.deps;
    const build = await readBuild(db.read, shop.furnished.customer_uuid, uuid);
    assert.ok(build);
    await db.transaction((tx) => noteFileError(tx, build, "build_file", "The disk is full."));
    await manage(shop, "POST", `/printers/${serial}/maintenance/end`, {});
    await shop.advance(1);
    const rows = await db.read.selectFrom("prints").selectAll().execute();
    assert.deepEqual(
      rows.map(({ print_order_uuid, status, error }) => [print_order_uuid, status, error]),
      [[order, "failed", "The disk is full."]],
    );
    await shop.untilIdle();
    await aPrintOrder(shop, uuid, { route_to: [serial] });
    assert.ok(await begun(shop, serial));
    assert.equal((await filesOf(shop, uuid)).length, 1);
  });
});
