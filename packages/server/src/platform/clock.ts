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

/** Real time as fixed-width ISO text, for what lives in real time. */
export function realNow(clock: Pick<Clock, "realNowMs">): string {
  return new Date(clock.realNowMs()).toISOString();
}

/** `iso` moved by `seconds`, as fixed-width ISO text. */
export function addSeconds(iso: string, seconds: number): string {
  return new Date(Date.parse(iso) + Math.round(seconds * 1000)).toISOString();
}

/** The last moment that fixed-width ISO text can tell. */
export const ISO_MAX = "9999-12-31T23:59:59.999Z";

/** Whether `text` is a moment in the one form that sorts: UTC, milliseconds, year 1970 to 9999. */
export function isIsoTime(text: string): boolean {
  const ms = Date.parse(text);
  return ms >= 0 && ms <= Date.parse(ISO_MAX) && new Date(ms).toISOString() === text;
}
