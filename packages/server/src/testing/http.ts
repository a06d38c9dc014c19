/** The HTTP server around chosen routes, with a customer to ask it, for tests of the frame. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { manageOperations, type Operation, openapiDocument, operations } from "@vatline/api";
import { openAuthenticate } from "../api-keys/authenticate.ts";
import { openDb } from "../platform/db/open.ts";
import { openDiskFiles } from "../platform/files/disk-files.ts";
import { openLinks } from "../platform/http/links.ts";
import type { OperationTable } from "../platform/http/open-operation.ts";
import type { Route } from "../platform/http/route.ts";
import { createHttp, type HttpOptions } from "../platform/http/server.ts";
import { createLog } from "../platform/log.ts";
import { manualClock } from "./manual-clock.ts";
import { createTestOwner } from "./people.ts";
import { signToken } from "./tokens.ts";

/** Closed after the test. `authorization` is good for an hour; `log` collects the log's lines. */
export async function startTestHttp(
  t: TestContext,
  routes: Route[],
  options: Partial<HttpOptions> = {},
  { remembered = false } = {},
) {
  const db = await openDb({ sqlite: ":memory:" });
  const folder = await mkdtemp(join(tmpdir(), "vatline-http-"));
  const files = await openDiskFiles(folder);
  const clock = manualClock();
  const links = openLinks("secret", clock);
  const lines: string[] = [];
  const log = createLog({ level: "info", pretty: false, write: (line) => lines.push(line) });
  const authenticate = openAuthenticate({ db, clock, noteUse() {} });
  const tables = [
    { ...tableOf("/v1", operations, routes), remembered },
    tableOf("/manage/v1", manageOperations, []),
  ];
  const app = createHttp({
    deps: { clock, db, files, log },
    links,
    tables,
    authenticate: (request) => authenticate(request.headers.authorization),
    baseUrl: () => "http://localhost",
    requests_max: 200,
    ...options,
  });
  t.after(async () => {
    await app.close();
    await db.close();
    await rm(folder, { recursive: true });
  });

  const owner = await createTestOwner(db);
  const exp = clock.realNowMs() / 1000 + 3600;
  const claims = { iss: owner.client_id, exp };
  const authorization = `Bearer ${signToken({ claims, private_key: owner.client_secret })}`;
  return { app, db, files, clock, links, log: lines, owner, authorization };
}

function tableOf(base: string, table: Record<string, Operation>, routes: Route[]): OperationTable {
  const document = openapiDocument({
    title: "Vatline",
    version: "0",
    base_path: base,
    operations: table,
  });
  return { base, operations: table, routes, document };
}
