/** Starts the sandbox: the server on an embedded database, furnished, with its files written. */
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readApiKey } from "../api-keys/store.ts";
import { makeKeyPair } from "../platform/auth/key-pair.ts";
import { hashPassword } from "../platform/auth/password.ts";
import { type Flags, readConfig } from "../platform/config.ts";
import { createServer, type Server } from "../server.ts";
import { addKey, type Furnished, furnish, readFurnished } from "./seed.ts";
import { writeWholeFile } from "./write-file.ts";

export type Sandbox = {
  /** Where it is served, such as http://127.0.0.1:8080. */
  url: string;
  /** Where secrets.json and sandbox.json are. */
  folder: string;
  server: Server;
  stop(): Promise<void>;
};

/**
 * Starts a sandbox and answers when it takes requests. Its folder then holds secrets.json (mode
 * 0600) and sandbox.json. Throws StartError when a setting or the folder will not do.
 */
export async function startSandbox(flags: Flags): Promise<Sandbox> {
  const config = readConfig(process.env, { ...flags, mode: "sandbox" });
  // A throw-away sandbox that was given no folder keeps its key in one that goes with it.
  const passing = config.memory && flags.data_dir === undefined;
  config.data_dir = passing ? await mkdtemp(join(tmpdir(), "vatline-")) : resolve(config.data_dir);
  const folder = config.data_dir;
  await mkdir(folder, { recursive: true });
  const server = await createServer(config);
  const stop = async () => {
    await server.stop();
    if (passing) await rm(folder, { recursive: true, force: true });
  };
  try {
    const furnished = await furnishOnce(server, folder);
    // Printers are asked how they are before anybody can ask about them.
    await server.scheduler.runDue();
    const url = await server.listen();
    await writeSandboxFile(server, furnished, folder);
    return { url, folder, server, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Furnishes an empty database; gives out a new key where the folder has none that works. The
 * secrets are on disk before the key is in the database: a crash between leaves a file that the
 * next start replaces.
 */
async function furnishOnce({ deps }: Server, folder: string): Promise<Furnished> {
  const file = join(folder, "secrets.json");
  const known = await readFurnished(deps);
  if (known && (await holdsKey(deps, known.customer_uuid, file))) return known;
  const key_pair = await makeKeyPair();
  const password = randomBytes(9).toString("base64url");
  const password_hash = known ? "" : await hashPassword(password);
  return deps.db.transaction(async (tx) => {
    const furnished = known ?? (await furnish(tx, deps, { password, password_hash }));
    const secrets = await addKey(tx, deps, furnished, key_pair);
    await writeWholeFile(file, JSON.stringify(secrets, null, 2), 0o600);
    return furnished;
  });
}

async function holdsKey({ db }: Server["deps"], customer_uuid: string, file: string) {
  const text = await readFile(file, "utf8").catch(() => null);
  if (text === null) return false;
  const client_id = clientIdOf(text);
  const key = client_id === null ? undefined : await readApiKey(db.read, customer_uuid, client_id);
  return key !== undefined && key.revoked_at === null;
}

function clientIdOf(text: string): string | null {
  try {
    const { client_id } = JSON.parse(text);
    return typeof client_id === "string" ? client_id : null;
  } catch {
    return null;
  }
}

async function writeSandboxFile({ deps }: Server, furnished: Furnished, folder: string) {
  const { config } = deps;
  const content = {
    base_url: config.base_url,
    console_url: `${config.base_url}/`,
    console_login: { email: furnished.email, password: furnished.password },
    secrets_file: join(folder, "secrets.json"),
    application_uuid: furnished.application_uuid,
    part_numbers: furnished.part_numbers,
    build_sop_uuids: furnished.build_sop_uuids,
    model_program_uuids: furnished.model_program_uuids,
    printer_serials: furnished.printer_serials,
    seed: config.seed,
    started_at: deps.clock.now(),
  };
  await writeWholeFile(join(folder, "sandbox.json"), JSON.stringify(content, null, 2), 0o600);
}
