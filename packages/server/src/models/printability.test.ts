import assert from "node:assert/strict";
import { test } from "node:test";
import type { ModelPrintability } from "@vatline/api";
import { forEachDatabase } from "../testing/databases.ts";
import { archStl } from "../testing/models.ts";
import { NO_UUID, startTestServer, type TestServer } from "../testing/server.ts";
import { settled } from "../testing/shop.ts";
import { checkPrintability } from "./check-printability.ts";
import { insertPrintability } from "./store-printability.ts";

const LAST_TRY = 5;

async function aModel(shop: TestServer, body = archStl(3)): Promise<string> {
  const { uuid } = await shop.client.uploadModel({ headers: { filename: "a.stl" }, body });
  return uuid;
}

async function ask(shop: TestServer, uuid: string, query = ""): Promise<ModelPrintability> {
  const { status, body } = await shop.request(
    "GET",
    `/manage/v1/models/${uuid}/printability${query}`,
  );
  assert.equal(status, 200);
  return body as ModelPrintability;
}

const readRows = (shop: TestServer) =>
  shop.server.deps.db.read.selectFrom("printability").selectAll().execute();

forEachDatabase("model printability", (database) => {
  test("getModelPrintability: is put to work by asking, and kept", async () => {
    const shop = await startTestServer(database);
    const uuid = await aModel(shop);
    const waiting = await ask(shop, uuid);
    assert.deepEqual([waiting.status, waiting.layer_count, waiting.findings], ["waiting", 0, []]);
    await settled(shop);
    const checked = await ask(shop, uuid);
    assert.deepEqual([checked.status, checked.failure_message], ["checked", null]);
    assert.deepEqual([checked.slice_thickness_nm, checked.pitch_nm], [100_000, 50_000]);
    assert.deepEqual([checked.pixel_nm, checked.watertight], [50_000, true]);
    assert.equal(checked.layer_count, 102);
    assert.deepEqual(checked.severities, { severe: 0, moderate: 0, minor: 0 });
    // The same file again, and other layers of it.
    const same = await ask(shop, await aModel(shop));
    assert.equal(same.status, "checked");
    const thin = await ask(shop, uuid, "?slice_thickness_nm=200000");
    assert.equal(thin.status, "waiting");
    await settled(shop);
    assert.equal((await ask(shop, uuid, "?slice_thickness_nm=200000")).layer_count, 51);
    assert.equal((await readRows(shop)).length, 2);
  });

  test("getModelPrintability: refuses what is not there, and layers of any thickness", async () => {
    const shop = await startTestServer(database);
    const path = (uuid: string, query = "") => `/manage/v1/models/${uuid}/printability${query}`;
    assert.equal((await shop.request("GET", path(NO_UUID))).status, 404);
    const uuid = await aModel(shop);
    for (const thickness of ["0", "12345", "1000000", "x"]) {
      const answer = await shop.request("GET", path(uuid, `?slice_thickness_nm=${thickness}`));
      assert.equal(answer.status, 400);
    }
  });

  test("says why a model could not be looked at, and looks again by new rules", async () => {
    const shop = await startTestServer(database);
    const uuid = await aModel(shop);
    const { deps } = shop.server;
    const file_key = "0".repeat(64);
    const { db } = deps;
    await db.transaction((tx) => tx.updateTable("models").set({ file_key }).execute());
    const printed = { file_key, slice_thickness_nm: 100_000, pitch_nm: 50_000 };
    const { signal } = new AbortController();
    const tried = checkPrintability(deps, printed, { attempt: 1, signal });
    await assert.rejects(tried, { code: "file_missing" });
    await checkPrintability(deps, printed, { attempt: LAST_TRY, signal });
    const failed = await ask(shop, uuid);
    assert.equal(failed.status, "failed");
    assert.match(failed.failure_message ?? "", /There is no file/);
    await db.transaction((tx) => tx.updateTable("printability").set({ rules: 0 }).execute());
    assert.equal((await ask(shop, uuid)).status, "waiting");
  });

  test("looks again at a file that was gone and is uploaded again", async () => {
    const shop = await startTestServer(database);
    const { deps } = shop.server;
    const gone = await aModel(shop);
    const [{ file_key }] = await deps.db.read.selectFrom("models").select("file_key").execute();
    const printed = { file_key, slice_thickness_nm: 100_000, pitch_nm: 50_000 };
    const failure = { ok: false, detail: "There is no file." } as const;
    await deps.db.transaction((tx) => insertPrintability(tx, printed, failure, deps.clock.now()));
    assert.equal((await ask(shop, gone)).status, "failed");
    assert.equal((await ask(shop, await aModel(shop))).status, "waiting");
    await settled(shop);
    assert.equal((await ask(shop, gone)).status, "checked");
  });

  test("a thread that is ended is no reason: the job is run again", async () => {
    const shop = await startTestServer(database);
    const { deps } = shop.server;
    const { file_key } = await deps.files.put(archStl(4));
    const printed = { file_key, slice_thickness_nm: 10_000, pitch_nm: 10_000 };
    const ended = new AbortController();
    const cut_off = checkPrintability(deps, printed, { attempt: LAST_TRY, signal: ended.signal });
    ended.abort();
    await assert.rejects(cut_off, { name: "AbortError" });
    assert.deepEqual(await readRows(shop), []);
  });
});
