/** Whether a printer can take a build. */
import { platformOf } from "@vatline/printers";
import { type BuildRow, plateOf } from "../builds/store.ts";

/** Does the platform that the build was packed for lie within the printer's? */
export function buildFitsPrinter(build: BuildRow, hw_type: string): boolean {
  const needed = plateOf(build).platform;
  const given = platformOf(hw_type);
  return (
    needed.width_mm <= given.width_mm &&
    needed.depth_mm <= given.depth_mm &&
    build.height_mm <= given.height_mm
  );
}
