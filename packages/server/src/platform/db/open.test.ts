import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, test } from "node:test";
import { type RawBuilder, sql } from "kysely";
import { forEachDatabase } from "../../testing/databases.ts";
import { nextCount } from "../counters.ts";
import { InvariantError } from "../invariant.ts";
import type { Db, Queries, Tx } from "./db.ts";
import { dialectOf } from "./dialect.ts";
import { openDb } from "./open.ts";

const CUSTOMER = "01980000-0000-7000-8000-000000000001";

async function addSetting(tx: Tx, name: string, value = ""): Promise<void> {
  await tx.insertInto("settings").values({ name, value }).execute();
}

async function settingNames(queries: Queries): Promise<string[]> {
  const rows = await queries.selectFrom("settings").select("name").orderBy("name").execute();
  return rows.map((row) => row.name);
}

async function evaluate(db: Db, expression: RawBuilder<unknown>): Promise<unknown> {
  const query = sql<{ value: unknown }>`select ${expression} as value`;
  return (await query.execute(db.read)).rows[0].value;
}

forEachDatabase("database", (open) => {
  test("a transaction answers what its work returns and is seen by readers after it", async () => {
    const db = await open();
    const answer = await db.transaction(async (tx) => {
      await addSetting(tx, "a");
      assert.deepEqual(await settingNames(db.read), []);
      assert.deepEqual(await settingNames(tx), ["a"]);
      return 7;
    });
    assert.equal(answer, 7);
    assert.deepEqual(await settingNames(db.read), ["a"]);
  });

  test("a transaction whose work throws leaves nothing behind", async () => {
    const db = await open();
    const failing = db.transaction(async (tx) => {
      await addSetting(tx, "a");
      throw new RangeError("on purpose");
    });
    await assert.rejects(failing, RangeError);
    assert.deepEqual(await settingNames(db.read), []);
    await db.transaction((tx) => addSetting(tx, "b"));
    assert.deepEqual(await settingNames(db.read), ["b"]);
  });

  test("a failed statement ends its transaction even when the error is caught", async () => {
    const db = await open();
    const failing = db.transaction(async (tx) => {
      await addSetting(tx, "a");
      await assert.rejects(addSetting(tx, "a"));
    });
    await assert.rejects(failing);
    assert.deepEqual(await settingNames(db.read), []);
  });

  test("transactions that read and write the same row at once lose no update", async () => {
    const db = await open();
    const increment = () => db.transaction((tx) => nextCount(tx, CUSTOMER, "n"));
    const counts = await Promise.all(Array.from({ length: 20 }, increment));
    assert.deepEqual(
      counts.sort((a, b) => a - b),
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
  });

  test("transactions that decide by what they read see no stale answer", async () => {
    const db = await open();
    const addIfEmpty = (name: string) =>
      db.transaction(async (tx) => {
        if ((await settingNames(tx)).length === 0) await addSetting(tx, name);
      });
    await Promise.all(["a", "b", "c", "d"].map(addIfEmpty));
    assert.equal((await settingNames(db.read)).length, 1);
  });

  test("values are bound and read the same way", async () => {
    const db = await open();
    assert.equal(await evaluate(db, sql`cast(${2 ** 53 - 1} as bigint)`), 2 ** 53 - 1);
    assert.equal(await evaluate(db, sql`cast(${12n} as bigint)`), 12);
    assert.equal(await evaluate(db, sql`cast(${true} as integer)`), 1);
    assert.equal(await evaluate(db, sql`1 = 1`), 1);
    assert.equal(await evaluate(db, sql`1 = 2`), 0);
    assert.equal(await evaluate(db, sql`cast(${null} as text)`), null);
    assert.equal(
      await evaluate(db, sql`(select sum(n) from (select 1.5 as n union select 2) x)`),
      3.5,
    );
    assert.equal(await evaluate(db, sql`(select count(*) from settings)`), 0);
    assert.equal(await evaluate(db, sql`'A' like 'a'`), 0);
  });

  test("refuses to bind what has no single meaning", async () => {
    const db = await open();
    for (const value of [undefined, Number.NaN, 2n ** 60n, new Date(0), {}, [1], "a\0b"]) {
      await assert.rejects(evaluate(db, sql`${value}`), InvariantError);
    }
  });

  test("refuses to read an integer that a number cannot hold", async () => {
    const db = await open();
    await assert.rejects(evaluate(db, sql`cast('9007199254740993' as bigint)`));
  });

  test("refuses values of another type and rows that point nowhere", async () => {
    const db = await open();
    const times = {
      created_at: "2026-01-01T00:00:00.000Z",
      updated_at: "2026-01-01T00:00:00.000Z",
    };
    const user = {
      customer_uuid: CUSTOMER,
      uuid: "u",
      email: "e",
      name: "n",
      password_hash: null,
      status: "active" as const,
    };
    const orphan = db.transaction((tx) =>
      tx
        .insertInto("users")
        .values({ ...user, role: "ADMIN", ...times })
        .execute(),
    );
    await assert.rejects(orphan, /foreign key/i);
    const mistyped = db.transaction((tx) =>
      sql`insert into counters values (${CUSTOMER}, 'n', 'many')`.execute(tx),
    );
    await assert.rejects(mistyped);
  });

  test("rows are plain objects, sorted by bytes", async () => {
    const db = await open();
    await db.transaction(async (tx) => {
      for (const name of ["b", "ä", "B", "_", "a"]) await addSetting(tx, name);
    });
    const rows = await db.read.selectFrom("settings").selectAll().orderBy("name").execute();
    assert.deepEqual(rows[0], { name: "B", value: "" });
    assert.deepEqual(
      rows.map((row) => row.name),
      ["B", "_", "a", "b", "ä"],
    );
  });

  test("SQL is read as rows of values, also once a newer program has added a column", async () => {
    const db = await open();
    const values = { name: "a", value: "1" };
    await db.transaction((tx) => tx.insertInto("settings").values(values).execute());
    const select = "select *, name as key from settings where name = 'a'";
    for (let n = 0; n < 3; n += 1) {
      const { columns, rows } = await db.readRaw(select, []);
      assert.deepEqual([columns, rows], [["name", "value", "key"], [["a", "1", "a"]]]);
    }
    await db.transaction((tx) => sql`alter table settings add column more text`.execute(tx));
    const { rows } = await db.readRaw(select, []);
    assert.deepEqual(rows, [["a", "1", null, "a"]]);
  });

  test("a change tells how many rows it met", async () => {
    const db = await open();
    await db.transaction(async (tx) => {
      await addSetting(tx, "a");
      await addSetting(tx, "b");
      const result = await tx.updateTable("settings").set({ value: "x" }).executeTakeFirst();
      assert.equal(result.numUpdatedRows, 2n);
    });
  });

  test("can be closed twice, and lets finish what was begun", async () => {
    const place = await open.place();
    const db = await openDb(place);
    const begun = db.transaction((tx) => addSetting(tx, "a"));
    if ("postgres" in place) await begun;
    await Promise.all([db.close(), db.close()]);
    await begun;
    const again = await openDb(place);
    assert.deepEqual(await settingNames(again.read), ["a"]);
    await again.close();
  });

  test("a transaction and the reading side know their dialect", async () => {
    const db = await open();
    assert.equal(dialectOf(db.read), db.dialect);
    await db.transaction(async (tx) => assert.equal(dialectOf(tx), db.dialect));
  });

  test("many transactions and readers at once all come through", async () => {
    const db = await open();
    await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        await db.transaction((tx) => addSetting(tx, String(i)));
        assert.ok((await settingNames(db.read)).includes(String(i)));
      }),
    );
  });
});

