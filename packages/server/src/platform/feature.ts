/** What a feature hands to the server: its routes, its jobs' handlers, its ticks. */
import type { Deps } from "./deps.ts";
import type { Route } from "./http/route.ts";
import type { JobHandlers } from "./jobs/jobs.ts";
import type { Tick } from "./scheduler.ts";

export type Feature = {
  /** Operations of /v1. */
  routes?: Route[];
  /** Operations of /manage/v1. */
  manage?: Route[];
  jobs?: JobHandlers;
  ticks?: Tick[];
  /** Lets go of what it holds open; called when nothing of it runs any more. */
  close?(): Promise<void>;
};

export type OpenFeature = (deps: Deps) => Feature;
