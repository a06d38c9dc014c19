/**
 * Unreadable input to a geometry verb. Odd but usable input is never an error: it comes back with
 * warnings. `code` is stable, `message` is for people, `at` says where (byte, line or triangle).
 */
export class GeometryError extends Error {
  readonly code: string;
  readonly at: { byte?: number; line?: number; triangle?: number } | undefined;

  constructor(code: string, message: string, at?: GeometryError["at"]) {
    super(message);
    this.name = "GeometryError";
    this.code = code;
    this.at = at;
  }
}
