/** What can be wrong with a build file, or with what shall become one. */

/** Where it is: a byte of the file, an entry of a ZIP file, a layer counted from 0. */
export interface BuildFilePlace {
  byte?: number;
  entry?: string;
  layer?: number;
}

/**
 * A build file that cannot be read, or one that cannot be written as asked. `code` is stable,
 * `message` is for people, `at` says where.
 */
export class BuildFileError extends Error {
  readonly code: string;
  readonly at: BuildFilePlace | undefined;

  constructor(code: string, message: string, at?: BuildFilePlace) {
    super(message);
    this.name = "BuildFileError";
    this.code = code;
    this.at = at;
  }
}
