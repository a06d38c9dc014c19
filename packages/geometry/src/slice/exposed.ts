/** How much of a straight line lies in the open. */
import type { Cuts } from "./sweep.ts";

/** The length of what outlines do not enclose, by the rule of winding. */
export function exposedLength(
  { count, points }: Cuts,
  from_x: number,
  from_y: number,
  to_x: number,
  to_y: number,
): number {
  const [dx, dy] = [to_x - from_x, to_y - from_y];
  let winding = 0;
  /** Where outlines cross the line, from 0 to 1, and how the winding changes there. */
  const crossings: { at: number; turn: number }[] = [];
  for (let i = 0; i < 4 * count; i += 4) {
    const [ax, ay] = [points[i] - from_x, points[i + 1] - from_y];
    const [bx, by] = [points[i + 2] - from_x, points[i + 3] - from_y];
    const area = ax * by - ay * bx;
    // The cut passes the beginning of the line on the side of greater x.
    if (ay <= 0 !== by <= 0 && area > 0 === by > ay) winding += by > ay ? 1 : -1;
    const [a_side, b_side] = [dx * ay - dy * ax, dx * by - dy * bx];
    if (a_side > 0 === b_side > 0) continue;
    const at = area / (dx * (by - ay) - dy * (bx - ax));
    if (at > 0 && at < 1) crossings.push({ at, turn: a_side > 0 ? 1 : -1 });
  }
  crossings.sort((a, b) => a.at - b.at);
  let [exposed, reached] = [0, 0];
  for (const { at, turn } of crossings) {
    if (winding === 0) exposed += at - reached;
    reached = at;
    winding += turn;
  }
  if (winding === 0) exposed += 1 - reached;
  return exposed * Math.hypot(dx, dy);
}
