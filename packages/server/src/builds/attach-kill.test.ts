/** Files of layers outlive their server: killed while it makes them, they come out the same. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { mintToken } from "@vatline/api";
import { archStl } from "../testing/models.ts";
import { openClients, readSecrets, startSandboxChild } from "../testing/sandbox.ts";

const PAUSE_MS = 20;
const FLAGS = ["--speed", "0", "--start", "2030-01-01T08:00:00Z", "--seed", "7"];
const FILES = 7;

/** A sandbox that makes all files; it can be killed and started again. */
async function open(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "vatline-files-"));
  const begin = () => startSandboxChild(folder, FLAGS, "warn", "all");
  let child = begin();
  t.after(async () => {
    await child.kill();
    rmSync(folder, { recursive: true });
  });
  let { url } = await child.ready;
  let clients = await openClients(folder, url);
  const attachments = async (uuid: string) =>
    (await clients.api.getBuild({ params: { uuid } })).attachments ?? [];
  return {
    clients: () => clients,
    async killAndRestart() {
      await child.kill();
      child = begin();
      ({ url } = await child.ready);
      clients = await openClients(folder, url);
    },
    /** Waits until the build has so many. */
    async haveAttachments(uuid: string, count: number) {
      while ((await attachments(uuid)).length < count) await sleep(PAUSE_MS);
      return attachments(uuid);
    },
    async download(uuid: string) {
      const token = await mintToken(readSecrets(folder), { expires_in_s: 60 });
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(`${url}/v1/attachments/${uuid}`, { headers });
      assert.equal(answer.status, 200);
      return Buffer.from(await answer.arrayBuffer());
    },
    stop: () => child.stop(),
    complaints: () => child.complaints,
  };
}

type Sandbox = Awaited<ReturnType<typeof open>>;

async function packEight({ clients }: Sandbox): Promise<string> {
  const { api } = clients();
  const parts: { uuid: string }[] = [];
  for (let number = 0; number < 8; number++) {
    const headers = { filename: `${number}.stl` };
    const { uuid } = await api.uploadModel({ headers, body: archStl(number) });
    const part = { part_number: "ALIGNER-001", model_uuid: uuid };
    parts.push({ uuid: (await api.createPart({ body: part })).uuid });
  }
  const order = { part_order_number: "A", parts, due_date: "2031-01-01", flush: true };
  const { uuid = "" } = await api.createPartOrder({ body: order });
  for (;;) {
    const { build_uuids } = await api.getPartOrder({ params: { uuid } });
    if (build_uuids?.[0]) return build_uuids[0];
    await sleep(PAUSE_MS);
  }
}

async function filesOf(sandbox: Sandbox, uuid: string) {
  const attachments = await sandbox.haveAttachments(uuid, FILES);
  const files = new Map<string, Buffer>();
  for (const { filename = "", uuid = "" } of attachments) {
    files.set(filename, await sandbox.download(uuid));
  }
  return files;
}

test("files whose making was cut off are made whole, and the same", async (t) => {
  const broken = await open(t);
  const uuid = await packEight(broken);
  // While it is sliced, and amid traveler, video and build file.
  for (const made of [0, 2, 3, 4]) {
    const before = await broken.haveAttachments(uuid, made);
    assert.ok(before.length < FILES, "it is cut off before all are made");
    await broken.killAndRestart();
  }
  const files = await filesOf(broken, uuid);
  assert.equal(files.size, FILES);
  assert.equal(await broken.stop(), 0);
  assert.deepEqual(broken.complaints(), []);

  const whole = await open(t);
  const expected = await filesOf(whole, await packEight(whole));
  assert.deepEqual([...files.keys()], [...expected.keys()]);
  for (const [name, bytes] of files) {
    assert.ok(bytes.equals(expected.get(name) ?? Buffer.alloc(0)), name);
  }
});
