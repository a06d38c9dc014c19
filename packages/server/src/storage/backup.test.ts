import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import {
  manageOperations,
  type Operation,
  operations,
  readTravelerKeys,
  readTravelerPdf,
  verifyTraveler,
} from "@vatline/api";
import fc from "fast-check";
import { sql } from "kysely";
import { migrateWithin } from "../platform/db/migrate.ts";
import { isEmptyDb, openDb, openUnmigrated, openWritten } from "../platform/db/open.ts";
import { appendEvent, readNewestSeq } from "../platform/events.ts";
import { filePathOf } from "../platform/files/file-key.ts";
import {
  assertSame,
  at,
  backUpInto,
  newPlaces,
  type Places,
  restoreFrom,
  unpack,
} from "../testing/backups.ts";
import { forEachDatabase, type OpenTestDb } from "../testing/databases.ts";
import { getterOf, startRestored } from "../testing/restored.ts";
import { startTestServer } from "../testing/server.ts";
import { aPackedOrder, aPart, aPrintOrder } from "../testing/shop.ts";
import { createArchive } from "./archive.ts";
import { BackupError } from "./backup-error.ts";
import { lineOf } from "./rows.ts";

const folder = mkdtempSync(join(tmpdir(), "vatline-backups-"));
after(() => rmSync(folder, { recursive: true }));
let files = 0;
const newFile = () => join(folder, `${files++}.vatline`);

/** A shop with something in every stage, its clock standing still, and its backup. */
async function aShop(database: OpenTestDb) {
  const places = await newPlaces(database);
  const shop = await startTestServer(at(database, places), { data_dir: places.data_dir });
  const { order, build_uuids } = await aPackedOrder(shop, 2);
  await aPrintOrder(shop, build_uuids[0], { total_copies: 2 });
  await shop.advance(3600);
  await aPart(shop, { number: 9 });
  const { db, jobs } = shop.server.deps;
  await jobs.idle();
  const file = newFile();
  const done = await backUpInto(places, file);
  const [traveler_key] = await db.read.selectFrom("traveler_keys").selectAll().execute();
  const settings = await db.read.selectFrom("settings").selectAll().execute();
  const { secrets, furnished } = shop;
  return {
    ...{ places, shop, order, build_uuids, file, done },
    ...{ secrets, furnished, traveler_key, settings },
  };
}

/** Everything that can be asked without naming one thing. */
function listPaths(): string[] {
  const tables: [string, Record<string, Operation>][] = [
    ["/v1", operations],
    ["/manage/v1", manageOperations],
  ];
  return tables.flatMap(([base, table]) =>
    Object.values(table)
      .filter(({ method, path }) => method === "GET" && !path.includes("{"))
      .map(({ path, query }) => {
        const limited = query !== undefined && "limit" in query.properties;
        return `${base}${path}${limited ? "?limit=100" : ""}`;
      }),
  );
}

/** Secrets of a minute differ, and so does what only real time tells. */
const steady = (body: unknown, url: string): unknown =>
  JSON.parse(
    JSON.stringify(body, (key, value) =>
      ["next_cursor", "last_used_at", "request_id", "sealed_at", "next_poll_at"].includes(key)
        ? undefined
        : value,
    ).replaceAll(url, ""),
  );

