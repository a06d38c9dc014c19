import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import fc from "fast-check";
import { openapiDocument } from "./openapi.ts";
import { COMPATIBLE_API } from "./operations.ts";
import { toYaml } from "./yaml.ts";

const READER = `\
import json, sys, yaml
loader = getattr(yaml, 'CSafeLoader', yaml.SafeLoader)
print(json.dumps(yaml.load(sys.stdin.buffer, loader)))
`;
const PYTHON = process.env.VATLINE_TEST_PYTHON ?? "python3";
const canRead = spawnSync(PYTHON, ["-c", "import yaml"]).status === 0;
const skip = canRead ? false : `${PYTHON} has no PyYAML`;

function readYaml(text: string): unknown {
  const { stdout, stderr } = spawnSync(PYTHON, ["-c", READER], { input: text });
  assert.equal(stderr.toString(), "", text);
  return JSON.parse(stdout.toString());
}

test("prints block style with two spaces", () => {
  const value = { a: 1, list: [{ x: "one", z: [] }, [1, 2], "three"], empty: {}, none: null };
  assert.equal(
    toYaml(value),
    `a: 1
list:
  - x: one
    z: []
  - - 1
    - 2
  - three
empty: {}
none: null
`,
  );
});

test("quotes what could be read as anything but text", () => {
  const risky = ["", "yes", "Null", "1", "1e3", "0x1", "1:30", "2024-05-01", "~", "- a", "a: b"];
  risky.push(
    "a #b",
    "#a",
    "*a",
    "&a",
    "!a",
    "|",
    ">",
    "%a",
    "@a",
    "`a",
    "{a",
    "[a",
    ".5",
    "=",
    "a ",
  );
  for (const text of risky) assert.equal(toYaml(text), `${JSON.stringify(text)}\n`);
  assert.equal(toYaml({ 200: "on", yes: 1 }), '"200": "on"\n"yes": 1\n');
  assert.equal(toYaml("What it is, in words."), "What it is, in words.\n");
});

test("leaves out undefined members, and prints scalars alone", () => {
  assert.equal(toYaml({ a: undefined, b: { c: undefined } }), "b: {}\n");
  assert.equal(toYaml([undefined, Number.NaN]), "- null\n- null\n");
  assert.equal(toYaml(1e21), "1.0e+21\n");
});

test("the document of the interface survives another reader", { skip }, () => {
  const document = openapiDocument(COMPATIBLE_API);
  assert.deepEqual(readYaml(toYaml(document)), JSON.parse(JSON.stringify(document)));
});

test("any JSON survives another reader", { skip }, () => {
  const lone = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
  const value = fc
    .jsonValue({ stringUnit: "binary", maxDepth: 4 })
    .filter((each) => !lone.test(JSON.stringify(each)));
  const values = fc.sample(value, { numRuns: 300, seed: 7 });
  const expected = JSON.parse(JSON.stringify(values));
  assert.deepEqual(readYaml(toYaml(expected)), expected);
});
