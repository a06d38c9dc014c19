/** The life of a version of a build SOP. Pure rules. */
import type { BuildSopStatus } from "@vatline/api";
import { invariant } from "../platform/invariant.ts";

/** Every step a version may take; nothing else moves a status. */
export const BUILD_SOP_MOVES: Record<BuildSopStatus, readonly BuildSopStatus[]> = {
  draft: ["released", "obsolete"],
  released: ["obsolete"],
  obsolete: [],
};

export function checkBuildSopMove(from: BuildSopStatus, to: BuildSopStatus): void {
  invariant(BUILD_SOP_MOVES[from].includes(to), `a build SOP may not go ${from} -> ${to}`);
}