forEachDatabase("backup and restore", (database) => {
  // Its server is gone after the first test; the backup stays.
  let made: ReturnType<typeof aShop> | undefined;
  const theShop = () => {
    made ??= aShop(database);
    return made;
  };

  test("a server restored into either kind of database answers the same, and goes on", async () => {
    const { shop, order, build_uuids, file, done } = await theShop();
    assert.deepEqual(done.lost, []);
    assert.ok(done.row_count > 100 && done.file_count >= 5, JSON.stringify(done));
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const get = await getterOf(shop.url, shop.secrets);
    for (const kind of ["same", "other"] as const) {
      const restored = await newPlaces(database, kind);
      assert.deepEqual(await restoreFrom(file, restored), done);
      const again = newFile();
      await backUpInto(restored, again);
      assertSame(unpack(file), unpack(again));

      const other = await startRestored(database, restored, shop);
      for (const path of listPaths()) {
        const [one, two] = [await get(path), await other.get(path)];
        assert.equal(two.status, one.status, path);
        assert.deepEqual(steady(two.body, other.url), steady(one.body, shop.url), path);
      }
      for (const { uuid } of order.printed_parts) {
        const path = `/manage/v1/printed_parts/${uuid}/genealogy`;
        assert.deepEqual(await other.get(path), await get(path));
      }
      await compareFiles(get, other.get, build_uuids[0]);
      const events = (await other.get("/manage/v1/events/verify")).body;
      assert.equal((events as { intact: boolean }).intact, true, JSON.stringify(events));
      await other.server.scheduler.advanceUntilIdle("2031-01-01T00:00:00.000Z");
      const parts = (await other.get("/v1/printed_parts?status=complete&limit=100")).body;
      assert.equal((parts as { total_count: number }).total_count, 4, "both copies were printed");
    }
  });

  test("carries no secret that a copy could act for the server with; a copy makes its own", async () => {
    const shop = await theShop();
    const { file, traveler_key: key, build_uuids, settings } = shop;
    const bytes = [...unpack(file).values()].map((one) => one.toString("latin1")).join("\n");
    const secrets = settings.filter(({ name }) => /^secret:(links|cursors)$/.test(name));
    assert.equal(secrets.length, 2);
    for (const secret of [key.private_key, ...secrets.map(({ value }) => value)]) {
      assert.ok(secret && !bytes.includes(secret));
    }
    assert.ok(bytes.includes(key.public_key));

    const restored = await newPlaces(database);
    await restoreFrom(file, restored);
    const other = await startRestored(database, restored, shop);
    const old = await travelerOf(other.get, build_uuids[0]);
    const { customer_uuid } = shop.furnished;
    const keys = async () => {
      const { body } = await other.get(`/manage/v1/traveler_keys/${customer_uuid}`);
      return readTravelerKeys(JSON.stringify(body));
    };
    assert.equal((await verifyTraveler(old, await keys())).key.kid, key.kid);
    const { deps } = other.server;
    await deps.db.transaction(async (tx) => {
      await tx.deleteFrom("attachments").where("build_uuid", "=", build_uuids[0]).execute();
      const payload = { customer_uuid, build_uuid: build_uuids[0], file: "traveler" as const };
      await deps.jobs.enqueue(tx, "attach_documents", payload);
    });
    await deps.jobs.idle();
    const young = await travelerOf(other.get, build_uuids[0]);
    const signed = await verifyTraveler(young, await keys());
    assert.notEqual(signed.key.kid, key.kid);
    assert.equal((await verifyTraveler(old, await keys())).key.kid, key.kid);
  });

  test("is refused where something is, and where the backup is of a newer program", async () => {
    const { file } = await theShop();
    const places = await newPlaces(database);
    await restoreFrom(file, places);
    await assert.rejects(backUpInto(places, file), /is there already; nothing was replaced/);
    await assert.rejects(restoreFrom(file, places), /data is not empty, .* is there/);
    const full = await newPlaces(database);
    if ("postgres" in full.place) {
      await (await openDb(full.place)).close();
      await assert.rejects(restoreFrom(file, full), /The database is not empty/);
      assert.equal(existsSync(full.data_dir), false);
    }
    const nowhere = await newPlaces(database);
    await assert.rejects(backUpInto(nowhere, newFile()), /There is no database/);
    const newer = await rewrite(file, (name, bytes) =>
      name === "backup.json"
        ? Buffer.from(String(bytes).replace(/"schema": \d+/, '"schema": 9999'))
        : bytes,
    );
    await assertRefused(database, newer, /made by a newer program .* migration 9999/);
  });

  test("events go on after the last one that was brought", async () => {
    const { file, furnished } = await theShop();
    const places = await newPlaces(database);
    await restoreFrom(file, places);
    const db = await openDb(places.place);
    const { customer_uuid } = furnished;
    const newest = await readNewestSeq(db.read, customer_uuid);
    const changed = { customer_uuid, actor: "server:test", noun: "parts", uuid: "p" };
    const event = { ...changed, at: "2030-01-01T00:00:00.000Z", what: "seen", details: {} };
    await db.transaction((tx) => appendEvent(tx, event));
    assert.equal(await readNewestSeq(db.read, customer_uuid), newest + 1);
    await db.close();
  });

  test("brings a backup of an older program up to date", async () => {
    const db = openUnmigrated(await database.emptyPlace());
    const AT = "2026-01-01T00:00:00.000Z";
    const tables = await db.transaction(async (tx) => {
      await migrateWithin(tx, 12);
      await sql`insert into customers (uuid, name, created_at)
        values ('c', 'Zo\u00eb', ${AT})`.execute(tx);
      await sql`insert into applications (customer_uuid, uuid, name, created_at, is_default)
        values ('c', 'a', 'A', ${AT}, 1)`.execute(tx);
      await sql`insert into resins (customer_uuid, uuid, name, status, created_at, updated_at)
        values ('c', 'r', 'R', 'active', ${AT}, ${AT})`.execute(tx);
      await sql`insert into resin_lots (customer_uuid, uuid, resin_uuid, lot_number, volume_ml,
        status, created_at, updated_at) values
        ('c', 'l', 'r', 'L', 0.1, 'open', ${AT}, ${AT})`.execute(tx);
      const found: [string, Record<string, unknown>[]][] = [];
      for (const name of ["customers", "applications", "resins", "resin_lots"]) {
        const query = sql<Record<string, unknown>>`select * from ${sql.table(name)}`;
        found.push([name, (await query.execute(tx)).rows]);
      }
      return found;
    });
    await db.close();
    const chunks: Buffer[] = [];
    const archive = createArchive(async (bytes) => {
      chunks.push(Buffer.from(bytes));
    });
    const head = {
      format: 1,
      program: "0.0.9",
      schema: 12,
      database: "sqlite",
      made_at: AT,
      as_of: AT,
    };
    const entries = tables.map(([name, rows]): [string, string] => {
      const columns = Object.keys(rows[0]).sort();
      const lines = rows.map((row) => lineOf(columns.map((column) => row[column])));
      return [`tables/${name}/000001.ndjson`, [lineOf(columns), ...lines].join("")];
    });
    for (const [name, text] of [["backup.json", JSON.stringify(head)], ...entries]) {
      await archive.add(name, Buffer.byteLength(text), [Buffer.from(text)]);
    }
    await archive.end();
    const restored = await newPlaces(database);
    await restoreFrom(write(zstdCompressSync(Buffer.concat(chunks))), restored);
    // Opened as what this program wrote, and with what a later migration added.
    const now = await openWritten(restored.place);
    const lot = await now.read.selectFrom("resin_lots").selectAll().executeTakeFirstOrThrow();
    assert.deepEqual([lot.volume_ml, lot.resin_cell_name], [0.1, null]);
    const customer = await now.read.selectFrom("customers").selectAll().executeTakeFirstOrThrow();
    assert.equal(customer.name, "Zo\u00eb");
    await now.close();
  });

  test("tells of files that were lost before, and brings all else", async () => {
    const places = await newPlaces(database);
    const { done } = await theShop();
    const first = (await theShop()).file;
    await restoreFrom(first, places);
    const db = await openDb(places.place);
    const rows = await db.read.selectFrom("attachments").select("file_key").execute();
    await db.close();
    const [missing, damaged] = rows.map(({ file_key }) => file_key);
    const pathOf = (key: string) => join(places.data_dir, "files", filePathOf(key));
    rmSync(pathOf(missing));
    const bytes = readFileSync(pathOf(damaged));
    bytes[0] ^= 1;
    writeFileSync(pathOf(damaged), bytes);
    const file = newFile();
    const { lost, file_count } = await backUpInto(places, file);
    assert.equal(file_count, done.file_count - 1, "a damaged file is as it is");
    assert.deepEqual(lost.toSorted(), [missing, damaged].sort());
    const restored = await newPlaces(database);
    const loaded = await restoreFrom(file, restored);
    assert.deepEqual(loaded.lost, lost);
    for (const key of lost) {
      assert.equal(existsSync(join(restored.data_dir, "files", filePathOf(key))), false);
    }
    const silent = await rewrite(file, (name, content) => (name === "lost.txt" ? null : content));
    await assertRefused(database, silent, /is named by a row, and is not there/);
  });

  test("a backup that is broken anywhere is refused, says where, and leaves nothing", async () => {
    const { file } = await theShop();
    const packed = readFileSync(file);
    const whole = unpack(file);
    const place = fc.record({
      // What ends the packing may be missing: all that is unpacked is there, and its sums with it.
      at: fc.nat(packed.length - 32),
      mask: fc.constantFrom(1, 128),
      cut: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(place, async ({ at, mask, cut }) => {
        const broken = Buffer.from(cut ? packed.subarray(0, at) : packed);
        if (!cut) broken[at] ^= mask;
        // A bit of the packing may mean nothing; then what is unpacked is the same.
        if (!cut && isSame(broken, packed)) return;
        await assertRefused(database, write(broken), /./);
      }),
      { numRuns: 8, seed: 29 },
    );
    const names = [...whole.keys()];
    const aFile = names.find((name) => name.startsWith("files/")) ?? "";
    const odd: [RegExp, Parameters<typeof rewrite>[1]][] = [
      [/prints\/000001.ndjson is not as it was written/, flipIn("tables/prints/000001.ndjson")],
      [/files\/.* is not as it was written/, flipIn(aFile)],
      [/SHA256SUMS/, flipIn("SHA256SUMS")],
      [/it has no SHA256SUMS/, (name, bytes) => (name === "SHA256SUMS" ? null : bytes)],
      [
        /it begins with .*, so it is no backup/,
        (name, bytes) => (name === "backup.json" ? null : bytes),
      ],
    ];
    for (const [reason, change] of odd) {
      await assertRefused(database, await rewrite(file, change, "keep sums"), reason);
    }
    const without = await rewrite(file, (name, bytes) => (name === aFile ? null : bytes));
    await assertRefused(database, without, /files\/.* is named by a row, and is not there/);
  });

  test("hostile backups reach nothing but what a backup may", async () => {
    const { file } = await theShop();
    const with_entry = (name: string, size: number, bytes = Buffer.alloc(size)) =>
      rewriteRaw(file, name, size, bytes);
    const head = '["name","value"]\n';
    const cases: [RegExp, string, string][] = [
      [/nothing that a backup has/, "files/../../../etc/cron.d/x", "x"],
      [/nothing that a backup has/, "/etc/passwd", "x"],
      [/there is no such table/, "tables/sqlite_schema/000001.ndjson", head],
      [/there is no such table/, "tables/migrations/000001.ndjson", '["number"]\n[99]\n'],
      [/there is no such table/, "tables/pg_class/000001.ndjson", head],
      [/other columns/, "tables/counters/000001.ndjson", '["a; drop table x"]\n[1]\n'],
      [/where it does not belong/, "tables/settings/000002.ndjson", head],
      [/line 2 is no row/, "tables/seal_heads/000001.ndjson", "[]\n{}\n"],
    ];
    for (const [reason, name, text] of cases) {
      const bytes = Buffer.from(text);
      await assertRefused(database, await with_entry(name, bytes.length, bytes), reason);
    }
    const bomb = await with_entry(
      `files/aa/aa/${"aa".repeat(32)}`,
      8 ** 11 - 1,
      Buffer.alloc(2000),
    );
    await assertRefused(database, bomb, /has no room|it ends in files\/aa/);
    const long = await with_entry("tables/counters/000001.ndjson", 300 * 2 ** 20, Buffer.alloc(9));
    await assertRefused(database, long, /larger than any backup has it/);
  });

  test("kill -9 amid a restore leaves no server to start, and the next restore clears it", async () => {
    const shop = await theShop();
    const { file } = shop;
    const restored = await newPlaces(database);
    // All but the last bytes come, so that everything is on its way and nothing can be decided.
    const child = startRestoreChild(restored);
    child.stdin.write(readFileSync(file).subarray(0, -20));
    const unfinished = join(restored.data_dir, "restore.unfinished", "files");
    while (!existsSync(unfinished) || readdirSync(unfinished).length === 0) await tick();
    child.kill("SIGKILL");
    await once(child, "exit");
    await assert.rejects(startRestored(database, restored, shop), /did not end.*Restore again/s);
    assert.ok(existsSync(unfinished), "what is there is left as it is");
    const { row_count } = await restoreFrom(file, restored);
    assert.ok(row_count > 0);
    assert.equal(existsSync(join(restored.data_dir, "restore.unfinished")), false);
    await startRestored(database, restored, shop);
  });

  test("kill -9 after the last step leaves only tidying up to do", async () => {
    const shop = await theShop();
    const { file } = shop;
    const restored = await newPlaces(database);
    await restoreFrom(file, restored);
    const db = await openDb(restored.place);
    const { value } = await db.read
      .selectFrom("settings")
      .select("value")
      .where("name", "=", "restored")
      .executeTakeFirstOrThrow();
    await db.close();
    const staging = join(restored.data_dir, "restore.unfinished");
    mkdirSync(staging);
    writeFileSync(join(staging, "restore"), "another one");
    await assert.rejects(startRestored(database, restored, shop), /did not end/);
    writeFileSync(join(staging, "restore"), value);
    await startRestored(database, restored, shop);
    assert.equal(existsSync(staging), false);
  });
});

const tick = () => new Promise((resolve) => setTimeout(resolve, 20));

function startRestoreChild({ data_dir, place }: Places) {
  const main = join(import.meta.dirname, "../../../cli/src/main.ts");
  const url = "postgres" in place ? ["--database-url", place.postgres] : [];
  const args = ["--disable-warning=ExperimentalWarning", main, "restore", "-", "--data", data_dir];
  return spawn(process.execPath, [...args, ...url], { stdio: ["pipe", "ignore", "inherit"] });
}

type Get = Awaited<ReturnType<typeof getterOf>>;

async function attachmentsOf(get: Get, build_uuid: string) {
  const { body } = await get(`/v1/builds/${build_uuid}`);
  return (body as { attachments: { uuid: string; filename: string }[] }).attachments;
}

async function compareFiles(one: Get, two: Get, build_uuid: string): Promise<void> {
  const attachments = await attachmentsOf(one, build_uuid);
  assert.ok(attachments.length > 0);
  for (const { uuid } of attachments) {
    const path = `/v1/attachments/${uuid}`;
    assert.deepEqual(await two(path), await one(path));
  }
}

async function travelerOf(get: Get, build_uuid: string): Promise<string> {
  const attachments = await attachmentsOf(get, build_uuid);
  const found = attachments.find(({ filename }) => filename.endsWith("traveler.pdf"));
  const { body } = await get(`/v1/attachments/${found?.uuid}`);
  return (await readTravelerPdf(new Uint8Array(body as Buffer))).code;
}

function write(bytes: Buffer): string {
  const file = newFile();
  writeFileSync(file, bytes);
  return file;
}

function isSame(packed: Buffer, other: Buffer): boolean {
  try {
    return zstdDecompressSync(packed).equals(zstdDecompressSync(other));
  } catch {
    return false;
  }
}

/** Nothing is left of what was refused, neither in the folder nor in the database. */
async function assertRefused(database: OpenTestDb, file: string, reason: RegExp): Promise<void> {
  const places = await newPlaces(database);
  await assert.rejects(restoreFrom(file, places), (error) => {
    assert.ok(error instanceof BackupError, String(error));
    assert.match(error.message, reason);
    assert.ok(error.message.startsWith(file) && error.message.length < 1000, error.message);
    return true;
  });
  assert.equal(existsSync(places.data_dir), false);
  assert.ok(await isEmptyDb(places.place));
}

const flipIn =
  (target: string) =>
  (name: string, bytes: Buffer): Buffer => {
    if (name !== target) return bytes;
    const changed = Buffer.from(bytes);
    // A digit or letter that becomes another one, so that nothing but the sum can tell.
    const at = changed.findLastIndex((byte) => byte >= 0x30 && byte < 0x39);
    changed[Math.max(at, 0)] ^= 1;
    return changed;
  };

/** A backup of the same entries, changed, left out, and with sums of their own unless kept. */
async function rewrite(
  file: string,
  change: (name: string, bytes: Buffer) => Buffer | null,
  sums: "own sums" | "keep sums" = "own sums",
): Promise<string> {
  const chunks: Buffer[] = [];
  const archive = createArchive(async (bytes) => {
    chunks.push(Buffer.from(bytes));
  });
  for (const [name, bytes] of unpack(file)) {
    if (name === "SHA256SUMS" && sums === "own sums") continue;
    const changed = change(name, bytes);
    if (changed !== null) await archive.add(name, changed.length, [changed]);
  }
  if (sums === "own sums") await archive.end();
  else chunks.push(Buffer.alloc(1024));
  return write(zstdCompressSync(Buffer.concat(chunks)));
}

/** A backup whose second entry is named and sized so, whatever its bytes. */
async function rewriteRaw(
  file: string,
  name: string,
  size_bytes: number,
  bytes: Buffer,
): Promise<string> {
  const chunks: Buffer[] = [];
  const archive = createArchive(async (chunk) => {
    chunks.push(Buffer.from(chunk));
  });
  const head = unpack(file).get("backup.json") ?? Buffer.of();
  await archive.add("backup.json", head.length, [head]);
  await archive.add(name, size_bytes, [bytes]).catch(() => {});
  return write(zstdCompressSync(Buffer.concat(chunks)));
}
