/** /sandbox/v1: the virtual clock. */
import { type ClockCommand, Problem, sandboxOperations } from "@vatline/api";
import { addSeconds } from "../platform/clock.ts";
import type { Deps } from "../platform/deps.ts";
import { type Route, route } from "../platform/http/route.ts";
import { readTime } from "../platform/http/time.ts";
import type { Scheduler } from "../platform/scheduler.ts";
import type { VirtualClock } from "../platform/virtual-clock.ts";

/** How far ahead the shop may come to rest; beyond it, something comes up for ever. */
const IDLE_WITHIN_S = 366 * 24 * 3600;

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
  if (command.until !== undefined) await scheduler.advance(timeOf(command.until));
  if (command.until_idle) await scheduler.advanceUntilIdle(addSeconds(clock.now(), IDLE_WITHIN_S));
  if (command.speed !== undefined) {
    await clock.setSpeed(command.speed);
    scheduler.wake();
  }
}

function timeOf(text: string): string {
  const time = readTime(text);
  if (time !== null) return time;
  throw new Problem("clock_command_invalid", `"${text}" is not a time that exists.`, {
    errors: [{ pointer: "/body/until", detail: "is not a time that exists" }],
  });
}
