/** Reads the values of flags; what does not fit is refused with a line that says what would. */
import { CLOCK_SPEED_MAX } from "@vatline/api";
import { InvalidArgumentError } from "commander";

const PORT_MAX = 65_535;
const SEED_MAX = 2 ** 32 - 1;
const TEN_YEARS_MINUTES = 10 * 366 * 24 * 60;

export function parsePort(text: string): number {
  return parseInteger(text, 0, PORT_MAX);
}

export function parseSeed(text: string): number {
  return parseInteger(text, 0, SEED_MAX);
}

export function parseSpeed(text: string): number {
  const speed = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (speed <= CLOCK_SPEED_MAX) return speed;
  throw new InvalidArgumentError(`Give a number from 0 to ${CLOCK_SPEED_MAX}.`);
}

/** Whole minutes. */
export function parseDuration(text: string): number {
  return parseInteger(text, 1, TEN_YEARS_MINUTES);
}

/** ISO 8601 to fixed-width UTC; a time without a zone is UTC. */
export function parseInstant(text: string): string {
  const match =
    /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(text);
  const ms = match
    ? Date.parse(`${match[1]}T${match[2] ?? "00:00"}${match[3] ?? "Z"}`)
    : Number.NaN;
  if (!Number.isNaN(ms)) return new Date(ms).toISOString();
  throw new InvalidArgumentError("Give a time such as 2030-01-31T08:00:00Z.");
}

function parseInteger(text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
}
