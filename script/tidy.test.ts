/**
 * The house rules as tests. Every rule is first seen to fail on a small violation and to let good
 * code pass, then runs over the whole repository.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import ts from "typescript";
import * as constructs from "./tidy/constructs.ts";
import * as imports from "./tidy/imports.ts";
import * as sizes from "./tidy/sizes.ts";
import {
  type Fault,
  isTypeScript,
  parseSource,
  readTexts,
  type Source,
  type Text,
} from "./tidy/source.ts";
import { sqlOutsideStores, tableWriters } from "./tidy/sql.ts";
import { bannedWords } from "./tidy/words.ts";

const REPO = join(import.meta.dirname, "..");
const texts = readTexts(REPO);
const sources = texts.filter(isTypeScript).map(parseSource);
const pipeline = readPipeline();
const declared = readDeclared();

/** A promise, the check that keeps it, and one small piece of code on either side. */
type Rule = {
  promise: string;
  check: (source: Source) => Fault[];
  bad: Record<string, string>;
  good: Record<string, string>;
};

const AT = {
  api: "packages/api/src/a.ts",
  geometry: "packages/geometry/src/a.ts",
  printers: "packages/printers/src/a.ts",
  cli: "packages/cli/src/a.ts",
  server: "packages/server/src/a.ts",
  platform: "packages/server/src/platform/a.ts",
  parts: "packages/server/src/parts/create.ts",
  store: "packages/server/src/parts/store.ts",
};

