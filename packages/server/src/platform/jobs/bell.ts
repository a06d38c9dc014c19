/** Wakes whoever waits. Take next() before looking for work, so that no ring falls in between. */
export type Bell = {
  /** Resolves at the first ring after this call. */
  next(): Promise<void>;
  ring(): void;
};

export function createBell(): Bell {
  let waiting = Promise.withResolvers<void>();
  return {
    next: () => waiting.promise,
    ring() {
      waiting.resolve();
      waiting = Promise.withResolvers<void>();
    },
  };
}

/** Resolves when `rung` does or `delay_ms` have passed, whichever is first; leaves no timer. */
export async function ringOrDelay(rung: Promise<void>, delay_ms: number): Promise<void> {
  const delay = Promise.withResolvers<void>();
  const timer = setTimeout(delay.resolve, delay_ms);
  await Promise.race([rung, delay.promise]);
  clearTimeout(timer);
}
