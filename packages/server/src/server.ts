/**
 * The server put together: what features lean on, the features, jobs and ticks set going, and the
 * addresses served. The same for the sandbox and for a shop; what differs comes in as options.
 */
import {
  manageOperations,
  type Operation,
  openapiDocument,
  operations,
  sandboxOperations,
} from "@vatline/api";
import { openDriver } from "@vatline/printers";
import type { FastifyInstance } from "fastify";
import { openAdmission } from "./api-keys/admit.ts";
import { openFeatures } from "./features.ts";
import { takeUpload } from "./models/presigned.ts";
import { type Clock, systemClock } from "./platform/clock.ts";
import type { Config } from "./platform/config.ts";
import { nextCount } from "./platform/counters.ts";
import type { Db } from "./platform/db/db.ts";
import { type DbPlace, databaseIn, openDb } from "./platform/db/open.ts";
import type { Deps } from "./platform/deps.ts";
import { openFeed } from "./platform/feed.ts";
import { openDiskFiles, openTemporaryFiles } from "./platform/files/disk-files.ts";
import type { Files } from "./platform/files/files.ts";
import { openCursors } from "./platform/http/cursor.ts";
import { openLinks } from "./platform/http/links.ts";
import type { OperationTable } from "./platform/http/open-operation.ts";
import type { Route } from "./platform/http/route.ts";
import { createHttp } from "./platform/http/server.ts";
import { createIds, type Ids } from "./platform/ids.ts";
import { type Bell, createBell } from "./platform/jobs/bell.ts";
import { openJobs } from "./platform/jobs/open.ts";
import { createLog, type Log } from "./platform/log.ts";
import { createScheduler, type Scheduler } from "./platform/scheduler.ts";
import { secretOf } from "./platform/settings.ts";
import { openVirtualClock, type VirtualClock } from "./platform/virtual-clock.ts";
import { createWorkers, type Workers } from "./platform/workers.ts";
import { planPollOfAll } from "./printers/store.ts";
import { sandboxRoutes } from "./sandbox/routes.ts";
import { filesIn } from "./storage/places.ts";
import { refuseUnfinished } from "./storage/unfinished.ts";
import { VERSION } from "./version.ts";

export type Server = {
  deps: Deps;
  http: FastifyInstance;
  scheduler: Scheduler;
  /** Takes requests from the net; answers the address, with the port that was free for 0. */
  listen(): Promise<string>;
  /** Finishes what runs, and closes everything; what is queued goes on at the next start. */
  stop(): Promise<void>;
};

/**
 * Opens everything and starts the work; requests are taken by `http.inject` or after listen().
 * `place` is the database, the one that the configuration names unless given. `workers` are closed
 * with the server.
 */
export async function createServer(
  config: Config,
  place: DbPlace = dbPlaceOf(config),
  workers: Workers = createWorkers({ threads: config.worker_threads }),
): Promise<Server> {
  const log = createLog({ level: config.log_level, pretty: process.stderr.isTTY });
  if (!config.memory) await refuseUnfinished(config.data_dir, place);
  const opened = await openDb(place);
  const clock = await openClock(config, opened, log);
  const ids = await openIds(config, opened, clock);
  const jobs = await openJobs({ place, db: opened, ids, clock, log });
  let wake = () => {};
  const committed = createBell();
  const db = wakingAfterCommit(opened, committed, () => wake());
  const links = openLinks(await secretOf(db, "links"), clock);
  const deps: Deps = {
    config,
    db,
    files: await openFiles(config),
    jobs,
    clock,
    ids,
    log,
    workers,
    links,
    cursors: openCursors(await secretOf(db, "cursors"), clock),
    openDriver,
    committed,
  };
  const features = openFeatures(deps);
  const scheduler = createScheduler({ clock, ticks: features.ticks, jobs, log });
  wake = scheduler.wake;
  const sandbox = "setSpeed" in clock ? sandboxRoutes(deps, clock, scheduler) : null;
  const admission = openAdmission(deps);
  const http = createHttp({
    deps,
    links,
    tables: tablesOf(config, features, sandbox),
    authenticate: (request, operation) => admission.admit(request.headers, operation),
    baseUrl: () => config.base_url,
    feed: openFeed(deps),
    takeUpload: (uuid, bytes) => takeUpload(deps, uuid, bytes),
    requests_max: config.rate_limit.requests_max,
    limits: config,
  });
  await db.transaction((tx) => planPollOfAll(tx, clock.now()));
  await jobs.work(features.jobs);
  scheduler.start();
  return {
    deps,
    http,
    scheduler,
    async listen() {
      const url = await http.listen({ host: config.host, port: config.port });
      // A free port is known only now; nobody was told another address yet.
      if (config.port === 0) config.base_url = url;
      return url;
    },
    async stop() {
      await http.close();
      await scheduler.stop();
      await jobs.stop();
      await features.close();
      await admission.close();
      await deps.workers.close();
      if ("close" in clock) await clock.close();
      await db.close();
    },
  };
}

function openFiles({ memory, data_dir }: Config): Promise<Files> {
  return memory ? openTemporaryFiles() : openDiskFiles(filesIn(data_dir));
}

function dbPlaceOf(config: Config): DbPlace {
  if (config.database_url !== null) return { postgres: config.database_url };
  return config.memory ? { sqlite: ":memory:" } : databaseIn(config.data_dir);
}

async function openClock(config: Config, db: Db, log: Log): Promise<Clock | VirtualClock> {
  if (config.mode !== "sandbox") return systemClock;
  const { start: asked, speed } = config;
  const start = asked ?? systemClock.now();
  return openVirtualClock({ db, start, speed, realNowMs: systemClock.realNowMs, log });
}

async function openIds({ mode, seed }: Config, db: Db, { now }: Clock): Promise<Ids> {
  const boot = await db.transaction((tx) => nextCount(tx, "", "boots"));
  return createIds({ seed: mode === "sandbox" ? seed : null, boot, now });
}

/** Every commit may have planned something: the scheduler looks, no feature has to tell it. */
function wakingAfterCommit(db: Db, committed: Pick<Bell, "ring">, wake: () => void): Db {
  return {
    ...db,
    read: db.read,
    dialect: db.dialect,
    async transaction(work) {
      const result = await db.transaction(work);
      wake();
      committed.ring();
      return result;
    },
  };
}

function tablesOf(
  config: Config,
  features: { routes: Route[]; manage: Route[] },
  sandbox: Route[] | null,
): OperationTable[] {
  const table = (
    base_path: string,
    title: string,
    version: string,
    ops: Record<string, Operation>,
    routes: Route[],
  ) => ({
    base: base_path,
    operations: ops,
    routes,
    document: openapiDocument({ title, version, base_path, operations: ops }),
  });
  const tables = [
    { ...table("/v1", "Vatline", config.profile, operations, features.routes), remembered: true },
    table("/manage/v1", "Vatline set-up", VERSION, manageOperations, features.manage),
  ];
  if (!sandbox) return tables;
  return [...tables, table("/sandbox/v1", "Vatline sandbox", VERSION, sandboxOperations, sandbox)];
}
