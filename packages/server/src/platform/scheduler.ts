/** What happens when its time comes, as opposed to jobs, which happen at once. */

export type Tick = {
  name: string;
  /** The earliest domain time at which `run` would do something; null: nothing is planned. */
  nextDueAt(): Promise<string | null>;
  /** Does everything due at or before `now`; running twice at the same time does it once. */
  run(now: string): Promise<void>;
};
