/** Keeps the gravest findings of each kind, and counts all. */
import {
  compareFindings,
  FINDING_KINDS,
  type Finding,
  type FindingCounts,
  type FindingKind,
  type Severity,
} from "./finding.ts";
import { FINDINGS_OF_A_KIND_MAX, ISLANDS_TOGETHER_MM } from "./rules.ts";

/** A finding that may still grow, and what will be said of it. */
export type Draft = Omit<Finding, "text"> & { tell: (finding: Omit<Finding, "text">) => string };

export class Collector {
  readonly counts = Object.fromEntries(FINDING_KINDS.map((kind) => [kind, 0])) as FindingCounts;
  readonly severities: Record<Severity, number> = { severe: 0, moderate: 0, minor: 0 };
  readonly #kept = new Map<FindingKind, Draft[]>();

  add(draft: Draft): void {
    this.counts[draft.kind]++;
    this.severities[draft.severity]++;
    const kept = this.#kept.get(draft.kind) ?? [];
    this.#kept.set(draft.kind, kept);
    kept.push(draft);
    // Sorted now and then only: there may be a million.
    if (kept.length < 8 * FINDINGS_OF_A_KIND_MAX) return;
    kept.sort(compareFindings);
    kept.length = FINDINGS_OF_A_KIND_MAX;
  }

  /** Gravest first. */
  findings(): Finding[] {
    return [...this.#kept.values()]
      .flatMap((kept) => kept.sort(compareFindings).slice(0, FINDINGS_OF_A_KIND_MAX))
      .sort(compareFindings)
      .map(({ tell, ...finding }) => ({ ...rounded(finding), text: tell(finding) }));
  }
}

/** Small islands that begin close to each other: a rough surface begins in many places. */
export class IslandGroups {
  /** The last island that began a group in each square of the picture. */
  readonly #firsts = new Map<string, Draft>();

  /** Adds an island to one close by; false where there is none, so that it begins a group. */
  join(island: Draft): boolean {
    const [column, row] = [island.x_mm, island.y_mm].map((mm) =>
      Math.floor(mm / ISLANDS_TOGETHER_MM),
    );
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        const first = this.#firsts.get(`${column + dx} ${row + dy}`);
        if (!first || !isNear(first, island)) continue;
        addIsland(first, island);
        return true;
      }
    }
    this.#firsts.set(`${column} ${row}`, island);
    return false;
  }
}

/** Without the digits that mean nothing. */
function rounded<F extends Omit<Finding, "text">>(finding: F): F {
  const { x_mm, y_mm, z_mm, area_mm2, volume_ml, thickness_mm } = finding;
  return {
    ...finding,
    ...{ x_mm: round(x_mm, 3), y_mm: round(y_mm, 3), z_mm: round(z_mm, 6) },
    area_mm2: round(area_mm2, 4),
    volume_ml: volume_ml === null ? null : round(volume_ml, 6),
    thickness_mm: thickness_mm === null ? null : round(thickness_mm, 4),
  };
}

/** To so many decimals; never -0. */
export function round(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale + 0;
}

function isNear(a: Draft, b: Draft): boolean {
  const apart_mm = Math.hypot(a.x_mm - b.x_mm, a.y_mm - b.y_mm, a.z_mm - b.z_mm);
  return apart_mm <= ISLANDS_TOGETHER_MM;
}

function addIsland(group: Draft, island: Draft): void {
  const end = Math.max(
    group.layer_index + group.layer_count,
    island.layer_index + island.layer_count,
  );
  if (island.layer_index < group.layer_index) {
    group.layer_index = island.layer_index;
    group.z_mm = island.z_mm;
  }
  group.layer_count = end - group.layer_index;
  group.begin_count += island.begin_count;
  group.area_mm2 += island.area_mm2;
}
