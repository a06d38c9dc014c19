/** The examples are run as a reader would run them, against a sandbox of their own. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

const EXAMPLES = import.meta.dirname;
const VATLINE = join(EXAMPLES, "../packages/cli/src/main.ts");
const NODE = [process.execPath, "--disable-warning=ExperimentalWarning"];
/** Named by script/test; otherwise the one of the system, where it has the modules. */
const PYTHON = process.env.VATLINE_TEST_PYTHON ?? "/usr/bin/python3";
const has_python = run([PYTHON, "-c", "import jwt, requests"], "/").status === 0;
const skip = has_python ? false : `${PYTHON} lacks the modules jwt and requests`;

describe("examples", () => {
  const folder = mkdtempSync(join(tmpdir(), "vatline-examples-"));
  const sandbox = spawn(
    NODE[0] ?? "",
    [...NODE.slice(1), VATLINE, "sandbox", "--port", "0", "--speed", "0"],
    { cwd: folder, stdio: ["ignore", "pipe", "inherit"] },
  );
  before(async () => {
    writeFileSync(join(folder, "block.stl"), blockStl(20, 15, 10));
    writeFileSync(join(folder, "bar.stl"), blockStl(60, 8, 8));
    await Promise.race([once(sandbox.stdout, "data"), once(sandbox, "exit")]);
    assert.ok(existsSync(join(folder, "vatline-data/secrets.json")), "the sandbox did not start");
  });
  after(async () => {
    sandbox.kill();
    if (sandbox.exitCode === null) await once(sandbox, "exit");
    rmSync(folder, { recursive: true });
  });

  test("python/order_parts.py follows an order to its serial numbers", { skip }, () => {
    const script = join(EXAMPLES, "python/order_parts.py");
    const args = ["--quantity", "2", "--out", "from-python", "block.stl", "bar.stl"];
    expectJourney(run([PYTHON, "-B", script, ...args], folder), join(folder, "from-python"), 4);
  });

  test("python/order_parts.py says what is wrong and fails", { skip }, () => {
    const script = join(EXAMPLES, "python/order_parts.py");
    writeFileSync(join(folder, "broken.stl"), "solid nothing");
    const { status, stderr } = run([PYTHON, "-B", script, "broken.stl"], folder);
    assert.equal(status, 1);
    assert.match(stderr, /^order_parts: POST \/v1\/models: 400 .+\n$/);
  });

  test("python/authtoken_create.py prints a token that the server takes", { skip }, async () => {
    const script = join(EXAMPLES, "python/authtoken_create.py");
    const secrets = join(folder, "vatline-data/secrets.json");
    const { stdout } = run([PYTHON, script, secrets, "--exp_hours", "24"], folder);
    const sandbox_file = readFileSync(join(folder, "vatline-data/sandbox.json"), "utf8");
    const { base_url } = JSON.parse(sandbox_file);
    const headers = { authorization: `Bearer ${stdout.trim()}` };
    assert.equal((await fetch(`${base_url}/v1/applications`, { headers })).status, 200);
  });

  test("typescript/order-parts.ts follows an order to its serial numbers", () => {
    const script = join(EXAMPLES, "typescript/order-parts.ts");
    const args = ["--out", "from-typescript", "block.stl", "bar.stl"];
    expectJourney(run([...NODE, script, ...args], folder), join(folder, "from-typescript"), 2);
  });
});

type Ended = { status: number | null; stdout: string; stderr: string };

function run([program = "", ...args]: string[], cwd: string): Ended {
  return spawnSync(program, args, { cwd, encoding: "utf8" });
}

function expectJourney({ status, stdout, stderr }: Ended, out: string, part_count: number): void {
  assert.equal(status, 0, stderr + stdout);
  assert.match(stdout, /part order EXAMPLE-\w+ is complete\n$/);
  assert.equal(new Set(stdout.match(/\bJV[0-9A-Z]{5}-\d+\b/g)).size, part_count, stdout);
  const travelers = readdirSync(out).filter((name) => name.endsWith(".pdf"));
  assert.equal(readFileSync(join(out, travelers[0] ?? ""), "latin1").slice(0, 5), "%PDF-");
}

/** A rectangular block as text STL, one corner at the origin; edges in mm. */
function blockStl(...edges: [number, number, number]): string {
  const corner = (index: number) =>
    `vertex ${edges.map((edge, axis) => ((index >> axis) & 1) * edge).join(" ")}`;
  // Two triangles a side; bit n of a corner's number is its place on axis n.
  const sides = ["021 123", "456 576", "014 154", "263 367", "042 246", "135 375"];
  const facets = sides
    .join(" ")
    .split(" ")
    .map((corners) => {
      const vertices = [...corners].map((digit) => corner(Number(digit))).join(" ");
      return `facet normal 0 0 0 outer loop ${vertices} endloop endfacet`;
    });
  return `solid block\n${facets.join("\n")}\nendsolid block\n`;
}