describe("SQLite in memory", () => {
  test("readers wait for a transaction, which itself may read aside", async () => {
    const db = await openDb({ sqlite: ":memory:" });
    let aside: Promise<string[]> = Promise.resolve([]);
    const committed = Promise.withResolvers<void>();
    const reader = committed.promise.then(() => settingNames(db.read));
    await db.transaction(async (tx) => {
      await addSetting(tx, "a");
      committed.resolve();
      aside = settingNames(db.read);
      await aside;
      await addSetting(tx, "b");
    });
    assert.deepEqual(await aside, ["a"]);
    assert.deepEqual(await reader, ["a", "b"]);
    await db.close();
  });
});

describe("SQLite on disk", () => {
  test("loses nothing that was acknowledged when the process is killed", async () => {
    const folder = mkdtempSync(join(tmpdir(), "vatline-kill-"));
    const sqlite = join(folder, "db.sqlite");
    let acknowledged = 0;
    for (let round = 0; round < 3; round++) {
      const program = new URL("../../testing/count-forever.ts", import.meta.url);
      const child = spawn(process.execPath, [program.pathname, sqlite], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const exited = once(child, "exit");
      const goal = acknowledged + 50;
      for await (const line of createInterface({ input: child.stdout })) {
        acknowledged = Number(line);
        if (acknowledged === goal) child.kill("SIGKILL");
      }
      await exited;
      const db = await openDb({ sqlite });
      const row = await db.read.selectFrom("counters").select("value").executeTakeFirstOrThrow();
      await db.close();
      assert.ok(row.value >= acknowledged, `${row.value} kept of ${acknowledged}`);
      assert.ok(acknowledged >= goal);
      acknowledged = row.value;
    }
    rmSync(folder, { recursive: true });
  });
});
