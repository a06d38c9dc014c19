/** What a part on a board touches. */

import type { PlacedBecause } from "../../types.ts";
import type { Board, Placed } from "./board.ts";
import { type Blocked, CLEAR_MM, collectBlocked, firstClear } from "./contact.ts";
import type { Frame } from "./frame.ts";
import { opposed } from "./shape.ts";

/** Farther than the gap by no more than this counts as contact, mm. */
const CONTACT_MM = 0.02;

/** Sides of the usable rectangle that the part lies against, and parts that keep just the gap. */
export function leansOf(
  board: Board,
  frame: Frame,
  part: Placed,
): { rims: PlacedBecause["rims"]; parts: Placed[] } {
  const { variant, x, y } = part;
  const rims: PlacedBecause["rims"] = [];
  if (x <= CONTACT_MM) rims.push("left");
  if (x + variant.width >= frame.width - CONTACT_MM) rims.push("right");
  if (y <= CONTACT_MM) rims.push("front");
  if (y + variant.depth >= frame.depth - CONTACT_MM) rims.push("back");
  const r = frame.gap + CLEAR_MM + CONTACT_MM;
  const others = [...board.ground.fixed, ...board.placed].filter((other) => {
    if (other === part || (other.item < 0 && other.fixed_id === undefined)) return false;
    const isApart =
      other.x >= x + variant.width + r ||
      other.x + other.variant.width <= x - r ||
      other.y >= y + variant.depth + r ||
      other.y + other.variant.depth <= y - r;
    return !isApart && (isBlockedBy(part, other, r) || isBlockedBy(other, part, r));
  });
  return { rims, parts: others };
}

/** Whether what must keep the gap is nearer than r. */
function isBlockedBy(part: Placed, other: Placed, r: number): boolean {
  const [dx, dy] = [other.x - part.x, other.y - part.y];
  const { width, depth } = part.variant;
  return opposed(part.variant, other.variant).some(([own, theirs]) => {
    const blocked: Blocked = { from: [], to: [] };
    collectBlocked(own.edges, width, depth, theirs.edges, dx, dy, r, -r, r, blocked);
    return Number.isNaN(firstClear(blocked, 0, 0));
  });
}
