import assert from "node:assert/strict";
import { test } from "node:test";
import type { PrintRecord } from "@vatline/api";
import { readEvents } from "../platform/events.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { printsWith, queueOf } from "../testing/fleet.ts";
import { manage, refused } from "../testing/manage.ts";
import { NO_UUID, startTestServer, type TestServer } from "../testing/server.ts";
import { aPackedOrder, aPrintOrder } from "../testing/shop.ts";

const say = (shop: TestServer, uuid: string, body: object) =>
  manage<PrintRecord>(shop, "PATCH", `/prints/${uuid}/feedback`, body);

forEachDatabase("feedback on prints", (database) => {
  test("only prints that have ended take it", async () => {
    const shop = await startTestServer(database);
    const { build_uuids } = await aPackedOrder(shop);
    const [serial] = shop.furnished.printer_serials;
    await aPrintOrder(shop, build_uuids[0], { total_copies: 2 });
    await shop.advance(1);
    const [queued] = await queueOf(shop, serial);
    const [printing] = await printsWith(shop, { status: ["printing"] });
    for (const uuid of [queued, printing.uuid]) {
      const path = `/prints/${uuid}/feedback`;
      await refused(shop, ["PATCH", path, { feedback_rating: 5 }], [409, "print_not_ended"]);
    }
    const record = await manage<PrintRecord>(shop, "GET", `/prints/${printing.uuid}`);
    assert.deepEqual([record.position, record.layers_printed, record.feedback], [null, null, null]);
    assert.ok(record.places.every(({ status }) => status === "printing"));
    const nowhere = `/prints/${NO_UUID}`;
    await refused(shop, ["GET", nowhere], [404, "not_found"]);
    await refused(shop, ["PATCH", `${nowhere}/feedback`, {}], [404, "not_found"]);
  });

  test("what was said last is shown, by whom and when; the history keeps all of it", async () => {
    const shop = await startTestServer(database);
    const { build_uuids } = await aPackedOrder(shop);
    await aPrintOrder(shop, build_uuids[0]);
    await shop.untilIdle();
    const [{ uuid = "", print_id }] = await printsWith(shop);
    const first = await say(shop, uuid, { feedback_rating: 7.5 });
    const given_at = first.updated_at;
    const given_by = "Sandbox Admin";
    assert.deepEqual(first.feedback, { feedback_rating: 7.5, given_by, given_at });
    await shop.advance(60);
    assert.deepEqual(await say(shop, uuid, { feedback_rating: 7.5 }), first);
    await say(shop, uuid, { feedback_message: "A seam\non the left" });
    const [print] = await printsWith(shop);
    const said = { feedback_rating: 7.5, feedback_message: "A seam\non the left" };
    assert.deepEqual(print.feedback, said);
    const record = await manage<PrintRecord>(shop, "GET", `/prints/${uuid}`);
    assert.ok((record.feedback?.given_at ?? "") > given_at);

    const silent = await say(shop, uuid, { feedback_rating: null, feedback_message: null });
    assert.equal(silent.feedback, null);
    assert.equal("feedback" in (await printsWith(shop))[0], false);
    const { customer_uuid } = shop.furnished;
    const { read } = shop.server.deps.db;
    const events = await readEvents(read, { customer_uuid, noun: "prints", uuid });
    const told = events.filter(({ what }) => what === "feedback_given");
    assert.deepEqual(
      told.map(({ details }) => details),
      [
        { print_id, feedback_rating: { from: null, to: 7.5 } },
        { print_id, feedback_message: { from: null, to: said.feedback_message } },
        {
          print_id,
          feedback_rating: { from: 7.5, to: null },
          feedback_message: { from: said.feedback_message, to: null },
        },
      ],
    );
    for (const [key, value] of [
      ["feedback_rating", 11],
      ["feedback_rating", -1],
      ["feedback_rating", "good"],
      ["feedback_message", ""],
      ["feedback_message", "x".repeat(2001)],
    ]) {
      const fault: [number, string, string] = [400, "input_invalid", `/body/${key}`];
      await refused(shop, ["PATCH", `/prints/${uuid}/feedback`, { [String(key)]: value }], fault);
    }
  });
});
