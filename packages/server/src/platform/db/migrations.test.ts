import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { sql } from "kysely";
import { readReleasedSop } from "../../build-sops/store.ts";
import { readPartNumber } from "../../catalog-parts/store.ts";
import { forEachDatabase } from "../../testing/databases.ts";
import type { Db } from "./db.ts";
import { migrate } from "./migrate.ts";

const MIGRATIONS = new URL("migrations/", import.meta.url);
const AT = "2026-01-01T00:00:00.000Z";

/** Empties a database and migrates it as far as a step, which is the first that is not run. */
async function migrateUpTo(db: Db, step: string): Promise<void> {
  const file = readdirSync(MIGRATIONS).find((name) => name.endsWith(`_${step}.sql`));
  assert.ok(file, step);
  const folder = mkdtempSync(join(tmpdir(), "vatline-migrations-"));
  for (const name of readdirSync(MIGRATIONS)) {
    if (name < file) cpSync(new URL(name, MIGRATIONS), join(folder, name));
  }
  const tables = await db.read.introspection.getTables();
  await db.transaction(async (tx) => {
    const isSqlite = db.dialect.name === "sqlite";
    if (isSqlite) await sql`pragma defer_foreign_keys = on`.execute(tx);
    for (const { name } of tables) {
      if (name.startsWith("sqlite_")) continue;
      await sql`drop table ${sql.table(name)} ${sql.raw(isSqlite ? "" : "cascade")}`.execute(tx);
    }
  });
  await migrate(db, pathToFileURL(`${folder}/`));
  rmSync(folder, { recursive: true });
}

