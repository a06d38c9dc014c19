/** The sandbox as a program of its own: started from its command line, killed, started again. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import {
  createClient,
  createClientOf,
  mintToken,
  type Secrets,
  sandboxOperations,
} from "@vatline/api";
import { manageClient } from "./manage.ts";

const MAIN = join(import.meta.dirname, "../../../cli/src/main.ts");
const LINES_MAX = 1000;

export type SandboxChild = {
  /** Resolves when it takes requests; rejects with what it said when it ends before that. */
  ready: Promise<{ url: string; ready_ms: number }>;
  /** What it complained of, at most 1000 lines. */
  complaints: string[];
  /** Kills it without warning. */
  kill(): Promise<void>;
  /** Asks it to stop; answers its exit code. */
  stop(): Promise<number | null>;
};

export function startSandboxChild(
  folder: string,
  flags: string[],
  log_level = "warn",
  build_files = "none",
  env: Record<string, string> = {},
): SandboxChild {
  const started_ms = performance.now();
  const child = spawn(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      MAIN,
      "sandbox",
      "--port",
      "0",
      "--data",
      folder,
    ].concat(flags),
    {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        VATLINE_LOG_LEVEL: log_level,
        VATLINE_BUILD_FILES: build_files,
        ...env,
      },
    },
  );
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    const isNotice = line.startsWith("vatline: secrets.json");
    if (complaints.length < LINES_MAX && !isNotice) complaints.push(line);
  });
  const ended = once(child, "close");
  const ready = new Promise<{ url: string; ready_ms: number }>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const [, url] = /^vatline: ready (\S+)$/.exec(line) ?? [];
      if (url) resolve({ url, ready_ms: performance.now() - started_ms });
    });
    ended.then(() => reject(new Error(`ended before it was ready: ${complaints.join("\n")}`)));
  });
  // Whoever kills it before it is ready does not wait for it.
  ready.catch(() => {});
  return {
    ready,
    complaints,
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    async stop() {
      child.kill("SIGTERM");
      await ended;
      return child.exitCode;
    },
  };
}

/** The key in a sandbox's folder. */
export function readSecrets(folder: string): Secrets {
  return JSON.parse(readFileSync(join(folder, "secrets.json"), "utf8"));
}

/** Clients of a sandbox at `url`, with the key in its folder. */
export async function openClients(folder: string, url: string) {
  const token = await mintToken(readSecrets(folder), { expires_in_s: 600 });
  return {
    api: createClient({ url, token }),
    manage: manageClient({ url, token }),
    clock: createClientOf(sandboxOperations, "/sandbox/v1", { url, token }),
  };
}

/** The serials of a sandbox's printers, the largest platforms first. */
export function readPrinterSerials(folder: string): string[] {
  return JSON.parse(readFileSync(join(folder, "sandbox.json"), "utf8")).printer_serials;
}
