import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import fc from "fast-check";
import { openDiskFiles } from "./disk-files.ts";
import { filePathOf } from "./file-key.ts";

const HOUR_MS = 3_600_000;

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function aStore() {
  const folder = mkdtempSync(join(tmpdir(), "vatline-sweep-"));
  folders.push(folder);
  const files = await openDiskFiles(folder);
  const pathOf = (file_key: string) => join(folder, filePathOf(file_key));
  return {
    folder,
    files,
    pathOf,
    put: async (bytes: Uint8Array) => (await files.put(bytes)).file_key,
    age: (path: string, age_ms: number) => {
      const at_s = (Date.now() - age_ms) / 1000;
      utimesSync(path, at_s, at_s);
    },
    sweep: (named: string[], before_ms = Date.now() - HOUR_MS) =>
      files.sweep({ before_ms, namedAmong: async () => new Set(named) }),
  };
}

test("keeps exactly what is named or was put lately", async () => {
  const fates = fc.array(fc.record({ named: fc.boolean(), old: fc.boolean() }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fates, async (fates) => {
      const store = await aStore();
      const keys = await Promise.all(fates.map(() => store.put(randomBytes(20))));
      for (const [index, { old }] of fates.entries()) {
        if (old) store.age(store.pathOf(keys[index]), 2 * HOUR_MS);
      }
      const deleted = await store.sweep(keys.filter((_, index) => fates[index].named));
      const kept = await Promise.all(keys.map((key) => store.files.has(key)));
      assert.deepEqual(
        kept,
        fates.map(({ named, old }) => named || !old),
      );
      assert.equal(deleted, kept.filter((one) => !one).length);
    }),
    { numRuns: 30, seed: 7 },
  );
});

test("putting a file that is there begins its time again", async () => {
  const store = await aStore();
  const bytes = randomBytes(50);
  const key = await store.put(bytes);
  store.age(store.pathOf(key), 2 * HOUR_MS);
  await store.put(bytes);
  assert.equal(await store.sweep([]), 0);
  store.age(store.pathOf(key), 2 * HOUR_MS);
  assert.equal(await store.sweep([]), 1);
});

test("looks once more when a file is out of the way, and puts it back", async () => {
  const store = await aStore();
  const bytes = randomBytes(50);
  const meanwhile: [string, (key: string) => Promise<unknown>][] = [
    ["named", async (key) => new Set([key])],
    ["nobody can tell", () => Promise.reject(new Error("no database"))],
    ["put again", () => store.put(bytes).then(() => new Set())],
  ];
  for (const [what, happen] of meanwhile) {
    const key = await store.put(bytes);
    store.age(store.pathOf(key), 2 * HOUR_MS);
    let asked = 0;
    await store.files.sweep({
      before_ms: Date.now() - HOUR_MS,
      namedAmong: async () => {
        if (asked++ === 0) return new Set<string>();
        assert.equal(await store.files.has(key), false, "it is out of the way");
        return (await happen(key)) as Set<string>;
      },
    });
    assert.equal(asked, 2);
    assert.deepEqual(Buffer.from(await store.files.get(key)), bytes, what);
  }
});

test("deletes nothing while somebody holds, unless the holder is dead", async () => {
  const store = await aStore();
  const key = await store.put(randomBytes(50));
  store.age(store.pathOf(key), 2 * HOUR_MS);
  const other = await openDiskFiles(store.folder);
  const letGo = await other.hold();
  assert.equal(await store.sweep([]), 0);
  assert.ok(await store.files.has(key));
  const [hold] = readdirSync(join(store.folder, "holds"));
  store.age(join(store.folder, "holds", hold), HOUR_MS);
  assert.equal(await store.sweep([]), 1);
  await letGo();
});

test("what a crash left is judged again: half-written files, and files set aside", async () => {
  const store = await aStore();
  const [named, unnamed] = [await store.put(randomBytes(50)), await store.put(randomBytes(50))];
  mkdirSync(join(store.folder, "aside"));
  for (const key of [named, unnamed]) {
    store.age(store.pathOf(key), 2 * HOUR_MS);
    renameSync(store.pathOf(key), join(store.folder, "aside", key));
  }
  const half = join(store.folder, "unfinished", "left");
  mkdirSync(half.slice(0, -5), { recursive: true });
  renameSync(store.pathOf(await store.put(randomBytes(9))), half);
  assert.equal(await store.sweep([named]), 1);
  assert.ok(statSync(half), "one that was written just now may still be");
  store.age(half, 2 * HOUR_MS);
  await store.sweep([named]);
  assert.deepEqual(readdirSync(join(store.folder, "unfinished")), []);
  assert.ok(await store.files.has(named));
  assert.deepEqual(readdirSync(join(store.folder, "aside")), []);
});
