/**
 * Prints a test run: every test as it ends, then the failures, then what was skipped and why, and
 * as the very last lines the totals, which people and programs look for there.
 */
import { Readable } from "node:stream";
import type { TestsStream } from "node:test";
import { spec } from "node:test/reporters";

/** The lines of node:test's summary, which arrive as diagnostics when all is done. */
const TOTAL = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/;

type TestEvent = { type: string; data: unknown };
type Skipped = { name: string; reason: string };

/** Titles of what ran to its end; a test that was skipped is in neither. */
export type Ran = { passed: string[]; failed: string[] };

/**
 * Resolves to true when every test passed. `faultsOf` is asked what else is wrong once all have
 * run; its answer and `notes` are printed above the totals.
 */
export async function reportTests(
  events: TestsStream,
  { notes, faultsOf }: { notes: string[]; faultsOf: (ran: Ran) => string[] },
  out: NodeJS.WritableStream,
): Promise<boolean> {
  const totals: string[] = [];
  const skipped: Skipped[] = [];
  const ran: Ran = { passed: [], failed: [] };
  let passed = false;

  async function* sortOut(): AsyncGenerator<TestEvent> {
    for await (const event of events as AsyncIterable<TestEvent>) {
      const { nesting, message } = event.data as { nesting?: number; message?: string };
      if (event.type === "test:summary") passed = isPassed(event.data, passed);
      if (event.type === "test:diagnostic" && nesting === 0 && TOTAL.test(message ?? "")) {
        totals.push(message ?? "");
        continue;
      }
      noteEnd(event, ran, skipped);
      yield event;
    }
  }

  for await (const text of Readable.from(sortOut()).compose(new spec())) out.write(text);
  out.write(skippedText(skipped));
  const faults = faultsOf(ran);
  for (const note of [...notes, ...faults]) out.write(`\n${note}\n`);
  out.write(`\n${totals.map((line) => `ℹ ${line}\n`).join("")}`);
  return passed && faults.length === 0;
}

/** Each file has a summary; the one of the whole run names no file and comes last. */
function isPassed(data: unknown, before: boolean): boolean {
  const { file, success } = data as { file?: string; success: boolean };
  return file === undefined ? success : before;
}

function noteEnd({ type, data }: TestEvent, ran: Ran, skipped: Skipped[]): void {
  const { name, skip } = data as { name: string; skip?: string | boolean };
  if (type === "test:fail") ran.failed.push(name);
  if (type !== "test:pass") return;
  if (skip === undefined || skip === false) ran.passed.push(name);
  else skipped.push({ name, reason: typeof skip === "string" && skip ? skip : "no reason given" });
}

/** One paragraph per reason, so that a hundred tests without a database are one line to read. */
function skippedText(skipped: Skipped[]): string {
  const byReason = Map.groupBy(skipped, (test) => test.reason);
  return [...byReason]
    .map(([reason, tests]) => {
      const names = tests.slice(0, 3).map((test) => test.name);
      const more = tests.length > names.length ? ` and ${tests.length - names.length} more` : "";
      return `\nskipped ${tests.length}: ${reason}\n  ${names.join("; ")}${more}\n`;
    })
    .join("");
}
