/** A run outlives its server: killed amid its work, it is done at the next start, once. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openClients, type SandboxChild, startSandboxChild } from "../testing/sandbox.ts";
import { boxStl } from "./testing/programs.ts";

const KILLS = 2;
const PAUSE_MS = 100;

async function open(folder: string, child: SandboxChild) {
  const { url } = await child.ready;
  return openClients(folder, url);
}

type Shop = Awaited<ReturnType<typeof open>>;

/** Waits until a run has been at work for a while, or has ended. */
async function atWork({ manage }: Shop, uuid: string): Promise<void> {
  for (;;) {
    const run = await manage.getModelProgramRunDetails({ params: { uuid } });
    if (run.status !== "preparing" || run.progress > 0) return;
    await sleep(PAUSE_MS);
  }
}

test("a run that was cut off is done at the next start, and makes one model", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "vatline-runs-"));
  let child = startSandboxChild(folder, ["--speed", "0"]);
  t.after(async () => {
    await child.kill();
    rmSync(folder, { recursive: true });
  });
  const again = async () => {
    await child.kill();
    child = startSandboxChild(folder, ["--speed", "0"]);
    return open(folder, child);
  };
  let shop = await open(folder, child);
  const { uuid: model } = await shop.api.uploadModel({
    ...{ headers: { filename: "cube.stl" }, body: boxStl(60, 60, 60) },
  });
  const { model_program_uuids } = JSON.parse(readFileSync(join(folder, "sandbox.json"), "utf8"));
  const { uuid = "" } = await shop.api.createModelProgramRun({
    body: {
      model_program_uuid: model_program_uuids.hollow,
      parameters: { "~MODEL_UUID~": model, "~WALL_THICKNESS_MM~": "1.4" },
    },
  });
  for (let kill = 0; kill < KILLS; kill++) {
    await atWork(shop, uuid);
    const { status } = await shop.api.getModelProgramRun({ params: { uuid } });
    assert.equal(status, "preparing", "it is cut off amid its work");
    shop = await again();
  }
  for (;;) {
    const run = await shop.api.getModelProgramRun({ params: { uuid } });
    if (run.status === "preparing") {
      await sleep(PAUSE_MS);
      continue;
    }
    assert.equal(run.status, "complete", String(run.failure_message));
    const { models = [] } = await shop.api.findModels({ query: { limit: 100 } });
    const made = models.filter((each) => each.filename === "cube-hollow.stl");
    assert.deepEqual(
      made.map((each) => each.uuid),
      [run.model_uuid],
    );
    break;
  }
  assert.equal(await child.stop(), 0);
  assert.deepEqual(child.complaints, []);
});
