import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, describe, test } from "node:test";

const MAIN = join(import.meta.dirname, "main.ts");
const folder = mkdtempSync(join(tmpdir(), "vatline-sandbox-"));
after(() => rmSync(folder, { recursive: true }));

describe("sandbox", () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    test(`prints one line when ready and stops on ${signal} with exit code 0`, async () => {
      const sandbox = start("--data", signal);
      const line = await firstLine(sandbox);
      const [, url] = /^vatline: ready (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(line) ?? [];
      assert.ok(url, line);
      assert.equal((await fetch(`${url}/v1/applications`)).status, 401);
      const file = readFileSync(join(folder, signal, "sandbox.json"), "utf8");
      assert.equal(JSON.parse(file).base_url, url);

      sandbox.kill(signal);
      const [code] = await once(sandbox, "exit");
      assert.equal(code, 0);
    });
  }

  test("says that a port is taken, without a stack, and exits with 1", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const port = String(address && typeof address === "object" ? address.port : "");
    const sandbox = start("--memory", "--port", port);
    const [errors, [code]] = await Promise.all([text(stderrOf(sandbox)), once(sandbox, "exit")]);
    other.close();
    assert.equal(code, 1);
    assert.match(errors, new RegExp(`\\b${port}\\b`));
    assert.doesNotMatch(errors, /^ +at /m);
  });
});

function start(...flags: string[]): ChildProcess {
  const args = ["--disable-warning=ExperimentalWarning", MAIN, "sandbox", "--port", "0", ...flags];
  const stdio: ["ignore", "pipe", "pipe"] = ["ignore", "pipe", "pipe"];
  return spawn(process.execPath, args, { cwd: folder, stdio });
}

async function firstLine(child: ChildProcess): Promise<string> {
  const ended = once(child, "exit").then(async () => {
    throw new Error(`ended before it was ready: ${await text(stderrOf(child))}`);
  });
  // Ends with an error when the test ends the program; nobody waits for it then.
  ended.catch(() => {});
  const [chunk] = await Promise.race([once(child.stdout ?? child, "data"), ended]);
  return String(chunk);
}

function stderrOf(child: ChildProcess) {
  assert.ok(child.stderr);
  return child.stderr;
}
