/** Moves one part to where its weighted overlap is least, as far as samples show. */
import type { Random } from "../../random.ts";
import { formAt } from "./book.ts";
import type { Form } from "./form.ts";
import { tidyKernels } from "./kernel.ts";
import { type Layout, putPart } from "./layout.ts";
import { gatherNear, makeNear, weightAt, weightNear } from "./near.ts";
import { SEPARATE } from "./tunables.ts";

type Candidate = { form: Form; home: number; x: number; y: number; weight: number };

const near = makeNear();

/** Parts that one may meet at the samples near it. */
let crowd = new Int32Array(256);
let crowdCount = 0;

/** Returns whether the part was moved. */
export function relocate(layout: Layout, part: number, random: Random): boolean {
  tidyKernels(layout.book.kernels);
  const form = formAt(layout.book, layout.form[part]);
  const [x, y] = [layout.x[part], layout.y[part]];
  gatherCrowd(layout, part, form);
  const weight = weightAt(layout, part, crowd, crowdCount, form, x, y, Number.POSITIVE_INFINITY);
  const here: Candidate = { form, home: layout.home[part], x, y, weight };
  const best: Candidate[] = [];
  sample(layout, part, here, random, best);
  let winner = here;
  const size = Math.min(form.right - form.left, form.back - form.front);
  for (const candidate of best) {
    descend(layout, part, candidate, 0.25 * size, 0.02 * size);
    if (candidate.weight < winner.weight) winner = candidate;
    if (winner.weight === 0) break;
  }
  if (winner.weight > 0) {
    if (winner === here) winner = { ...here };
    descend(layout, part, winner, 0.01 * size, 0.001 * size);
  }
  if (!(winner.weight < here.weight)) return false;
  putPart(layout, part, winner.home, winner.form.index, winner.x, winner.y);
  return true;
}

/** Lists the parts that a part may meet, at any turn, no farther off than samples near it are. */
function gatherCrowd(layout: Layout, part: number, form: Form): void {
  const { left, right, front, back, book } = layout;
  const { radius } = book.kinds[layout.parts[part].kind].shapeOf();
  const reachX = (form.right - form.left) / 2 + radius + book.gap;
  const reachY = (form.back - form.front) / 2 + radius + book.gap;
  const [l, r] = [layout.x[part] - reachX, layout.x[part] + reachX];
  const [f, b] = [layout.y[part] - reachY, layout.y[part] + reachY];
  const members = layout.members[layout.home[part]];
  if (members.length > crowd.length) crowd = new Int32Array(2 * members.length);
  crowdCount = 0;
  for (let at = 0; at < members.length; at++) {
    const other = members[at];
    if (left[other] >= r || right[other] <= l || front[other] >= b || back[other] <= f) continue;
    if (other !== part) crowd[crowdCount++] = other;
  }
}

function sample(
  layout: Layout,
  part: number,
  here: Candidate,
  random: Random,
  best: Candidate[],
): void {
  const { book } = layout;
  const { kind } = layout.parts[part];
  const turns = book.kinds[kind].turns_deg.length;
  const first = book.firstForm[kind];
  const { samples_wide, samples_near, refined } = SEPARATE;
  const spanX = here.form.right - here.form.left;
  const spanY = here.form.back - here.form.front;
  for (let at = 0; at < samples_wide + samples_near; at++) {
    const isNear = at < samples_near;
    const home = isNear ? here.home : random.below(layout.containers.length);
    const form =
      isNear && (at & 1) === 0 ? here.form : formAt(layout.book, first + random.below(turns));
    const { width, depth } = layout.containers[home];
    let x0 = -form.left;
    let x1 = width - form.right;
    let y0 = -form.front;
    let y1 = depth - form.back;
    if (x1 < x0 - book.clear || y1 < y0 - book.clear) continue;
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
    const members = layout.members[home];
    const weight = isNear
      ? weightAt(layout, part, crowd, crowdCount, form, x, y, bound)
      : weightAt(layout, part, members, members.length, form, x, y, bound);
    if (weight >= bound) continue;
    if (full) best.pop();
    let slot = best.length;
    while (slot > 0 && best[slot - 1].weight > weight) slot--;
    best.splice(slot, 0, { form, home, x, y, weight });
  }
}

/**
 * Goes down from a candidate, in place, by steps that would bring an overlap of even slope to 0
 * (Polyak, 1969), none longer than `longest`; shorter ones where there is no gain, down to
 * `shortest`.
 */
function descend(
  layout: Layout,
  part: number,
  at: Candidate,
  longest: number,
  shortest: number,
): void {
  if (at.weight === 0) return;
  const { form, home } = at;
  const { width, depth } = layout.containers[home];
  const far = REACH * longest;
  const x0 = Math.max(-form.left, at.x - far);
  const x1 = Math.max(x0, Math.min(width - form.right, at.x + far));
  const y0 = Math.max(-form.front, at.y - far);
  const y1 = Math.max(y0, Math.min(depth - form.back, at.y + far));
  gatherNear(near, layout, part, form, home, { x0, x1, y0, y1 });
  weightNear(near, layout, at.x, at.y, Number.POSITIVE_INFINITY);
  let { growthX, growthY } = near;
  for (let tries = 0, share = 1; tries < SEPARATE.steps_max; tries++) {
    const steep = Math.hypot(growthX, growthY);
    const step = Math.min(longest, (share * at.weight) / steep);
    if (!(steep > 0) || (step < shortest && share < 1)) return;
    const by = Math.max(step, shortest) / steep;
    const x = Math.max(x0, Math.min(x1, at.x - by * growthX));
    const y = Math.max(y0, Math.min(y1, at.y - by * growthY));
    const weight = weightNear(near, layout, x, y, at.weight);
    if (weight >= at.weight) {
      share /= 2;
      continue;
    }
    at.weight = weight;
    at.x = x;
    at.y = y;
    if (weight === 0) return;
    growthX = near.growthX;
    growthY = near.growthY;
    share = Math.min(1, 1.5 * share);
  }
}

/** How many of the longest steps a candidate may go from where it began. */
const REACH = 4;
