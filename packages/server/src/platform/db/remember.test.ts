import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { openDb } from "./open.ts";
import { rememberWhileUnchanged } from "./remember.ts";

/** A database, how often something was computed from it, and a way to change it. */
async function openCounted(t: TestContext, sqlite: string, entries_max = 2) {
  const db = await openDb({ sqlite });
  t.after(() => db.close());
  const remember = rememberWhileUnchanged<number>(db, { entries_max });
  let computed = 0;
  return {
    db,
    ask: (key: string) => remember.get(key, async () => ++computed),
    change: () =>
      db.transaction((tx) =>
        tx
          .insertInto("settings")
          .values({ name: `${computed}`, value: "" })
          .execute(),
      ),
  };
}

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "vatline-remember-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

for (const place of ["memory", "file"]) {
  test(`${place}: the same answer until something is committed, then a new one at once`, async (t) => {
    const sqlite = place === "memory" ? ":memory:" : join(folderOf(t), "a.db");
    const { ask, change } = await openCounted(t, sqlite);
    assert.deepEqual([await ask("a"), await ask("a"), await ask("b")], [1, 1, 2]);
    await change();
    assert.deepEqual([await ask("a"), await ask("b"), await ask("a")], [3, 4, 3]);
  });
}

test("what another program commits is seen on the next turn", async (t) => {
  const sqlite = join(folderOf(t), "a.db");
  const { ask } = await openCounted(t, sqlite);
  assert.equal(await ask("a"), 1);
  const other = new DatabaseSync(sqlite);
  other.exec("insert into settings (name, value) values ('x', '')");
  other.close();
  await turn();
  assert.equal(await ask("a"), 2);
});

test("what was computed across a commit is answered and not kept", async (t) => {
  const { db, change } = await openCounted(t, ":memory:");
  const remember = rememberWhileUnchanged<string>(db, { entries_max: 2 });
  const early = remember.get("a", async () => {
    await change();
    return "early";
  });
  assert.equal(await early, "early");
  assert.equal(await remember.get("a", async () => "late"), "late");
});

test("equal asks at one time share one computation; a failure is forgotten", async (t) => {
  const { ask, db } = await openCounted(t, ":memory:");
  assert.deepEqual(await Promise.all([ask("a"), ask("a"), ask("b"), ask("a")]), [1, 1, 2, 1]);
  const remember = rememberWhileUnchanged<string>(db, { entries_max: 2 });
  const failing = () => Promise.reject(new Error("no disk"));
  await assert.rejects(remember.get("a", failing), /no disk/);
  assert.equal(await remember.get("a", async () => "there again"), "there again");
});

test("whoever asks after a commit does not share what was begun before it", async (t) => {
  const { db, change } = await openCounted(t, ":memory:");
  const remember = rememberWhileUnchanged<string>(db, { entries_max: 2 });
  const { promise, resolve } = Promise.withResolvers<string>();
  const early = remember.get("a", () => promise);
  await change();
  const late = remember.get("a", async () => "late");
  resolve("early");
  assert.deepEqual([await early, await late], ["early", "late"]);
  assert.equal(await remember.get("a", async () => "later"), "late");
});

test("keeps no more than it was told", async (t) => {
  const { ask } = await openCounted(t, ":memory:", 2);
  for (const key of ["a", "b", "c"]) await ask(key);
  assert.equal(await ask("a"), 4);
});

test("where most is asked for once, only what is asked for again is kept", async (t) => {
  const { db, change } = await openCounted(t, ":memory:");
  const remember = rememberWhileUnchanged<number>(db, { entries_max: 2, from_second_ask: true });
  let computed = 0;
  const ask = (key: string) => remember.get(key, async () => ++computed);
  assert.deepEqual([await ask("a"), await ask("a"), await ask("a")], [1, 2, 2]);
  assert.deepEqual(await Promise.all([ask("b"), ask("b")]), [3, 3], "equal asks share");
  assert.deepEqual([await ask("b"), await ask("b"), await ask("a")], [4, 4, 2]);
  await change();
  assert.deepEqual([await ask("a"), await ask("a"), await ask("a")], [5, 6, 6]);
  await assert.rejects(
    remember.get("c", () => Promise.reject(new Error("no disk"))),
    /no disk/,
  );
  assert.deepEqual([await ask("c"), await ask("c"), await ask("c")], [7, 8, 8]);
});
