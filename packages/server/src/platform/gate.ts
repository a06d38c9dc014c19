/** Lets so many in at once; a bounded number waits in line. */
import { Problem } from "@vatline/api";

export type Gate = {
  /** Runs the work when its turn comes. Throws the Problem "overloaded" when the line is full. */
  run<T>(work: () => Promise<T>): Promise<T>;
};

export type GateOptions = { at_once: number; waiting_max: number };

/** For work that is heavy on processor or memory, off the event loop. */
export function openGate({ at_once, waiting_max }: GateOptions): Gate {
  const waiting: (() => void)[] = [];
  let running = 0;

  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  };

  return {
    async run(work) {
      if (running < at_once) running += 1;
      else if (waiting.length < waiting_max) {
        await new Promise<void>((resolve) => waiting.push(resolve));
      } else throw new Problem("overloaded", `${waiting_max} requests of this kind wait already.`);
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
