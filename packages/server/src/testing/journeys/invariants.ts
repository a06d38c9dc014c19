/**
 * What must hold in a database at any moment, whatever happened before: looked at in a copy, so
 * that a server that is started afterwards finds exactly what the one before left.
 */
import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import type { Queries } from "../../platform/db/db.ts";
import { openDb } from "../../platform/db/open.ts";
import { fileKeyOf } from "../../platform/files/file-key.ts";
import { partOrderStatusOf } from "../../printed-parts/status.ts";
import { readCountingStatuses } from "../../printed-parts/store.ts";
import { archStl } from "../models.ts";
import type { Ledger } from "./ledger.ts";

/** Throws AssertionError naming the first promise that is broken. No server may be running. */
export async function checkFolder(folder: string, ledger: Ledger): Promise<void> {
  if (!existsSync(join(folder, "vatline.db"))) return;
  await inCopy(folder, (db) => checkDatabase(db, ledger));
}

/** As checkFolder, of a database that nothing writes to. */
export async function checkDatabase(db: Queries, ledger: Ledger): Promise<void> {
  await checkLedger(db, ledger);
  await checkPlaces(db);
  await checkPrints(db);
  await checkOrders(db);
  await checkEvents(db);
}

/** Throws unless nothing is left to do: no job, nothing waiting, queued or on a printer. */
export async function checkAtRest(folder: string): Promise<void> {
  await inCopy(folder, async (db) => {
    const jobs = await sql<{ name: string; state: string; error: string | null }>`
      select name, state, error from jobs`.execute(db);
    assert.deepEqual(jobs.rows, [], "no job is stuck or parked");
    const prints = await db.selectFrom("prints").select(["uuid", "status"]).execute();
    const going = prints.filter(({ status }) => status === "queued" || status === "printing");
    assert.deepEqual(going, [], "no print is stuck");
    const orders = await db.selectFrom("part_orders").select(["uuid", "status"]).execute();
    const open = orders.filter(({ status }) => status !== "complete");
    assert.deepEqual(open, [], "every order is complete");
  });
}

