import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { sql } from "kysely";
import { forEachDatabase } from "../../testing/databases.ts";
import { StartError } from "../start-error.ts";
import type { Db } from "./db.ts";
import { migrate } from "./migrate.ts";
import { openDb } from "./open.ts";

/** How many migrations the program has. */
const KNOWN = readdirSync(new URL("migrations/", import.meta.url)).length;

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A folder with as many migrations as the program has, not run again, and `more` after them. */
function migrationsAnd(more: string[]): URL {
  const folder = mkdtempSync(join(tmpdir(), "vatline-migrations-"));
  folders.push(folder);
  const texts = [...Array.from({ length: KNOWN }, () => "select 1;"), ...more];
  for (const [index, text] of texts.entries()) {
    writeFileSync(join(folder, fileOf(index + 1)), text);
  }
  return pathToFileURL(`${folder}/`);
}

const fileOf = (number: number) => `${String(number).padStart(4, "0")}_step.sql`;

async function tableNames(db: Db): Promise<string[]> {
  const tables = await db.read.introspection.getTables();
  return tables.map((table) => table.name);
}

forEachDatabase("migrate", (open) => {
  test("runs what is missing, once", async () => {
    const db = await open();
    const folder = migrationsAnd(["create table more (id :bigint not null) :strict;"]);
    await migrate(db, folder);
    await migrate(db, folder);
    assert.ok((await tableNames(db)).includes("more"));
  });

  test("several programs that start at once each end with the whole schema", async () => {
    const place = await open.place();
    const before = await openDb(place);
    await before.transaction((tx) => sql`drop table migrations`.execute(tx));
    await before.close();
    const folder = migrationsAnd([
      "create table more (id integer);",
      "create index i on more (id);",
    ]);
    const address = "sqlite" in place ? place.sqlite : place.postgres;
    const [engine_url, migrate_url] = [
      "sqlite" in place ? "./sqlite.ts" : "./postgres.ts",
      "./migrate.ts",
    ].map((file) => import.meta.resolve(file));
    const program = `
      const engine = await import("${engine_url}");
      const { migrate } = await import("${migrate_url}");
      const db = (engine.openSqlite ?? engine.openPostgres)("${address}");
      await migrate(db, new URL("${folder.href}"));
      await db.close();`;
    const run = promisify(execFile);
    const args = ["--input-type=module", "-e", program];
    await Promise.all([1, 2, 3].map(() => run(process.execPath, args)));
    await assert.rejects(
      openDb(place),
      new RegExp(`at migration ${KNOWN + 2}, this program knows ${KNOWN}:`),
    );
  });

  test("a failure names file and statement and leaves nothing of its file", async () => {
    const db = await open();
    const folder = migrationsAnd([
      "create table kept (id integer);",
      "-- A comment; with a semicolon.\ncreate table undone (id integer);\nselect nonsense;",
    ]);
    await assert.rejects(migrate(db, folder), (error) => {
      assert.ok(error instanceof StartError);
      const failed = `Migration ${fileOf(KNOWN + 2)}, statement 2 (select nonsense) failed`;
      assert.ok(error.message.startsWith(failed), error.message);
      return true;
    });
    const names = await tableNames(db);
    assert.ok(names.includes("kept"));
    assert.ok(!names.includes("undone"));
  });

  test("refuses a database of a newer program", async () => {
    const db = await open();
    await db.transaction((tx) => sql`insert into migrations (number) values (9999)`.execute(tx));
    await assert.rejects(migrate(db), /The database is at migration 9999, this program knows/);
  });

  test("refuses a folder in which a number is missing", async () => {
    const db = await open();
    const folder = migrationsAnd([]);
    const late = fileOf(KNOWN + 2);
    writeFileSync(new URL(late, folder), "select 1;");
    await assert.rejects(migrate(db, folder), new RegExp(`${late} is not number ${KNOWN + 1}`));
  });

  test("the schema is the one that was reviewed", async () => {
    const db = await open();
    const url = new URL(`schema.${db.dialect.name}.sql`, import.meta.url);
    const dumped = await dumpSchema(db);
    if (process.env.UPDATE) writeFileSync(url, dumped);
    assert.equal(dumped, readFileSync(url, "utf8"), "run with UPDATE=1 and review the difference");
  });

  test("SQLite makes no query of a list ready anew at each run", async () => {
    const db = await open();
    if (db.dialect.name !== "sqlite") return;
    // It does where an index holds for the rows of a word that the query names as a parameter.
    const { rows } = await sql<{ name: string }>`select name from sqlite_schema
      where type = 'index' and sql like '% where %=%'`.execute(db.read);
    // Each holds for a table of a few rows, and keeps a second one of the word away.
    assert.deepEqual(rows.map(({ name }) => name).sort(), [
      "applications_default",
      "build_sop_versions_draft",
    ]);
  });

  test("tables.ts spells every column as the database does", async () => {
    const db = await open();
    const own = new Set(["migrations", "sqlite_sequence"]);
    const found = await db.read.introspection.getTables();
    const tables = found
      .filter((table) => !own.has(table.name))
      .map(({ name, columns }) => [
        name,
        columns.map(({ name, isNullable, isAutoIncrementing }) =>
          isNullable && !isAutoIncrementing ? `${name} | null` : name,
        ),
      ]);
    const files = ["tables.ts", "tables-set-up.ts"];
    const texts = files.map((file) => readFileSync(new URL(file, import.meta.url), "utf8"));
    const text = texts.join("");
    const declared = [...text.matchAll(/^ {2}(\w+): \{\n(.*?)^ {2}\};/gms)].map(
      ([, name, body]) => [
        name,
        [...body.matchAll(/^ {4}(\w+):[^;]*?( \| null)?;/gm)].map(
          ([, column, nullable]) => `${column}${nullable ?? ""}`,
        ),
      ],
    );
    assert.deepEqual(Object.fromEntries(tables), Object.fromEntries(declared));
  });
});

async function dumpSchema(db: Db): Promise<string> {
  const statements = db.dialect.name === "sqlite" ? SQLITE_SCHEMA : POSTGRES_SCHEMA;
  const { rows } = await sql.raw<{ text: string }>(statements).execute(db.read);
  return rows.map(({ text }) => `${text.trim()};\n`).join("\n");
}

const SQLITE_SCHEMA = `
  select sql as text from sqlite_master where sql is not null and name not like 'sqlite_%'
  order by tbl_name, type desc, name`;

/** Tables, then constraints, then indexes that no constraint made, as the server spells them. */
const POSTGRES_SCHEMA = `
  select text from (
    select 1 as part, table_name::text as name, 'create table ' || table_name || E' (\\n' ||
      string_agg('  ' || column_name || ' ' || data_type ||
        coalesce(' collate "' || collation_name || '"', '') ||
        case is_nullable when 'NO' then ' not null' else '' end ||
        case is_identity when 'YES' then ' generated ' || lower(identity_generation) ||
          ' as identity' else '' end,
        E',\\n' order by ordinal_position) || E'\\n)' as text
    from information_schema.columns where table_schema = 'public' group by table_name
    union all
    select 2, conrelid::regclass || ' ' || conname,
      'alter table ' || conrelid::regclass || ' add constraint ' || conname || ' ' ||
      pg_get_constraintdef(oid)
    from pg_constraint where connamespace = 'public'::regnamespace and contype <> 'n'
    union all
    select 3, indexname, indexdef from pg_indexes where schemaname = 'public' and
      indexname not in (select conname from pg_constraint)
  ) as parts order by part, name collate "C"`;
