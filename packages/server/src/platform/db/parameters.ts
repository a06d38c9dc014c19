/**
 * What may be bound to a statement, the same on every database. Each driver has its own idea of
 * booleans, objects and numbers that are none; here they are settled before one sees them.
 */
import { invariant } from "../invariant.ts";

export type Parameter = string | number | null | Uint8Array;

/**
 * `value` as it is bound: booleans become 0 and 1, bigints numbers. Throws InvariantError on what
 * has no single meaning: undefined, objects, dates, NaN, unsafe bigints, text with a zero byte.
 */
export function parameterOf(value: unknown): Parameter {
  switch (typeof value) {
    case "string":
      // PostgreSQL cannot store it and SQLite would.
      invariant(!value.includes("\0"), "a parameter holds a zero byte");
      return value;
    case "number":
      invariant(Number.isFinite(value), `a parameter is ${value}`);
      return value;
    case "boolean":
      return value ? 1 : 0;
    case "bigint":
      invariant(Number.isSafeInteger(Number(value)), `a parameter is ${value}, beyond 2^53`);
      return Number(value);
    default:
      invariant(value === null || value instanceof Uint8Array, `a parameter is ${kindOf(value)}`);
      return value;
  }
}

function kindOf(value: unknown): string {
  return value instanceof Object ? `a ${value.constructor.name}` : typeof value;
}
