import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createLog, type LogLevel } from "./log.ts";

function logTo(level: LogLevel, pretty = false) {
  const lines: string[] = [];
  return { log: createLog({ level, pretty, write: (line) => lines.push(line) }), lines };
}

describe("log", () => {
  test("writes a JSON line with the fields of its parents", () => {
    const { log, lines } = logTo("info");
    log.child({ request_id: "r1" }).child({ job_uuid: "j1" }).info({ count: 3 }, "packed");
    assert.match(lines[0], /\n$/);
    const { at, ...line } = JSON.parse(lines[0]);
    assert.match(at, /^\d{4}-.*Z$/);
    assert.deepEqual(line, {
      level: "info",
      text: "packed",
      request_id: "r1",
      job_uuid: "j1",
      count: 3,
    });
  });

  test("writes an error with its stack and the stack of its cause", () => {
    for (const pretty of [false, true]) {
      const { log, lines } = logTo("error", pretty);
      log.error({ error: new Error("outer", { cause: new TypeError("inner") }) }, "failed");
      assert.match(lines[0], /Error: outer.*log\.test\.ts.*caused by: TypeError: inner/s);
    }
  });

  test("leaves out what is below its level", () => {
    const { log, lines } = logTo("warn");
    log.info({}, "a");
    log.warn({}, "b");
    log.error({}, "c");
    assert.equal(lines.length, 2);
    const silent = logTo("silent");
    silent.log.error({}, "d");
    assert.deepEqual(silent.lines, []);
  });
});
