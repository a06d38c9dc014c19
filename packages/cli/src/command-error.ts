/** A command that cannot be done as asked, told to the person who asked: no stack, exit code 1. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}
