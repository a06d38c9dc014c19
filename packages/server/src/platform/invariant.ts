/** Thrown when our own reasoning was wrong. It is logged; its text never reaches a caller. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/** Throws InvariantError with `text` when `condition` does not hold: a bug of ours. */
export function invariant(condition: unknown, text: string): asserts condition {
  if (!condition) throw new InvariantError(text);
}