const RULES: Rule[] = [
  {
    promise: "packages import only what the table allows and their package.json declares",
    check: (source) => imports.packageImports(source, declared),
    bad: {
      "packages/api/src/a.ts": 'import "@vatline/server";',
      "packages/api/src/b.ts": 'import { readFile } from "node:fs";',
      "packages/geometry/src/a.ts": 'const fs = await import("node:fs");',
      "packages/geometry/src/b.ts": 'export { x } from "lodash";',
      "packages/printers/src/a.ts": 'import type { Db } from "@vatline/server";',
      "packages/server/src/a.ts": 'type T = import("vatline").T;',
      "packages/server/src/b.ts": 'import "../../api/src/problems.ts";',
      "packages/cli/src/a.ts": 'import { startSandbox } from "@vatline/server";',
    },
    good: {
      "packages/api/src/a.ts": 'import { Type } from "typebox"; import "./b.ts";',
      "packages/geometry/src/worker.ts": 'import { parentPort } from "node:worker_threads";',
      "packages/geometry/src/a.test.ts": 'import "node:test"; import "fast-check";',
      "packages/server/src/a.ts": 'import "@vatline/api"; import "node:fs"; import "fastify";',
      "packages/cli/src/sandbox.ts": 'const { startSandbox } = await import("@vatline/server");',
    },
  },
  {
    promise: "a feature imports only features to its left and platform, which imports none",
    check: (source) => imports.featureOrder(source, pipeline),
    bad: {
      [AT.parts]: 'import { commitPlan } from "../builds/commit.ts";',
      "packages/server/src/models/a.ts": 'import type { Part } from "../parts/store.ts";',
      [AT.platform]: 'import "../parts/store.ts";',
      "packages/server/src/novelties/a.ts": "",
      "packages/server/src/parts/a.ts": 'import "../testing/builders.ts";',
    },
    good: {
      [AT.parts]: 'import "../models/store.ts"; import "./store.ts"; import "../platform/ids.ts";',
      [AT.server]: 'import "./builds/routes.ts";',
      "packages/server/src/parts/parts.test.ts": 'import "../testing/server.ts";',
    },
  },
  {
    promise: "only platform/http knows Fastify",
    check: imports.fastifyImports,
    bad: { [AT.parts]: 'import type { FastifyReply } from "fastify";' },
    good: { "packages/server/src/platform/http/a.ts": 'import fastify from "fastify";' },
  },
  {
    promise: "only platform/db and platform/jobs know which database runs",
    check: imports.databaseImports,
    bad: { [AT.store]: 'import pg from "pg";', [AT.platform]: 'import "node:sqlite";' },
    good: { "packages/server/src/platform/db/a.ts": 'import "node:sqlite"; import "pg";' },
  },
  {
    promise: "only a package's index.ts re-exports",
    check: imports.barrelFiles,
    bad: { [AT.parts]: 'export * from "./store.ts";', "packages/api/src/schemas/index.ts": "" },
    good: { "packages/api/src/index.ts": 'export * from "./a.ts";', [AT.api]: "export {};" },
  },
  {
    promise: "no any, `!`, enum, namespace, parameter property or default export",
    check: constructs.bannedConstructs,
    bad: {
      "packages/api/src/a.ts": "const a: any = 1;",
      "packages/api/src/b.ts": "const a = b as any;",
      "packages/api/src/c.ts": "const a = b!.c;",
      "packages/api/src/d.ts": "enum A { B }",
      "packages/api/src/e.ts": "namespace A {}",
      "packages/api/src/f.ts": "class A { constructor(private b: string) {} }",
      "packages/api/src/g.ts": "export default {};",
      "packages/api/src/h.ts": "export default function a() {}",
    },
    good: {
      "packages/api/src/a.ts": "// any\nswitch (a) { default: b(!c); } const d = a !== b;",
      "packages/console/vite.config.ts": "export default {};",
      "packages/api/src/b.ts": 'declare module "x" {}',
    },
  },
  {
    promise: "no comment silences a tool, and a TODO names its issue",
    check: constructs.bannedComments,
    bad: {
      "packages/api/src/a.ts": "// @ts-ignore\na();",
      "packages/api/src/b.ts": "a(); // biome-ignore lint: because",
      "packages/api/src/c.ts": "/** TODO later */",
      "packages/api/src/d.ts": " * FIXME",
      "packages/api/src/e.ts": "// @ts-expect-error",
    },
    good: { [AT.api]: '// TODO #12 later\n/* TODO(#3) */\nconst todo = "TODO";' },
  },
  {
    promise: "only config.ts reads the environment",
    check: constructs.environmentReads,
    bad: { [AT.server]: "const port = process.env.PORT;", [AT.cli]: 'process.env["A"]' },
    good: {
      "packages/server/src/config.ts": "const port = process.env.PORT;",
      "script/a.ts": "process.env.CI",
      "packages/server/src/testing/a.ts": "process.env.VATLINE_TEST_DATA",
      "packages/server/src/sandbox/start.ts": "const config = readConfig(process.env, flags);",
    },
  },
  {
    promise: "only the clock reads time and only seeds bring chance",
    check: constructs.timeAndChance,
    bad: {
      "packages/server/src/a.ts": "const a = Date.now();",
      "packages/server/src/b.ts": "const a = new Date();",
      "packages/server/src/c.ts": "const a = Date();",
      "packages/geometry/src/a.ts": "const a = Math.random();",
      "packages/geometry/src/b.ts": "const a = performance.now();",
      "packages/server/src/parts/a.ts": "const a = randomUUID();",
    },
    good: {
      "packages/server/src/platform/clock.ts": "const a = Date.now();",
      "packages/server/src/a.ts": "const a = new Date(at); const b = Date.parse(at);",
      "packages/server/src/a.test.ts": "const a = Math.random();",
      "bench/pack.ts": "const a = performance.now();",
    },
  },
  {
    promise: "only platform/http answers errors",
    check: constructs.handMadeErrors,
    bad: { [AT.parts]: "reply.status(404).send();", [AT.store]: "reply.code(500)" },
    good: {
      [AT.parts]: "reply.status(302)",
      "packages/server/src/platform/http/problems.ts": "reply.status(404)",
    },
  },
  {
    promise: "only the command line prints",
    check: constructs.printing,
    bad: { [AT.parts]: 'console.log("here");' },
    good: { [AT.cli]: 'console.log("ready");', "script/a.ts": "console.error(1)" },
  },
  {
    promise: "no test runs alone",
    check: constructs.lonelyTests,
    bad: { "packages/api/src/a.test.ts": 'test.only("a", () => {});' },
    good: { "packages/api/src/a.test.ts": 'test("a", () => {});' },
  },
  {
    promise: "SQL stands in store.ts and platform",
    check: sqlOutsideStores,
    bad: {
      [AT.parts]: 'tx.selectFrom("parts")',
      "packages/server/src/parts/a.ts": "sql`select 1`.execute(tx)",
    },
    good: {
      [AT.store]: 'tx.insertInto("parts")',
      "packages/server/src/parts/store-list.ts": "sql`select 1`",
      "packages/server/src/platform/jobs/a.ts": 'db.updateTable("jobs")',
    },
  },
  {
    promise: "a source file has at most 400 lines, a test 800",
    check: sizes.fileSize,
    bad: { [AT.api]: "\n".repeat(401), "packages/api/src/a.test.ts": "\n".repeat(801) },
    good: { [AT.api]: "\n".repeat(400), "packages/api/src/a.test.ts": "\n".repeat(800) },
  },
  {
    promise: "a function has at most 70 lines",
    check: sizes.functionSize,
    bad: {
      [AT.api]: `function a() {${"\n".repeat(70)}}`,
      "packages/api/src/a.test.ts": `test("a", () => {${"\n".repeat(70)}});`,
    },
    good: {
      [AT.api]: `function a() {${"\n".repeat(69)}}`,
      "packages/api/src/a.test.ts": `suite("a", () => {${"\n".repeat(70)} test("b", c) });`,
    },
  },
  {
    promise: "code has at most 100 columns",
    check: sizes.lineWidth,
    bad: { [AT.api]: `// ${"x".repeat(98)}`, "script/start": `# ${"x".repeat(99)}` },
    good: {
      [AT.api]: `// ${"x".repeat(97)}`,
      "docs/a.md": "x".repeat(200),
      "packages/api/src/a.test.ts": `  test("${"x".repeat(120)}", () => {`,
    },
  },
  {
    promise: "folders and files are named in kebab-case",
    check: sizes.fileName,
    bad: {
      "packages/api/src/partOrder.ts": "",
      "packages/api/src/part_order.ts": "",
      "packages/api/src/Parts/a.ts": "",
    },
    good: { "packages/api/src/part-order.test.ts": "", "examples/python/a_b.py": "" },
  },
  {
    promise: "a file says at its head what it owns",
    check: sizes.fileHeader,
    bad: { "packages/api/src/a.ts": "export const a = 1;", "script/a.ts": 'import "a";' },
    good: {
      "packages/api/src/a.ts": "/** Counts. */\nexport const a = 1;",
      "packages/api/src/b.ts": 'import "a";\n/** Counts. */\nexport const a = 1;',
      "script/a.ts": "#!/usr/bin/env node\n// Counts.\n",
    },
  },
  {
    promise: "the vendor's names and one machine's paths stand nowhere",
    check: bannedWords,
    bad: {
      "docs/a.md": "see api.carbon3d.com",
      "docs/b.md": "made by Carbon",
      "docs/c.md": "cd /home/ada/vatline",
      "packages/api/src/a.ts": '"/root/data"',
    },
    good: { "docs/a.md": "compatible with the Carbon DLS API v0.4.17; /v1/work/x; /workspace" },
  },
];

