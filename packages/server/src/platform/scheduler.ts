/**
 * What happens when its time comes, as opposed to jobs, which happen at once. One thing at a time:
 * ticks run in the order of their list, never two at once, and never beside an advance.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { Problem } from "@vatline/api";
import { addSeconds, type Clock, ISO_MAX, isIsoTime } from "./clock.ts";
import { invariant } from "./invariant.ts";
import type { JobQueue } from "./jobs/jobs.ts";
import type { Log } from "./log.ts";
import { createPace } from "./pace.ts";
import type { VirtualClock } from "./virtual-clock.ts";

export type Tick = {
  name: string;
  /** The earliest domain time at which `run` would do something; null: nothing is planned. */
  nextDueAt(): Promise<string | null>;
  /** Does everything due at or before `now`; running twice at the same time does it once. */
  run(now: string): Promise<void>;
  /** Tidies up what nobody waits for: "until idle" does not go on for its sake. */
  housekeeping?: boolean;
};

export type Advanced = {
  /** Where the time stands. */
  now: string;
  /** How many moments there were on the way at which something was due. */
  steps: number;
};

export type Scheduler = {
  /** Begins to run ticks as their time comes; at speed 0 only advances do. Called once. */
  start(): void;
  /** Runs what is due now, once, without waiting for jobs: also where the time stands still. */
  runDue(): Promise<void>;
  /** Looks at once whether something is due; call it after a commit that may have planned it. */
  wake(): void;
  /**
   * Moves virtual time to `to`, stopping at every moment at which something is due until ticks and
   * jobs have nothing left to do there. Afterwards time goes on at its speed. A second advance
   * waits for the first. Throws Problems "clock_backwards", "clock_too_far" (the clock then stands
   * where the steps ran out), "clock_busy" (too many wait) and "overloaded" (the server stops).
   */
  advance(to: string): Promise<Advanced>;
  /** As advance, from whatever time it is when its turn comes. */
  advanceBy(seconds: number): Promise<Advanced>;
  /**
   * Advances until nothing but housekeeping is planned; Problem "clock_never_idle" when `limit`
   * comes first.
   */
  advanceUntilIdle(limit: string): Promise<Advanced>;
  /** Waits for what is running; an advance ends between two steps. */
  stop(): Promise<void>;
};

export type SchedulerOptions = {
  /** Only a virtual clock can be advanced. */
  clock: Clock | VirtualClock;
  ticks: Tick[];
  jobs: Pick<JobQueue, "idle">;
  log: Log;
  /** Moments and rounds of one advance; 1,000,000. */
  steps_max?: number;
};

const STEPS_MAX = 1_000_000;
/** Runs after which a tick that still names the same moment is taken to be broken. */
const SAME_DUE_MAX = 100;
const ADVANCES_MAX = 16;
/** Ten years. */
const ADVANCE_S_MAX = 3650 * 86_400;

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { clock, ticks, jobs, log, steps_max = STEPS_MAX } = options;
  const stopping = new AbortController();
  const pace = createPace({ clock, ticks, log });
  let running: Promise<void> = Promise.resolve();
  let turn: Promise<unknown> = Promise.resolve();
  let advances = 0;

  const takeTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => {});
    return mine;
  };

  const advanceTo = async (targetAt: (now: string) => string, until_idle: boolean) => {
    invariant("jumpTo" in clock, "real time cannot be advanced");
    if (advances >= ADVANCES_MAX) {
      throw new Problem("clock_busy", `${advances} commands to move the clock wait already.`);
    }
    advances++;
    try {
      return await takeTurn(async () => {
        clock.hold();
        try {
          const to = checkTarget(targetAt(clock.now()), clock.now());
          const walk = { clock, ticks, jobs, stopping: stopping.signal, left: steps_max };
          return await (until_idle ? walkUntilIdle(walk, to) : walkTo(walk, to));
        } finally {
          clock.letGo();
        }
      });
    } finally {
      advances--;
      pace.wake();
    }
  };

  return {
    start() {
      running = pace.run(takeTurn, stopping.signal);
    },
    async runDue() {
      await takeTurn(pace.runRound);
    },
    wake: pace.wake,
    advance: (to) => advanceTo(() => to, false),
    advanceBy: (seconds) => advanceTo((now) => laterBy(now, seconds), false),
    advanceUntilIdle: (limit) => advanceTo(() => limit, true),
    async stop() {
      stopping.abort();
      pace.wake();
      await running;
      await turn;
    },
  };
}

