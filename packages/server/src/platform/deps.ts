/**
 * Everything a feature may lean on, built once in main.ts and passed as one argument.
 * No container, no singletons: what is not in here does not exist for a feature.
 */
import type { Driver, DriverContext } from "@vatline/printers";
import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import type { Db } from "./db/db.ts";
import type { Files } from "./files/files.ts";
import type { Cursors } from "./http/cursor.ts";
import type { Links } from "./http/links.ts";
import type { Ids } from "./ids.ts";
import type { Bell } from "./jobs/bell.ts";
import type { JobQueue } from "./jobs/jobs.ts";
import type { Log } from "./log.ts";
import type { Workers } from "./workers.ts";

export type Deps = {
  config: Config;
  db: Db;
  files: Files;
  jobs: JobQueue;
  clock: Clock;
  /** UUIDs of things made by requests and ticks. A job has its own, see JobContext. */
  ids: Ids;
  log: Log;
  /** Rings after every commit of this process; other processes that share the database do not. */
  committed: Pick<Bell, "next">;
  /** Runs CPU work off the event loop. */
  workers: Workers;
  /** Short-lived signed addresses for downloads and uploads. */
  links: Links;
  /** Signs where a page of a list ended; see http/list.ts. */
  cursors: Cursors;
  /** Opens the driver named by a printer's row. */
  openDriver(driver: string, context: DriverContext): Promise<Driver>;
};
