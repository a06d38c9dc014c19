/**
 * The only way to read the time. Domain time (orders, packing, printers, retention) may be virtual;
 * real time (tokens, cursors, rate limits) never is.
 */

export type Clock = {
  /** Domain time, ISO 8601 UTC with milliseconds. */
  now(): string;
  /** Real time, milliseconds since the epoch. */
  realNowMs(): number;
};

export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  realNowMs: () => Date.now(),
};

/** `iso` moved by `seconds`, as fixed-width ISO text. */
export function addSeconds(iso: string, seconds: number): string {
  return new Date(Date.parse(iso) + Math.round(seconds * 1000)).toISOString();
}
