import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createArchive, fileName, kindOf, pieceName } from "./archive.ts";
import { BackupError } from "./backup-error.ts";
import { lineOf, valuesOf } from "./rows.ts";
import { headerOf, readEntries } from "./tar.ts";

const SEED = 29;

test("every value a column can hold comes back as it was", () => {
  const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger());
  const value = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("\u2028", '"', "\\", "\r\n", "null", "{}", "\ud83d\ude00"),
    number,
    fc.constantFrom(-0, 0, null, 2 ** 53 - 1, -(2 ** 53 - 1), 5e-324, 1.7976931348623157e308),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  );
  fc.assert(
    fc.property(fc.array(value, { maxLength: 12 }), (values) => {
      const line = lineOf(values);
      assert.equal(line.indexOf("\n"), line.length - 1, "a row is a line");
      assert.deepEqual(valuesOf(line), values);
    }),
    { numRuns: 200, seed: SEED },
  );
  for (const odd of [undefined, Number.NaN, Number.POSITIVE_INFINITY, {}, 2n ** 60n]) {
    assert.throws(() => lineOf([odd]), BackupError);
  }
  for (const odd of ["", "{}", "[", '[{"a":1}]', "[true]", "[[]]"]) {
    assert.throws(() => valuesOf(odd), BackupError, odd);
  }
});

/** Entries with something of every length about the size of a block. */
async function anArchive(sizes: number[]): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const archive = createArchive(async (bytes) => {
    chunks.push(Buffer.from(bytes));
  });
  for (const [index, size] of sizes.entries()) {
    await archive.add(pieceName("parts", index + 1), size, [Buffer.alloc(size, 65 + index)]);
  }
  await archive.end();
  return Buffer.concat(chunks);
}

async function read(tar: Buffer, step = 100): Promise<[string, string][]> {
  const source = (async function* () {
    for (let at = 0; at < tar.length; at += step) yield tar.subarray(at, at + step);
  })();
  const found: [string, string][] = [];
  for await (const { name, bytes } of readEntries(source)) {
    let text = "";
    for await (const chunk of bytes) text += chunk.toString("latin1");
    found.push([name, text]);
  }
  return found;
}

test("an archive is read as it was written, however it is cut into pieces", async () => {
  const sizes = fc.array(fc.constantFrom(0, 1, 511, 512, 513, 1024, 3000), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 1, max: 2000 }), async (sizes, step) => {
      const found = await read(await anArchive(sizes), step);
      assert.deepEqual(found.map(([, text]) => text.length).slice(0, -1), sizes);
      assert.equal(found.at(-1)?.[0], "SHA256SUMS");
    }),
    { numRuns: 40, seed: SEED },
  );
});

test("no byte of an archive can change but within what an entry holds", async () => {
  const tar = await anArchive([700, 0, 512]);
  const before = await read(tar);
  const place = fc.record({ at: fc.nat(tar.length - 1), mask: fc.integer({ min: 1, max: 255 }) });
  await fc.assert(
    fc.asyncProperty(place, async ({ at, mask }) => {
      const changed = Buffer.from(tar);
      changed[at] ^= mask;
      const found = await read(changed).catch((error) => {
        assert.ok(error instanceof BackupError, String(error));
        return null;
      });
      // Of what an entry holds the sums tell; see the test of broken backups.
      if (found) assert.notDeepEqual(found, before);
    }),
    { numRuns: 300, seed: SEED },
  );
});

test("an archive that ends early or late is refused, with where", async () => {
  const tar = await anArchive([700, 0, 512]);
  for (let at = 0; at < tar.length; at += 37) {
    await assert.rejects(read(tar.subarray(0, at)), /it ends (in|after) .*bytes unpacked/);
  }
  for (const more of [1, 512]) {
    const longer = Buffer.concat([tar, Buffer.alloc(more)]);
    await assert.rejects(read(longer), /something follows the end/);
  }
});

test("names lead nowhere but to tables and files of a backup", () => {
  const key = "ab".repeat(32);
  assert.deepEqual(kindOf(fileName(key)), { file_key: key });
  assert.deepEqual(kindOf("tables/parts/000001.ndjson"), { table: "parts", number: 1 });
  const odd = [`files/${key}`, `files/../ab/${key}`, `files/cd/ab/${key}`, `/files/ab/ab/${key}`];
  odd.push(`files/ab/ab/${key}/x`, `files/ab/ab/${key.toUpperCase()}`, "tables/../x/000001.ndjson");
  odd.push(
    "tables/parts/1.ndjson",
    "tables/a.b/000001.ndjson",
    "vatline.db",
    "",
    "x/../backup.json",
  );
  for (const name of odd) assert.equal(kindOf(name), null, name);
  for (const name of ["", "x".repeat(101), "a b", "\u00e9", "a\0b"]) {
    assert.throws(() => headerOf(name, 1), BackupError);
  }
  assert.throws(() => headerOf("a", 8 ** 11), BackupError);
});
