/**
 * How often somebody may guess at a password: so often for one account, and so often from one
 * address, in windows of real time. Kept in memory, for each process by itself.
 */
import { Problem } from "@vatline/api";
import type { Clock } from "../clock.ts";

const WINDOW_MS = 15 * 60_000;
const OF_ACCOUNT_MAX = 10;
/** Generous: a whole shop may sit behind one address. */
const OF_ADDRESS_MAX = 100;
const REMEMBERED_MAX = 20_000;

export type Guesses = {
  /** Counts a guess before it is looked at. Throws too_many_requests. */
  begin(address: string, account?: string): void;
  /** The guess was right: it does not count, nor do those before it at this account. */
  forgive(address: string, account: string): void;
};

type Count = { guesses: number; until_ms: number };

export function openGuesses(clock: Pick<Clock, "realNowMs">): Guesses {
  const counts = new Map<string, Count>();

  const countOf = (key: string): Count => {
    const now_ms = clock.realNowMs();
    const known = counts.get(key);
    if (known && known.until_ms > now_ms) return known;
    const count = { guesses: 0, until_ms: now_ms + WINDOW_MS };
    // Set anew, so that the map begins with what ends first.
    counts.delete(key);
    counts.set(key, count);
    if (counts.size > REMEMBERED_MAX) counts.delete(counts.keys().next().value ?? "");
    return count;
  };

  const check = (count: Count, most: number) => {
    if (count.guesses < most) return;
    const wait_s = Math.max(1, Math.ceil((count.until_ms - clock.realNowMs()) / 1000));
    const detail = `Too many wrong passwords. Try again in ${wait_s} s.`;
    throw new Problem("too_many_requests", detail, { headers: { "Retry-After": String(wait_s) } });
  };

  const keysOf = (address: string, account?: string) => [
    { key: `address ${address}`, most: OF_ADDRESS_MAX },
    ...(account === undefined ? [] : [{ key: `account ${account}`, most: OF_ACCOUNT_MAX }]),
  ];

  return {
    begin(address, account) {
      const asked = keysOf(address, account).map(({ key, most }) => ({
        ...countOf(key),
        key,
        most,
      }));
      for (const count of asked) check(count, count.most);
      for (const { key } of asked) countOf(key).guesses += 1;
    },
    forgive(address, account) {
      const of_address = countOf(`address ${address}`);
      of_address.guesses = Math.max(0, of_address.guesses - 1);
      counts.delete(`account ${account}`);
    },
  };
}
