/** A clock that stands still until it is told to move; domain time and real time are one. */
import type { Clock } from "../platform/clock.ts";

export type ManualClock = Clock & { advance(ms: number): void };

export function manualClock(start = "2026-03-01T12:00:00.000Z"): ManualClock {
  let now_ms = Date.parse(start);
  return {
    now: () => new Date(now_ms).toISOString(),
    realNowMs: () => now_ms,
    advance(ms) {
      now_ms += ms;
    },
  };
}
