/** /sandbox/v1: the virtual clock. */
import { CLOCK_ADVANCE_S_MAX, type ClockCommand, Problem, sandboxOperations } from "@vatline/api";
import { addSeconds } from "../platform/clock.ts";
import type { Deps } from "../platform/deps.ts";
import { type Route, route } from "../platform/http/route.ts";
import { readTime } from "../platform/http/time.ts";
import type { Scheduler } from "../platform/scheduler.ts";
import type { VirtualClock } from "../platform/virtual-clock.ts";

export function sandboxRoutes(deps: Deps, clock: VirtualClock, scheduler: Scheduler): Route[] {
  const state = () => ({ now: clock.now(), speed: clock.speed(), seed: deps.config.seed });
  return [
    route(sandboxOperations.getClock, async () => state()),
    route(sandboxOperations.setClock, async ({ body }) => {
      await obey(clock, scheduler, body);
      return state();
    }),
  ];
}

async function obey(clock: VirtualClock, scheduler: Scheduler, command: ClockCommand) {
  const given = Object.keys(command).filter(
    (key) => command[key as keyof ClockCommand] !== undefined,
  );
  if (given.length !== 1) {
    throw new Problem(
      "clock_command_invalid",
      `Give exactly one of advance_s, until, until_idle and speed; ${given.length} were given.`,
    );
  }
  if (command.advance_s !== undefined) await scheduler.advanceBy(command.advance_s);
  if (command.until !== undefined) await scheduler.advance(targetOf(command.until, clock.now()));
  // Where the shop has not come to rest by then, something comes up for ever.
  if (command.until_idle) await scheduler.advanceUntilIdle(farthestFrom(clock.now()));
  if (command.speed !== undefined) {
    await clock.setSpeed(command.speed);
    scheduler.wake();
  }
}

function targetOf(text: string, now: string): string {
  const time = readTime(text);
  if (time === null) {
    throw new Problem("clock_command_invalid", `"${text}" is not a time that exists.`, {
      errors: [{ pointer: "/body/until", detail: "is not a time that exists" }],
    });
  }
  if (time <= farthestFrom(now)) return time;
  throw new Problem("clock_too_far", `It is ${now}; ${time} is more than a year ahead.`, {
    errors: [{ pointer: "/body/until", detail: "is more than a year ahead" }],
  });
}

const farthestFrom = (now: string) => addSeconds(now, CLOCK_ADVANCE_S_MAX);
