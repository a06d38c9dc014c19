/**
 * Runs every test there is, each file in a process of its own, beside one PostgreSQL for all.
 * Arguments narrow the run to files whose path contains one of them. Exit code 1 on any failure,
 * and where CI is set also when PostgreSQL cannot be had.
 */
import { chmodSync, globSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { run, type TestsStream } from "node:test";
import { missingStatuses } from "./answered.ts";
import { rowsNotHeld } from "./ledger.ts";
import { type Ran, reportTests } from "./report-tests.ts";

const REPO = join(import.meta.dirname, "..");
const TEST_FILES = ["packages/*/src/**/*.test.{ts,tsx}", "{script,bench,examples}/**/*.test.ts"];
/** Each file is a process that loads the same modules; compiled once, in half the time. */
const COMPILED = join(REPO, "packages/cli/.cache");
/** Far above the slowest file: only there so that a test that hangs does not hang the run. */
const TEST_MS_MAX = process.env.VATLINE_TEST_LONG === "1" ? 3_600_000 : 300_000;

/** Where Linux keeps files in memory. */
const MEMORY_DISK = "/dev/shm";
/** Several times what the tests have on disk at a time. */
const MEMORY_DISK_BYTES_MIN = 4 * 2 ** 30;

type Postgres = { url: string; stop(): Promise<void> };

const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => interrupted.abort());
}
process.exitCode = await main(process.argv.slice(2));

async function main(wanted: string[]): Promise<number> {
  const files = findTestFiles(wanted);
  if (files.length === 0) {
    console.error(`No test file's path contains ${wanted.join(" or ")}.`);
    return 1;
  }
  process.env.NODE_COMPILE_CACHE ??= COMPILED;
  const folder = openFolder();
  process.env.TMPDIR = folder;
  const notes: string[] = [];
  const postgres = await openPostgres(notes);
  const answered = mkdtempSync(join(tmpdir(), "vatline-answered-"));
  process.env.VATLINE_TEST_ANSWERED = answered;
  // Part of the tests cannot hold all of the contract.
  const faultsOf = (ran: Ran) =>
    wanted.length > 0 ? [] : [...rowsNotHeld(ran), ...missingStatuses(answered)];
  try {
    const passed = await reportTests(runFiles(files), { notes, faultsOf }, process.stdout);
    return passed && !(process.env.CI && process.env.VATLINE_TEST_DATABASE_SKIP) ? 0 : 1;
  } finally {
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Makes the folder of everything that the tests write. It lies in memory where there is room:
 * thousands of databases would wait for the disk otherwise, and a killed process loses nothing.
 */
function openFolder(): string {
  const folder = mkdtempSync(join(hasRoom(MEMORY_DISK) ? MEMORY_DISK : tmpdir(), "vatline-"));
  // PostgreSQL does not run as root, and has to get at its data.
  chmodSync(folder, 0o711);
  return folder;
}

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= MEMORY_DISK_BYTES_MIN;
  } catch {
    return false;
  }
}

function findTestFiles(wanted: string[]): string[] {
  return globSync(TEST_FILES, { cwd: REPO })
    .filter((path) => !path.includes("node_modules"))
    .filter((path) => wanted.length === 0 || wanted.some((part) => path.includes(part)))
    .sort()
    .map((path) => join(REPO, path));
}

/**
 * Tells the tests through VATLINE_TEST_DATABASE_URL where PostgreSQL is: the one that is named
 * there already, else one of our own; or through VATLINE_TEST_DATABASE_SKIP why there is none.
 */
async function openPostgres(notes: string[]): Promise<Postgres | undefined> {
  if (process.env.VATLINE_TEST_DATABASE_URL) return undefined;
  try {
    const { startPostgres } = await import("../packages/server/src/testing/postgres.ts");
    const postgres: Postgres = await startPostgres();
    process.env.VATLINE_TEST_DATABASE_URL = postgres.url;
    return postgres;
  } catch (error) {
    const reason = `PostgreSQL did not start: ${error instanceof Error ? error.message : error}`;
    process.env.VATLINE_TEST_DATABASE_SKIP = reason.split("\n")[0];
    notes.push(process.env.CI ? `FAILED because CI is set: ${reason}` : reason);
    return undefined;
  }
}

function runFiles(files: string[]): TestsStream {
  return run({
    files,
    cwd: REPO,
    concurrency: Math.max(1, availableParallelism()),
    execArgv: ["--disable-warning=ExperimentalWarning"],
    timeout: TEST_MS_MAX,
    signal: interrupted.signal,
  });
}
