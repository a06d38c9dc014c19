/** Moves one part to where its weighted overlap is least, as far as samples show. */
import type { Random } from "../../random.ts";
import type { Form } from "./form.ts";
import { formAt, type Layout, putPart, weightAt } from "./layout.ts";
import { SEPARATE } from "./tunables.ts";

type Candidate = { form: Form; home: number; x: number; y: number; weight: number };

/** Returns whether the part was moved. */
export function relocate(layout: Layout, part: number, random: Random): boolean {
  const here: Candidate = {
    form: formAt(layout, layout.form[part]),
    home: layout.home[part],
    x: layout.x[part],
    y: layout.y[part],
    weight: 0,
  };
  here.weight = weigh(layout, part, here, Number.POSITIVE_INFINITY);
  const best: Candidate[] = [];
  sample(layout, part, here, random, best);
  let winner = here;
  const { left, right, front, back } = here.form;
  const size = Math.min(right - left, back - front);
  for (const candidate of best) {
    descend(layout, part, candidate, 0.25 * size, 0.02 * size, random);
    if (candidate.weight < winner.weight) winner = candidate;
    if (winner.weight === 0) break;
  }
  if (winner.weight > 0) {
    if (winner === here) {
      winner = { ...here };
    }
    descend(layout, part, winner, 0.01 * size, 0.001 * size, random);
  }
  if (!(winner.weight < here.weight)) return false;
  putPart(layout, part, winner.home, winner.form.index, winner.x, winner.y);
  return true;
}

function weigh(layout: Layout, part: number, at: Candidate, bound: number): number {
  return weightAt(layout, part, at.form, at.home, at.x, at.y, bound);
}

function sample(
  layout: Layout,
  part: number,
  here: Candidate,
  random: Random,
  best: Candidate[],
): void {
  const turns = layout.parts[part].turns_deg.length;
  const first = layout.firstForm[part];
  const { samples_wide, samples_near, refined } = SEPARATE;
  const spanX = here.form.right - here.form.left;
  const spanY = here.form.back - here.form.front;
  for (let at = 0; at < samples_wide + samples_near; at++) {
    const isNear = at >= samples_wide;
    const home = isNear ? here.home : random.below(layout.containers.length);
    const form = isNear && (at & 1) === 0 ? here.form : formAt(layout, first + random.below(turns));
    const { width, depth } = layout.containers[home];
    let x0 = -form.left;
    let x1 = width - form.right;
    let y0 = -form.front;
    let y1 = depth - form.back;
    if (x1 < x0 - layout.clear || y1 < y0 - layout.clear) continue;
    if (isNear) {
      x0 = Math.max(x0, here.x - spanX / 2);
      x1 = Math.min(x1, here.x + spanX / 2);
      y0 = Math.max(y0, here.y - spanY / 2);
      y1 = Math.min(y1, here.y + spanY / 2);
    }
    const x = x0 + random.next() * (x1 - x0);
    const y = y0 + random.next() * (y1 - y0);
    const full = best.length >= refined;
    const bound = full ? best[best.length - 1].weight : Number.POSITIVE_INFINITY;
    const weight = weightAt(layout, part, form, home, x, y, bound);
    if (weight >= bound) continue;
    if (full) best.pop();
    let slot = best.length;
    while (slot > 0 && best[slot - 1].weight > weight) slot--;
    best.splice(slot, 0, { form, home, x, y, weight });
  }
}

/** Coordinate descent from a candidate, in place. */
function descend(
  layout: Layout,
  part: number,
  at: Candidate,
  start: number,
  end: number,
  random: Random,
): void {
  const { form, home } = at;
  const { width, depth } = layout.containers[home];
  const x0 = -form.left;
  const x1 = Math.max(x0, width - form.right);
  const y0 = -form.front;
  const y1 = Math.max(y0, depth - form.back);
  let stepX = start;
  let stepY = start;
  while (at.weight > 0 && (stepX > end || stepY > end)) {
    const axis = random.below(4);
    const dx = axis === 1 ? 0 : stepX;
    const dy = axis === 0 ? 0 : axis === 3 ? -stepY : stepY;
    const { x, y } = at;
    let better = false;
    for (let sign = -1; sign <= 1; sign += 2) {
      const cx = Math.max(x0, Math.min(x1, x + sign * dx));
      const cy = Math.max(y0, Math.min(y1, y + sign * dy));
      const weight = weightAt(layout, part, form, home, cx, cy, at.weight);
      if (weight < at.weight) {
        at.weight = weight;
        at.x = cx;
        at.y = cy;
        better = true;
      }
    }
    const factor = better ? 1.1 : 0.5;
    if (axis !== 1) stepX *= axis >= 2 ? Math.sqrt(factor) : factor;
    if (axis !== 0) stepY *= axis >= 2 ? Math.sqrt(factor) : factor;
  }
}
