/** What would give a place to parts that no platform takes: every change told was tried. */
import { MACHINE_CLASSES } from "@vatline/printers";
import type { BuildSop } from "../build-sops/store.ts";
import { type BuildPlan, type PlanOptions, planPlates } from "../builds/plan.ts";
import type { PreparedParts } from "../builds/prepare.ts";
import type { Deps } from "../platform/deps.ts";
import type { LeftOutPiece } from "./store.ts";

type Change = NonNullable<LeftOutPiece["change"]>;
type Needs = Partial<Pick<BuildSop, "rotations" | "margin_mm" | "exclusions" | "platform_classes">>;

/** Different parts that changes are tried with. */
const PARTS_MAX = 200;

/** By part uuid; a part that no change of one setting helps is absent. */
export async function findChanges(
  deps: Deps,
  sop: BuildSop,
  { parts }: PreparedParts,
  { unfit }: BuildPlan,
  options: PlanOptions,
): Promise<Map<string, Change>> {
  const found = new Map<string, Change>();
  const refused = new Set(unfit.map(({ id }) => id));
  const different = new Map(
    parts.filter(({ uuid }) => refused.has(uuid)).map((part) => [part.part_uuid, part]),
  );
  let left = [...different.values()].slice(0, PARTS_MAX);
  for (const needs of candidatesOf(sop)) {
    if (left.length === 0) break;
    const tried = { ...sop, ...needs, minimum_fill: 0 };
    const plan = await planPlates(
      deps,
      tried,
      { parts: left, unfit: [] },
      {
        ...options,
        moves_max: 0,
      },
    );
    const still = new Set(plan.unfit.map(({ id }) => id));
    const [code] = Object.keys(needs);
    for (const { uuid, part_uuid } of left) {
      if (!still.has(uuid)) found.set(part_uuid, { code, needs });
    }
    left = left.filter(({ uuid }) => still.has(uuid));
  }
  return found;
}

/** Changes of one setting that can only help, the least first. */
function candidatesOf({ rotations, margin_mm, exclusions, platform_classes }: BuildSop): Needs[] {
  const others = MACHINE_CLASSES.map(({ platform }) => platform)
    .filter(({ class: name }) => !platform_classes.includes(name))
    .filter(({ width_mm, depth_mm }) => 2 * margin_mm < Math.min(width_mm, depth_mm))
    .sort((a, b) => a.width_mm * a.depth_mm - b.width_mm * b.depth_mm);
  return [
    ...(rotations === "any" ? [] : [{ rotations: "any" as const }]),
    ...(margin_mm === 0 ? [] : [{ margin_mm: 0 }]),
    ...(exclusions.length === 0 ? [] : [{ exclusions: [] }]),
    ...others.map(({ class: name }) => ({ platform_classes: [...platform_classes, name] })),
  ];
}