async function inCopy(folder: string, check: (db: Queries) => Promise<void>): Promise<void> {
  const copy = mkdtempSync(join(tmpdir(), "vatline-copy-"));
  try {
    for (const name of ["vatline.db", "vatline.db-wal"]) {
      if (existsSync(join(folder, name))) copyFileSync(join(folder, name), join(copy, name));
    }
    const db = await openDb({ sqlite: join(copy, "vatline.db") });
    try {
      await check(db.read);
    } finally {
      await db.close();
    }
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/** Everything that was promised is there, with its content. */
async function checkLedger(db: Queries, ledger: Ledger): Promise<void> {
  const models = byUuid(await db.selectFrom("models").selectAll().execute());
  for (const [uuid, number] of ledger.models) {
    const { filename, external_id, file_key } = found(models, uuid, "model");
    assert.deepEqual([filename, external_id], [`part-${number}.stl`, `ext-${number}`]);
    assert.equal(file_key, await fileKeyOf(archStl(number)));
  }
  const parts = byUuid(await db.selectFrom("parts").selectAll().execute());
  for (const [uuid, model_uuid] of ledger.parts) {
    assert.equal(found(parts, uuid, "part").model_uuid, model_uuid);
  }
  const printed = byUuid(await db.selectFrom("printed_parts").selectAll().execute());
  const orders = byUuid(await db.selectFrom("part_orders").selectAll().execute());
  for (const [uuid, request] of ledger.part_orders) {
    const order = found(orders, uuid, "part order");
    assert.equal(order.part_order_number, request.part_order_number);
    assert.equal(order.due_date, request.due_date);
    for (const [index, printed_part] of request.printed_parts.entries()) {
      const part = found(printed, printed_part, "printed part");
      assert.deepEqual(
        [part.part_order_uuid, part.part_uuid, part.order_index],
        [uuid, request.parts[index].uuid, index],
      );
    }
  }
  const print_orders = byUuid(await db.selectFrom("print_orders").selectAll().execute());
  for (const [uuid, request] of ledger.print_orders) {
    const { build_uuid, total_copies } = found(print_orders, uuid, "print order");
    assert.deepEqual([build_uuid, total_copies], [request.build_uuid, request.total_copies]);
  }
  const prints = byUuid(await db.selectFrom("prints").selectAll().execute());
  for (const uuid of ledger.canceled) assert.equal(found(prints, uuid, "print").status, "canceled");
  for (const [uuid, serial] of ledger.serials) {
    const { serial_number, status } = found(printed, uuid, "printed part");
    assert.deepEqual([serial_number, status], [serial, "complete"]);
  }
  const attachments = byUuid(await db.selectFrom("attachments").selectAll().execute());
  for (const [uuid, sha256] of ledger.attachments) {
    assert.equal(found(attachments, uuid, "attachment").file_key, sha256);
  }
}

/** No printed part is in two builds, no place is taken twice, and both sides agree. */
async function checkPlaces(db: Queries): Promise<void> {
  const places = await db.selectFrom("build_places").selectAll().execute();
  assertDistinct(
    places.map((place) => place.printed_part_uuid),
    "printed part in builds",
  );
  assertDistinct(
    places.map((place) => `${place.build_uuid} ${place.place_index}`),
    "place",
  );
  const made_for = new Map(places.map((place) => [place.printed_part_uuid, place]));
  const parts = await db.selectFrom("printed_parts").selectAll().execute();
  for (const part of parts.filter(({ part_order_uuid }) => part_order_uuid !== null)) {
    const place = made_for.get(part.uuid);
    assert.deepEqual(
      [part.build_uuid, part.place_index],
      [place?.build_uuid ?? null, place?.place_index ?? null],
      `printed part ${part.uuid} is where its build says`,
    );
  }
}

/** No print is doubled, no place of one made twice, and each made all of its build. */
async function checkPrints(db: Queries): Promise<void> {
  const prints = await db.selectFrom("prints").selectAll().execute();
  const orders = await db.selectFrom("print_orders").selectAll().execute();
  for (const { uuid, total_copies } of orders) {
    const own = prints.filter((print) => print.print_order_uuid === uuid);
    assert.equal(own.length, total_copies, `print order ${uuid} has its copies`);
  }
  const printing = prints.filter(({ status }) => status === "printing");
  assertDistinct(
    printing.map((print) => print.printer_serial),
    "printer with a print",
  );
  const queued = prints.filter(({ status }) => status === "queued");
  assertDistinct(
    queued.map((row) => `${row.printer_serial} ${row.position}`),
    "queue place",
  );
  const places = await db.selectFrom("build_places").selectAll().execute();
  const parts = await db.selectFrom("printed_parts").selectAll().execute();
  const made = parts.filter(({ print_uuid }) => print_uuid !== null);
  assertDistinct(
    made.map((part) => `${part.print_uuid} ${part.place_index}`),
    "thing printed",
  );
  const statuses = { finished: "complete", failed: "failed", printing: "printing" } as const;
  for (const print of prints) {
    const own = made.filter((part) => part.print_uuid === print.uuid);
    if (print.status === "queued" || print.status === "canceled") {
      assert.equal(own.length, 0);
      continue;
    }
    const wanted = places.filter((place) => place.build_uuid === print.build_uuid).length;
    assert.equal(own.length, wanted, `print ${print.print_id} made all of its build`);
    for (const part of own) assert.equal(part.status, statuses[print.status]);
  }
}

/** Orders stand where their parts stand. */
async function checkOrders(db: Queries): Promise<void> {
  for (const order of await db.selectFrom("part_orders").selectAll().execute()) {
    const status = partOrderStatusOf(
      await readCountingStatuses(db, order.customer_uuid, order.uuid),
    );
    assert.equal(order.status, status, `part order ${order.uuid}`);
  }
}

/** What happened is told once each, and what is told did happen. */
async function checkEvents(db: Queries): Promise<void> {
  const events = await db.selectFrom("events").select(["noun", "uuid", "what"]).execute();
  const told = (noun: string, what: string) =>
    events.filter((event) => event.noun === noun && event.what === what).map(({ uuid }) => uuid);
  for (const table of ["models", "parts", "part_orders", "builds", "print_orders"] as const) {
    const rows = await db.selectFrom(table).select("uuid").execute();
    const created = told(table, "created").sort();
    assert.deepEqual(created, rows.map(({ uuid }) => uuid).sort(), `history of ${table}`);
  }
  const prints = await db.selectFrom("prints").select(["uuid", "status"]).execute();
  for (const status of ["finished", "failed", "canceled"] as const) {
    const rows = prints.filter((print) => print.status === status).map(({ uuid }) => uuid);
    assert.deepEqual(told("prints", status).sort(), rows.sort(), `history of ${status} prints`);
  }
}

function byUuid<Row extends { uuid: string }>(rows: Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.uuid, row]));
}

function found<Row>(rows: Map<string, Row>, uuid: string, noun: string): Row {
  const row = rows.get(uuid);
  assert.ok(row, `${noun} ${uuid} was promised and is gone`);
  return row;
}

function assertDistinct(values: string[], what: string): void {
  const seen = new Set<string>();
  for (const value of values) {
    assert.ok(!seen.has(value), `the same ${what} twice: ${value}`);
    seen.add(value);
  }
}
