import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachDatabase } from "../testing/databases.ts";
import { nextCount } from "./counters.ts";
import { getSetting, secretOf, setSetting } from "./settings.ts";

forEachDatabase("settings and counters", (open) => {
  test("a setting is null until it is set, and can be set again", async () => {
    const db = await open();
    assert.equal(await getSetting(db.read, "a"), null);
    await db.transaction((tx) => setSetting(tx, "a", "1"));
    await db.transaction((tx) => setSetting(tx, "a", "2"));
    assert.equal(await getSetting(db.read, "a"), "2");
  });

  test("a secret is made once, also when it is asked for from many sides", async () => {
    const db = await open();
    const asked = await Promise.all([1, 2, 3, 4].map(() => secretOf(db, "links")));
    assert.equal(new Set(asked).size, 1);
    assert.equal(Buffer.from(asked[0], "base64url").length, 32);
    assert.notEqual(await secretOf(db, "cursors"), asked[0]);
  });

  test("a counter goes up by what is asked for, for each customer and name", async () => {
    const db = await open();
    await db.transaction(async (tx) => {
      assert.equal(await nextCount(tx, "c1", "prints"), 1);
      assert.equal(await nextCount(tx, "c1", "prints", 10), 11);
      assert.equal(await nextCount(tx, "c2", "prints", 5), 5);
      assert.equal(await nextCount(tx, "c1", "builds"), 1);
    });
    assert.equal(await db.transaction((tx) => nextCount(tx, "c1", "prints")), 12);
  });
});
