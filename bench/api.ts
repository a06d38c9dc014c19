/**
 * Compares pages of lists with the limit: a bare node:http server that sends the same bytes after
 * the same look at a token it knows. The history holds a million printed parts. A page asked again
 * before anything changed is remembered; "no page asked twice" shows what making them costs. Exit
 * code 1 when printers come slower than half of the limit, or printed parts than a fifth.
 *
 *   node bench/api.ts [--parts 1000000] [--seconds 3] [--rounds 3] [--database postgres]
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { mintToken, type Secrets } from "@vatline/api";
import { load } from "./api/load.ts";

const WIDTHS = [26, 6, 8, 8, 6, 6, 7, 7];
const ROW = (name: string, ...figures: string[]) =>
  [name.padEnd(WIDTHS[0]), ...figures.map((each, i) => each.padStart(WIDTHS[i + 1]))].join(" ");

const CONNECTIONS = 8;
const DEEP_PAGES = 100;
const DEEP_LIMIT = 1000;

const { values } = parseArgs({
  options: {
    parts: { type: "string", default: "1000000" },
    seconds: { type: "string", default: "3" },
    rounds: { type: "string", default: "3" },
    database: { type: "string", default: "sqlite" },
  },
});
const folder = mkdtempSync(join(tmpdir(), "vatline-api-"));
const child = (file: string, args: string[] = []) =>
  fork(join(import.meta.dirname, "api", file), args, {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
const ours = child("serve.ts", [folder, values.parts, values.database]);
const bare = child("bare.ts");
try {
  const [[bare_at], [at]] = await Promise.all([once(bare, "message"), once(ours, "message")]);
  const { url, secrets, filled_s }: { url: string; secrets: Secrets; filled_s: number } = at;
  console.log(`${values.parts} printed parts filled in ${filled_s.toFixed(0)} s`);
  const authorization = `Bearer ${await mintToken(secrets, { expires_in_s: 3600 })}`;

  const filtered = "/v1/printed_parts?status=complete&sort=updated_at";
  console.log(ROW("page", "kB", "bare/s", "ours/s", "ratio", "cpu", "p50 ms", "p99 ms"));
  await compare("printers", ["/v1/printers?limit=100&offset=0"], 0.5);
  await compare("printed parts", ["/v1/printed_parts?limit=100"], 0.2);
  await compare("deep, one filter", (await deepPages(filtered)).slice(0, 1), 0.2);
  await compare("deep, no page asked twice", await deepPages(filtered), 0);

  /** Asks both for the same bytes; the middle one of the rounds counts. */
  async function compare(name: string, paths: string[], least: number) {
    let bytes = 0;
    for (const path of paths) {
      const text = await page(path);
      bytes += text.length / paths.length;
      bare.send({ path, text, authorization });
      await once(bare, "message");
    }
    const rounds: Round[] = [];
    for (let round = 0; round < Number(values.rounds); round++) {
      const limit = await measure(bare, bare_at.url, paths);
      rounds.push({ limit, own: await measure(ours, url, paths) });
    }
    const ordered = rounds.toSorted((a, b) => ratioOf(a) - ratioOf(b));
    const middle = ordered[Math.floor(rounds.length / 2)];
    const { limit, own } = middle;
    const cpu = (limit.cpu_us / own.cpu_us).toFixed(2);
    const rates = [limit.rate.toFixed(0), own.rate.toFixed(0), ratioOf(middle).toFixed(2)];
    const times = [own.p50_ms.toFixed(2), own.p99_ms.toFixed(2)];
    console.log(ROW(name, (bytes / 1000).toFixed(1), ...rates, cpu, ...times));
    if (ratioOf(middle) < least) process.exitCode = 1;
  }

  async function measure(server: ChildProcess, base: string, paths: string[]) {
    const before = cpuSecondsOf(server);
    const { requests, seconds, p50_ms, p99_ms } = await load(base, paths, authorization, {
      connections: CONNECTIONS,
      seconds: Number(values.seconds),
    });
    const cpu_us = ((cpuSecondsOf(server) - before) / requests) * 1e6;
    return { rate: requests / seconds, cpu_us, p50_ms, p99_ms };
  }

  async function page(path: string): Promise<string> {
    const response = await fetch(url + path, { headers: { authorization } });
    if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
    return response.text();
  }

  /**
   * Pages of a hundred in a row, behind half of the history at most; good for a minute. A short
   * history has fewer of them, but one at least.
   */
  async function deepPages(list: string): Promise<string[]> {
    const skipped = Math.min(DEEP_PAGES, Math.floor(Number(values.parts) / (2 * DEEP_LIMIT)));
    const paths: string[] = [];
    let path: string | null = `${list}&limit=${skipped > 0 ? DEEP_LIMIT : 100}`;
    for (let pages = 1; path !== null && paths.length < DEEP_PAGES; pages++) {
      if (pages > skipped) paths.push(path);
      const { next_cursor }: { next_cursor?: string } = JSON.parse(await page(path));
      const limit = pages < skipped ? DEEP_LIMIT : 100;
      const cursor = encodeURIComponent(next_cursor ?? "");
      path = next_cursor === undefined ? null : `${list}&limit=${limit}&cursor=${cursor}`;
    }
    return paths;
  }
} finally {
  ours.disconnect();
  bare.disconnect();
  await Promise.all([once(ours, "exit"), once(bare, "exit")]);
  rmSync(folder, { recursive: true });
}

type Measured = { rate: number; cpu_us: number; p50_ms: number; p99_ms: number };
type Round = { limit: Measured; own: Measured };

function ratioOf({ limit, own }: Round): number {
  return own.rate / limit.rate;
}

/** Processor time of a child since it began, in s; Linux only, 0 elsewhere. */
function cpuSecondsOf({ pid }: ChildProcess): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}
