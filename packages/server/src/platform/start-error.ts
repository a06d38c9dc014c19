/**
 * Why the program cannot start, for the person who starts it: settings that do not fit, a database
 * from a newer program. The message stands alone, one fault per line; a stack would not help.
 */
export class StartError extends Error {
  override readonly name = "StartError";
}
