/** Runs ticks as time passes by itself, in real time or at the speed of a virtual clock. */
import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";
import type { Tick } from "./scheduler.ts";
import type { VirtualClock } from "./virtual-clock.ts";

export type Pace = {
  /** Goes round until `stopping`; each round of ticks runs inside `takeTurn`. */
  run(takeTurn: TakeTurn, stopping: AbortSignal): Promise<void>;
  /** Runs what is due now, once, also where the time stands still. */
  runRound(): Promise<unknown>;
  /** Ends the pause between two rounds. */
  wake(): void;
};

export type TakeTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** Longest pause: what was planned without a wake() is found this late at most. */
const PAUSE_MS_MAX = 1000;
/** A tick that names the same moment after that many runs is reported, once. */
const SAME_DUE_REPORTED = 20;

/** How it went with a tick lately; it is left alone until not_before_ms of real time. */
type Recent = { due_at: string | null; times: number; not_before_ms: number; failed: boolean };

type PaceOptions = { clock: Clock | VirtualClock; ticks: Tick[]; log: Log };

export function createPace(options: PaceOptions): Pace {
  const { ticks, log } = options;
  const recents = new Map<Tick, Recent>(
    ticks.map((tick) => [tick, { due_at: null, times: 0, not_before_ms: 0, failed: false }]),
  );
  let woken = false;
  let wakeUp = () => {};

  const pause = async (ms: number) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, woken ? 0 : ms);
    wakeUp = resolve;
    await promise;
    clearTimeout(timer);
  };

  /** Runs what is due and answers how long there is nothing to do, in real milliseconds. */
  const runRound = async () => {
    let pause_ms = PAUSE_MS_MAX;
    for (const [tick, recent] of recents) {
      try {
        pause_ms = Math.min(pause_ms, await runTick(tick, recent, options));
      } catch (error) {
        log.error({ error, tick: tick.name }, "a tick failed");
        recent.failed = true;
        recent.not_before_ms = performance.now() + PAUSE_MS_MAX;
      }
    }
    return pause_ms;
  };

  return {
    runRound,
    async run(takeTurn, stopping) {
      while (!stopping.aborted) {
        woken = false;
        const pause_ms = await takeTurn(async () =>
          // Where time stands still nothing happens by itself: what does follows from the calls
          // made, not from how fast they were made.
          "speed" in options.clock && options.clock.speed() === 0 ? PAUSE_MS_MAX : runRound(),
        );
        if (!stopping.aborted) await pause(pause_ms);
      }
    },
    wake() {
      woken = true;
      wakeUp();
    },
  };
}

/**
 * Runs a tick when it is due; answers in how many real milliseconds to look again. A tick may stay
 * due while it waits for a job, so the same moment is tried at growing distances.
 */
async function runTick(tick: Tick, recent: Recent, { clock, log }: PaceOptions): Promise<number> {
  const wait_ms = recent.not_before_ms - performance.now();
  if (recent.failed && wait_ms > 0) return wait_ms;
  recent.failed = false;

  const due_at = await tick.nextDueAt();
  if (due_at === null) return PAUSE_MS_MAX;
  const now = clock.now();
  if (due_at > now) return realMsUntil(due_at, now, clock);
  if (due_at !== recent.due_at) Object.assign(recent, { due_at, times: 0 });
  else if (wait_ms > 0) return wait_ms;

  recent.times++;
  recent.not_before_ms = performance.now() + Math.min(2 ** recent.times, PAUSE_MS_MAX);
  if (recent.times === SAME_DUE_REPORTED) {
    log.warn({ tick: tick.name, due_at }, "a tick ran again and again and is due still");
  }
  await tick.run(now);
  return 0;
}

function realMsUntil(due_at: string, now: string, clock: Clock | VirtualClock): number {
  const speed = "speed" in clock ? clock.speed() : 1;
  return speed === 0 ? PAUSE_MS_MAX : Math.ceil((Date.parse(due_at) - Date.parse(now)) / speed);
}
