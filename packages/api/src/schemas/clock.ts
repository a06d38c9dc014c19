/** The virtual clock of the sandbox, and the bounds on moving it. */
import { type Static, Type } from "typebox";
import { TIME_PATTERN } from "./fields.ts";

/** Farthest that one command moves the clock: a year. */
export const CLOCK_ADVANCE_S_MAX = 366 * 24 * 3600;
/** Fastest that the clock runs, in virtual seconds to a real one. */
export const CLOCK_SPEED_MAX = 10_000;

/** The virtual clock. */
export const Clock = Type.Object(
  {
    now: Type.String({ format: "date-time", description: "The virtual time." }),
    speed: Type.Number({ description: "Virtual seconds to a real second; 0 when it stands." }),
    seed: Type.Integer({ description: "What all chance in the sandbox is drawn from." }),
  },
  { title: "Clock", description: "The virtual clock of the sandbox." },
);
export type Clock = Static<typeof Clock>;

/** One command to the clock: exactly one of the four keys. */
export const ClockCommand = Type.Object(
  {
    advance_s: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: CLOCK_ADVANCE_S_MAX,
        description: "Virtual seconds to move on by, at most a year; 0 only waits for what is due.",
      }),
    ),
    until: Type.Optional(
      Type.String({
        pattern: TIME_PATTERN,
        description: "Virtual time to move on to, at most a year ahead; no zone means UTC.",
      }),
    ),
    until_idle: Type.Optional(
      Type.Literal(true, {
        description: "Moves on until nothing is packed, queued or printed any more.",
      }),
    ),
    speed: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: CLOCK_SPEED_MAX,
        description: "Virtual seconds to a real second from now on; 0 stops the clock.",
      }),
    ),
  },
  { title: "ClockCommand", description: "One command to the clock: exactly one of the keys." },
);
export type ClockCommand = Static<typeof ClockCommand>;
