/** /sandbox/v1: the virtual clock. */
import { CLOCK_ADVANCE_S_MAX, type ClockCommand, Problem, sandboxOperations } from "@vatline/api";
import { addSeconds } from "../platform/clock.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import { type Caller, type Route, route } from "../platform/http/route.ts";
import { readTime } from "../platform/http/time.ts";
import type { Scheduler } from "../platform/scheduler.ts";
import type { VirtualClock } from "../platform/virtual-clock.ts";

export function sandboxRoutes(deps: Deps, clock: VirtualClock, scheduler: Scheduler): Route[] {
  const state = () => ({ now: clock.now(), speed: clock.speed(), seed: deps.config.seed });
  return [
    route(sandboxOperations.getClock, async () => state()),
    route(sandboxOperations.setClock, async ({ caller, body }) => {
      const from = clock.now();
      const { advance_s, until, until_idle, speed } = body;
      const command = { advance_s, until, until_idle, speed };
      await obey(clock, scheduler, command);
      await noteCommand(deps, caller, command, from);
      return state();
    }),
  ];
}

/** In a transaction of its own: what the command set off is committed moment by moment. */
async function noteCommand(deps: Deps, caller: Caller, body: ClockCommand, from: string) {
  const at = deps.clock.now();
  const { customer_uuid, actor } = caller;
  const details = { ...body, now: { from, to: at } };
  const moved = { at, customer_uuid, actor, noun: "clock", uuid: "clock", what: "moved", details };
  await deps.db.transaction((tx) => appendEvent(tx, moved));
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
