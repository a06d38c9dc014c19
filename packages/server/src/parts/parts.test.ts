import assert from "node:assert/strict";
import { test } from "node:test";
import { operations } from "@vatline/api";
import { forEachDatabase } from "../testing/databases.ts";
import { checkFilters, checkRefusals, checkSorts, listPageOf } from "../testing/lists.ts";
import { archStl } from "../testing/models.ts";
import { NO_UUID, startTestServer, type TestServer } from "../testing/server.ts";

const LIST = { operation: operations.getParts, rows: "parts" };

async function aModel(shop: TestServer): Promise<string> {
  const headers = { filename: "arch.stl" };
  return (await shop.client.uploadModel({ headers, body: archStl(1) })).uuid;
}

forEachDatabase("parts", (database) => {
  test("createPart: has description and tags from the catalog [createPart] [getPart]", async () => {
    const shop = await startTestServer(database);
    const { application_uuid } = shop.furnished;
    const model_uuid = await aModel(shop);
    const body = { part_number: "MIDSOLE-001", model_uuid, application_uuid };
    const made = await shop.client.createPart({ body });
    const { uuid, ...rest } = made;
    assert.deepEqual(rest, {
      part_number: "MIDSOLE-001",
      model_uuid,
      description: "Lattice midsole",
      part_tags: {},
      part_number_tags: { family: "footwear" },
    });
    assert.deepEqual(await shop.client.getPart({ params: { uuid } }), made);
    const again = await shop.client.createPart({ body: { ...body, application_uuid: undefined } });
    assert.notEqual(again.uuid, uuid, "one model makes many parts");
    const gone = await shop.request("GET", `/v1/parts/${NO_UUID}`);
    assert.deepEqual([gone.status, gone.body.code], [404, "not_found"]);
  });

  test("createPart: names each fault and stores nothing", async () => {
    const shop = await startTestServer(database);
    const good = { part_number: "ALIGNER-001", model_uuid: await aModel(shop) };
    const faults: [change: object, code: string, pointer: string][] = [
      [{ model_uuid: NO_UUID }, "model_unknown", "/body/model_uuid"],
      [{ model_uuid: "x" }, "model_unknown", "/body/model_uuid"],
      [{ model_uuid: 7 }, "input_invalid", "/body/model_uuid"],
      [{ model_uuid: undefined }, "input_invalid", "/body/model_uuid"],
      [{ part_number: "aligner-001" }, "part_number_unknown", "/body/part_number"],
      [{ part_number: "" }, "part_number_unknown", "/body/part_number"],
      [{ part_number: null }, "input_invalid", "/body/part_number"],
      [{ part_number: "A\u0000" }, "input_invalid", "/body/part_number"],
      [{ application_uuid: NO_UUID }, "application_unknown", "/body/application_uuid"],
    ];
    for (const [change, code, pointer] of faults) {
      const { status, body } = await shop.request("POST", "/v1/parts", {
        body: { ...good, ...change },
      });
      assert.deepEqual([status, body.code], [400, code], JSON.stringify([change, body]));
      assert.equal((body.errors as { pointer: string }[])[0].pointer, pointer);
    }
    assert.equal((await shop.client.getParts()).total_count, 0);
  });

  test("getParts: filters, sorts, pages and refusals [getParts]", async () => {
    const shop = await startTestServer(database);
    const models = [await aModel(shop), await aModel(shop)];
    const numbers = ["ALIGNER-001", "BRACKET-001", "ALIGNER-001", "EARPIECE-001"];
    const uuids: string[] = [];
    const updated_at = new Map<string, string>();
    for (let index = 0; index < 8; index++) {
      if (index === 5) await shop.advance(60);
      const body = { part_number: numbers[index % 4], model_uuid: models[index % 2] };
      const { uuid } = await shop.client.createPart({ body });
      uuids.push(uuid);
      updated_at.set(uuid, shop.server.deps.clock.now());
    }
    const pick = (...indexes: number[]) => indexes.map((index) => uuids[index]);
    const { application_uuid } = shop.furnished;
    const later = "2030-01-01T08:01:00";
    await checkFilters(shop, LIST, [
      ["", uuids],
      [`uuid=${uuids[1]}&uuid=${uuids[2]}&uuid=${NO_UUID}`, pick(1, 2)],
      ["uuid=ALIGNER-001", []],
      [`application_uuid=${application_uuid}`, uuids],
      [`application_uuid=${NO_UUID}`, []],
      [`model_uuid=${models[0]}`, pick(0, 2, 4, 6)],
      [`model_uuid=${models[0]}&uuid=${uuids[0]}&uuid=${uuids[1]}`, pick(0)],
      [`model_uuid=${NO_UUID}`, []],
      [`updated_after=${later}`, pick(5, 6, 7)],
      ["updated_after=2031-01-01", []],
      [`updated_before=${later}`, pick(0, 1, 2, 3, 4)],
      [`updated_after=${later}&updated_before=${later}`, []],
    ]);
    await checkSorts(shop, LIST, (field, row) =>
      field === "updated_at" ? String(updated_at.get(row.uuid)) : String(row[field]),
    );
    const { rows } = await listPageOf(shop, LIST, "sort=part_number&sort=model_uuid,desc");
    const keys = rows.map((row) => [row.part_number, row.model_uuid]);
    assert.deepEqual(keys.slice(0, 4), Array(4).fill(["ALIGNER-001", models[0]]));
    await checkRefusals(shop, LIST);
  });
});
