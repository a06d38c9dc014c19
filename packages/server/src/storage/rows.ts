/**
 * Rows as lines of text: the names of the columns first, then one JSON array a row. What JSON has
 * no word for is an object with one key: bytes are {"base64": ...}.
 */
import { BackupError } from "./backup-error.ts";

export type Value = string | number | null | Uint8Array;

/** A line, with its end. Throws BackupError on what no column of ours can hold. */
export const lineOf = (values: unknown[]): string => `[${values.map(textOf).join(",")}]\n`;

function textOf(value: unknown): string {
  if (value === null || typeof value === "string") return JSON.stringify(value);
  // JSON.stringify drops the sign of -0.
  if (typeof value === "number" && Number.isFinite(value)) {
    return Object.is(value, -0) ? "-0" : JSON.stringify(value);
  }
  if (value instanceof Uint8Array) {
    return JSON.stringify({ base64: Buffer.from(value).toString("base64") });
  }
  throw new BackupError(`A column holds ${String(value)}, which cannot be kept.`);
}

/** Throws BackupError where lineOf would not have written it. */
export function valuesOf(line: string): Value[] {
  let values: unknown;
  try {
    values = JSON.parse(line);
  } catch {
    throw new BackupError("is no row");
  }
  if (!Array.isArray(values)) throw new BackupError("is no row");
  return values.map(parseValue);
}

function parseValue(value: unknown): Value {
  if (value === null || typeof value === "string" || typeof value === "number") return value;
  const { base64 } = Object(value);
  if (typeof base64 === "string") return Buffer.from(base64, "base64");
  throw new BackupError("holds what no column can");
}