forEachDatabase("migrations", (open) => {
  test("build SOPs and part numbers of before are carried over whole", async () => {
    const db = await open();
    await migrateUpTo(db, "sops_and_catalog");
    await db.transaction(async (tx) => {
      await sql`insert into customers (uuid, name, created_at) values ('c', 'C', ${AT})`.execute(
        tx,
      );
      await sql`insert into applications (customer_uuid, uuid, name, created_at)
        values ('c', 'a', 'A', ${AT})`.execute(tx);
      await sql`insert into build_sops values ('c', 's', 'S', 'Why', 3, 'released', 'P#', 'R',
        'fine', 1000, 2000, '["M2"]', 1.5, 2.5, '[0,90]', 'faster', 0.25, 60, 0,
        ${AT}, ${AT})`.execute(tx);
      for (const number of ["N-1", "N-2"]) {
        await sql`insert into catalog_parts values ('c', 'a', ${number}, 'D', '{"k":"v"}', 's', 1,
          ${AT}, ${AT})`.execute(tx);
      }
    });
    await migrate(db);
    assert.deepEqual(await readReleasedSop(db.read, "c", "s"), {
      customer_uuid: "c",
      uuid: "s",
      name: "S",
      description: "Why",
      version: 3,
      status: "released",
      build_prefix: "P#",
      resin_name: "R",
      print_profile: "fine",
      release_film_nm: 1000,
      slice_thickness_nm: 2000,
      platform_classes: ["M2"],
      gap_mm: 1.5,
      margin_mm: 2.5,
      rotations: [0, 90],
      layout_profile: "faster",
      minimum_fill: 0.25,
      longest_wait_s: 60,
      replace_failed: false,
      ...{ height_aware: false, group_by_height: false, fill_open_builds: false },
      exclusions: [],
      created_at: AT,
      updated_at: AT,
    });
    const [first, second] = [
      await readPartNumber(db.read, "c", "a", "N-1"),
      await readPartNumber(db.read, "c", "a", "N-2"),
    ];
    assert.ok(first && second);
    assert.match(
      first.uuid,
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    assert.notEqual(first.uuid, second.uuid);
    const { uuid: _, ...entry } = first;
    assert.deepEqual(entry, {
      customer_uuid: "c",
      application_uuid: "a",
      part_number: "N-1",
      description: "D",
      tags: { k: "v" },
      build_sop_uuid: "s",
      automatic_packing: true,
      rotations: null,
      retired_at: null,
      created_at: AT,
      updated_at: AT,
    });
    const { rows } = await sql`select is_default, archived_at from applications`.execute(db.read);
    assert.deepEqual(rows, [{ is_default: 0, archived_at: null }]);
  });

  test("orders and all that hangs on them are carried over whole, and go by customer from then on", async () => {
    const db = await open();
    await migrateUpTo(db, "order_keys");
    const bare = { part_order_uuid: null, serial_number: null, rotations: null };
    for (const customer_uuid of ["c", "d"]) {
      for (const table of [...PARENTS, ...REBUILT]) await insertRow(db, customer_uuid, table);
      const further = { ...bare, uuid: `${customer_uuid} further` };
      await insertRow(db, customer_uuid, "printed_parts", further);
    }
    const before = await readRebuilt(db);
    for (const table of REBUILT) {
      assert.equal(before[table]?.length, table === "printed_parts" ? 4 : 2, table);
    }
    await migrate(db);
    assert.deepEqual(await readRebuilt(db), before);
    const sliced = await db.read.selectFrom("build_slices").select("error").execute();
    assert.deepEqual(sliced, [{ error: null }, { error: null }], "builds of before may be printed");
    const tables = await db.read.introspection.getTables();
    assert.deepEqual(
      tables.filter(({ name }) => name.startsWith("former_")),
      [],
    );
    for (const table of ["part_orders", "print_orders"]) {
      await insertRow(db, "d", table, { uuid: `c ${table}` });
    }
    const strays = [
      ["printed_parts", { uuid: "stray", serial_number: null, part_order_uuid: "d part_orders" }],
      ["prints", { uuid: "stray", print_id: "stray", print_order_uuid: "d print_orders" }],
    ] as const;
    for (const [table, row] of strays) {
      await assert.rejects(insertRow(db, "c", table, row), /foreign key/i, table);
    }
  });

  test("only what still waits keeps the moment until which it does", async () => {
    const db = await open();
    await migrateUpTo(db, "waits_without_words");
    for (const table of PARENTS) await insertRow(db, "c", table);
    for (const status of ["waiting", "queued", "canceled"]) {
      const row = { uuid: status, status, pack_by: AT, part_order_uuid: null, serial_number: null };
      await insertRow(db, "c", "printed_parts", row);
    }
    await migrate(db);
    const rows = await db.read.selectFrom("printed_parts").select(["uuid", "pack_by"]).execute();
    assert.deepEqual(Object.fromEntries(rows.map(({ uuid, pack_by }) => [uuid, pack_by])), {
      waiting: AT,
      queued: null,
      canceled: null,
    });
  });
});

/** What orders hang on, and what 0012 makes anew, each after what it names. */
const PARENTS = [
  ...["customers", "applications", "build_sops", "resins", "resin_lots", "parts", "builds"],
  "part_measurement_templates",
];
const REBUILT = [
  ...["part_orders", "printed_parts", "build_places", "part_measurements"],
  ...["print_orders", "prints"],
];

/** Values of columns that do not take any value. */
const CHECKED: Record<string, Record<string, unknown>> = {
  applications: { is_default: 0 },
  resins: { status: "active" },
  resin_lots: { status: "open" },
  builds: { status: "Released" },
  part_measurement_templates: { measurement_type: "value", required_level: "required" },
  part_orders: { status: "processing" },
  printed_parts: { status: "waiting" },
  part_measurements: { measurement_result: "flag" },
  prints: { status: "queued" },
};

let drawn = 0;

/** A row with something in every column; a column such as part_uuid names the customer's part. */
async function insertRow(
  db: Db,
  customer_uuid: string,
  table: string,
  given: Record<string, unknown> = {},
): Promise<void> {
  const tables = await db.read.introspection.getTables();
  const known = tables.find(({ name }) => name === table);
  assert.ok(known, table);
  const row: Record<string, unknown> = {};
  for (const { name, dataType } of known.columns) {
    const named = name.replace(/_uuid$/, "s");
    if (table === "customers" && name === "uuid") row[name] = customer_uuid;
    else if (name === "customer_uuid") row[name] = customer_uuid;
    else if (name === "uuid") row[name] = `${customer_uuid} ${table}`;
    else if (tables.some((one) => one.name === named)) row[name] = `${customer_uuid} ${named}`;
    else if (dataType === "text") row[name] = `${name} ${++drawn}`;
    else row[name] = /real|float/.test(dataType) ? ++drawn + 0.5 : ++drawn;
  }
  Object.assign(row, CHECKED[table], given);
  const [columns, values] = [Object.keys(row).map((name) => sql.ref(name)), Object.values(row)];
  const insert = sql`insert into ${sql.table(table)} (${sql.join(columns)})
    values (${sql.join(values)})`;
  await db.transaction((tx) => insert.execute(tx));
}

type Row = Record<string, unknown>;

async function readRebuilt(db: Db): Promise<Record<string, unknown[]>> {
  const found: Record<string, unknown[]> = {};
  for (const table of REBUILT) {
    const key = table === "build_places" ? "build_uuid" : "uuid";
    const query = sql<Row>`select * from ${sql.table(table)} order by ${sql.ref(key)}`;
    const { rows } = await query.execute(db.read);
    // Added by migrations after it.
    found[table] = rows.map(({ shown: _, resin_cell_name: __, priority: ___, ...row }) => row);
  }
  return found;
}
