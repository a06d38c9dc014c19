/** Backs a server up again and again while people order, and looks at what each backup became. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Selectable } from "kysely";
import { verifyChain } from "../../history/verify.ts";
import type { Queries } from "../../platform/db/db.ts";
import { openDb } from "../../platform/db/open.ts";
import type { Tables } from "../../platform/db/tables.ts";
import { secretOf } from "../../platform/settings.ts";
import {
  assertSame,
  at,
  backUpInto,
  newPlaces,
  type Places,
  restoreFrom,
  runVatline,
  unpack,
} from "../backups.ts";
import type { OpenTestDb } from "../databases.ts";
import { startTestServer, type TestServer } from "../server.ts";
import { checkDatabase } from "./invariants.ts";
import { type Ledger, newLedger } from "./ledger.ts";
import { type Random, randomFrom } from "./random.ts";
import { goShopping } from "./shopper.ts";

export type Cut = { events: number; during: number; files: number; bytes: number; took_ms: number };

const SPEED = 2000;
const PAUSE_MS_MAX = 300;

/** Answers what each cut came to, and the last backup with the server it is of. */
export async function cutUnderLoad(
  database: OpenTestDb,
  options: { cuts: number; shoppers: number; seed: number; onCut?: (cut: Cut) => void },
): Promise<Cut[]> {
  const { cuts, shoppers, seed, onCut } = options;
  const places = await newPlaces(database);
  const server = await startTestServer(at(database, places), {
    data_dir: places.data_dir,
    speed: SPEED,
  });
  const folder = mkdtempSync(join(tmpdir(), "vatline-cuts-"));
  database.closeFirst(async () => rmSync(folder, { recursive: true }));
  const ledger = newLedger();
  const random = randomFrom(seed);
  const done: Cut[] = [];
  for (let number = 0; number < cuts; number++) {
    const file = join(folder, String(number));
    const backup = await backUpUnderLoad({ places, server, ledger, random, file, shoppers });
    const cut = await restoreAndCompare(database, server, backup);
    done.push(cut);
    onCut?.(cut);
    // The next one is begun at any moment of the load.
    await sleep(random.below(PAUSE_MS_MAX));
  }
  return done;
}

type Load = { server: TestServer; ledger: Ledger; random: Random; shoppers: number };

function beginLoad({ server, ledger, random, shoppers }: Load) {
  const { client: api, furnished } = server;
  const shopper = { api, ledger, random, printer_serials: furnished.printer_serials };
  let stopped = false;
  const shop = async () => {
    while (!stopped) {
      await goShopping(shopper);
      await sleep(random.below(PAUSE_MS_MAX));
    }
  };
  const working = Promise.all(Array.from({ length: shoppers }, shop));
  return {
    async stop() {
      stopped = true;
      await working;
    },
  };
}

type Backup = {
  file: string;
  /** What had been promised when it was begun. */
  promised: Ledger;
  before: StoredEvent[];
  after: StoredEvent[];
  took_ms: number;
};

async function backUpUnderLoad(given: {
  places: Places;
  server: TestServer;
  ledger: Ledger;
  random: Random;
  file: string;
  shoppers: number;
}): Promise<Backup> {
  const { places, server, ledger, random, file } = given;
  const { read } = server.server.deps.db;
  const load = beginLoad(given);
  try {
    await sleep(random.below(PAUSE_MS_MAX));
    const promised = structuredClone(ledger);
    const before = await readEvents(read);
    const begun_ms = performance.now();
    const { code, stderr } = await runVatline(["backup", file], places);
    const took_ms = performance.now() - begun_ms;
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
    return { file, promised, before, after: await readEvents(read), took_ms };
  } finally {
    await load.stop();
  }
}

async function restoreAndCompare(
  database: OpenTestDb,
  server: TestServer,
  { file, promised, before, after, took_ms }: Backup,
): Promise<Cut> {
  const restored = await newPlaces(database);
  const { file_count: files } = await restoreFrom(file, restored);
  const again = `${file}-again`;
  await backUpInto(restored, again);
  assertSame(unpack(file), unpack(again));
  const db = await openDb(restored.place);
  try {
    await checkDatabase(db.read, promised);
    const events = await readEvents(db.read);
    // One moment while the backup was made: nothing of before is missing, and nothing has a gap.
    assert.ok(events.length >= before.length && events.length <= after.length);
    assert.deepEqual(events, after.slice(0, events.length));
    const secret = await secretOf(db, "history");
    const { customer_uuid } = server.furnished;
    const { intact, reason } = await verifyChain(db.read, customer_uuid, secret);
    assert.ok(intact, String(reason));
    const during = after.length - before.length;
    const { size: bytes } = statSync(file);
    return { events: events.length, during, files, bytes, took_ms };
  } finally {
    await db.close();
    rmSync(file);
    rmSync(again);
  }
}

type StoredEvent = Selectable<Tables["events"]>;

const readEvents = (db: Queries) => db.selectFrom("events").selectAll().orderBy("seq").execute();
