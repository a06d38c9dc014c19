import assert from "node:assert/strict";
import { test } from "node:test";
import { manageOperations } from "@vatline/api";
import { readEvents } from "../platform/events.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { checkFilters, checkRefusals, checkSorts } from "../testing/lists.ts";
import { manage } from "../testing/manage.ts";
import { archStl } from "../testing/models.ts";
import { NO_UUID, startTestServer, TEST_START, type TestServer } from "../testing/server.ts";
import { anOrder, aPackedOrder, aPart, settled } from "../testing/shop.ts";

const LIST = {
  operation: manageOperations.getCatalogParts,
  base: "/manage/v1",
  rows: "catalog_parts",
};

function requestOf({ furnished }: TestServer, part_number: string, more: object = {}) {
  const { application_uuid, build_sop_uuids } = furnished;
  return { application_uuid, part_number, build_sop_uuid: build_sop_uuids.standard, ...more };
}

const anEntry = (shop: TestServer, part_number: string, more: object = {}) =>
  manage(shop, "POST", "/catalog_parts", requestOf(shop, part_number, more));

async function entryOf(shop: TestServer, part_number: string) {
  const { catalog_parts } = await manage(shop, "GET", `/catalog_parts?part_number=${part_number}`);
  const [entry] = catalog_parts as (Record<string, unknown> & { uuid: string })[];
  return entry;
}

async function refusal(shop: TestServer, method: string, path: string, body?: object) {
  const answer = await shop.request(method, path, body === undefined ? {} : { body });
  const [error] = (answer.body.errors ?? []) as { pointer: string }[];
  return [answer.status, answer.body.code, error?.pointer];
}

/** The angles at which the parts of an order stand in its builds. */
async function anglesOf(shop: TestServer, build_uuids: string[]): Promise<number[]> {
  const rows = await shop.server.deps.db.read
    .selectFrom("build_places")
    .select("rotation_deg")
    .where("build_uuid", "in", build_uuids)
    .execute();
  return rows.map(({ rotation_deg }) => rotation_deg);
}