function laterBy(now: string, seconds: number): string {
  if (!(seconds <= ADVANCE_S_MAX)) {
    const detail = `The clock moves at most ${ADVANCE_S_MAX} s at once, not ${seconds} s.`;
    throw new Problem("clock_too_far", detail);
  }
  return addSeconds(now, seconds);
}

function checkTarget(to: string, now: string): string {
  if (!isIsoTime(to)) {
    throw new Problem(
      "clock_command_invalid",
      `"${to}" is not a time between 1970 and ${ISO_MAX}.`,
    );
  }
  if (to < now) throw new Problem("clock_backwards", `It is ${now}; ${to} has passed.`);
  return to;
}

/** One advance under way. */
type Walk = {
  clock: VirtualClock;
  ticks: Tick[];
  jobs: Pick<JobQueue, "idle">;
  stopping: AbortSignal;
  /** Rounds that may still be made. */
  left: number;
};

async function walkTo(walk: Walk, to: string): Promise<Advanced> {
  const { steps } = await stepThrough(walk, (planned) => firstOf(planned, to));
  await walk.clock.jumpTo(to);
  return { now: to, steps };
}

async function walkUntilIdle(walk: Walk, limit: string): Promise<Advanced> {
  const awaited = (planned: Due[]) => planned.find(({ tick }) => !tick.housekeeping);
  const { steps, planned } = await stepThrough(walk, (planned) =>
    awaited(planned) ? firstOf(planned, limit) : undefined,
  );
  const next = awaited(planned);
  if (!next) return { now: walk.clock.now(), steps };
  await walk.clock.jumpTo(limit);
  const detail = `the next thing, ${next.tick.name}, is still planned for ${next.due_at}.`;
  throw new Problem("clock_never_idle", `At ${limit} ${detail}`);
}

type Due = { due_at: string; tick: Tick };

const firstOf = ([first]: Due[], limit: string): Due | undefined =>
  first && first.due_at <= limit ? first : undefined;

/** Visits the moments that `choose` names of those planned, earliest first, until it names none. */
async function stepThrough(walk: Walk, choose: (planned: Due[]) => Due | undefined) {
  for (let steps = 0; ; steps++) {
    const planned = await settle(walk);
    const next = choose(planned);
    if (!next) return { steps, planned };
    await walk.clock.jumpTo(next.due_at);
  }
}

/**
 * At the present moment, runs ticks and lets jobs end until neither has anything to do; answers
 * what is planned, earliest first.
 */
async function settle(walk: Walk): Promise<Due[]> {
  const now = walk.clock.now();
  const seen = new Map<Tick, { due_at: string; times: number }>();
  for (;;) {
    // SQLite answers without giving the event loop a turn; requests must have theirs.
    await nextTurn();
    checkLimits(walk, now);
    await untilIdle(walk);
    let ran = false;
    const planned: Due[] = [];
    for (const tick of walk.ticks) {
      const due_at = await tick.nextDueAt();
      if (due_at !== null && due_at <= now) {
        const before = seen.get(tick);
        const times = before?.due_at === due_at ? before.times + 1 : 1;
        invariant(times <= SAME_DUE_MAX, `${tick.name} ran and is due at ${due_at} still`);
        seen.set(tick, { due_at, times });
        await tick.run(now);
        ran = true;
      } else if (due_at !== null) {
        planned.push({ due_at, tick });
      }
    }
    if (!ran) return planned.sort((a, b) => (a.due_at < b.due_at ? -1 : 1));
  }
}

function checkLimits(walk: Walk, now: string): void {
  if (walk.stopping.aborted) throw stopped(now);
  if (walk.left-- <= 0) {
    const detail = `Too much happens on the way; the clock stands at ${now}. Move it on from it.`;
    throw new Problem("clock_too_far", detail);
  }
}

/** Jobs that the stopping server will not finish are not waited for. */
async function untilIdle({ jobs, stopping, clock }: Walk): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onStop = () => reject(stopped(clock.now()));
  stopping.addEventListener("abort", onStop, { once: true });
  try {
    await Promise.race([jobs.idle(), promise]);
  } finally {
    stopping.removeEventListener("abort", onStop);
  }
}

function stopped(now: string): Problem {
  return new Problem("overloaded", `The server is stopping; the clock stands at ${now}.`);
}
