/** Times as callers write them, turned into the one form that is stored and compared. */

const DATE = String.raw`(\d{4})-(\d{2})-(\d{2})`;
const TIME_OF_DAY = String.raw`(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?`;
const ZONE = String.raw` ?([Zz])|([+-])(\d{2}):?(\d{2})| (\d{2}):(\d{2})`;
const TIME = new RegExp(`^${DATE}(?:[T ]${TIME_OF_DAY}(?:${ZONE})?)?$`);

const LATEST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
/** 0001-01-01T00:00:00.000Z; Date.UTC takes years below 100 for the 1900s. */
const EARLIEST_MS = Date.parse("0001-01-01T00:00:00.000Z");
const MINUTE_MS = 60_000;

/**
 * Reads a date, or a date and time with or without a zone (none means UTC), and answers fixed-width
 * ISO 8601 UTC with milliseconds; null where it is no such time, as 30 February.
 *
 * A `+` that arrives as a space, from an address written without percent-encoding, is taken for
 * what it was. What is finer than a millisecond is dropped, or rounded up with `rounding` "up":
 * stored times are whole milliseconds, so both `at >= bound` and `at < bound` stay exact then.
 */
export function readTime(text: string, rounding: "down" | "up" = "down"): string | null {
  const match = TIME.exec(text);
  if (!match) return null;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = ""] = match;
  const sign = match[9] === "-" ? -1 : 1;
  const zone_hour = Number(match[10] ?? match[12] ?? 0);
  const zone_minute = Number(match[11] ?? match[13] ?? 0);
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  if (zone_hour > 23 || zone_minute > 59) return null;

  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return null;
  date.setUTCHours(
    Number(hour),
    Number(minute),
    Number(second),
    Number(fraction.slice(0, 3).padEnd(3, "0")),
  );

  const finer = /[1-9]/.test(fraction.slice(3));
  const offset_ms = sign * (zone_hour * 60 + zone_minute) * MINUTE_MS;
  const at_ms = date.getTime() - offset_ms + (finer && rounding === "up" ? 1 : 0);
  if (at_ms < EARLIEST_MS) return null;
  // Only the last instants of the year 9999 round past it; the text must keep its width to sort.
  return new Date(Math.min(at_ms, LATEST_MS)).toISOString();
}
