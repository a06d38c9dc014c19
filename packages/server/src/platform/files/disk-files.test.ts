import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { afterEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Problem } from "@vatline/api";
import fc from "fast-check";
import { openDiskFiles } from "./disk-files.ts";

const ABSENT = "0".repeat(64);

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "vatline-test-"));
  folders.push(folder);
  return folder;
}

test("gives back what was put, under its SHA-256", async () => {
  const files = await openDiskFiles(newFolder());
  for (const size of [0, 1, 5000, 1_000_000]) {
    const bytes = randomBytes(size);
    const file_key = createHash("sha256").update(bytes).digest("hex");
    assert.deepEqual(await files.put(bytes), { file_key, file_size_bytes: size });
    assert.ok(bytes.equals(await files.get(file_key)));
    assert.equal(await files.size(file_key), size);
    assert.ok(await files.has(file_key));
  }
});

test("keeps one file however often and from however many sides it is put", async () => {
  const folder = newFolder();
  const files = await openDiskFiles(folder);
  const bytes = randomBytes(100_000);
  await Promise.all(Array.from({ length: 8 }, () => files.put(bytes)));
  await files.put(bytes);
  assert.equal(filesIn(folder).length, 1);
});

test("puts a file again when the one that is there was cut short", async () => {
  const folder = newFolder();
  const files = await openDiskFiles(folder);
  const bytes = randomBytes(1000);
  const { file_key } = await files.put(bytes);
  writeFileSync(filesIn(folder)[0], bytes.subarray(0, 500));
  await files.put(bytes);
  assert.ok(bytes.equals(await files.get(file_key)));
});

test("stores a file that was written elsewhere, and nothing of one that failed", async () => {
  const folder = newFolder();
  const files = await openDiskFiles(folder);
  const bytes = randomBytes(5000);
  const made = await files.putMade(async (path) => writeFileSync(path, bytes));
  assert.deepEqual(made, await files.put(bytes));
  assert.ok(bytes.equals(await files.get(made.file_key)));
  const failing = files.putMade(async (path) => {
    writeFileSync(path, bytes.subarray(0, 100));
    throw new Error("no space left");
  });
  await assert.rejects(failing, { message: "no space left" });
  assert.equal(filesIn(folder).length, 1);
  assert.deepEqual(readdirSync(join(folder, "unfinished")), []);
});

test("does not hand out a file whose content has changed", async () => {
  const folder = newFolder();
  const files = await openDiskFiles(folder);
  const bytes = randomBytes(1000);
  const { file_key } = await files.put(bytes);
  bytes[500] ^= 1;
  writeFileSync(filesIn(folder)[0], bytes);
  await assert.rejects(files.get(file_key), { message: `The file ${file_key} is damaged.` });
});

test("streams any range of a file", async () => {
  const files = await openDiskFiles(newFolder());
  const bytes = randomBytes(200_000);
  const { file_key } = await files.put(bytes);
  assert.ok(bytes.equals(await read(await files.stream(file_key))));
  const offset = fc.nat({ max: bytes.length - 1 });
  await fc.assert(
    fc.asyncProperty(offset, offset, async (a, b) => {
      const [start, end] = [Math.min(a, b), Math.max(a, b)];
      const part = await read(await files.stream(file_key, { start, end }));
      assert.ok(bytes.subarray(start, end + 1).equals(part));
    }),
    { numRuns: 50 },
  );
});

test("says that a file is missing", async () => {
  const files = await openDiskFiles(newFolder());
  for (const key of [ABSENT]) {
    assert.equal(await files.has(key), false);
    await assert.rejects(files.get(key), isFileMissing);
    await assert.rejects(files.size(key), isFileMissing);
    await assert.rejects(files.stream(key), isFileMissing);
  }
});

