import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { MeshReport } from "@vatline/api";
import { readModel } from "@vatline/geometry";
import {
  meshXml,
  modelXml,
  writeObj,
  writeThreeMf,
} from "../../../geometry/src/testing/write-models.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { archStl, sizedStl } from "../testing/models.ts";
import { startTestServer, type TestServer } from "../testing/server.ts";

const DATA =
  process.env.VATLINE_TEST_DATA ?? join(import.meta.dirname, "../../../../../shared/data");
const EAR_CUP = join(DATA, "stl/real/ot_EARCUP_W_PINNA__LEFT_REV-C.stl");

/** One arch in every format; the 3MF is in inches. */
const STL = archStl(1);
const MESH = readModel(STL).mesh;
const OBJ = new TextEncoder().encode(writeObj(MESH));
const INCH_MESH = { ...MESH, positions: MESH.positions.map((length) => length / 25.4) };
const INCH_XML = modelXml(
  `<object id="1">${meshXml(INCH_MESH)}</object>`,
  `<item objectid="1"/>`,
  `unit="inch"`,
);
const FILES = { "a.stl": STL, "a.OBJ": OBJ, "a.3mf": writeThreeMf(INCH_XML) };

async function uploaded(shop: TestServer, filename: string, body: Uint8Array): Promise<string> {
  const answer = await shop.request("POST", "/v1/models", { body, headers: { filename } });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return String(answer.body.uuid);
}

async function reportOf(shop: TestServer, uuid: string): Promise<MeshReport> {
  const { status, body } = await shop.request("GET", `/manage/v1/models/${uuid}/report`);
  assert.equal(status, 200);
  return body as unknown as MeshReport;
}