for (const { promise, check, bad, good } of RULES) {
  describe(promise, () => {
    test("is seen to fail and to pass", () => {
      for (const [path, text] of Object.entries(bad)) {
        assert.notEqual(
          check(parseSource({ path, text })).length,
          0,
          `let pass in ${path}: ${text}`,
        );
      }
      for (const [path, text] of Object.entries(good)) {
        assert.deepEqual(check(parseSource({ path, text })), []);
      }
    });
    test("holds", () => assertNone(inspected(check).flatMap((file) => check(file as Source))));
  });
}

describe("one table, one writer", () => {
  const source = (path: string, text: string) => parseSource({ path, text });

  test("is seen to fail and to pass", () => {
    const own = source(AT.store, 'tx.insertInto("parts"); tx.updateTable("part_notes")');
    const left = "packages/server/src/models/store.ts";
    assert.equal(tableWriters([own, source(left, 'tx.selectFrom("parts")')]).length, 0);
    assert.equal(tableWriters([source(left, 'tx.deleteFrom("parts")'), own]).length, 1);
    assert.equal(tableWriters([own, source(left, 'tx.updateTable("part_notes")')]).length, 1);
    assert.equal(tableWriters([own, source(left, "sql`delete from parts`")]).length, 1);
    assert.equal(tableWriters([own, source(left, "sql`select 1 for update skip`")]).length, 0);
  });
  test("holds", () => assertNone(tableWriters(sources)));
});

/** Names, widths and words concern every text file; all else is about TypeScript. */
function inspected(check: Rule["check"]): (Source | Text)[] {
  const forTexts: unknown[] = [sizes.fileName, sizes.lineWidth, bannedWords];
  return forTexts.includes(check) ? texts : sources;
}

function assertNone(faults: Fault[]): void {
  const lines = faults.map(({ path, line, text }) => `${path}:${line}  ${text}`);
  assert.equal(lines.length, 0, `\n${lines.join("\n")}\n`);
}

/** The words of the first exported array in pipeline.ts. */
function readPipeline(): string[] {
  const source = sources.find(({ path }) => path === "packages/server/src/pipeline.ts");
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (names.length > 0) return;
    if (ts.isArrayLiteralExpression(node)) {
      names.push(...node.elements.filter(ts.isStringLiteral).map((element) => element.text));
    } else {
      ts.forEachChild(node, visit);
    }
  };
  if (source) visit(source.tree);
  return names;
}

function readDeclared(): imports.Declared {
  const all: imports.Declared = {};
  for (const { path } of texts) {
    const folder = /^(?:packages\/([^/]+)\/)?package\.json$/.exec(path);
    if (!folder) continue;
    const manifest = JSON.parse(readFileSync(join(REPO, path), "utf8"));
    all[folder[1] ?? ""] = {
      run: Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }),
      develop: Object.keys(manifest.devDependencies ?? {}),
    };
  }
  return all;
}