forEachDatabase("the part catalog", (database) => {
  const open = () => startTestServer(database);

  test("an entry is made, read and changed, and its history says what", async () => {
    const shop = await open();
    const { uuid, ...made } = await anEntry(shop, "A/1 ü");
    const row = {
      ...requestOf(shop, "A/1 ü"),
      description: null,
      tags: {},
      automatic_packing: true,
      rotations: null,
      retired_at: null,
      created_at: TEST_START,
      updated_at: TEST_START,
    };
    assert.deepEqual(made, row);
    assert.deepEqual(await manage(shop, "GET", `/catalog_parts/${uuid}`), { uuid, ...row });
    await shop.advance(60);
    const changes = {
      description: "Anything",
      tags: { family: "x" },
      build_sop_uuid: shop.furnished.build_sop_uuids.fine,
      automatic_packing: false,
      rotations: [0, 180],
    };
    const changed = await manage(shop, "PATCH", `/catalog_parts/${uuid}`, changes);
    const updated_at = shop.server.deps.clock.now();
    assert.deepEqual(changed, { uuid, ...row, ...changes, updated_at });
    await shop.advance(60);
    for (const body of [{}, changes]) {
      assert.deepEqual(await manage(shop, "PATCH", `/catalog_parts/${uuid}`, body), changed);
    }
    const { customer_uuid } = shop.furnished;
    const of_it = { customer_uuid, noun: "catalog_parts", uuid };
    const events = await readEvents(shop.server.deps.db.read, of_it);
    assert.deepEqual(
      events.map(({ what }) => what),
      ["created", "changed"],
    );
    assert.equal(events[0].details.part_number, "A/1 ü");
    assert.deepEqual(events[1].details.automatic_packing, { from: true, to: false });
    assert.deepEqual(events[1].details.rotations, { from: null, to: [0, 180] });
  });

  test("names each fault and stores nothing", async () => {
    const shop = await open();
    const { uuid } = await anEntry(shop, "TAKEN");
    const faults: [change: object, status: number, code: string, pointer: string][] = [
      [{ part_number: "" }, 400, "input_invalid", "/body/part_number"],
      [{ part_number: " A" }, 400, "input_invalid", "/body/part_number"],
      [{ part_number: "A".repeat(101) }, 400, "input_invalid", "/body/part_number"],
      [{ part_number: undefined }, 400, "input_invalid", "/body/part_number"],
      [{ part_number: "TAKEN" }, 409, "part_number_taken", "/body/part_number"],
      [{ application_uuid: NO_UUID }, 400, "application_unknown", "/body/application_uuid"],
      [{ application_uuid: undefined }, 400, "input_invalid", "/body/application_uuid"],
      [{ build_sop_uuid: NO_UUID }, 400, "build_sop_unknown", "/body/build_sop_uuid"],
      [{ build_sop_uuid: null }, 400, "input_invalid", "/body/build_sop_uuid"],
      [{ description: 7 }, 400, "input_invalid", "/body/description"],
      [{ tags: { a: 1 } }, 400, "input_invalid", "/body/tags/a"],
      [{ automatic_packing: null }, 400, "input_invalid", "/body/automatic_packing"],
      [{ rotations: "45" }, 400, "input_invalid", "/body/rotations"],
      [{ rotations: [] }, 400, "input_invalid", "/body/rotations"],
      [{ retired_at: TEST_START }, 400, "input_invalid", "/body/retired_at"],
      [{ customer_uuid: NO_UUID }, 400, "input_invalid", "/body/customer_uuid"],
    ];
    const changeable = ["build_sop_uuid", "description", "tags", "automatic_packing", "rotations"];
    for (const [change, ...expected] of faults) {
      const text = JSON.stringify(change);
      const body = requestOf(shop, "NEW", change);
      assert.deepEqual(
        await refusal(shop, "POST", "/manage/v1/catalog_parts", body),
        expected,
        text,
      );
      const [key] = Object.keys(change);
      if (Object.values(change)[0] === undefined) continue;
      const patched = changeable.includes(key) ? expected : [400, "input_invalid", `/body/${key}`];
      const path = `/manage/v1/catalog_parts/${uuid}`;
      assert.deepEqual(await refusal(shop, "PATCH", path, change), patched, text);
    }
    assert.equal((await manage(shop, "GET", "/catalog_parts")).total_count, 5);
    const entry = await manage(shop, "GET", `/catalog_parts/${uuid}`);
    assert.equal(entry.updated_at, TEST_START);
    for (const [method, path] of [
      ["GET", ""],
      ["PATCH", ""],
      ["POST", "/retire"],
      ["POST", "/restore"],
    ]) {
      const body = method === "PATCH" ? {} : undefined;
      const at = `/manage/v1/catalog_parts/${NO_UUID}${path}`;
      assert.deepEqual(await refusal(shop, method, at, body), [404, "not_found", undefined]);
    }
    const asked = Array.from({ length: 4 }, () =>
      refusal(shop, "POST", "/manage/v1/catalog_parts", requestOf(shop, "WANTED")),
    );
    const statuses = (await Promise.all(asked)).map(([status]) => status);
    assert.deepEqual(statuses.sort(), [200, 409, 409, 409]);
  });

  test("a change counts for what is ordered afterwards, not for what was", async () => {
    const shop = await open();
    const part = await aPart(shop);
    const before = await anOrder(shop, { parts: [part] });
    await settled(shop);
    const { uuid } = await entryOf(shop, "ALIGNER-001");
    const { fine, standard } = shop.furnished.build_sop_uuids;
    const changes = { build_sop_uuid: fine, automatic_packing: false };
    await manage(shop, "PATCH", `/catalog_parts/${uuid}`, changes);
    const after = await anOrder(shop, { parts: [part], flush: true });
    const params = { uuid: before.uuid };
    await shop.client.updatePartOrder({ params, body: { flush: true } });
    await settled(shop);
    const { build_uuids = [] } = await shop.client.getPartOrder({ params });
    assert.equal(build_uuids.length, 1, "packed by itself, as it was ordered");
    const rows = await shop.server.deps.db.read
      .selectFrom("printed_parts")
      .select(["part_order_uuid", "build_sop_uuid", "status"])
      .orderBy("created_at")
      .orderBy("uuid")
      .execute();
    assert.deepEqual(rows, [
      { part_order_uuid: before.uuid, build_sop_uuid: standard, status: "preparing" },
      { part_order_uuid: after.uuid, build_sop_uuid: fine, status: "waiting" },
    ]);
  });

  test("its turns count in place of the build SOP's, for each part as it was ordered", async () => {
    const shop = await open();
    const part = await aPart(shop);
    const { uuid } = await entryOf(shop, "ALIGNER-001");
    await manage(shop, "PATCH", `/catalog_parts/${uuid}`, { rotations: [37] });
    const waiting = await anOrder(shop, { parts: [part, part, part] });
    await manage(shop, "PATCH", `/catalog_parts/${uuid}`, { rotations: "none" });
    const { order, build_uuids } = await aPackedOrder(shop, [part, part]);
    const params = { uuid: waiting.uuid };
    await shop.client.updatePartOrder({ params, body: { flush: true } });
    await settled(shop);
    assert.equal(order.printed_parts.length, 2);
    const first = (await shop.client.getPartOrder({ params })).build_uuids ?? [];
    const angles = await anglesOf(shop, [...build_uuids, ...first]);
    assert.deepEqual(
      angles.sort((a, b) => a - b),
      [0, 0, 37, 37, 37],
    );
  });

  test("of a retired part number no parts are made; those there are can be ordered", async () => {
    const shop = await open();
    const part = await aPart(shop);
    const { uuid } = await entryOf(shop, "ALIGNER-001");
    const retired = await manage(shop, "POST", `/catalog_parts/${uuid}/retire`);
    assert.equal(retired.retired_at, TEST_START);
    await shop.advance(60);
    assert.deepEqual(await manage(shop, "POST", `/catalog_parts/${uuid}/retire`), retired);
    const headers = { filename: "a.stl" };
    const model = await shop.client.uploadModel({ headers, body: archStl(1) });
    const body = { part_number: "ALIGNER-001", model_uuid: model.uuid };
    assert.deepEqual(await refusal(shop, "POST", "/v1/parts", body), [
      400,
      "part_number_retired",
      "/body/part_number",
    ]);
    await aPackedOrder(shop, [part]);
    const again = requestOf(shop, "ALIGNER-001");
    const [status] = await refusal(shop, "POST", "/manage/v1/catalog_parts", again);
    assert.equal(status, 409, "the number stays its own");
    const restored = await manage(shop, "POST", `/catalog_parts/${uuid}/restore`);
    assert.equal(restored.retired_at, null);
    assert.deepEqual(await manage(shop, "POST", `/catalog_parts/${uuid}/restore`), restored);
    await shop.client.createPart({ body });
  });

  test("getCatalogParts: filters, sorts, pages and refusals", async () => {
    const shop = await open();
    const seeded: string[] = [];
    for (const number of shop.furnished.part_numbers) {
      seeded.push((await entryOf(shop, number)).uuid);
    }
    const [aligner, midsole, earpiece, bracket] = seeded;
    const { uuid: application_uuid } = await manage(shop, "POST", "/applications", { name: "B" });
    await shop.advance(60);
    const made = [
      (await anEntry(shop, "Z")).uuid,
      (await anEntry(shop, "MIDSOLE-001", { application_uuid })).uuid,
    ];
    await manage(shop, "POST", `/catalog_parts/${bracket}/retire`);
    const { fine } = shop.furnished.build_sop_uuids;
    await checkFilters(shop, LIST, [
      ["", [...seeded, ...made]],
      [`uuid=${aligner}&uuid=${made[0]}&uuid=${NO_UUID}`, [aligner, made[0]]],
      ["uuid=Z", []],
      [`application_uuid=${application_uuid}`, [made[1]]],
      [`application_uuid=${NO_UUID}`, []],
      ["part_number=MIDSOLE-001&part_number=Z", [midsole, ...made]],
      ["part_number=midsole-001", []],
      [`build_sop_uuid=${fine}`, [earpiece]],
      [`build_sop_uuid=${NO_UUID}`, []],
      ["automatic_packing=false", [bracket]],
      ["automatic_packing=true", [aligner, midsole, earpiece, ...made]],
      ["automatic_packing=true&retired=true", []],
      ["retired=true", [bracket]],
      ["retired=false", [aligner, midsole, earpiece, ...made]],
      ["updated_after=2030-01-01T08:01:00", [bracket, ...made]],
      ["updated_after=2030-01-01T09:00:00", []],
      ["updated_before=2030-01-01T08:01:00", [aligner, midsole, earpiece]],
      ["updated_before=2030-01-01T08:00:00", []],
    ]);
    await checkSorts(shop, LIST, (field, row) => String(row[field]));
    await checkRefusals(shop, LIST);
    for (const wrong of ["retired=", "retired=yes", "automatic_packing=1", "automatic_packing="]) {
      const [status] = await refusal(shop, "GET", `/manage/v1/catalog_parts?${wrong}`);
      assert.equal(status, 400, wrong);
    }
  });
});
