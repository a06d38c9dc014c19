/** Which parts are below which, where parts may reach over each other. */
import { overlapOfForms } from "./book.ts";
import { type Layout, putPart } from "./layout.ts";

/** Another part nearby: its level, and what overlaps where the part is below it, and above. */
type Neighbour = { level: number; below: number; above: number };

/** Gives all parts whole numbers for levels, in the order that they have, those below 0 apart. */
export function tidyLevels({ level, parts }: Layout): void {
  const order = parts.map((_, part) => part).sort((a, b) => level[a] - level[b] || a - b);
  const low = order.filter((part) => level[part] < 0).length;
  for (const [at, part] of order.entries()) level[part] = at < low ? at - low : at - low + 1;
}

/**
 * Moves a part, where it lies, to the level at which its weighted overlap is least. It stays below
 * 0, or above, as it is.
 */
export function reorder(layout: Layout, part: number): void {
  const { level } = layout;
  const near = neighboursOf(layout, part);
  if (near.length === 0) return;
  near.sort((a, b) => a.level - b.level);
  const isLow = level[part] < 0;
  let weight = near.reduce((sum, { below }) => sum + below, 0);
  let best = { weight: Number.POSITIVE_INFINITY, level: level[part] };
  let here = 0;
  for (let at = 0; at <= near.length; at++) {
    const from = at === 0 ? Number.NEGATIVE_INFINITY : near[at - 1].level;
    const to = at === near.length ? Number.POSITIVE_INFINITY : near[at].level;
    if (at > 0) weight += near[at - 1].above - near[at - 1].below;
    if (level[part] > from && level[part] < to) here = weight;
    const [low, high] = isLow ? [from, Math.min(to, 0)] : [Math.max(from, 0), to];
    if (low >= high || weight >= best.weight) continue;
    best = { weight, level: between(low, high) };
  }
  if (!(best.weight < here * (1 - 1e-9))) return;
  level[part] = best.level;
  putPart(layout, part, layout.home[part], layout.form[part], layout.x[part], layout.y[part]);
}

function between(low: number, high: number): number {
  if (low === Number.NEGATIVE_INFINITY) return high - 1;
  return high === Number.POSITIVE_INFINITY ? low + 1 : (low + high) / 2;
}

function neighboursOf(layout: Layout, part: number): Neighbour[] {
  const { book, form, x, y, left, right, front, back, level, weights } = layout;
  const near: Neighbour[] = [];
  for (const other of layout.members[layout.home[part]]) {
    if (other === part || left[other] >= right[part] + book.gap) continue;
    if (right[other] <= left[part] - book.gap) continue;
    if (front[other] >= back[part] + book.gap || back[other] <= front[part] - book.gap) continue;
    const [dx, dy] = [x[other] - x[part], y[other] - y[part]];
    const weight = weights[part * layout.parts.length + other];
    const below = weight * overlapOfForms(book, form[part], form[other], dx, dy);
    const above = weight * overlapOfForms(book, form[other], form[part], -dx, -dy);
    if (below > 0 || above > 0) near.push({ level: level[other], below, above });
  }
  return near;
}
