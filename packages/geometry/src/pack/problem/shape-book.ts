import { outlineAreaOf } from "../../polygon/ring.ts";
import type { Outline } from "../../types.ts";
import { type Shape, turnOutline } from "../engine/shape.ts";
import { claimOf } from "./bound.ts";

/** Gives equal outlines the same shape, whether or not they are the same object. */
export function makeShapeBook(gap: number): { shapeOf: (outline: Outline) => Shape } {
  const byIdentity = new Map<Outline, Shape>();
  const byHash = new Map<number, Shape[]>();
  let count = 0;
  const shapeOf = (outline: Outline): Shape => {
    const known = byIdentity.get(outline);
    if (known) return known;
    const hash = hashOf(outline);
    const alike = byHash.get(hash) ?? [];
    byHash.set(hash, alike);
    let shape = alike.find((other) => isEqual(other.outline, outline));
    if (!shape) {
      const { width, depth } = turnOutline(outline, 0);
      shape = {
        index: count++,
        outline,
        area: Math.abs(outlineAreaOf(outline)),
        claim: claimOf(outline, gap),
        length: Math.max(width, depth),
        variants: new Map(),
      };
      alike.push(shape);
    }
    byIdentity.set(outline, shape);
    return shape;
  };
  return { shapeOf };
}

/** FNV-1a over the bits of all coordinates. */
function hashOf(outline: Outline): number {
  let hash = 0x811c9dc5;
  for (const ring of outline) {
    for (const word of new Uint32Array(Float64Array.from(ring).buffer)) {
      hash = Math.imul(hash ^ word, 0x01000193);
    }
    hash = Math.imul(hash ^ ring.length, 0x01000193);
  }
  return hash;
}

function isEqual(a: Outline, b: Outline): boolean {
  return (
    a.length === b.length &&
    a.every(
      (ring, at) => ring.length === b[at].length && ring.every((value, i) => value === b[at][i]),
    )
  );
}
