import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { hostileFiles } from "./testing/hostile-3mf.ts";

const MEMORY_MB_MAX = 64;

/** Reads every file of a folder in a process of its own and prints how that ended. */
const CHILD = `
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readModel } from ${JSON.stringify(import.meta.resolve("./model.ts"))};
const [folder] = process.argv.slice(1);
// The greatest resource use of a process counts that of its parent before it was born.
const STATUS = "/proc/self/status";
const peak = () =>
  existsSync(STATUS)
    ? Number(/VmHWM:\\s*(\\d+)/.exec(readFileSync(STATUS, "utf8"))[1]) / 1024
    : process.memoryUsage.rss() / 2 ** 20;
const outcomes = readdirSync(folder).sort().map((name) => {
  const bytes = readFileSync(join(folder, name));
  const before_mb = peak();
  try {
    readModel(bytes, "3mf");
    return { name, code: "read", used_mb: 0 };
  } catch (error) {
    const code = error.name === "GeometryError" ? error.code : String(error.stack);
    return { name, code, used_mb: peak() - before_mb };
  }
});
console.log(JSON.stringify(outcomes));
`;

test("every hostile 3MF file is refused by name, within little memory", () => {
  const folder = mkdtempSync(join(tmpdir(), "vatline-hostile-"));
  try {
    const files = [...hostileFiles()].map(({ name, bytes, codes }, number) => {
      writeFileSync(join(folder, String(number).padStart(4, "0")), bytes);
      return { name, codes };
    });
    assert.ok(files.length >= 100, `${files.length} files`);
    // Small generations: what is garbage already must not count as needed.
    const heap = ["--max-semi-space-size=1", "--max-old-space-size=64"];
    const flags = [...heap, "--input-type=module", "--eval", CHILD, folder];
    const outcomes = JSON.parse(execFileSync(process.execPath, flags, { encoding: "utf8" }));
    let used_mb = 0;
    const wrong: string[] = [];
    for (const [number, { name, codes }] of files.entries()) {
      const outcome = outcomes[number];
      if (!codes.includes(outcome.code)) wrong.push(`${name}: ${outcome.code}, not ${codes}`);
      used_mb += outcome.used_mb;
    }
    assert.deepEqual(wrong, []);
    // The peak only grows: what all of them have added is more than any of them needs.
    assert.ok(used_mb < MEMORY_MB_MAX, `${used_mb} MB`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
