/** A backup that cannot be made or restored, told to the person who asked. */
export class BackupError extends Error {
  override readonly name = "BackupError";
}

/** What went wrong, in one line. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