forEachDatabase("formats of models", (database) => {
  const open = (flags = {}) => startTestServer(database, flags);

  test("every format gives the same measures, and its own bytes and media type back", async () => {
    const shop = await open();
    const expected = await reportOf(shop, await uploaded(shop, "b.stl", STL));
    for (const [filename, bytes] of Object.entries(FILES)) {
      const uuid = await uploaded(shop, filename, bytes);
      const report = await reportOf(shop, uuid);
      const ending = filename.slice(2).toLowerCase();
      assert.equal(report.format, ending === "stl" ? "stl_binary" : ending);
      assert.equal(report.triangle_count, expected.triangle_count);
      assert.ok(report.watertight);
      assert.ok(Math.abs(report.volume_mm3 / expected.volume_mm3 - 1) < 1e-5);
      const { unit, from } = report.units;
      assert.deepEqual([unit, from], ending === "3mf" ? ["inch", "file"] : ["millimeter", "guess"]);
      const answer = await shop.request("GET", `/v1/models/${uuid}/download`);
      const file = await fetch(new URL(String(answer.headers.get("location")), shop.url));
      assert.deepEqual(Buffer.from(await file.arrayBuffer()), Buffer.from(bytes));
      assert.equal(file.headers.get("content-type"), `model/${ending}`);
      assert.equal(file.headers.get("content-disposition"), `attachment; filename="${filename}"`);
    }
  });

  test("parts of every format are packed and put on a plate", async () => {
    const shop = await open();
    const parts: { uuid: string }[] = [];
    for (const [filename, bytes] of Object.entries(FILES)) {
      const model_uuid = await uploaded(shop, filename, bytes);
      const body = { part_number: "ALIGNER-001", model_uuid };
      parts.push({ uuid: (await shop.client.createPart({ body })).uuid });
    }
    const body = { part_order_number: "PO", parts, due_date: "2030-03-01", flush: true };
    const order = await shop.client.createPartOrder({ body });
    await shop.server.deps.jobs.idle();
    const packed = await shop.client.getPartOrder({ params: { uuid: order.uuid } });
    assert.equal(packed.build_uuids?.length, 1);
    const rows = await shop.server.deps.db.read.selectFrom("footprints").selectAll().execute();
    const areas = rows.map(({ footprint }) => JSON.parse(footprint).footprint.area_mm2);
    assert.equal(areas.length, 3);
    for (const area of areas) assert.ok(Math.abs(area / areas[0] - 1) < 1e-3, String(areas));
  });

  test("a name that is not of its file is refused with what the file looks like", async () => {
    const shop = await open();
    const faults: [filename: string, bytes: Uint8Array, detail: RegExp][] = [
      ["a.obj", STL, /named as OBJ, but begins as STL/],
      ["a.3mf", STL, /named as 3MF, but begins as STL/],
      ["a.stl", OBJ, /named as STL, but begins as OBJ/],
      ["a", FILES["a.3mf"], /named as STL, but begins as 3MF/],
      ["a.obj", Buffer.from("what is this"), /does not begin as OBJ/],
      ["a.3mf", Buffer.from("what is this"), /does not begin as a ZIP file/],
      ["a.obj", Buffer.from("v 0 0 0\nf 1 2 3\n"), /^Line 2: the face names vertex 2/],
      ["a.3mf", FILES["a.3mf"].subarray(0, 500), /cut off/],
    ];
    for (const [filename, body, detail] of faults) {
      const answer = await shop.request("POST", "/v1/models", { body, headers: { filename } });
      assert.deepEqual([answer.status, answer.body.code], [400, "model_invalid"]);
      assert.match(String(answer.body.detail), detail);
    }
    const step = { body: STL, headers: { filename: "a.step" } };
    const { body } = await shop.request("POST", "/v1/models", step);
    assert.equal(body.code, "input_invalid");
    assert.match(String(body.detail), /read from \.stl, \.obj, \.3mf/);
    assert.equal((await shop.client.findModels({ query: { limit: 10 } })).total_count, 0);
  });

  test("an upload in two steps takes every format, and holds the file against its name", async () => {
    const shop = await open();
    for (const [filename, bytes] of Object.entries(FILES)) {
      const { presigned_url, model_uuid } = await shop.client.getPresignedUploadUrl({
        body: { filename },
      });
      const put = await fetch(presigned_url, { method: "PUT", body: Buffer.from(bytes) });
      const model_etag = String(put.headers.get("etag"));
      const body = { filename: "a.stl", model_uuid, model_etag };
      const path = "/v1/models/presigned/resolve";
      if (bytes !== STL) {
        const refused = await shop.request("POST", path, { body });
        assert.deepEqual([refused.status, refused.body.code], [400, "model_invalid"]);
      }
      const { status } = await shop.request("POST", path, { body: { ...body, filename } });
      assert.equal(status, 200);
      const report = await reportOf(shop, model_uuid);
      assert.equal(report.triangle_count, MESH.triangles.length / 3);
    }
  });

  test("the report says on which platforms a model fits, turned or not", async () => {
    const shop = await open();
    // About 200 x 100 x 310 mm: deeper than none but the smallest, taller than the M3 Max.
    const report = await reportOf(shop, await uploaded(shop, "a.stl", sizedStl(200, 310)));
    const fits = report.platforms.map(({ platform_class, fit, excess_mm }) => [
      platform_class,
      fit,
      ...Object.values(excess_mm).map((excess) => Math.round(excess)),
    ]);
    assert.deepEqual(fits.at(-1), ["L1", "as_is", 0, 0, 0]);
    assert.deepEqual(fits.at(-2), ["M3 Max", "too_large", 0, 0, 5]);
    assert.equal(fits[0][1], "too_large");
    const small = await reportOf(shop, await uploaded(shop, "a.stl", STL));
    assert.ok(small.platforms.every(({ fit, rotation_deg }) => fit === "as_is" && !rotation_deg));
  });

  test("a part drawn in inches is found out", {
    skip: existsSync(EAR_CUP) ? false : `no test data in ${DATA} (set VATLINE_TEST_DATA)`,
  }, async () => {
    const shop = await open();
    const uuid = await uploaded(shop, "ear cup.stl", readFileSync(EAR_CUP));
    const { units, size_mm } = await reportOf(shop, uuid);
    assert.deepEqual([units.unit, units.from], ["inch", "guess"]);
    assert.match(units.reason, /4\.26: too small as mm, but 108 mm if these are inches/);
    assert.ok(Math.max(...size_mm) < 5, "the measures stay as the file has them");
  });

  test("limits on bytes and triangles hold for every format", async () => {
    const shop = await open({ triangles_max: 99 });
    for (const [filename, body] of Object.entries(FILES)) {
      const answer = await shop.request("POST", "/v1/models", { body, headers: { filename } });
      assert.match(String(answer.body.detail), /100 triangles, at most 99/);
    }
    const narrow = await open({ upload_bytes_max: 1000 });
    for (const [filename, body] of Object.entries(FILES)) {
      const answer = await narrow.request("POST", "/v1/models", { body, headers: { filename } });
      assert.equal(answer.body.code, "body_too_large");
    }
  });
});
