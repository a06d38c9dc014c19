/** A preview outlives its server: killed amid its search, it comes to the same at the next one. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { archStl } from "../testing/models.ts";
import { openClients, type SandboxChild, startSandboxChild } from "../testing/sandbox.ts";
import { foundBy } from "./testing/previews.ts";

const PAUSE_MS = 50;
/** Amid the search, which takes a second or more. */
const AT_WORK_MS = 300;

async function open(folder: string, child: SandboxChild) {
  const { url } = await child.ready;
  return openClients(folder, url);
}

type Shop = Awaited<ReturnType<typeof open>>;

async function when({ manage }: Shop, uuid: string, isSo: "started" | "ended") {
  for (;;) {
    const preview = await manage.getPackingPreview({ params: { uuid } });
    if (isSo === "started" ? preview.started_at !== null : preview.status !== "running") {
      return preview;
    }
    await sleep(PAUSE_MS);
  }
}

test("a preview that was cut off comes to what it would have come to", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "vatline-previews-"));
  let child = startSandboxChild(folder, ["--speed", "0"]);
  t.after(async () => {
    await child.kill();
    rmSync(folder, { recursive: true });
  });
  let shop = await open(folder, child);
  const part_uuids: string[] = [];
  for (let number = 0; number < 24; number++) {
    const headers = { filename: `${number}.stl` };
    const { uuid: model_uuid } = await shop.api.uploadModel({ headers, body: archStl(number) });
    const body = { part_number: "ALIGNER-001", model_uuid };
    part_uuids.push((await shop.api.createPart({ body })).uuid);
  }
  const body = { part_uuids, platform_class: "M2", gap_mm: 6, budget_s: 3, wait_s: 0 };
  const { uuid } = await shop.manage.createPackingPreview({ body });
  await when(shop, uuid, "started");
  await sleep(AT_WORK_MS);
  const { status } = await shop.manage.getPackingPreview({ params: { uuid } });
  assert.equal(status, "running", "it is cut off amid its search");
  await child.kill();
  child = startSandboxChild(folder, ["--speed", "0"]);
  shop = await open(folder, child);
  const resumed = await when(shop, uuid, "ended");
  assert.equal(resumed.status, "complete", String(resumed.failure_message));
  const { uuid: other } = await shop.manage.createPackingPreview({ body });
  const unbroken = await when(shop, other, "ended");
  assert.ok(resumed.moves > 0);
  assert.deepEqual(foundBy(resumed), foundBy(unbroken));
  assert.equal(await child.stop(), 0);
  assert.deepEqual(child.complaints, []);
});