test("takes nothing for a key that is not one, least of all a path", async () => {
  const folder = newFolder();
  const files = await openDiskFiles(join(folder, "store"));
  writeFileSync(join(folder, "secret"), "secret");
  const { file_key } = await files.put(randomBytes(10));
  const keys = ["", "../secret", "../../../secret", "unfinished", `${file_key}\n`];
  keys.push(file_key.toUpperCase(), `../${file_key}`, `${file_key}/..`, "\0".repeat(64));
  for (const key of keys) {
    assert.equal(await files.has(key), false, key);
    await assert.rejects(files.get(key), isFileMissing, key);
    await assert.rejects(files.stream(key), isFileMissing, key);
  }
  assert.ok(existsSync(join(folder, "secret")));
  assert.ok(await files.has(file_key));
});

test("finishes a write although another process opens the store and sweeps it meanwhile", async () => {
  const folder = newFolder();
  const files = await openDiskFiles(folder);
  const bytes = randomBytes(25_000_000);
  let done = false;
  const putting = files.put(bytes).finally(() => {
    done = true;
  });
  const unfinished = join(folder, "unfinished");
  while (!done && readdirSync(unfinished).length === 0) await new Promise(setImmediate);
  const other = await openDiskFiles(folder);
  const nothing = { before_ms: Date.now() - 60_000, namedAmong: async () => new Set<string>() };
  assert.equal(await other.sweep(nothing), 0);
  const { file_key } = await putting;
  assert.ok(bytes.equals(await files.get(file_key)));
});

test("says why a file cannot be written, and leaves nothing of it", (t) => {
  if (process.platform !== "linux") return t.skip("sets a limit on file sizes as Linux does");
  const folder = newFolder();
  // A limit on the size of files stands for the full disk; both are errors of write().
  const script = pathOf("./testing/store-child.ts");
  const limited = `trap '' XFSZ; ulimit -f 1; exec "$0" "$@"`;
  const args = ["-c", limited, process.execPath, script, folder, "50"];
  assert.throws(
    () => execFileSync("/bin/sh", args, { stdio: "pipe" }),
    /A file of \d+ bytes cannot be stored in .*: EFBIG/,
  );
  assert.ok(filesIn(folder).every(isWhole));
  assert.deepEqual(readdirSync(join(folder, "unfinished")), []);
});

test("keeps every acknowledged file whole through kill -9", async () => {
  const folder = newFolder();
  const acknowledged: string[] = [];
  for (let i = 0; i < 5; i++) {
    const args = [pathOf("./testing/store-child.ts"), folder, "10000"];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const exit = once(child, "exit");
    const first = acknowledged.length;
    for await (const file_key of createInterface({ input: child.stdout })) {
      if (acknowledged.length === first)
        setTimeout(() => child.kill("SIGKILL"), Math.random() * 80);
      acknowledged.push(file_key);
    }
    assert.deepEqual(await exit, [null, "SIGKILL"]);
  }
  const files = await openDiskFiles(folder);
  const all = {
    before_ms: Number.POSITIVE_INFINITY,
    namedAmong: async (keys: string[]) => new Set(keys),
  };
  assert.equal(await files.sweep(all), 0, "what is half-written is not taken for a file");
  assert.ok(filesIn(folder).every(isWhole));
  for (const file_key of acknowledged) assert.ok(await files.has(file_key));
});

test("a temporary store is gone when its process is", () => {
  const script = pathOf("./testing/temporary-child.ts");
  const env = { ...process.env, TMPDIR: newFolder() };
  const printed = execFileSync(process.execPath, [script], { env, encoding: "utf8" });
  const made: string[] = JSON.parse(printed);
  assert.equal(made.length, 1);
  assert.equal(existsSync(made[0]), false);
});

function pathOf(specifier: string): string {
  return fileURLToPath(import.meta.resolve(specifier));
}

function isFileMissing(error: unknown): boolean {
  return error instanceof Problem && error.code === "file_missing";
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function isWhole(path: string): boolean {
  return createHash("sha256").update(readFileSync(path)).digest("hex") === basename(path);
}

async function read(stream: Readable): Promise<Buffer> {
  return Buffer.concat(await stream.toArray());
}
