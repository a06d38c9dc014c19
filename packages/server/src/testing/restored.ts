/** A server on what a restore made, beside the one that it was made of. */
import { mintToken } from "@vatline/api";
import { readConfig } from "../platform/config.ts";
import { createServer, type Server } from "../server.ts";
import type { Places } from "./backups.ts";
import type { OpenTestDb } from "./databases.ts";
import { sharedWorkers, type TestServer } from "./server.ts";

export type Restored = {
  server: Server;
  url: string;
  /** A GET with the token of the other server's key; JSON as it is, of bytes their text. */
  get(path: string): Promise<{ status: number; body: unknown }>;
};

/** Its virtual clock stands still. */
export async function startRestored(
  database: OpenTestDb,
  { data_dir, place }: Places,
  { secrets }: Pick<TestServer, "secrets">,
): Promise<Restored> {
  const flags = { port: 0, data_dir, speed: 0, log_level: "error", moves_max: 0 };
  const config = readConfig({}, { mode: "sandbox", build_files: "none", ...flags });
  const server = await createServer(config, place, sharedWorkers(config));
  database.closeFirst(() => server.stop());
  const url = await server.listen();
  return { server, url, get: await getterOf(url, secrets) };
}

export async function getterOf(url: string, secrets: TestServer["secrets"]) {
  const token = await mintToken(secrets, { expires_in_s: 3600 });
  return async (path: string) => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(url + path, { headers });
    const isJson = answer.headers.get("content-type")?.includes("json");
    const body = isJson ? await answer.json() : Buffer.from(await answer.arrayBuffer());
    return { status: answer.status, body };
  };
}
