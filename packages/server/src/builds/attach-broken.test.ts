/** Files of a build where the disk is full, or the thread that writes them dies. */
import assert from "node:assert/strict";
import { readdirSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { BuildSlices } from "@vatline/api";
import type { Deps } from "../platform/deps.ts";
import type { Files } from "../platform/files/files.ts";
import { type DocumentFile, JOBS, type SliceFile } from "../platform/jobs/names.ts";
import { createWorkers } from "../platform/workers.ts";
import { onSqlite } from "../testing/databases.ts";
import { loseFiles } from "../testing/lose-files.ts";
import { manage } from "../testing/manage.ts";
import { startTestServer, type TestServer } from "../testing/server.ts";
import { aPackedOrder, aPrintOrder } from "../testing/shop.ts";
import { openSmallDisk } from "../testing/small-disk.ts";
import { attachDocuments } from "./attach-documents.ts";
import { attachSlices } from "./attach-slices.ts";

const DISK_BYTES = 16 * 2 ** 20;
const DOCUMENTS: DocumentFile[] = ["plate", "traveler"];
const FILES: SliceFile[] = ["video", "build_file", "arrangement", "printability"];
const LAST_TRY = JOBS.attach_slices.attempts_max;
const NEVER = new AbortController().signal;

/** A store on a disk that is full as long as `isFull` says so; what was begun is left in halves. */
function fillable(files: Files, isFull: () => boolean): Files {
  const noSpace = () =>
    Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
  return {
    ...files,
    async put(bytes) {
      if (isFull()) throw noSpace();
      return files.put(bytes);
    },
    putMade: (make) =>
      files.putMade(async (path) => {
        await make(path);
        if (!isFull()) return;
        truncateSync(path, 100);
        throw noSpace();
      }),
  };
}

function openAttach(shop: TestServer, deps: Deps, build_uuid: string) {
  const payload = { customer_uuid: shop.furnished.customer_uuid, build_uuid };
  const context = (attempt: number, signal: AbortSignal) => {
    return { attempt, signal, ids: deps.ids.forJob(deps.ids.next()) };
  };
  const attach = async (file: DocumentFile | SliceFile, attempt = 1, signal = NEVER) => {
    const isDocument = (one: string): one is DocumentFile => DOCUMENTS.some((name) => name === one);
    if (isDocument(file))
      return attachDocuments(deps, { ...payload, file }, context(attempt, signal));
    return attachSlices(deps, { ...payload, file }, context(attempt, signal));
  };
  const unfinished = join(deps.config.data_dir, "files", "unfinished");
  return {
    attach,
    unfinished: () => readdirSync(unfinished).map((name) => join(unfinished, name)),
    attached: async () => {
      const rows = await deps.db.read.selectFrom("attachments").selectAll().execute();
      for (const { file_key } of rows) await deps.files.get(file_key);
      return rows.map(({ kind }) => kind).sort();
    },
    errors: async () => {
      const slices = await manage<BuildSlices>(shop, "GET", `/builds/${build_uuid}/slices`);
      return slices.file_errors;
    },
    /** With their files, so that they have to be written again. */
    forget: async () => {
      const rows = await deps.db.read.selectFrom("attachments").selectAll().execute();
      await deps.db.transaction((tx) => tx.deleteFrom("attachments").execute());
      await loseFiles(
        deps.files,
        rows.map(({ file_key }) => file_key),
      );
    },
  };
}

onSqlite("attaching what cannot be written", (database) => {
  test("a full disk: nothing half-written is served, the build says why and stays usable", async () => {
    const disk = openSmallDisk(DISK_BYTES);
    if (disk) database.closeFirst(async () => disk.remove());
    const data_dir = disk ? { data_dir: disk.folder } : {};
    const shop = await startTestServer(database, data_dir);
    const [uuid] = (await aPackedOrder(shop, 2)).build_uuids;
    let full = true;
    const { deps: whole } = shop.server;
    const deps = disk ? whole : { ...whole, files: fillable(whole.files, () => full) };
    const { attach, attached, errors, forget, unfinished } = openAttach(shop, deps, uuid);
    await forget();
    disk?.fill(4096);
    for (const file of [...DOCUMENTS, ...FILES]) {
      await assert.rejects(attach(file), /ENOSPC/, file);
      assert.deepEqual(await errors(), {}, "it is tried again");
    }
    for (const file of [...DOCUMENTS, ...FILES]) await attach(file, LAST_TRY);
    const said = await errors();
    assert.deepEqual(Object.keys(said).sort(), [...DOCUMENTS, ...FILES].sort());
    for (const reason of Object.values(said)) assert.match(reason, /ENOSPC/);
    assert.deepEqual([await attached(), unfinished()], [[], []]);

    await aPrintOrder(shop, uuid);
    await shop.advance(1);
    const query = { status: ["printing"] };
    assert.equal((await shop.client.getPrints({ query })).prints?.length, 1);

    full = false;
    disk?.empty();
    for (const file of [...DOCUMENTS, ...FILES]) await attach(file);
    assert.deepEqual(await errors(), {});
    assert.deepEqual(await attached(), ["plate_png", ...DOCUMENTS, ...FILES].sort());
  });

  test("a thread that is ended amid a file leaves nothing, and the file is made at the next try", async () => {
    const shop = await startTestServer(database);
    const [uuid] = (await aPackedOrder(shop, 6)).build_uuids;
    const { deps } = shop.server;
    const { attach, attached, unfinished } = openAttach(shop, deps, uuid);
    const before = await attached();
    const controller = new AbortController();
    const attaching = attach("build_file", 1, controller.signal);
    const begun = () => unfinished().some((path) => statSync(path).size > 0);
    while (!begun()) await sleep(1);
    controller.abort();
    await assert.rejects(attaching, { name: "AbortError" });
    assert.deepEqual([await attached(), unfinished()], [before, []]);
    await attach("build_file");
    assert.deepEqual(await attached(), [...before, "build_file"].sort());
  });

  test("a thread that runs out of memory is a reason on the build", async () => {
    const shop = await startTestServer(database);
    const [uuid] = (await aPackedOrder(shop, 1)).build_uuids;
    const workers = createWorkers({ threads: 1, heap_max_mb: 12 });
    database.closeFirst(() => workers.close());
    const small = openAttach(shop, { ...shop.server.deps, workers }, uuid);
    await assert.rejects(small.attach("video"), /more memory than a thread may have/);
    await small.attach("video", LAST_TRY);
    assert.match((await small.errors()).video ?? "", /more memory than a thread may have/);
    assert.deepEqual(small.unfinished(), []);
    const { attach, errors } = openAttach(shop, shop.server.deps, uuid);
    await attach("video");
    assert.deepEqual(await errors(), {});
  });
});
