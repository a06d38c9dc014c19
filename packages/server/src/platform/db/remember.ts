/**
 * Remembers what was computed from the database for as long as nothing in it has changed. A
 * remembered answer is never older than the last commit, so nothing has to be invalidated by hand.
 */
import type { Db } from "./db.ts";

export type Remember<T> = {
  /** The value of a key, computed where it is not known. */
  get(key: string, compute: () => Promise<T>): Promise<T>;
};

type Options = {
  entries_max: number;
  /**
   * True for values that take room, most of which nobody asks for again: only what was asked for
   * twice is kept. Equal asks at one time share one computation either way.
   */
  from_second_ask?: boolean;
};

/**
 * Keeps at most `entries_max` values; the next commit forgets them all. Computes each time where
 * the database cannot tell that it changed.
 */
export function rememberWhileUnchanged<T>(
  db: Pick<Db, "generation">,
  { entries_max, from_second_ask = false }: Options,
): Remember<T> {
  /** By key; null where it was asked for and not kept. */
  const values = new Map<string, Promise<T> | null>();
  let at: number | null = null;
  return {
    get(key, compute) {
      const generation = db.generation();
      if (generation === null) return compute();
      if (generation !== at) values.clear();
      at = generation;
      const known = values.get(key);
      if (known) return known;
      // Kept from the start, so that equal asks share one computation. What is computed across a
      // commit may hold either side of it; whoever asks after the commit finds it forgotten.
      const value = compute();
      if (known === undefined && values.size >= entries_max) values.clear();
      values.set(key, value);
      const keeps = known === null || !from_second_ask;
      const settle = (isFailure: boolean) => {
        if (values.get(key) !== value) return;
        if (isFailure) values.delete(key);
        else if (!keeps) values.set(key, null);
      };
      value.then(
        () => settle(false),
        () => settle(true),
      );
      return value;
    },
  };
}
