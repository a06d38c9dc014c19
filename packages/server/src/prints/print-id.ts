/** The short id of a print, as people read it off a label: letters and digits, never repeated. */

/** Crockford's base 32: no I, L, O, U, so that nothing is misread. */
const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** `JV` and at least five digits, counting from 1: 33 million before it grows by one. */
export function printIdOf(number: number): string {
  let digits = "";
  for (let rest = number; rest > 0; rest = Math.floor(rest / 32))
    digits = DIGITS[rest % 32] + digits;
  return `JV${digits.padStart(5, "0")}`;
}
