import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const LAUNCHER = join(import.meta.dirname, "../bin/vatline");
const MAIN = join(import.meta.dirname, "main.ts");
const folder = mkdtempSync(join(tmpdir(), "vatline-cli-backup-"));
after(() => rmSync(folder, { recursive: true }));

function vatline(args: string[], input?: Buffer) {
  return spawnSync(process.execPath, [LAUNCHER, ...args], { cwd: folder, ...(input && { input }) });
}

/** A sandbox that has run in ./vatline-data, where commands look unless told otherwise. */
async function runSandboxOnce(): Promise<void> {
  const args = ["--disable-warning=ExperimentalWarning", MAIN, "sandbox", "--port", "0"];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
  await once(child.stdout, "data");
  child.kill("SIGTERM");
  await once(child, "exit");
}

test("backup and restore, by file and by pipe, each with a line of what it was", async () => {
  await runSandboxOnce();
  const made = vatline(["backup", "a.vatline"]);
  assert.equal(made.status, 0, String(made.stderr));
  const told = /^vatline: backed up (\d+ rows and \d+ files \(.* MB\) as of 20.*Z)\n$/;
  const [, what] = told.exec(String(made.stdout)) ?? [];
  assert.ok(what, String(made.stdout));
  const restored = vatline(["restore", "a.vatline", "--data", "b"]);
  assert.equal(String(restored.stdout), `vatline: restored ${what}\n`, String(restored.stderr));
  assert.deepEqual(readdirSync(join(folder, "b")).sort(), ["files", "vatline.db"]);

  const piped = vatline(["backup", "-", "--data", "b"]);
  assert.match(String(piped.stderr), told, "the archive alone goes to standard output");
  const again = vatline(["restore", "-", "--data", "c"], piped.stdout);
  assert.equal(String(again.stdout), `vatline: restored ${what}\n`);

  const refused: [string[], RegExp][] = [
    [["backup", "a.vatline"], /^vatline: a\.vatline is there already; nothing was replaced\.\n$/],
    [["restore", "a.vatline", "--data", "b"], /^vatline: .*\/b is not empty, .*\n$/],
    [["restore", "none.vatline", "--data", "d"], /^vatline: ENOENT.*none\.vatline'\n$/],
  ];
  for (const [args, message] of refused) {
    const { status, stdout, stderr } = vatline(args);
    assert.deepEqual([status, String(stdout)], [1, ""], args.join(" "));
    assert.match(String(stderr), message);
  }
  assert.deepEqual(readdirSync(folder).sort(), ["a.vatline", "b", "c", "vatline-data"]);
  assert.ok(!readFileSync(join(folder, "a.vatline")).includes("PRIVATE KEY"));
});

test("what is stopped amid its work leaves nothing", async () => {
  const args = ["--disable-warning=ExperimentalWarning", MAIN];
  const data = ["--data", "e"];
  const stdio: ["pipe", "ignore", "pipe"] = ["pipe", "ignore", "pipe"];
  const child = spawn(process.execPath, [...args, "restore", "-", ...data], {
    cwd: folder,
    stdio,
  });
  child.stdin.write(readFileSync(join(folder, "a.vatline")).subarray(0, 5000));
  while (!existsSync(join(folder, "e", "restore.unfinished", "restore"))) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  child.kill("SIGINT");
  const [[code], [said]] = await Promise.all([once(child, "exit"), once(child.stderr, "data")]);
  assert.equal(code, 1);
  assert.match(String(said), /The restore was stopped; nothing was restored\./);
  assert.equal(existsSync(join(folder, "e")), false);
});
