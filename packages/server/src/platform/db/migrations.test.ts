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
});
