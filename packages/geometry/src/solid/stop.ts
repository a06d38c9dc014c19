/** The end of a long work on somebody's word. */

import { GeometryError } from "../error.ts";

/** Throws GeometryError "stopped" when the work is to end. */
export function checkStop(shouldStop: (() => boolean) | undefined): void {
  if (shouldStop?.()) throw new GeometryError("stopped", "The work was stopped before its end.");
}
