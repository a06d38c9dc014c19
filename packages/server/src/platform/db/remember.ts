/**
 * Remembers what was computed from the database for as long as nothing in it has changed. A
 * remembered answer is never older than the last commit, so nothing has to be invalidated by hand.
 */
import type { Db } from "./db.ts";

export type Remember<T> = {
  /** The value of a key, computed where it is not known. */
  get(key: string, compute: () => Promise<T>): Promise<T>;
  /** The value of a key that is known or being computed. */
  known(key: string): Promise<T> | undefined;
};

/**
 * Keeps at most `entries_max` values; the next commit forgets them all. Computes each time where
 * the database cannot tell that it changed.
 */
export function rememberWhileUnchanged<T>(
  db: Pick<Db, "generation">,
  { entries_max }: { entries_max: number },
): Remember<T> {
  const values = new Map<string, Promise<T>>();
  let at: number | null = null;
  /** False where the database cannot tell that it changed. */
  const forgetOnChange = () => {
    const generation = db.generation();
    if (generation !== at) {
      values.clear();
      at = generation;
    }
    return generation !== null;
  };
  const get = (key: string, compute: () => Promise<T>) => {
    if (!forgetOnChange()) return compute();
    const known = values.get(key);
    if (known !== undefined) return known;
    // Kept from the start, so that equal asks share one computation. What is computed across a
    // commit may hold either side of it; whoever asks after the commit finds it forgotten.
    const value = compute();
    if (values.size >= entries_max) values.clear();
    values.set(key, value);
    value.catch(() => {
      if (values.get(key) === value) values.delete(key);
    });
    return value;
  };
  const known = (key: string) => (forgetOnChange() ? values.get(key) : undefined);
  return { get, known };
}
