/** The priority of orders: what is set, and what is packed first by it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { PartOrderRecord } from "@vatline/api";
import { writeStl } from "@vatline/geometry";
import { makeBox } from "../../../geometry/src/testing/shapes.ts";
import { aPreview } from "../packing-previews/testing/previews.ts";
import { readEvents } from "../platform/events.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { manage, refused } from "../testing/manage.ts";
import { startTestServer, type TestServer } from "../testing/server.ts";
import { anOrder, aPart } from "../testing/shop.ts";

const pathOf = (uuid: string) => `/part_orders/${uuid}`;

const prioritize = (shop: TestServer, uuid: string, priority: number) =>
  manage<PartOrderRecord>(shop, "PATCH", pathOf(uuid), { priority });

/** Orders of one part each, due on the days given: packed when asked, each on a platform alone. */
async function ordersDue(shop: TestServer, days: string[]): Promise<string[]> {
  const stl = writeStl(makeBox(150, 100, 5));
  const parts = [await aPart(shop, { stl, part_number: "BRACKET-001" })];
  const uuids: string[] = [];
  for (const due_date of days) uuids.push((await anOrder(shop, { parts, due_date })).uuid);
  return uuids;
}

async function ordersByPlate(shop: TestServer, part_order_uuids: string[]): Promise<string[]> {
  const { plates } = await aPreview(shop, { part_order_uuids, platform_class: "M2" });
  const places = plates.map(({ placements }) => placements[0].printed_part_uuid ?? "");
  return Promise.all(
    places.map(async (uuid) => {
      const { part_order_uuid } = await shop.client.getPrintedPart({ params: { uuid } });
      return part_order_uuid ?? "";
    }),
  );
}

forEachDatabase("the priority of part orders", (database) => {
  test("a higher one goes first whatever is due; of one priority the earlier day does", async () => {
    const shop = await startTestServer(database, { moves_max: 50 });
    const days = ["2030-02-01", "2030-02-02", "2030-02-03", "2030-02-04"];
    const [a, b, c, d] = await ordersDue(shop, days);
    assert.deepEqual(await ordersByPlate(shop, [d, c, b, a]), [a, b, c, d]);
    await prioritize(shop, a, 9);
    await prioritize(shop, c, 51);
    await prioritize(shop, d, 100);
    assert.deepEqual(await ordersByPlate(shop, [a, b, c, d]), [d, c, b, a]);
  });

  test("is 50 until it is set, is told in the history, and changes nothing of /v1", async () => {
    const shop = await startTestServer(database);
    const [uuid] = await ordersDue(shop, ["2030-02-01"]);
    const before = await shop.client.getPartOrder({ params: { uuid } });
    const record = await manage<PartOrderRecord>(shop, "GET", pathOf(uuid));
    assert.deepEqual([record.priority, record.waiting_count], [50, 1]);
    assert.equal((await prioritize(shop, uuid, 100)).priority, 100);
    const read = shop.server.deps.db.read;
    const { customer_uuid } = shop.furnished;
    const eventsOf = () => readEvents(read, { customer_uuid, noun: "part_orders", uuid });
    const told = await eventsOf();
    assert.deepEqual(told.at(-1)?.what, "changed");
    assert.deepEqual(told.at(-1)?.details, { priority: { from: 50, to: 100 } });
    await prioritize(shop, uuid, 100);
    assert.equal((await eventsOf()).length, told.length, "nothing changed, nothing is told");
    const { updated_at: _, ...after } = await shop.client.getPartOrder({ params: { uuid } });
    const { updated_at: _before, ...shown } = before;
    assert.deepEqual(after, shown);
  });

  test("is a whole number from 1 to 100", async () => {
    const shop = await startTestServer(database);
    const [uuid] = await ordersDue(shop, ["2030-02-01"]);
    for (const priority of [0, 101, 1.5, "high", null]) {
      const fault: [number, string, string] = [400, "input_invalid", "/body/priority"];
      await refused(shop, ["PATCH", pathOf(uuid), { priority }], fault);
    }
  });
});
