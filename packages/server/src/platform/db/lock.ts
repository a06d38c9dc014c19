/** A lock that is handed on in the order it was asked for, with a limit on the waiting. */
import { Problem } from "@vatline/api";

/** Gives the lock back. */
export type Release = () => void;

export type Lock = {
  /** Throws the Problem "overloaded" when too many wait already or the wait takes too long. */
  acquire(): Promise<Release>;
};

type Waiter = { start: () => void };

export function createLock({
  waiting_max,
  wait_ms,
}: {
  waiting_max: number;
  wait_ms: number;
}): Lock {
  const waiting = new Set<Waiter>();
  let held = false;

  const release = () => {
    const [next] = waiting;
    if (next) next.start();
    else held = false;
  };

  return {
    async acquire() {
      if (!held) {
        held = true;
        return once(release);
      }
      if (waiting.size >= waiting_max) throw busy(`${waiting_max} transactions wait already`);
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(waiter);
          reject(busy(`waited ${wait_ms} ms; is there a transaction within a transaction?`));
        }, wait_ms);
        const waiter = {
          start: () => {
            waiting.delete(waiter);
            clearTimeout(timer);
            resolve();
          },
        };
        waiting.add(waiter);
      });
      return once(release);
    },
  };
}

function once(release: Release): Release {
  let done = false;
  return () => {
    if (!done) release();
    done = true;
  };
}

function busy(cause: string): Problem {
  return new Problem("overloaded", "The database has more to write than it can take.", {
    cause: new Error(cause),
    headers: { "Retry-After": "1" },
  });
}
