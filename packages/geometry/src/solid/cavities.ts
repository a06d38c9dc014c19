/** The closed cavities of a part. */

import type { Mesh } from "../types.ts";
import { type Shell, shellsOf } from "./shells.ts";

export type Cavity = Shell;

/** Gives the shells that face inwards, the largest first. */
export function cavitiesOf(mesh: Mesh): Cavity[] {
  const cavities = shellsOf(mesh).filter(({ volume_mm3 }) => volume_mm3 < 0);
  return cavities.sort((a, b) => a.volume_mm3 - b.volume_mm3);
}
