/** A build outlives its server: killed while it is sliced, it is sliced at the next start. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sizedStl } from "../testing/models.ts";
import {
  openClients,
  readPrinterSerials,
  type SandboxChild,
  startSandboxChild,
} from "../testing/sandbox.ts";

const PAUSE_MS = 20;
/** Each takes tens of milliseconds to slice as thinly as the test asks for. */
const PARTS = 24;

async function open(folder: string, child: SandboxChild) {
  const { url } = await child.ready;
  return openClients(folder, url);
}

type Shop = Awaited<ReturnType<typeof open>>;

/** A build SOP with layers of 1 um. */
async function thinSop({ manage }: Shop): Promise<string> {
  const how = { name: "Thin", resin_name: "UMA 90", platform_classes: ["L1"] };
  const body = { ...how, slice_thickness_nm: 1000 };
  const { uuid } = await manage.createBuildSop({ body });
  await manage.releaseBuildSopVersion({ params: { uuid, version: "1" } });
  return uuid;
}

async function buildOf({ api }: Shop, parts: { uuid: string }[], build_sop_uuid: string) {
  const due_date = "2031-01-01";
  const order = { part_order_number: "Thin", parts, due_date, flush: true, build_sop_uuid };
  const { uuid = "" } = await api.createPartOrder({ body: order });
  for (;;) {
    const { build_uuids } = await api.getPartOrder({ params: { uuid } });
    if (build_uuids?.[0]) return build_uuids[0];
    await sleep(PAUSE_MS);
  }
}

async function slicesOf({ manage }: Shop, uuid: string) {
  for (;;) {
    const slices = await manage.getBuildSlices({ params: { uuid } });
    if (slices.status !== "waiting") return slices;
    await sleep(PAUSE_MS);
  }
}

test("a build whose slicing was cut off comes to what it would have come to", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "vatline-slices-"));
  let child = startSandboxChild(folder, ["--speed", "0"]);
  t.after(async () => {
    await child.kill();
    rmSync(folder, { recursive: true });
  });
  let shop = await open(folder, child);
  const build_sop_uuid = await thinSop(shop);
  const parts: { uuid: string }[] = [];
  for (let number = 0; number < PARTS; number++) {
    const headers = { filename: `${number}.stl` };
    const stl = sizedStl(20 + number / 10, 40 + number / 100);
    const { uuid: model_uuid } = await shop.api.uploadModel({ headers, body: stl });
    const part = { part_number: "ALIGNER-001", model_uuid };
    parts.push({ uuid: (await shop.api.createPart({ body: part })).uuid });
  }
  const uuid = await buildOf(shop, parts, build_sop_uuid);
  const route_to = readPrinterSerials(folder).slice(0, 1);
  await shop.api.createPrintOrder({ body: { build_uuid: uuid, total_copies: 1, route_to } });
  const { status } = await shop.manage.getBuildSlices({ params: { uuid } });
  await child.kill();
  assert.equal(status, "waiting", "it is cut off amid its slicing");

  child = startSandboxChild(folder, ["--speed", "0"]);
  shop = await open(folder, child);
  const resumed = await slicesOf(shop, uuid);
  assert.equal(resumed.status, "sliced", String(resumed.failure_message));
  const other = await buildOf(shop, parts, build_sop_uuid);
  const unbroken = await slicesOf(shop, other);
  assert.deepEqual(resumed.areas_mm2, unbroken.areas_mm2);
  assert.deepEqual(
    [resumed.volume_ml, resumed.resin_ml, resumed.print_time_s],
    [unbroken.volume_ml, unbroken.resin_ml, unbroken.print_time_s],
  );
  await shop.clock.setClock({ body: { until_idle: true } });
  const { prints = [] } = await shop.api.getPrints({ query: { build_uuid: [uuid] } });
  assert.deepEqual(
    prints.map((print) => [print.status, print.metrics?.consumed_resin_volume_ml]),
    [["finished", resumed.resin_ml]],
  );
  assert.equal(await child.stop(), 0);
  assert.deepEqual(child.complaints, []);
});
