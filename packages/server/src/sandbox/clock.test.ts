import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createClient, mintToken } from "@vatline/api";
import { addSeconds } from "../platform/clock.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { printsWith } from "../testing/fleet.ts";
import { readSecrets } from "../testing/sandbox.ts";
import { startTestServer, TEST_START, type TestServer } from "../testing/server.ts";
import { anOrder, aPackedOrder, aPrintOrder } from "../testing/shop.ts";
import { startSandbox } from "./start.ts";

const at = (seconds: number) => addSeconds(TEST_START, seconds);

const command = (shop: TestServer, body: object) =>
  shop.request("POST", "/sandbox/v1/clock", { body });

forEachDatabase("sandbox clock", (database) => {
  const open = () => startTestServer(database);

  test("stands still at speed 0 and tells time, speed and seed", async () => {
    const shop = await open();
    for (let time = 0; time < 2; time++) {
      const { status, body } = await shop.request("GET", "/sandbox/v1/clock");
      assert.deepEqual([status, body], [200, { now: TEST_START, speed: 0, seed: 1 }]);
    }
    const { status } = await shop.request("GET", "/sandbox/v1/clock", { token: null });
    assert.equal(status, 401);
  });

  test("advances by seconds and to a moment, of any zone, and answers where it stands", async () => {
    const shop = await open();
    const { body } = await command(shop, { advance_s: 90.5 });
    assert.deepEqual(body, { now: at(90.5), speed: 0, seed: 1 });
    const steps: [until: string, now: string][] = [
      [at(3600), at(3600)],
      ["2030-01-01T10:30:00+01:00", "2030-01-01T09:30:00.000Z"],
      ["2030-01-01T09:30:00", "2030-01-01T09:30:00.000Z"],
    ];
    for (const [until, now] of steps) assert.equal((await command(shop, { until })).body.now, now);
    assert.equal((await command(shop, { advance_s: 0 })).body.now, steps[2][1]);
  });

  test("takes exactly one command, in range, never backwards; otherwise nothing moves", async () => {
    const shop = await open();
    await shop.advance(10);
    const faults: [body: object, code: string][] = [
      [{}, "clock_command_invalid"],
      [{ x: 1 }, "clock_command_invalid"],
      [{ advance_s: 1, speed: 1 }, "clock_command_invalid"],
      [{ until: at(20), until_idle: true }, "clock_command_invalid"],
      [{ until: at(9) }, "clock_backwards"],
      [{ until: "2030-02-30T00:00:00Z" }, "input_invalid"],
      [{ until: "soon" }, "input_invalid"],
      [{ until_idle: false }, "input_invalid"],
      [{ advance_s: -1 }, "input_invalid"],
      [{ advance_s: "7" }, "input_invalid"],
      [{ advance_s: 367 * 24 * 3600 }, "input_invalid"],
      [{ until: "2032-01-01" }, "clock_too_far"],
      [{ speed: -1 }, "input_invalid"],
      [{ speed: 10_001 }, "input_invalid"],
    ];
    for (const [body, code] of faults) {
      const answer = await command(shop, body);
      assert.deepEqual([answer.status, answer.body.code], [400, code], JSON.stringify(body));
    }
    const { body } = await shop.request("GET", "/sandbox/v1/clock");
    assert.deepEqual(body, { now: at(10), speed: 0, seed: 1 });
  });

  test("an advance answers when everything due by then has happened, each at its moment", async () => {
    const shop = await open();
    const { build_uuids } = await aPackedOrder(shop);
    const [serial] = shop.furnished.printer_serials;
    await aPrintOrder(shop, build_uuids[0], { total_copies: 3, route_to: [serial] });
    const waiting = await anOrder(shop, { parts: 1 });
    assert.deepEqual(
      (await printsWith(shop)).map(({ status }) => status),
      ["queued", "queued", "queued"],
      "nothing happens while time stands still",
    );
    await shop.advance(25 * 3600);
    const prints = await printsWith(shop);
    assert.deepEqual(
      prints.map(({ status }) => status),
      ["finished", "finished", "finished"],
    );
    assert.equal(prints[0].started_at, TEST_START);
    for (const [index, print] of prints.slice(1).entries()) {
      assert.equal(print.started_at, addSeconds(prints[index].finished_at ?? "", 600));
    }
    // Longest wait of the build SOP: 24 hours.
    const { build_uuids: late = [] } = await shop.client.getPartOrder({
      params: { uuid: waiting.uuid },
    });
    const build = await shop.client.getBuild({ params: { uuid: late[0] } });
    assert.equal(build.created_at, at(24 * 3600));
    assert.equal(build.attachments?.length, 3);
  });

  test("until_idle ends when nothing is packed, queued or printed any more", async () => {
    const shop = await open();
    const { build_uuids } = await aPackedOrder(shop);
    await aPrintOrder(shop, build_uuids[0], { total_copies: 2 });
    await anOrder(shop, { parts: 1 });
    await shop.untilIdle();
    const { body } = await shop.request("GET", "/sandbox/v1/clock");
    assert.equal(body.now, at(24 * 3600));
    for (const { status } of await printsWith(shop)) assert.equal(status, "finished");
    await shop.untilIdle();
    assert.deepEqual((await shop.request("GET", "/sandbox/v1/clock")).body, body);
  });

  test("two advances at once run one after the other, while requests are answered", async () => {
    const shop = await open();
    const { build_uuids } = await aPackedOrder(shop);
    await aPrintOrder(shop, build_uuids[0], { total_copies: 4 });
    const [first, second, printers] = await Promise.all([
      command(shop, { advance_s: 7200 }),
      command(shop, { advance_s: 7200 }),
      shop.request("GET", "/v1/printers"),
    ]);
    assert.deepEqual([first.body.now, second.body.now].sort(), [at(7200), at(14_400)]);
    assert.equal(printers.status, 200);
  });

  test("speed sets time going, work happens by itself, and 0 stops it again", async () => {
    const shop = await open();
    const { build_uuids } = await aPackedOrder(shop);
    await aPrintOrder(shop, build_uuids[0]);
    assert.equal((await command(shop, { speed: 10_000 })).body.speed, 10_000);
    while ((await printsWith(shop))[0].status !== "finished") {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const stopped = await command(shop, { speed: 0 });
    assert.ok(String(stopped.body.now) > TEST_START);
    const { body } = await shop.request("GET", "/sandbox/v1/clock");
    assert.deepEqual(body, stopped.body);
  });
});

test("a sandbox that was stopped goes on at the same time and speed, with what it had", async () => {
  const data_dir = mkdtempSync(join(tmpdir(), "vatline-clock-"));
  const flags = { data_dir, port: 0, log_level: "error" };
  try {
    const first = await startSandbox({ ...flags, start: TEST_START, speed: 0 });
    const secrets = readSecrets(data_dir);
    const token = await mintToken(secrets, { expires_in_s: 600 });
    const authorization = { authorization: `Bearer ${token}` };
    const move = await fetch(`${first.url}/sandbox/v1/clock`, {
      method: "POST",
      headers: { ...authorization, "content-type": "application/json" },
      body: JSON.stringify({ advance_s: 86_400.25 }),
    });
    const stood = await move.json();
    await first.stop();

    const second = await startSandbox({ ...flags, start: "2031-01-01T00:00:00Z" });
    const clock = await fetch(`${second.url}/sandbox/v1/clock`, { headers: authorization });
    assert.deepEqual(await clock.json(), stood);
    assert.deepEqual(readSecrets(data_dir), secrets);
    const { printers } = await createClient({ url: second.url, token }).getPrinters();
    for (const { status } of printers) assert.equal(status.printer_state, "IDLE");
    await second.stop();
  } finally {
    rmSync(data_dir, { recursive: true });
  }
});
