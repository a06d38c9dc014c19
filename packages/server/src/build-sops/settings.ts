/** Which settings of a build SOP go together. Pure rules. */
import { type InputFault, Problem } from "@vatline/api";
import { materialAreaOf } from "@vatline/geometry";
import { MACHINE_CLASSES } from "@vatline/printers";
import type { SopSettings } from "./store.ts";

type Checked = Pick<SopSettings, "platform_classes" | "margin_mm" | "exclusions">;

/**
 * Throws input_invalid for a platform class that is unknown or has no room within the margin, and
 * for a zone that is none.
 */
export function checkSettings(
  { platform_classes, margin_mm, exclusions }: Checked,
  pointerOf = (index: number) => `/body/platform_classes/${index}`,
): void {
  const faults: InputFault[] = [];
  for (const [index, name] of platform_classes.entries()) {
    const pointer = pointerOf(index);
    const platform = PLATFORMS.get(name);
    if (!platform) {
      const known = [...PLATFORMS.keys()].join(", ");
      faults.push({ pointer, detail: `must be one of ${known}` });
    } else if (platform_classes.indexOf(name) < index) {
      faults.push({ pointer, detail: `names ${name} once more` });
    } else {
      const side_mm = Math.min(platform.width_mm, platform.depth_mm);
      const detail = `must be less than half the ${side_mm} mm that a platform ${name} is deep`;
      if (2 * margin_mm >= side_mm) faults.push({ pointer: "/body/margin_mm", detail });
    }
  }
  for (const [index, { platform_class, points }] of exclusions.entries()) {
    const pointer = `/body/exclusions/${index}`;
    if (!PLATFORMS.has(platform_class)) {
      const known = [...PLATFORMS.keys()].join(", ");
      faults.push({ pointer: `${pointer}/platform_class`, detail: `must be one of ${known}` });
    } else if (materialAreaOf([Float64Array.from(points.flat())]) === 0) {
      faults.push({ pointer: `${pointer}/points`, detail: "must enclose an area" });
    }
  }
  const [first] = faults;
  if (!first) return;
  throw new Problem("input_invalid", `${first.pointer} ${first.detail}.`, { errors: faults });
}

const PLATFORMS = new Map(MACHINE_CLASSES.map(({ platform }) => [platform.class, platform]));
