import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { databaseIn, openDb } from "../platform/db/open.ts";
import { startSandbox } from "../sandbox/start.ts";
import { archStl } from "../testing/models.ts";
import { openClients, readPrinterSerials } from "../testing/sandbox.ts";

/** A sandbox in `folder` at speed 0, with clients. */
async function open(folder: string) {
  const flags = { data_dir: folder, port: 0, speed: 0, log_level: "error", build_files: "none" };
  const { url, server, stop } = await startSandbox(flags);
  return { ...(await openClients(folder, url)), server, stop };
}

type Shop = Awaited<ReturnType<typeof open>>;

/** Two prints of a build with one part, waiting at one printer. */
async function queueTwo({ api, server }: Shop, printer_serial: string): Promise<string> {
  const model = await api.uploadModel({ headers: { filename: "a.stl" }, body: archStl(1) });
  const body = { part_number: "ALIGNER-001", model_uuid: model.uuid };
  const part = await api.createPart({ body });
  const { uuid = "" } = await api.createPartOrder({
    body: { part_order_number: "A", parts: [part], due_date: "2031-01-01", flush: true },
  });
  await server.deps.jobs.idle();
  const { build_uuids = [] } = await api.getPartOrder({ params: { uuid } });
  const order = { build_uuid: build_uuids[0], total_copies: 2, route_to: [printer_serial] };
  await api.createPrintOrder({ body: order });
  return uuid;
}

/** What a printer remembers; written back later, it never heard of what came between. */
async function readMemory(folder: string, serial: string): Promise<string> {
  const db = await openDb(databaseIn(folder));
  const row = await db.read
    .selectFrom("printer_memory")
    .select("memory")
    .where("serial", "=", serial)
    .executeTakeFirstOrThrow();
  await db.close();
  return row.memory;
}

async function writeMemory(folder: string, serial: string, memory: string): Promise<void> {
  const db = await openDb(databaseIn(folder));
  await db.transaction((tx) =>
    tx.updateTable("printer_memory").set({ memory }).where("serial", "=", serial).execute(),
  );
  await db.close();
}

test("a print that was begun but that its printer never heard of is told again", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "vatline-dispatch-"));
  let shop = await open(folder);
  t.after(async () => {
    await shop.stop();
    rmSync(folder, { recursive: true });
  });
  const [serial] = readPrinterSerials(folder);
  // A first print gives the printer a memory, and a job that is another one.
  const first = await queueTwo(shop, serial);
  await shop.clock.setClock({ body: { advance_s: 1 } });
  const query = { status: ["printing"] };
  const [running] = (await shop.api.getPrints({ query })).prints ?? [];
  await shop.clock.setClock({ body: { advance_s: running.remaining_sec ?? 0 } });
  await shop.stop();
  const before = await readMemory(folder, serial);

  shop = await open(folder);
  await shop.clock.setClock({ body: { advance_s: 601 } });
  const [begun] = (await shop.api.getPrints({ query })).prints ?? [];
  assert.notEqual(begun.uuid, running.uuid);
  await shop.stop();
  await writeMemory(folder, serial, before);

  shop = await open(folder);
  const signal = AbortSignal.timeout(30_000);
  await shop.clock.setClock({ body: { until_idle: true }, signal });
  const { prints = [] } = await shop.api.getPrints({ query: { sort: ["uuid"] } });
  assert.deepEqual(
    prints.map(({ uuid, status }) => [uuid, status]),
    [
      [running.uuid, "finished"],
      [begun.uuid, "finished"],
    ],
  );
  const order = await shop.api.getPartOrder({ params: { uuid: first } });
  assert.equal(order.status, "complete");
  assert.equal((await shop.api.getPrintedParts({ query: { limit: 9 } })).total_count, 2);
});
