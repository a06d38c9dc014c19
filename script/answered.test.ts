import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { operations } from "@vatline/api";
import { missingStatuses, statusesOf } from "./answered.ts";

test("an operation whose status no test process has noted is named with what is missing", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "vatline-answered-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const { getModel } = operations;
  assert.deepEqual(statusesOf(getModel), [200, 400, 401, 403, 404]);
  writeFileSync(join(folder, "1"), "getModel 200\ngetModel 400\n");
  writeFileSync(join(folder, "2"), "getModel 401\ngetModel 403\ngetPart 404\n");
  assert.match(missingStatuses(folder, [getModel])[0], /getModel answer 404$/);
  writeFileSync(join(folder, "3"), "getModel 404\n");
  assert.deepEqual(missingStatuses(folder, [getModel]), []);
});
