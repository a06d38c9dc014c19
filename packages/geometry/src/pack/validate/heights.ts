/** Parts in bands of height: which of them meet, and whether all can be lifted off. */
import type { Band, Outline, PackOptions, Placement } from "../../types.ts";
import { type Body, bodyOf, conflictOf } from "./body.ts";

/** A part where it lies, and what it is between the heights that count. */
export type Layered = { body: Body; bands: { from: number; to: number; body: Body }[] };

type Thing = { outline: Outline; bands?: Band[] };

/** A part is one band of all heights unless heights count and it has bands of its own. */
export function layeredOf(thing: Thing, placement: Placement, options: PackOptions): Layered {
  const body = bodyOf(thing.outline, placement);
  if (!options.height_aware || !thing.bands) {
    const all = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, body };
    return { body, bands: [all] };
  }
  const bands = thing.bands.map(({ z_from_mm: from, z_to_mm: to, outline }) => {
    return { from, to, body: bodyOf(outline, placement) };
  });
  return { body, bands };
}

/** How two parts stand to each other in the bands that they share; see conflictOf. */
export function conflictByHeight(a: Layered, b: Layered, gap: number) {
  let nearest: number | undefined;
  for (const one of a.bands) {
    for (const other of b.bands) {
      if (one.from >= other.to || other.from >= one.to) continue;
      const conflict = conflictOf(one.body, other.body, gap);
      if (conflict === "overlap") return conflict;
      if (conflict !== undefined) nearest = Math.min(nearest ?? conflict, conflict);
    }
  }
  return nearest;
}

/**
 * Parts none of which can be lifted straight up before another of them, because each is under
 * another: what is left when parts that nothing is above are taken away one by one.
 */
export function stuckAmong(parts: Layered[], { height_aware, gap_mm }: PackOptions): string[] {
  if (!height_aware) return [];
  const isOver = (a: Layered, b: Layered) =>
    a.bands.some((high) =>
      b.bands.some(
        (low) => high.from >= low.to && conflictOf(high.body, low.body, gap_mm) !== undefined,
      ),
    );
  const above = parts.map((part) => parts.filter((other) => other !== part && isOver(other, part)));
  const left = new Set(parts);
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const [at, part] of parts.entries()) {
      if (!above[at].some((other) => left.has(other))) left.delete(part);
    }
  }
  return [...left].map((part) => part.body.id);
}
