/** What only the sandbox has, below /sandbox/v1. */
import { defineOperation, takeSessions } from "../operation.ts";
import { Clock, ClockCommand } from "../schemas/clock.ts";

const getClock = defineOperation({
  id: "getClock",
  method: "GET",
  path: "/clock",
  tag: "Clock",
  summary: "Read the virtual clock",
  role: "VIEWER",
  responses: { 200: Clock },
  problems: [],
});

const setClock = defineOperation({
  id: "setClock",
  method: "POST",
  path: "/clock",
  tag: "Clock",
  summary: "Move the virtual clock, or change its speed",
  description:
    "Takes exactly one of the keys. A move answers when everything that was due has happened.",
  body: ClockCommand,
  responses: { 200: Clock },
  problems: [
    "clock_command_invalid",
    "clock_backwards",
    "clock_too_far",
    "clock_never_idle",
    "clock_busy",
  ],
});

/** The operations of the sandbox. */
export const sandboxOperations = takeSessions({ getClock, setClock });
