/** Decimal numbers from the bytes of a text, without making strings of them. */

const PLUS = 43;
const MINUS = 45;
const POINT = 46;
const DIGIT_0 = 48;
const LOWER_CASE = 32;
const LOWER_E = 101;
/** One more digit still fits into the 53 bits of a double. */
const MANTISSA_MAX = 9e14;
/** Powers that a double holds exactly, so that one operation gives the nearest double. */
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/** Reads the bytes from start to end as one decimal number; NaN if they are none. */
export function decimalOf(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const negative = bytes[at] === MINUS;
  if (negative || bytes[at] === PLUS) at++;
  let mantissa = 0;
  let exponent = 0;
  let digit_count = 0;
  let behind_point = 0;
  for (; at < end; at++) {
    const digit = bytes[at] - DIGIT_0;
    if (digit >= 0 && digit <= 9) {
      digit_count++;
      // Digits beyond the sixteenth decide nothing in a float32: they only scale.
      if (mantissa < MANTISSA_MAX) {
        mantissa = 10 * mantissa + digit;
        exponent -= behind_point;
      } else {
        exponent += 1 - behind_point;
      }
    } else if (bytes[at] === POINT && behind_point === 0) {
      behind_point = 1;
    } else {
      break;
    }
  }
  if (digit_count === 0) return Number.NaN;
  if (at < end) {
    if ((bytes[at] | LOWER_CASE) !== LOWER_E) return Number.NaN;
    exponent += exponentOf(bytes, at + 1, end);
  }
  const size = scale(mantissa, exponent);
  return negative ? -size : size;
}

/** Reads the digits behind `e`. */
function exponentOf(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const negative = bytes[at] === MINUS;
  if (negative || bytes[at] === PLUS) at++;
  if (at >= end) return Number.NaN;
  let exponent = 0;
  for (; at < end; at++) {
    const digit = bytes[at] - DIGIT_0;
    if (digit < 0 || digit > 9) return Number.NaN;
    exponent = Math.min(10 * exponent + digit, 9999);
  }
  return negative ? -exponent : exponent;
}

function scale(mantissa: number, exponent: number): number {
  if (exponent === 0) return mantissa;
  if (exponent < 0 && exponent >= -22) return mantissa / POWERS_OF_TEN[-exponent];
  if (exponent > 0 && exponent <= 22) return mantissa * POWERS_OF_TEN[exponent];
  return Number(`${mantissa}e${exponent}`);
}
